"""The public registers as a whole, one of them at a glance, and one row with its history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from data_loaders.registers import REGISTERS
from data_loaders.registers.declaration import Register
from transparency_site.filters import Column, Filters, Kind
from transparency_site.models import Disclosure, DisclosureTable, RegisterRow
from transparency_site.queries.disclosures import SELECTED, DisclosureRow, Revision, present, revisions
from transparency_site.queries.list_rows import ListDataset
from transparency_site.queries.memo import remembered
from transparency_site.queries.register_rows import (
    BY_REGISTER,
    TABLE,
    RegisterItem,
    everything,
    row_id,
    values_of,
)
from transparency_site.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class RegisterSummary:
    """One register of the catalogue with what is public of it; `columns` describe a row."""

    key: str
    title_zh: str
    title_en: str
    about_zh: str
    about_en: str
    publicity: str
    years: tuple[int, ...]
    rows: int
    columns: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """What is public of a register by year: disclosures, newest first, with the note of a year that has no rows."""

    published: tuple[DisclosureRow, ...]
    withdrawn: tuple[DisclosureRow, ...]
    notes: Mapping[int, str]

    @property
    def years(self) -> tuple[int, ...]:
        """The years with a public register, newest first."""
        return tuple(one.year for one in self.published if one.year is not None)


@dataclass(frozen=True, slots=True)
class Tally:
    """One count at the head of a register: rows with a choice, or numbers added up; None where no cell has one."""

    column: str
    choice: str | None
    count: int | None
    is_money: bool


@dataclass(frozen=True, slots=True)
class RowRevision:
    """A row in one revision of its disclosure. `values` None: it did not have it, or its content was erased. `changed`:
    the columns that differ from the revision before.
    """

    revision: Revision
    values: Mapping[str, Any] | None
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowDetail:
    """A register's row. `status`: published, withdrawn, redacted, or removed by a correction; `item` is None unless it
    is published. `history`: every revision of the year's register, oldest first.
    """

    id: str
    year: int
    line: str
    status: str
    reason: str | None
    item: RegisterItem | None
    history: tuple[RowRevision, ...]

    @property
    def shown(self) -> Mapping[str, Any] | None:
        """The newest values that this version knows."""
        return next((one.values for one in reversed(self.history) if one.values is not None), None)


@remembered
def catalogue(snapshot: Snapshot) -> tuple[RegisterSummary, ...]:
    """Every register, in the order of the catalogue, those without a row too."""
    return tuple(_summary(snapshot, register) for register in REGISTERS.values())


def _summary(snapshot: Snapshot, register: Register) -> RegisterSummary:
    columns = tuple(
        {"key": column.value_key, "zh": column.zh, "en": column.en, "type": str(column.type),
         "required": column.required, "choices": [{"key": c.key, "zh": c.zh, "en": c.en} for c in column.choices]}
        for column in register.columns
    )
    return RegisterSummary(
        register.key, register.title.zh, register.title.en, register.about.zh, register.about.en,
        str(register.publicity), standing(snapshot, register.key).years, len(everything(snapshot, register.key)),
        columns,
    )


@remembered
def standing(snapshot: Snapshot, key: str) -> Standing:
    """What is public, and what was withdrawn and not published again, of the register `key`."""
    named = Disclosure.key.startswith(f"register.{key}.", autoescape=True)
    newest = Disclosure.year.desc()
    published = present(snapshot, list(snapshot.session.execute(
        snapshot.rows(Disclosure, *SELECTED).where(named).order_by(newest)
    )))
    gone = present(snapshot, list(snapshot.session.execute(
        select(*SELECTED).where(named, snapshot.withdrawn()).order_by(newest, Disclosure.revision.desc())
    )))
    shown = {one.id for one in published}
    notes = snapshot.session.execute(
        snapshot.rows(DisclosureTable, Disclosure.year, DisclosureTable.note)
        .where(named, DisclosureTable.key == TABLE, DisclosureTable.note.is_not(None))
    )
    return Standing(
        tuple(published), tuple(one for one in gone if one.id not in shown), {year: note for year, note in notes}
    )


def tallies(register: Register, items: Iterable[RegisterItem]) -> tuple[Tally, ...]:
    """The counts at the head of a register's page, over `items`."""
    rows = list(items)
    found: list[Tally] = []
    if register.tally is not None:
        counted = Counter(getattr(row, register.tally) for row in rows)
        choices = register.column(register.tally).choices
        found += [Tally(register.tally, choice.key, counted[choice.key], False) for choice in choices]
    for column in register.columns:
        if column.added:
            known = [value for row in rows if (value := getattr(row, column.value_key)) is not None]
            is_money = column.value_key != column.key
            found.append(Tally(column.key, None, sum(known) if known else None, is_money))
    return tuple(found)


