"""What a correction changed: two revisions of one disclosure compared figure by figure, old value and new."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from data_loaders.registers import REGISTERS
from data_loaders.registers.declaration import ColumnType
from transparency_site.models import (
    Batch,
    BudgetExecution,
    BudgetLine,
    Disbursement,
    Disclosure,
    RegisterRow,
    ThreePublicExpense,
)
from transparency_site.queries import (
    batches,
    budget_lines,
    disbursements,
    execution,
    register_rows,
    three_public,
)
from transparency_site.queries.memo import remembered
from transparency_site.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Value:
    """A figure's name, measure and value: fen where `is_money`, else a count; `text` is what else its row says."""

    name: str
    measure: str
    value: int | None
    is_money: bool
    text: str = ""


@dataclass(frozen=True, slots=True)
class Redline:
    """One changed figure. `change`: changed, added, removed, or text (same amount, other words)."""

    figure: str
    name: str
    measure: str
    change: str
    old_value: int | None
    new_value: int | None
    is_money: bool
    old_text: str
    new_text: str


Values = Mapping[str, Value]


def _lines(snapshot: Snapshot, key: str) -> dict[str, Value]:
    columns = (BudgetLine.table, BudgetLine.line, BudgetLine.measure, BudgetLine.name, BudgetLine.amount_fen)
    rows = snapshot.session.execute(snapshot.rows(BudgetLine, *columns).where(Disclosure.key == key))
    return {
        budget_lines.figure_id(key, table, line, measure): Value(name, measure, fen, True)
        for table, line, measure, name, fen in rows
    }


def _executions(snapshot: Snapshot, key: str) -> dict[str, Value]:
    columns = (BudgetExecution.line, BudgetExecution.name, BudgetExecution.budget_fen, BudgetExecution.executed_fen)
    rows = snapshot.session.execute(snapshot.rows(BudgetExecution, *columns).where(Disclosure.key == key))
    return {
        execution.figure_id(key, line, measure): Value(name, measure, fen, True)
        for line, name, budget, executed in rows
        for measure, fen in (("budget", budget), ("executed", executed))
    }


def _three_public(snapshot: Snapshot, key: str) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for row in snapshot.session.scalars(snapshot.rows(ThreePublicExpense).where(Disclosure.key == key)):
        prefix = three_public.row_id(key)
        for name in three_public.AMOUNTS:
            values[f"{prefix}.{name}"] = Value(name, name, getattr(row, f"{name}_fen"), True)
        for name in three_public.COUNTS:
            values[f"{prefix}.{name}"] = Value(name, name, getattr(row, name), False)
    return {figure: value for figure, value in values.items() if value.value is not None}


def _batch(snapshot: Snapshot, key: str) -> dict[str, Value]:
    row = snapshot.session.scalar(snapshot.rows(Batch).where(Disclosure.key == key))
    if row is None:
        return {}
    text = " ".join(filter(None, (row.document_no, row.fund_name, str(row.notice_start or ""))))
    values = {batches.figure_id(key): Value(row.fund_name, "amount", row.amount_fen, True, text)}
    return values | _recipients(snapshot, key)


def _recipients(snapshot: Snapshot, key: str) -> dict[str, Value]:
    columns = (Disbursement.line, Disbursement.recipient, Disbursement.purpose, Disbursement.village,
               Disbursement.amount_fen)
    rows = snapshot.session.execute(snapshot.rows(Disbursement, *columns).where(Disclosure.key == key))
    return {
        disbursements.figure_id(key, line): Value(recipient, "amount", fen, True,
                                                  " ".join(filter(None, (recipient, purpose, village))))
        for line, recipient, purpose, village, fen in rows
    }


def _register(snapshot: Snapshot, key: str) -> dict[str, Value]:
    """Every cell of a register's year by its figure id: numbers as numbers, words and days as text."""
    values: dict[str, Value] = {}
    columns = (RegisterRow.register, RegisterRow.line, RegisterRow.content)
    for name, line, content in snapshot.session.execute(snapshot.rows(RegisterRow, *columns).where(
        Disclosure.key == key
    )):
        register = REGISTERS.get(name)
        if register is None:
            continue  # the catalogue no longer has it
        title = register_rows.row_title(register, content)
        for column in register.columns:
            value = content.get(column.value_key)
            if value is None:
                continue
            number = value if isinstance(value, int) else None
            choice = column.choice(str(value))
            text = "" if number is not None else choice.zh if choice else str(value)
            figure = f"{register_rows.row_id(key, line)}.{column.value_key}"
            is_money = column.type is ColumnType.MONEY
            values[figure] = Value(title, column.value_key, number, is_money, text)
    return values


def _all_of_budget(snapshot: Snapshot, key: str) -> dict[str, Value]:
    return _lines(snapshot, key) | _three_public(snapshot, key)


_VALUES: Mapping[str, Callable[[Snapshot, str], dict[str, Value]]] = {
    "budget": _all_of_budget, "accounts": _all_of_budget, "execution": _executions, "three-public": _three_public,
    "batch": _batch, "register": _register,
}


def values_at(snapshot: Snapshot, kind: str, key: str) -> Values:
    """Every figure of `key` as this snapshot shows it, by figure id; {} where it is not visible."""
    return _VALUES[kind](snapshot, key) if kind in _VALUES else {}


@remembered
def redlines(snapshot: Snapshot, kind: str, key: str, version: int) -> tuple[Redline, ...]:
    """What publication `version` changed in `key`: each figure that differs from the version before, in id order."""
    before = values_at(_at(snapshot, version - 1), kind, key)
    after = values_at(_at(snapshot, version), kind, key)
    found = (_redline(figure, before.get(figure), after.get(figure)) for figure in sorted({*before, *after}))
    return tuple(line for line in found if line is not None)


def _at(snapshot: Snapshot, version: int) -> Snapshot:
    return replace(snapshot, version=version, candidate=None)


def _redline(figure: str, old: Value | None, new: Value | None) -> Redline | None:
    shown: Any = new or old
    if old is None or new is None:
        change = "added" if old is None else "removed"
    elif old.value != new.value:
        change = "changed"
    elif old.text != new.text:
        change = "text"
    else:
        return None
    return Redline(
        figure, shown.name, shown.measure, change, old.value if old else None, new.value if new else None,
        shown.is_money, old.text if old else "", new.text if new else "",
    )
