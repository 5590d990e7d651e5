"""Keyset cursors: opaque text that says after which row a walk goes on, at which version and date, under which filters.

A cursor is validated, not trusted: version, date, fingerprint of the filters and the type of every value must fit.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from transparency_site.filters import BadParameter, Column, Filters, Kind, Paging, pairs
from transparency_site.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Cursor:
    """After the row with these sort `values` and this `row` (its id), at `version` read on `on_date`.

    `before`: the rows in front of that row instead, for the way back.
    """

    version: int
    on_date: dt.date
    fingerprint: str
    values: tuple[Any, ...]
    row: int | str
    before: bool = False


def fingerprint(dataset: str, columns: Sequence[Column], filters: Filters) -> str:
    """What a cursor belongs to: a dataset under filters in an order."""
    canonical = json.dumps([dataset, pairs(columns, filters)], ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()[:12]


def encode(cursor: Cursor) -> str:
    """As URL-safe text without padding."""
    values = [value.isoformat() if isinstance(value, dt.date) else value for value in cursor.values]
    fields = [cursor.version, cursor.on_date.isoformat(), cursor.fingerprint, values, cursor.row]
    if cursor.before:
        fields.append("before")
    packed = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")


def decode(text: str) -> Cursor:
    """Raises BadParameter for everything that `encode` did not make (as far as shape can tell)."""
    try:
        fields = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
        (version, on_date, mark, values, row), way = fields[:5], fields[5:]
        if not _is_shaped(version, mark, values, row) or way not in ([], ["before"]):
            raise ValueError(text)
        return Cursor(version, dt.date.fromisoformat(on_date), mark, tuple(values), row, bool(way))
    except (ValueError, TypeError, RecursionError, binascii.Error):
        raise BadParameter("cursor", "bad-cursor", text) from None


def _is_shaped(version: Any, mark: Any, values: Any, row: Any) -> bool:
    whole = isinstance(version, int) and not isinstance(version, bool) and 0 < version < 10**9
    named = isinstance(row, str) or (isinstance(row, int) and not isinstance(row, bool) and 0 <= row < 2**62)
    return whole and named and isinstance(mark, str) and isinstance(values, list)


def pinned(snapshot: Snapshot, paging: Paging) -> Snapshot:
    """The snapshot that a walk began with: the cursor's version and date, else `snapshot` itself."""
    if paging.cursor is None:
        return snapshot
    cursor = decode(paging.cursor)
    if cursor.version > snapshot.latest:
        raise BadParameter("cursor", "bad-cursor", paging.cursor)
    return replace(snapshot, version=cursor.version, on_date=cursor.on_date)


def position(dataset: str, columns: Sequence[Column], filters: Filters, keys: Sequence[Column], text: str) -> Cursor:
    """The cursor in `text`, checked against the walk that it is used in; its values as Python values of `keys`."""
    cursor = decode(text)
    if cursor.fingerprint != fingerprint(dataset, columns, filters) or len(cursor.values) != len(keys):
        raise BadParameter("cursor", "bad-cursor", text)
    try:
        values = tuple(_typed(key.kind, value) for key, value in zip(keys, cursor.values, strict=True))
    except (ValueError, TypeError):
        raise BadParameter("cursor", "bad-cursor", text) from None
    return replace(cursor, values=values)


def _typed(kind: Kind, value: Any) -> Any:
    if value is None:
        return None
    if kind is Kind.DATE:
        return dt.date.fromisoformat(value)
    if kind is Kind.TIME:
        return dt.datetime.fromisoformat(value)
    if kind in (Kind.INTEGER, Kind.MONEY):
        right = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**62
    else:
        right = isinstance(value, bool if kind is Kind.FLAG else str)
    if not right:
        raise ValueError(kind)
    return value