@remembered
def of_unit(snapshot: Snapshot, code: str) -> tuple[tuple[str, tuple[RegisterItem, ...]], ...]:
    """The unit's rows in every register that has units, newest year first; registers without one are left out."""
    found = [
        (key, [item for item in everything(snapshot, key) if item.unit_code == code])
        for key, register in REGISTERS.items() if register.has_units
    ]
    return tuple((key, tuple(sorted(rows, key=lambda row: -row.year))) for key, rows in found if rows)


def detail(snapshot: Snapshot, key: str, year: int, line: str) -> RowDetail | None:
    """One row with its history up to this version; None where no revision ever had it."""
    register = REGISTERS.get(key)
    disclosure = f"register.{key}.{year}"
    known = revisions(snapshot, disclosure) if register else ()
    if register is None or not known:
        return None
    history = _history(snapshot, register, known, line)
    erased = all(one.revision.disclosure.status == "redacted" for one in history)
    if not erased and not any(one.values is not None for one in history):
        return None
    public = next((one for one in history if one.revision.disclosure.status == "published"), None)
    item = next((one for one in everything(snapshot, key) if (one.year, one.line) == (year, line)), None)
    last = known[-1]
    status = "published" if item else "removed" if public else last.disclosure.status
    return RowDetail(
        row_id(disclosure, line), year, line, status, None if public else last.retired_reason, item, history
    )


def _history(
    snapshot: Snapshot, register: Register, known: tuple[Revision, ...], line: str
) -> tuple[RowRevision, ...]:
    statement = select(RegisterRow.disclosure_id, RegisterRow.content).where(
        RegisterRow.disclosure_id.in_([revision.row_id for revision in known]), RegisterRow.line == line
    )
    contents = {number: content for number, content in snapshot.session.execute(statement)}
    history: list[RowRevision] = []
    before: Mapping[str, Any] | None = None
    for revision in known:
        content = contents.get(revision.row_id)
        values = None if content is None else values_of(register, content)
        changed = tuple(name for name in values if before[name] != values[name]) if values and before else ()
        history.append(RowRevision(revision, values, changed))
        before = values or before
    return tuple(history)


COLUMNS: tuple[Column, ...] = (
    Column("key", "登记编码", "Key", Kind.CODE, choices=tuple(REGISTERS)),
    Column("title_zh", "名称", "Title in Chinese"),
    Column("title_en", "英文名称", "Title"),
    Column("about_zh", "说明", "What it holds, in Chinese"),
    Column("about_en", "英文说明", "What it holds"),
    Column("publicity", "公开程度", "Publicity", Kind.CODE, choices=("as-announced", "posts", "figures")),
    Column("years", "年度", "Years", Kind.LIST),
    Column("rows", "条数", "Rows", Kind.INTEGER, sort=True),
    Column("columns", "栏目", "Columns", Kind.OBJECT, filtered=False),
)


def _load(snapshot: Snapshot, filters: Filters) -> tuple[RegisterSummary, ...]:
    # Before the first publication nothing is public, not even what there could be.
    return catalogue(snapshot) if filters.status == "published" and snapshot.version else ()


DATASET: ListDataset[RegisterSummary] = ListDataset(
    name="registers", zh="公开登记", en="Public registers", columns=COLUMNS, load=_load,
    identify=lambda one: f"{list(REGISTERS).index(one.key):03d}",
)

__all__ = [
    "BY_REGISTER", "DATASET", "RegisterSummary", "RowDetail", "Standing", "Tally", "catalogue", "detail", "of_unit",
    "standing", "tallies",
]
