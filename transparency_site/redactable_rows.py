"""The rows of a published disclosure whose words can be redacted, for a person to choose from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from transparency_site.db import Base
from transparency_site.models import (
    Batch,
    BudgetExecution,
    BudgetLine,
    Disbursement,
    Disclosure,
    RegisterRow,
    TextSection,
    ThreePublicExpense,
)
from transparency_site.redacted_words import Target
from transparency_site.row_words import COLUMNS, MARKER, WITH_WORDS, words
from transparency_site.storing import table_of


@dataclass(frozen=True, slots=True)
class Choice:
    """One row: what it says, and its amount in fen where it has one amount."""

    target: Target
    words: str
    amount_fen: int | None
    hidden: bool

    @property
    def address(self) -> str:
        """As a form sends it: `recipients.0003`."""
        return ".".join(self.target)


_TARGETS: Mapping[type[Base], Callable[[Any], Target]] = {
    Disbursement: lambda row: ("recipients", row["line"]),
    TextSection: lambda row: ("text", row["key"]),
    Batch: lambda _row: ("batch", "stated"),
    ThreePublicExpense: lambda _row: ("three-public", "statement"),
    BudgetLine: lambda row: (row["table"], row["line"]),
    BudgetExecution: lambda row: ("execution", row["line"]),
    RegisterRow: lambda row: ("rows", row["line"]),
}


def choices(session: Session, disclosure: Disclosure, asked: str, most: int) -> tuple[Sequence[Choice], bool]:
    """(The first `most` rows whose words hold every part of `asked`, whether there are more)."""
    found: dict[Target, Choice] = {}
    for model in WITH_WORDS:
        for row in _rows(session, disclosure, model, asked):
            texts = list(words(model, row).values())
            target = _TARGETS[model](row)
            if texts and target not in found:
                said = " · ".join(text if len(text) <= 200 else text[:200] + "…" for text in texts)
                found[target] = Choice(target, said, row.get("amount_fen"), texts[0].startswith(MARKER))
            if len(found) > most:
                return list(found.values())[:most], True
    return list(found.values()), False


def _rows(session: Session, disclosure: Disclosure, model: type[Base], asked: str) -> Iterator[Mapping[str, Any]]:
    table = table_of(model)
    statement = select(table).where(table.c.disclosure_id == disclosure.id).order_by(table.c.id)
    for part in asked.split() if model in COLUMNS else ():
        statement = statement.where(or_(*(table.c[name].contains(part, autoescape=True) for name in COLUMNS[model])))
    for row in map(dict, session.execute(statement).mappings()):
        if model in COLUMNS or _says(words(model, row).values(), asked):
            yield row


def _says(texts: Iterable[str], asked: str) -> bool:
    """Whether a register's row, whose texts no statement can look into, holds every part."""
    said = "\n".join(texts).casefold()
    return all(part in said for part in asked.casefold().split())
