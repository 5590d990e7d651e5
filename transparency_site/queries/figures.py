"""One figure: value, name, unit, year, stage, source cell and raw text, and its history over all revisions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import bindparam, select

from data_loaders.registers import REGISTERS
from data_loaders.registers.declaration import ColumnType
from data_loaders.templates import in_unit
from transparency_site.models import (
    Batch,
    BudgetExecution,
    BudgetLine,
    Disbursement,
    DisclosureTable,
    RegisterRow,
    ThreePublicExpense,
)
from transparency_site.queries.datasets import Source
from transparency_site.queries.disclosures import DisclosureRow, Revision, revisions
from transparency_site.queries.memo import many_remembered
from transparency_site.queries.prepared import executed
from transparency_site.queries.register_rows import TABLE, row_title
from transparency_site.queries.sources import source
from transparency_site.queries.three_public import AMOUNTS, COUNTS
from transparency_site.snapshot import Snapshot

_KEY_PARTS: Mapping[str, int] = {"budget": 4, "accounts": 4, "three-public": 4, "execution": 3, "batch": 3,
                                 "register": 3}


@dataclass(frozen=True, slots=True)
class FigureId:
    """`<disclosure>.<table>.<line>.<measure>`; a line may hold dots of its own."""

    disclosure: str
    kind: str
    table: str
    line: str
    measure: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What one revision says of a figure. `value` is fen where `is_money`; None: empty. `raw` is the cell's text.

    A register's cell may hold words: then `value` is None and `text` is what it says.
    """

    name: str
    table_title: str | None
    money_unit: str | None
    value: int | None
    is_money: bool
    blank: bool
    raw: str | None
    source: Source
    level: str | None
    direction: str | None
    functional_code: str | None
    economic_code: str | None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """A figure in one revision; `reading` None: this revision does not have it (or its content was redacted)."""

    revision: int
    version: int
    published_at: str
    published_on: str
    reason: str
    status: str
    retired_in: int | None
    retired_reason: str | None
    reading: Reading | None


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as this version shows it. `status`: published, withdrawn, redacted, or removed by a correction.

    `reading` is None unless it is published. `history` holds every revision of its disclosure, oldest first.
    """

    id: str
    disclosure: DisclosureRow
    table: str
    line: str
    measure: str
    status: str
    reason: str | None  # of the withdrawal or redaction
    reading: Reading | None
    history: tuple[HistoryEntry, ...]


def parse_id(text: str) -> FigureId | None:
    """The parts of a figure id, or None where it cannot be one."""
    parts = text.split(".")
    count = _KEY_PARTS.get(parts[0], 0)
    if not count or len(parts) < count + 3 or not all(parts):
        return None
    return FigureId(".".join(parts[:count]), parts[0], parts[count], ".".join(parts[count + 1 : -1]), parts[-1])


def figure(snapshot: Snapshot, figure_id: str) -> Figure | None:
    """The figure with its history up to this version; None where no revision ever had it."""
    parts = parse_id(figure_id)
    known = revisions(snapshot, parts.disclosure) if parts else ()
    if parts is None or not known:
        return None
    history = tuple(_entry(snapshot, parts, revision) for revision in known)
    if not any(entry.reading for entry in history):
        redacted = all(entry.status == "redacted" for entry in history)
        return _shown(figure_id, parts, known[-1], history) if redacted and _is_plausible(parts) else None
    shown = next((revision for revision in known if revision.disclosure.status == "published"), known[-1])
    return _shown(figure_id, parts, shown, history)


def _is_plausible(parts: FigureId) -> bool:
    tables = ("recipients", "batch", "execution", "three-public", TABLE)
    return parts.table in tables or parts.kind in ("budget", "accounts")


def _shown(figure_id: str, parts: FigureId, shown: Revision, history: tuple[HistoryEntry, ...]) -> Figure:
    entry = next(entry for entry in history if entry.revision == shown.disclosure.revision)
    published = shown.disclosure.status == "published"
    status = shown.disclosure.status if not published or entry.reading else "removed"
    return Figure(
        figure_id, shown.disclosure, parts.table, parts.line, parts.measure, status,
        None if published else shown.retired_reason, entry.reading if published else None, history,
    )


def _entry(snapshot: Snapshot, parts: FigureId, revision: Revision) -> HistoryEntry:
    one = revision.disclosure
    return HistoryEntry(
        one.revision, one.published_in, revision.published_at, revision.published_on, revision.reason, one.status,
        one.retired_in, revision.retired_reason,
        _READERS[parts.kind](snapshot, revision.row_id, one.file_sha256, parts),
    )


def _read_line(snapshot: Snapshot, disclosure: int, file: str | None, parts: FigureId) -> Reading | None:
    if parts.table == "three-public" and parts.line == "statement":
        return _read_three_public(snapshot, disclosure, file, parts)
    row = snapshot.session.scalar(select(BudgetLine).where(
        BudgetLine.disclosure_id == disclosure, BudgetLine.table == parts.table, BudgetLine.line == parts.line,
        BudgetLine.measure == parts.measure,
    ))
    if row is None:
        return None
    table = _table(snapshot, disclosure, parts.table)
    return Reading(
        row.name, table and table.title, table and table.money_unit, row.amount_fen, True, row.blank, row.raw,
        source(file, table and table.sheet, row.row, row.column), row.level, row.direction, row.functional_code,
        row.economic_code,
    )


def _read_execution(snapshot: Snapshot, disclosure: int, file: str | None, parts: FigureId) -> Reading | None:
    if parts.table != "execution" or parts.measure not in ("budget", "executed"):
        return None
    row = snapshot.session.scalar(select(BudgetExecution).where(
        BudgetExecution.disclosure_id == disclosure, BudgetExecution.line == parts.line
    ))
    if row is None:
        return None
    table = _table(snapshot, disclosure, "execution")
    column = table.columns.get(parts.measure) if table else None
    return Reading(
        row.name, table and table.title, table and table.money_unit, getattr(row, f"{parts.measure}_fen"), True, False,
        row.raw.get(parts.measure), source(file, table and table.sheet, row.row, column), row.level, row.direction,
        row.functional_code, None,
    )


def _read_three_public(snapshot: Snapshot, disclosure: int, file: str | None, parts: FigureId) -> Reading | None:
    if (parts.table, parts.line) != ("three-public", "statement") or parts.measure not in AMOUNTS + COUNTS:
        return None
    row = snapshot.session.scalar(select(ThreePublicExpense).where(ThreePublicExpense.disclosure_id == disclosure))
    if row is None or parts.measure not in row.columns:
        return None
    is_money = parts.measure in AMOUNTS
    value = getattr(row, f"{parts.measure}_fen" if is_money else parts.measure)
    table = _table(snapshot, disclosure, "three-public")
    return Reading(
        parts.measure, table and table.title, row.money_unit if is_money else None, value, is_money, False,
        row.raw.get(parts.measure), source(file, row.sheet, row.row, row.columns[parts.measure]), None, "expenditure",
        None, None,
    )


def _read_batch(snapshot: Snapshot, disclosure: int, file: str | None, parts: FigureId) -> Reading | None:
    if parts.measure != "amount":
        return None
    if parts.table == "recipients":
        return _read_recipient(snapshot, disclosure, file, parts)
    row = snapshot.session.scalar(select(Batch).where(Batch.disclosure_id == disclosure))
    if row is None or (parts.table, parts.line) != ("batch", "stated"):
        return None
    return Reading(row.fund_name, None, row.money_unit, row.amount_fen, True, False, row.raw,
                   source(file, row.sheet, row.row, row.column), None, "expenditure", row.functional_code, None)


# Built once: most figures that anybody opens are recipients' amounts.
_RECIPIENT = select(
    Disbursement.recipient, Disbursement.purpose, Disbursement.amount_fen, Disbursement.raw, Disbursement.row,
    Disbursement.column,
).where(Disbursement.disclosure_id == bindparam("disclosure"), Disbursement.line == bindparam("line"))


def _read_recipient(snapshot: Snapshot, disclosure: int, file: str | None, parts: FigureId) -> Reading | None:
    row = executed(snapshot, _RECIPIENT, {"disclosure": disclosure, "line": parts.line}).first()
    if row is None:
        return None
    table = _table(snapshot, disclosure, "recipients")
    name = row.recipient if not row.purpose else f"{row.recipient}：{row.purpose}"
    return Reading(name, table and table.title, table and table.money_unit, row.amount_fen, True, False, row.raw,
                   source(file, table and table.sheet, row.row, row.column), None, "expenditure", None, None)


def _read_register(snapshot: Snapshot, disclosure: int, file: str | None, parts: FigureId) -> Reading | None:
    register = REGISTERS.get(parts.disclosure.split(".")[1])
    column = next((one for one in register.columns if one.value_key == parts.measure), None) if register else None
    row = snapshot.session.scalar(select(RegisterRow).where(
        RegisterRow.disclosure_id == disclosure, RegisterRow.line == parts.line
    ))
    if register is None or column is None or row is None or parts.table != TABLE:
        return None
    table = _table(snapshot, disclosure, TABLE)
    value = row.content.get(parts.measure)
    is_number = isinstance(value, int)
    choice = column.choice(value if isinstance(value, str) else None)
    words = choice.zh if choice else value
    is_money = column.type is ColumnType.MONEY
    raw = in_unit(value, table.money_unit) if table and is_money and is_number else words
    place = table.columns.get(parts.measure) if table else None
    return Reading(
        row_title(register, row.content), table and table.title, table.money_unit if table and is_money else None,
        value if is_number else None, is_money, False, None if raw is None else str(raw),
        source(file, table and table.sheet, row.row, place), None, None, None, None,
        None if is_number or words is None else str(words),
    )


class _Table(NamedTuple):
    """What a reading says of its table."""

    title: str
    sheet: str
    columns: Mapping[str, int]
    money_unit: str


_TABLE = select(
    DisclosureTable.title, DisclosureTable.sheet, DisclosureTable.columns, DisclosureTable.money_unit
).where(DisclosureTable.disclosure_id == bindparam("disclosure"), DisclosureTable.key == bindparam("key")).limit(1)


@many_remembered
def _table(snapshot: Snapshot, disclosure: int, key: str) -> _Table | None:
    row = executed(snapshot, _TABLE, {"disclosure": disclosure, "key": key}).first()
    return None if row is None else _Table(row.title, row.sheet, row.columns, row.money_unit)


_READERS: Mapping[str, Callable[[Snapshot, int, str | None, FigureId], Reading | None]] = {
    "budget": _read_line, "accounts": _read_line, "execution": _read_execution, "three-public": _read_three_public,
    "batch": _read_batch, "register": _read_register,
}
