"""JSON lines of a whole result, streamed: each line is a row exactly as the API's `data` has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from transparency_site.exports.records import record_maker
from transparency_site.filters import Column, Filters
from transparency_site.queries.datasets import Dataset
from transparency_site.snapshot import Snapshot

MIMETYPE = "application/x-ndjson"
_AT_ONCE = 500


def jsonl_of(dataset: Dataset, snapshot: Snapshot, filters: Filters, *, sample: bool = False) -> Iterator[bytes]:
    """The file of a whole result in pieces."""
    return jsonl_lines(dataset.columns, dataset.stream(snapshot, filters), sample=sample)


def jsonl_lines(columns: tuple[Column, ...], items: Iterable[Any], *, sample: bool = False) -> Iterator[bytes]:
    """The file in pieces, always at least one. `sample` puts `"sample": true` on every row of made-up figures."""
    make, pieces = record_maker(columns), list[bytes]()
    mark = {"sample": True} if sample else {}
    for item in items:
        pieces.append(orjson.dumps(make(item) | mark, option=orjson.OPT_APPEND_NEWLINE))
        if len(pieces) == _AT_ONCE:
            yield b"".join(pieces)
            pieces.clear()
    yield b"".join(pieces)
