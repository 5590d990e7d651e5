"""Which words a redaction takes out of which rows, and putting them back: amounts, codes and places in tables stay.

A row is named as in a figure's id: `<disclosure>.recipients.0003`, `<disclosure>.text.duties`,
`<disclosure>.batch.stated`, `<disclosure>.three-public.statement`, `<disclosure>.<table>.<line>`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.orm import Session

from transparency_site import row_digests
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
from transparency_site.storing import table_of

Target = tuple[str, str]
"""(table, line) as in a figure's id."""
Words = dict[str, dict[str, dict[str, str]]]
"""Table name -> row id -> column -> what stood there."""
MARKER = "已依法删除"
LONGEST_BASIS = 80  # characters of the legal basis in the marker: the shortest column holds 128


@dataclass(frozen=True, slots=True)
class Row:
    """One row with words: of which model and disclosure, everything that stands in it, and its sheet if it has one."""

    model: type[Base]
    disclosure: int
    values: Mapping[str, Any]

    @property
    def id(self) -> int:
        return int(self.values["id"])

    def words(self) -> dict[str, str]:
        """Its words by column, where it has any."""
        first, *others = COLUMNS[self.model]
        return {name: self.values[name] for name in (first, *others) if self.values[name]}


COLUMNS: Mapping[type[Base], tuple[str, ...]] = {
    Disbursement: ("recipient", "village", "credit_code", "purpose", "standard"),
    TextSection: ("text",),
    Batch: ("basis", "complaint_office", "complaint_phone"),
    ThreePublicExpense: ("reason",),
    BudgetLine: ("name",),
    BudgetExecution: ("name",),
}
"""The columns that are words; the first one gets the marker, the others become empty."""


def marker(legal_basis: str) -> str:
    """What readers find in place of the words."""
    return f"{MARKER}（{legal_basis[:LONGEST_BASIS]}）"


def parse(address: str) -> tuple[str, Target] | None:
    """(disclosure key, row) of a row's address or a figure's id in it; None where it cannot be one."""
    parts = address.split(".")
    count = 3 if parts[0] in ("batch", "execution") else 4
    if len(parts) < count + 2 or not all(parts):
        return None
    key, table, *line = ".".join(parts[:count]), *parts[count:]
    if table in ("recipients", "batch", "text"):
        line = line[:1]
    elif len(line) > 1:
        line = line[:-1]  # a figure's id ends with its measure
    return key, (table, ".".join(line))


def disclosures(session: Session, key: str) -> Sequence[Disclosure]:
    """Every revision of `key` that has content."""
    return session.scalars(
        select(Disclosure)
        .where(Disclosure.key == key, Disclosure.retired_as.is_distinct_from("redacted"))
        .order_by(Disclosure.revision)
    ).all()


def rows(session: Session, disclosure_ids: Sequence[int], target: Target) -> Iterator[Row]:
    """The rows that a target names in these disclosures, whether their words are there or not."""
    model, condition = _place(target)
    table = table_of(model)
    for number in disclosure_ids:
        statement = select(table).where(table.c.disclosure_id == number, condition).order_by(table.c.id)
        for values in session.execute(statement).mappings():
            yield Row(model, number, dict(values))


def _place(target: Target) -> tuple[type[Base], ColumnElement[bool]]:
    table, line = target
    if table == "recipients":
        return Disbursement, Disbursement.line == line
    if table == "text":
        return TextSection, TextSection.key == line
    if table == "batch":
        return Batch, Batch.id.is_not(None)
    if table == "three-public" and line == "statement":
        return ThreePublicExpense, ThreePublicExpense.id.is_not(None)
    if table == "execution":
        return BudgetExecution, BudgetExecution.line == line
    return BudgetLine, and_(BudgetLine.table == table, BudgetLine.line == line)


def take_out(session: Session, disclosure: Disclosure, some: Sequence[Row], legal_basis: str) -> Words:
    """Put the marker in place of the words of these rows; what stood there. Their digests are written down first."""
    taken: Words = {}
    for row in some:
        words = row.words()
        if not words or any(text.startswith(MARKER) for text in words.values()):
            continue
        row_digests.keep(session, disclosure, row.model, row.values)
        first, *others = COLUMNS[row.model]
        _write(session, row.model, row.id, {first: marker(legal_basis), **dict.fromkeys(others)})
        taken.setdefault(row.model.__tablename__, {})[str(row.id)] = words
    return taken


def put_back(session: Session, words: Words) -> None:
    """Give rows their words back, and their digests."""
    models = {model.__tablename__: model for model in COLUMNS}
    for name, by_row in words.items():
        for number, texts in by_row.items():
            _put_back(session, models[name], int(number), texts)


def _put_back(session: Session, model: type[Base], number: int, texts: Mapping[str, str]) -> None:
    table, first = table_of(model), COLUMNS[model][0]
    found = session.execute(select(table.c.disclosure_id, table.c[first]).where(table.c.id == number)).one_or_none()
    # An unpublished row may be gone since, and its number taken by another one.
    if found is None or not str(found[1]).startswith(MARKER):
        return
    _write(session, model, number, {**dict.fromkeys(COLUMNS[model]), **texts})
    row_digests.give_back(session, session.get_one(Disclosure, found[0]), [(table.name, number)])


def _write(session: Session, model: type[Base], number: int, values: Mapping[str, str | None]) -> None:
    table = table_of(model)
    session.execute(update(table).where(table.c.id == number).values(**values))


def flat(words: Words | None) -> set[str]:
    """Every text among the words."""
    return {text for by_row in (words or {}).values() for texts in by_row.values() for text in texts.values()}


def places(words: Words) -> list[row_digests.RowId]:
    """The rows that the words were taken from."""
    return [(table, int(number)) for table, by_row in words.items() for number in by_row]


def still_public(session: Session, texts: set[str]) -> set[str]:
    """Those texts that other rows still say: they are no secret, only their standing in this row was."""
    found: set[str] = set()
    for model, names in COLUMNS.items():
        for name in names:
            column = table_of(model).c[name]
            found |= set(session.scalars(select(column).where(column.in_(texts)).distinct()))
    return found
