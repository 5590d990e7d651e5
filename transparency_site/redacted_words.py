"""Which words a redaction takes out of which rows, and putting them back: amounts, codes and places in tables stay.

A row is named as in a figure's id: `<disclosure>.recipients.0003`, `<disclosure>.text.duties`,
`<disclosure>.batch.stated`, `<disclosure>.three-public.statement`, `<disclosure>.rows.0003` (of a register),
`<disclosure>.<table>.<line>`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.orm import Session

from transparency_site import row_digests, row_words
from transparency_site.db import Base
from transparency_site.models import (
    Batch,
    BudgetExecution,
    BudgetLine,
    BudgetUnit,
    ClassificationCode,
    Disbursement,
    Disclosure,
    Place,
    RegisterRow,
    SpecialFund,
    TextSection,
    ThreePublicExpense,
)
from transparency_site.row_words import COLUMNS, MARKER, WITH_WORDS
from transparency_site.storing import table_of

Target = tuple[str, str]
"""(table, line) as in a figure's id."""
Words = dict[str, dict[str, dict[str, str]]]
"""Table name -> row id -> column -> what stood there."""
_AT_ONCE = 500
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
        return row_words.words(self.model, self.values)



def marker(legal_basis: str) -> str:
    """What readers find in place of the words."""
    return f"{MARKER}（{legal_basis[:LONGEST_BASIS]}）"


def parse(address: str) -> tuple[str, Target] | None:
    """(disclosure key, row) of a row's address or a figure's id in it; None where it cannot be one."""
    parts = address.split(".")
    count = 3 if parts[0] in ("batch", "execution", "register") else 4
    if len(parts) < count + 2 or not all(parts):
        return None
    key, table, *line = ".".join(parts[:count]), *parts[count:]
    if table in ("recipients", "batch", "text", "rows"):
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
    if table == "rows":
        return RegisterRow, RegisterRow.line == line
    if table == "execution":
        return BudgetExecution, BudgetExecution.line == line
    return BudgetLine, and_(BudgetLine.table == table, BudgetLine.line == line)


def take_out(session: Session, disclosure: Disclosure, some: Sequence[Row], legal_basis: str) -> Words:
    """Put the marker in place of the words of these rows; what stood there. Their digests are written down first."""
    taken: Words = {}
    for row in some:
        words = row.words()
        if not words or row_words.is_marked(row.model, row.values):
            continue
        row_digests.keep(session, disclosure, row.model, row.values)
        _write(session, row.model, row.id, row_words.without(row.model, row.values, marker(legal_basis)))
        taken.setdefault(row.model.__tablename__, {})[str(row.id)] = words
    return taken


def put_back(session: Session, words: Words) -> None:
    """Give rows their words back, and their digests."""
    models = {model.__tablename__: model for model in WITH_WORDS}
    for name, by_row in words.items():
        for number, texts in by_row.items():
            _put_back(session, models[name], int(number), texts)


def _put_back(session: Session, model: type[Base], number: int, texts: Mapping[str, str]) -> None:
    table = table_of(model)
    row = session.execute(select(table).where(table.c.id == number)).mappings().one_or_none()
    found = dict(row or {})
    # An unpublished row may be gone since, and its number taken by another one.
    if row is None or not row_words.is_marked(model, found):
        return
    _write(session, model, number, row_words.with_words(model, found, texts))
    row_digests.give_back(session, session.get_one(Disclosure, found["disclosure_id"]), [(table.name, number)])


def _write(session: Session, model: type[Base], number: int, values: Mapping[str, Any]) -> None:
    table = table_of(model)
    session.execute(update(table).where(table.c.id == number).values(**values))


def flat(words: Words | None) -> set[str]:
    """Every text among the words."""
    return {text for by_row in (words or {}).values() for texts in by_row.values() for text in texts.values()}


def places(words: Words) -> list[row_digests.RowId]:
    """The rows that the words were taken from."""
    return [(table, int(number)) for table, by_row in words.items() for number in by_row]


def all_words(session: Session, disclosure_ids: Sequence[int]) -> Words:
    """Every word of every row of these disclosures, as `take_out` would give them."""
    found: Words = {}
    for model in WITH_WORDS:
        table = table_of(model)
        for row in session.execute(select(table).where(table.c.disclosure_id.in_(disclosure_ids))).mappings():
            values = dict(row)
            if (words := row_words.words(model, values)) and not row_words.is_marked(model, values):
                found.setdefault(table.name, {})[str(values["id"])] = words
    return found


def still_public(session: Session, texts: set[str]) -> set[str]:
    """Those texts that other rows still say, or names of the city: they are no secret, only their standing in this row
    was.
    """
    found: set[str] = set()
    for model, names in COLUMNS.items():
        for name in names:
            column = table_of(model).c[name]
            for some in _pieces(texts):
                found |= set(session.scalars(select(column).where(column.in_(some)).distinct()))
    for register, content in session.execute(select(RegisterRow.register, RegisterRow.content)):
        found |= texts & set(row_words.words(RegisterRow, {"register": register, "content": content}).values())
    return found | _named_by_city(session, texts)


def _pieces(texts: set[str]) -> Iterator[list[str]]:
    rest = iter(texts)
    while some := list(islice(rest, _AT_ONCE)):
        yield some


def _named_by_city(session: Session, texts: set[str]) -> set[str]:
    """Those texts that a unit, place, fund or code of the classification is called by, or that stand in its name."""
    names: set[str] = set()
    for column in (BudgetUnit.name, Place.name, SpecialFund.name, ClassificationCode.name):
        names |= set(session.scalars(select(column).distinct()))
    said = "\n".join(names)
    return {text for text in texts if text in said}
