"""The source cell with the rows around it, read again from the archived workbook."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import ColumnElement, and_, or_, select

from data_loaders.addresses import column_letters, parse_a1
from data_loaders.grid import Sheet
from data_loaders.workbook import UnusableFile, Workbook, open_workbook
from transparency_site import kept_cells
from transparency_site.kept_cells import DamagedCells, KeptSheet
from transparency_site.models import Disclosure, SourceFile
from transparency_site.queries.datasets import Source
from transparency_site.queries.memo import many_remembered
from transparency_site.site import Site
from transparency_site.snapshot import Snapshot

_KEPT = 32  # opened workbooks; a large one's cells are kept on disk instead


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Rows around a source cell at (`row`, `column`). `columns` are letters; `rows` are (row number, texts)."""

    sheet: str
    cell: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    row: int
    column: int

    @property
    def heads(self) -> tuple[tuple[str, str], ...]:
        """(letters, "far" or "") of the columns: a phone has room for the first two, which name the row, for the cell's
        and the one before it.
        """
        ring = self._ring
        near = {0, 1, ring - 1, ring}
        return tuple((letters, "" if place in near else "far") for place, letters in enumerate(self.columns))

    @property
    def marked_rows(self) -> tuple[tuple[int, tuple[tuple[str, str], ...]], ...]:
        """The rows, each text with its column's "far" or "", the cell itself with "ring"."""
        ring, marks = self._ring, [mark for _letters, mark in self.heads]
        ringed = [*marks[:ring], "ring", *marks[ring + 1 :]]
        return tuple((number, tuple(zip(texts, ringed if number == self.row else marks, strict=True)))
                     for number, texts in self.rows)

    @property
    def _ring(self) -> int:
        return self.columns.index(column_letters(self.column))


@dataclass(frozen=True, slots=True)
class PublicFile:
    """An archived file that the public may have."""

    sha256: str
    name: str
    size: int


_opened: OrderedDict[str, Workbook] = OrderedDict()
_lock = threading.Lock()


@many_remembered
def public_file(snapshot: Snapshot, sha256: str) -> PublicFile | None:
    """The file with this hash where it is public (a sealed original is not; its twin is), else None."""
    row = snapshot.session.scalar(select(SourceFile).where(SourceFile.sha256 == sha256, SourceFile.sealed.is_(False)))
    if row is not None:
        return PublicFile(sha256, row.name, row.size)
    original = snapshot.session.scalar(select(SourceFile).where(_served(sha256)))
    # A twin is an xlsx workbook whatever its original was.
    return None if original is None else PublicFile(sha256, f"redacted-{Path(original.name).stem}.xlsx", original.size)


def _served(sha256: str) -> ColumnElement[bool]:
    """The original whose twin has this hash and is what readers get: a cover takes a twin's place while it is there."""
    uncovered = and_(SourceFile.twin_sha256 == sha256, SourceFile.cover_sha256.is_(None))
    covers = and_(SourceFile.cover_sha256 == sha256, SourceFile.sha256 != sha256,
                  SourceFile.twin_sha256.is_distinct_from(sha256))
    return or_(uncovered, covers)


def visible_file(snapshot: Snapshot, sha256: str) -> PublicFile | None:
    """The file with this hash where `snapshot` shows something of it; what is only uploaded or withdrawn is not."""
    originals = select(SourceFile.sha256).where(_served(sha256))
    used = snapshot.rows(Disclosure, Disclosure.id).where(
        or_(Disclosure.file_sha256 == sha256, Disclosure.file_sha256.in_(originals))
    )
    return public_file(snapshot, sha256) if snapshot.session.scalar(used.limit(1)) is not None else None


def public_files(snapshot: Snapshot) -> tuple[PublicFile, ...]:
    """The files that hold what `snapshot` shows, where they are public."""
    hashes = snapshot.session.scalars(
        snapshot.rows(Disclosure, Disclosure.file_sha256).distinct().order_by(Disclosure.file_sha256)
    )
    known = (public_file(snapshot, sha256) for sha256 in hashes if sha256 is not None)
    return tuple(one for one in known if one is not None)


def excerpt(site: Site, snapshot: Snapshot, source: Source, around: int = 3, width: int = 12) -> Excerpt | None:
    """The cell of `source` with `around` rows on each side, at most `width` columns; None without its file."""
    if source.file_sha256 is None or source.sheet is None or source.cell is None:
        return None
    file = public_file(snapshot, source.file_sha256)
    sheet = _sheet(site, file, source.sheet) if file else None
    if sheet is None:
        return None
    try:
        return _drawn(sheet, source.cell, around, width)
    except DamagedCells:  # kept cells are derived: a damaged file of them is made anew
        (site.cells / f"{source.file_sha256}.cells").unlink(missing_ok=True)
        opened = _sheet(site, file, source.sheet) if file else None
        return _drawn(opened, source.cell, around, width) if opened else None


def _drawn(sheet: Sheet | KeptSheet, cell: str, around: int, width: int) -> Excerpt:
    row, column = parse_a1(cell)
    first = max(1, min(column - width // 2, sheet.width - width + 1))
    columns = range(first, min(first + width, max(sheet.width, column) + 1))
    rows = range(max(1, row - around), min(row + around, max(sheet.height, row)) + 1)
    return Excerpt(
        sheet.name, cell, tuple(column_letters(number) for number in columns),
        tuple((number, tuple(sheet.text(number, place) for place in columns)) for number in rows), row, column,
    )


def prepare(site: Site, file: PublicFile) -> bool:
    """Make the cells of a large file ready for its first reader; False where they are, or the file is small, cannot be
    opened, or is gone. A file is opened once by each process to learn what it is.
    """
    path, known = site.files / file.sha256, site.kept
    if file.sha256 in known.small_files or file.sha256 in known.unreadable_files:
        return False
    if kept_cells.stand(site.cells, file.sha256) or not path.is_file():
        return False
    workbook = _opened_now(path, file.name)
    if workbook is None:
        known.unreadable_files.add(file.sha256)
        return False
    if kept_cells.keep(site.cells, path, file.sha256, workbook):
        return True
    known.small_files.add(file.sha256)
    return False


def _sheet(site: Site, file: PublicFile, name: str) -> Sheet | KeptSheet | None:
    """The sheet of an archived file: kept beside it where the file is large, else from the opened workbook."""
    path = site.files / file.sha256
    if not path.is_file():
        return None
    with _lock:
        workbook = _opened.get(file.sha256)
    if workbook is None:
        kept = _kept(site, file, name)
        if kept is not None:
            return kept
        workbook = _opened_now(path, file.name)
        if workbook is None:
            return None
        if not kept_cells.keep(site.cells, path, file.sha256, workbook):
            _remember(file.sha256, workbook)
    return next((one for one in workbook.sheets if one.name == name), None)


def _kept(site: Site, file: PublicFile, name: str) -> KeptSheet | None:
    try:
        return kept_cells.find(site.cells, file.sha256, name)
    except DamagedCells:
        (site.cells / f"{file.sha256}.cells").unlink(missing_ok=True)
        return None


def _opened_now(path: Path, name: str) -> Workbook | None:
    try:
        return open_workbook(path, name)
    except UnusableFile:
        return None


def _remember(sha256: str, workbook: Workbook) -> None:
    with _lock:
        _opened[sha256] = workbook
        while len(_opened) > _KEPT:
            _opened.popitem(last=False)
