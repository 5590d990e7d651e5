"""Which rows and texts of which source files a redaction covers, from what was taken out of the tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from transparency_site import redacted_files, redacted_words
from transparency_site.models import (
    BudgetExecution,
    BudgetLine,
    Disbursement,
    Disclosure,
    DisclosureTable,
    Redaction,
    RegisterRow,
    SourceFile,
    Submission,
)
from transparency_site.redacted_files import Cell, Covered
from transparency_site.row_words import WITH_WORDS
from transparency_site.scrubbing import MARKER as ERASED_NAME
from transparency_site.scrubbing import SHORTEST
from transparency_site.site import Site
from transparency_site.storing import table_of

_TABLES = {"disbursements": "recipients", "budget_executions": "execution", "register_rows": "rows"}
_WITH_SHEET = ("text_sections", "batches", "three_public_expenses")


def cover_files(site: Site, session: Session, key: str) -> None:
    """Serve the files of `key` without what is hidden in them now; where nothing is, as they were before."""
    for source in redacted_files.sources_of(session, _ids_of_key(session, key)):
        if source.name == ERASED_NAME:
            continue  # erased as a whole
        undecided = _undecided(session, source)
        if undecided:
            redacted_files.cover(site, session, source, covered(session, source, undecided))
        elif source.cover_sha256:
            redacted_files.uncover(site, session, source)


def replace_files(site: Site, session: Session, redaction: Redaction) -> list[str]:
    """Put twins without the redaction's rows in the place of the originals, which are destroyed: their SHA-256s."""
    gone: list[str] = []
    for source in redacted_files.sources_of(session, _ids_of_key(session, redaction.key)):
        if source.name != ERASED_NAME:
            gone += redacted_files.replace(site, session, source, covered(session, source, [redaction]))
    return gone


def covered(session: Session, source: SourceFile, redactions: Sequence[Redaction]) -> Covered:
    """What these redactions hide of one file."""
    ids = _ids_of_file(session, source)
    sheets = _sheets(session, ids)
    rows: dict[Cell, int] = {}
    local: dict[Cell, frozenset[str]] = {}
    texts: set[str] = set()
    for redaction in redactions:
        texts |= redacted_words.flat(redaction.words)
        for name, number, said in _taken(redaction):
            values = _row(session, name, number)
            if values is None or values["disclosure_id"] not in ids:
                continue
            cell = _cell(name, values, sheets)
            if name == "disbursements":
                rows[cell] = values["column"]
            else:
                local[cell] = local.get(cell, frozenset()) | said
    secret = {text for text in texts - redacted_words.still_public(session, texts) if len(text) >= SHORTEST}
    spared = frozenset(_figures(session, ids, sheets)) - set(rows) - set(local)
    return Covered(rows, local, frozenset(secret), spared)


def _taken(redaction: Redaction) -> Iterator[tuple[str, int, frozenset[str]]]:
    for name, by_row in (redaction.words or {}).items():
        for number, texts in by_row.items():
            yield name, int(number), frozenset(texts.values())


def _row(session: Session, name: str, number: int) -> Any:
    table = next(table_of(model) for model in WITH_WORDS if model.__tablename__ == name)
    return session.execute(select(table).where(table.c.id == number)).mappings().one_or_none()


def _cell(name: str, values: Any, sheets: dict[tuple[int, str], str]) -> Cell:
    if name in _WITH_SHEET:
        return values["sheet"], values["row"]
    key = _TABLES.get(name) or values["table"]
    return sheets.get((values["disclosure_id"], key), ""), values["row"]


def _figures(session: Session, ids: set[int], sheets: dict[tuple[int, str], str]) -> Iterator[Cell]:
    """Every row of the file in which a published figure stands."""
    for model in (Disbursement, BudgetLine, BudgetExecution, RegisterRow):
        table = table_of(model)
        for number in ids:
            rows = session.execute(select(table).where(table.c.disclosure_id == number)).mappings()
            yield from (_cell(table.name, row, sheets) for row in rows)


def _sheets(session: Session, ids: set[int]) -> dict[tuple[int, str], str]:
    columns = (DisclosureTable.disclosure_id, DisclosureTable.key, DisclosureTable.sheet)
    found = session.execute(select(*columns).where(DisclosureTable.disclosure_id.in_(ids)))
    return {(number, key): sheet for number, key, sheet in found}


def _ids_of_key(session: Session, key: str) -> list[int]:
    return [one.id for one in redacted_words.disclosures(session, key)]


def _ids_of_file(session: Session, source: SourceFile) -> set[int]:
    of_file = select(Submission.id).where(Submission.file_sha256 == source.sha256)
    return set(session.scalars(select(Disclosure.id).where(Disclosure.submission_id.in_(of_file))))


def _undecided(session: Session, source: SourceFile) -> Sequence[Redaction]:
    keys = select(Disclosure.key).where(Disclosure.id.in_(_ids_of_file(session, source)))
    states = ("hidden", "confirmed")
    return session.scalars(select(Redaction).where(Redaction.key.in_(keys), Redaction.state.in_(states))).all()
