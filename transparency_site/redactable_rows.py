"""The rows of a published disclosure whose words can be redacted, for a person to choose from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
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
    TextSection,
    ThreePublicExpense,
)
from transparency_site.redacted_words import COLUMNS, MARKER, Target
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
}


def choices(session: Session, disclosure: Disclosure, asked: str, most: int) -> tuple[Sequence[Choice], bool]:
    """(The first `most` rows whose words hold every part of `asked`, whether there are more)."""
    found: dict[Target, Choice] = {}
    for model in COLUMNS:
        for row in _rows(session, disclosure, model, asked):
            words = [str(row[name]) for name in COLUMNS[model] if row[name]]
            target = _TARGETS[model](row)
            if words and target not in found:
                said = " · ".join(word if len(word) <= 200 else word[:200] + "…" for word in words)
                found[target] = Choice(target, said, row.get("amount_fen"), words[0].startswith(MARKER))
            if len(found) > most:
                return list(found.values())[:most], True
    return list(found.values()), False


def _rows(session: Session, disclosure: Disclosure, model: type[Base], asked: str) -> Iterator[Mapping[str, Any]]:
    table = table_of(model)
    statement = select(table).where(table.c.disclosure_id == disclosure.id).order_by(table.c.id)
    for part in asked.split():
        statement = statement.where(or_(*(table.c[name].contains(part, autoescape=True) for name in COLUMNS[model])))
    for row in session.execute(statement).mappings():
        yield dict(row)
