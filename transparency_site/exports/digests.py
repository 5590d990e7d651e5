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
from operator import itemgetter
from typing import Any

import orjson

from transparency_site.exports.csv_files import FORMULA
from transparency_site.exports.records import cell_maker, headers
from transparency_site.filters import Column, Filters
from transparency_site.queries.datasets import Dataset, dated_keys
from transparency_site.queries.flat_rows import END, SEPARATOR, flat_rows
from transparency_site.queries.memo import remembered
from transparency_site.snapshot import Snapshot

_BETWEEN, _END = SEPARATOR.encode(), END.encode()
# What JSON writes with a backslash, and what may be a protecting apostrophe.
_NOT_PLAIN = (b'"', b"\\", b"'", *(bytes((sign,)) for sign in range(ord(END))))


def digest(snapshot: Snapshot, dataset: Dataset, filters: Filters, rows: Iterable[bytes] | None = None) -> str:
    """SHA-256 in hexadecimal over the whole result of `filters`, whatever their order.

    `rows`: the result as `flat_rows` gives it, for a caller that needs it too; not asked for where it is known already.
    """

    @remembered
    def found(snapshot: Snapshot, dataset: Dataset, filters: Filters) -> str:
        chunks = flat_rows(dataset, snapshot, filters) if rows is None else rows
        if chunks is None:
            return digest_of(map(canonical_maker(dataset.columns), dataset.stream(snapshot, filters)))
        return digest_of(chain.from_iterable(map(_flat_canonical(dataset.columns), chunks)))

    return found(snapshot, dataset, Filters(filters.conditions, status=filters.status))


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


def _flat_canonical(columns: tuple[Column, ...]) -> Callable[[bytes], Iterable[bytes]]:
    """As `canonical_maker`, for rows that the database wrote, some thousand at a time."""
    places = _places(columns)
    heads, take = [f'{key}":"'.encode() for key, _place in places], itemgetter(*(place for _key, place in places))

    def plain(row: bytes) -> bytes:
        cells = zip(heads, take(row.split(_BETWEEN)), strict=True)
        return b'{"%b"}' % b'","'.join([head + cell for head, cell in cells if cell])  # an id is always there

    def any_text(row: bytes) -> bytes:
        cells = row.decode().split(SEPARATOR)
        return orjson.dumps({key: _text(cells[place]) for key, place in places if cells[place]})

    def canonical(rows: bytes) -> Iterable[bytes]:
        return map(any_text if any(sign in rows for sign in _NOT_PLAIN) else plain, rows.split(_END)[:-1])

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
