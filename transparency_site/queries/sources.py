"""Where figures stand: public files of disclosures, sheets of their tables, and source cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import case, select

from data_loaders.addresses import a1
from transparency_site.models import DisclosureTable, SourceFile
from transparency_site.queries.datasets import Source
from transparency_site.snapshot import Snapshot

Place = tuple[str, Mapping[str, int], str]
"""Sheet, column by measure, declared money unit."""


def public_files(snapshot: Snapshot, hashes: Iterable[str | None]) -> dict[str, str]:
    """SHA-256 of an upload -> of the file that the public gets: a sealed original is never named, its twin is."""
    wanted = {digest for digest in hashes if digest}
    if not wanted:
        return {}
    public = case((SourceFile.sealed, SourceFile.twin_sha256), else_=SourceFile.sha256)
    rows = snapshot.session.execute(select(SourceFile.sha256, public).where(SourceFile.sha256.in_(wanted)))
    return {original: shown for original, shown in rows if shown}


def tables_of(snapshot: Snapshot, disclosures: Iterable[int]) -> dict[tuple[int, str], Place]:
    """(disclosure row id, table key) -> sheet, column map, money unit. The caller's disclosures are visible ones."""
    statement = select(
        DisclosureTable.disclosure_id, DisclosureTable.key, DisclosureTable.sheet, DisclosureTable.columns,
        DisclosureTable.money_unit,
    ).where(DisclosureTable.disclosure_id.in_(set(disclosures)))
    return {(row[0], row[1]): (row[2], row[3], row[4]) for row in snapshot.session.execute(statement)}


def source(file: str | None, sheet: str | None, row: int | None, column: int | None) -> Source:
    """A source cell; parts that are not known are None."""
    cell = a1(row, column) if row and column and row > 0 and column > 0 else None
    return Source(file, sheet, cell)
