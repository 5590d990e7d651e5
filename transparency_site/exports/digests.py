"""The digest of a result, which a reader can recompute from any of its files (docs/verify.md has the ten lines).

A row's canonical form is a JSON object of its filled cells as text, keys sorted, without the `*_yuan` columns (they
repeat the fen), without what the day of reading decides and without the sample mark; a spreadsheet's protecting
apostrophe does not count. The digest is the SHA-256 over the sorted SHA-256s of the rows: it depends neither on order
nor on page nor on file format.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any

import orjson

from transparency_site.exports.csv_files import FORMULA
from transparency_site.exports.records import cell_maker, headers
from transparency_site.filters import Column, Filters
from transparency_site.queries.datasets import Dataset, dated_keys
from transparency_site.queries.flat_rows import END, SEPARATOR, flat_rows
from transparency_site.queries.memo import remembered
from transparency_site.snapshot import Snapshot


def digest(snapshot: Snapshot, dataset: Dataset, filters: Filters) -> str:
    """SHA-256 in hexadecimal over the whole result of `filters`, whatever their order."""
    return _digest(snapshot, dataset, Filters(filters.conditions, status=filters.status))


@remembered
def _digest(snapshot: Snapshot, dataset: Dataset, filters: Filters) -> str:
    chunks = flat_rows(dataset, snapshot, filters)
    if chunks is None:
        return digest_of(map(canonical_maker(dataset.columns), dataset.stream(snapshot, filters)))
    rows = chain.from_iterable(rows.decode().split(END)[:-1] for rows in chunks)
    return digest_of(map(_flat_canonical(dataset.columns), rows))


def digest_of(rows: Iterable[bytes]) -> str:
    """The digest of canonical rows: 32 bytes of each are kept, so that a million rows fit in memory."""
    buckets = [bytearray() for _byte in range(256)]  # by first byte: packed, and sorted one after the other
    for row in rows:
        one = hashlib.sha256(row).digest()
        buckets[one[0]] += one
    found = hashlib.sha256()
    for bucket in buckets:
        found.update(b"".join(sorted(bytes(bucket[at : at + 32]) for at in range(0, len(bucket), 32))))
    return found.hexdigest()


def _places(columns: tuple[Column, ...]) -> list[tuple[str, int]]:
    """Key and place of the cells that count, by key."""
    dated = dated_keys(columns)
    return sorted((key, place) for place, (key, *_words) in enumerate(headers(columns))
                  if not key.endswith("_yuan") and key not in dated)


def _flat_canonical(columns: tuple[Column, ...]) -> Callable[[str], bytes]:
    """As `canonical_maker`, for rows that the database wrote."""
    places = _places(columns)

    def canonical(row: str) -> bytes:
        cells = row.split(SEPARATOR)
        found = {key: cells[place] for key, place in places if cells[place]}
        return orjson.dumps(found if "'" not in row else {key: _text(cell) for key, cell in found.items()})

    return canonical


def canonical_maker(columns: tuple[Column, ...]) -> Callable[[Any], bytes]:
    """A function from one row to its canonical form; made once for many rows."""
    make = cell_maker(columns)
    places = _places(columns)

    def canonical(item: Any) -> bytes:
        cells = make(item)
        return orjson.dumps({key: _text(cells[place]) for key, place in places if cells[place] not in (None, "")})

    return canonical


def _text(value: Any) -> str:
    text = str(value)
    return text[1:] if text[0] == "'" and text[1:].startswith(FORMULA) else text
