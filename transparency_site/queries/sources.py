"""Where figures stand: public files of disclosures, sheets of their tables, and source cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from sqlalchemy import bindparam, case, or_, select

from data_loaders.addresses import a1
from transparency_site.models import DisclosureTable, SourceFile
from transparency_site.queries.datasets import Source
from transparency_site.queries.memo import each_remembered
from transparency_site.queries.prepared import executed
from transparency_site.snapshot import Snapshot

Place = tuple[str, Mapping[str, int], str]
"""Sheet, column by measure, declared money unit."""


def public_files(snapshot: Snapshot, hashes: Iterable[str | None]) -> dict[str, str]:
    """SHA-256 as stored with a disclosure -> of the file that the public gets.

    A disclosure from a sealed original names the redacted twin already; an original that was sealed later (by a
    redaction) is never named.
    """
    found = each_remembered(snapshot, "public files", {one for one in hashes if one}, partial(_files, snapshot))
    return {stored: public for stored, public in found.items() if public}


_WANTED: Any = bindparam("wanted", expanding=True)
_FORMS = (SourceFile.sha256, SourceFile.twin_sha256, SourceFile.cover_sha256)
_PUBLIC = case((SourceFile.cover_sha256.is_not(None), SourceFile.cover_sha256),
               (SourceFile.sealed, SourceFile.twin_sha256), else_=SourceFile.sha256)
_FILES = select(*_FORMS, _PUBLIC).where(or_(*(form.in_(_WANTED) for form in _FORMS)))
_TABLES = select(
    DisclosureTable.disclosure_id, DisclosureTable.key, DisclosureTable.sheet, DisclosureTable.columns,
    DisclosureTable.money_unit,
).where(DisclosureTable.disclosure_id.in_(_WANTED))


def _files(snapshot: Snapshot, wanted: list[str]) -> dict[str, str]:
    rows: Iterable[Any] = executed(snapshot, _FILES, {"wanted": wanted})
    return {digest: shown for *known, shown in rows for digest in known if digest and shown}


def tables_of(snapshot: Snapshot, disclosures: Iterable[int]) -> dict[tuple[int, str], Place]:
    """(disclosure row id, table key) -> sheet, column map, money unit. The caller's disclosures are visible ones."""
    found = each_remembered(snapshot, "tables", set(disclosures), partial(_tables, snapshot))
    return {(disclosure, key): place for disclosure, places in found.items() for key, place in (places or {}).items()}


def _tables(snapshot: Snapshot, wanted: list[int]) -> dict[int, dict[str, Place]]:
    found: dict[int, dict[str, Place]] = {}
    rows: Iterable[Any] = executed(snapshot, _TABLES, {"wanted": wanted})
    for disclosure, key, *place in rows:
        found.setdefault(disclosure, {})[key] = tuple(place)
    return found


def cell_of(row: int | None, column: int | None) -> str | None:
    """A cell's address (`C7`); None where its place is not known."""
    return a1(row, column) if row and column and row > 0 and column > 0 else None


def source(file: str | None, sheet: str | None, row: int | None, column: int | None) -> Source:
    """A source cell; parts that are not known are None."""
    return Source(file, sheet, cell_of(row, column))
