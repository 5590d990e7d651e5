"""Workbooks with redacted rows: readers get a covered twin at once; when the redaction is confirmed the twin takes the
original's place and the original is destroyed.

What is served follows from the state of the redactions alone: `settle` can be called again after any interruption.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from data_loaders.grid import CellValue, value_text
from data_loaders.workbook import UnusableFile, open_workbook
from data_loaders.written_workbook import written_workbook
from transparency_site import file_store
from transparency_site.models import Disclosure, SourceFile, Submission
from transparency_site.redacted_words import MARKER
from transparency_site.site import Site
from transparency_site.transactions import writing

Cell = tuple[str, int]
"""Sheet and row."""


@dataclass(frozen=True, slots=True)
class Covered:
    """What a file must not show: `rows` but for the column of their amount; `local` texts in their own row; `texts`
    wherever they stand outside of `spared` rows (those of other figures, whose words are public).
    """

    rows: Mapping[Cell, int]
    local: Mapping[Cell, frozenset[str]]
    texts: frozenset[str]
    spared: frozenset[Cell]

    def hides(self, sheet: str, row: int, column: int, text: str) -> bool:
        """Whether this cell is covered."""
        if (sheet, row) in self.rows:
            return column != self.rows[sheet, row]
        if any(_same(one, text) for one in self.local.get((sheet, row), ())):
            return True
        return (sheet, row) not in self.spared and any(one in text for one in self.texts)


def _same(words: str, text: str) -> bool:
    """Whether a cell says the words, or a good part of them (a long text stands in several cells)."""
    return words in text or (len(text) >= 6 and text in words)


def sources_of(session: Session, disclosure_ids: Sequence[int]) -> list[SourceFile]:
    """The files that these disclosures came from."""
    statement = (
        select(SourceFile)
        .join(Submission, Submission.file_sha256 == SourceFile.sha256)
        .join(Disclosure, Disclosure.submission_id == Submission.id)
        .where(Disclosure.id.in_(disclosure_ids))
        .distinct()
    )
    return list(session.scalars(statement))


def cover(site: Site, session: Session, source: SourceFile, covered: Covered) -> None:
    """Serve a twin without these rows in place of the file; the original stays, sealed, until somebody decides."""
    shown = source.twin_sha256 or source.sha256
    content = _without(_path(site, shown), source.name, covered)
    twin = file_store.keep(site, content) if content else None
    before = source.cover_sha256
    with writing(session):
        source.cover_sha256, source.sealed = twin or shown, True
        _point(session, source, source.cover_sha256)
    file_store.move(site, shown, sealed=True)
    if before and before not in (twin, shown):
        file_store.forget(site, before)


def uncover(site: Site, session: Session, source: SourceFile) -> None:
    """Serve again what was served before."""
    shown, twin = source.twin_sha256 or source.sha256, source.cover_sha256
    file_store.move(site, shown, sealed=False)
    with writing(session):
        source.cover_sha256, source.sealed = None, source.twin_sha256 is not None
        _point(session, source, shown)
    if twin and twin != shown:
        file_store.forget(site, twin)


def replace(site: Site, session: Session, source: SourceFile, covered: Covered) -> list[str]:
    """Put a twin without these rows in the original's place for good and destroy every other form of the file; their
    SHA-256s.
    """
    path = _path(site, source.twin_sha256 or source.sha256)
    content = _without(path, source.name, covered) if path.is_file() else None
    twin = file_store.keep(site, content) if content else None
    old = {source.sha256, source.twin_sha256, source.cover_sha256} - {twin, None}
    with writing(session):
        source.sealed, source.erased, source.twin_sha256, source.cover_sha256 = True, True, twin, None
        _point(session, source, twin)
    for sha256 in old:
        file_store.forget(site, str(sha256))
    return [str(sha256) for sha256 in old]


def _path(site: Site, sha256: str) -> Path:
    return file_store.find(site, sha256) or file_store.path_of(site, sha256)


def _point(session: Session, source: SourceFile, served: str | None) -> None:
    """Every disclosure of the file names what is served of it."""
    submissions = select(Submission.id).where(Submission.file_sha256 == source.sha256)
    session.execute(
        update(Disclosure)
        .where(Disclosure.submission_id.in_(submissions), Disclosure.file_sha256.is_not(None))
        .values(file_sha256=served or source.sha256)
        .execution_options(synchronize_session=False)
    )


def _without(path: Path, name: str, covered: Covered) -> bytes | None:
    """The workbook without what must not be shown; None where it cannot be read, and so cannot be served."""
    try:
        sheets = open_workbook(path, name).sheets
    except UnusableFile:
        return None

    def shown(sheet: str, row: int, column: int, value: CellValue) -> str | None:
        return MARKER if covered.hides(sheet, row, column, value_text(value)) else None

    return written_workbook(sheets, shown)
