"""A document as rows of the database: one row per measure of a line, one per recipient; each with its source cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from data_loaders.records import Amount, Document, Entry, Kind, Line, Recipient, Table, ThreePublic
from transparency_site.db import Base
from transparency_site.models import (
    Batch,
    BudgetExecution,
    BudgetLine,
    Disbursement,
    DisclosureTable,
    RegisterRow,
    TextSection,
    ThreePublicExpense,
)
from transparency_site.recipient_lines import RowContent
from transparency_site.totals import owned_three_public

Rows = dict[type[Base], list[dict[str, Any]]]

RAW = 64  # characters of a cell's text that are kept beside a figure
WHO = ("recipient", "recipient_type", "credit_code", "township_code", "township_name", "village", "purpose", "standard")
"""What names a recipient row: everything but its amount and its place in the sheet."""
_AMOUNTS = (
    "total",
    "overseas_travel",
    "vehicles",
    "vehicle_purchase",
    "vehicle_operation",
    "reception",
    "meeting",
    "training",
    "operating",
)
_COUNTS = (
    "overseas_groups",
    "overseas_persons",
    "vehicles_purchased",
    "vehicles_kept",
    "reception_batches",
    "reception_persons",
    "foreign_reception_batches",
    "foreign_reception_persons",
)


def rows_of(document: Document, fund_code: str | None, lines: Sequence[str]) -> Rows:
    """All rows of `document`. `fund_code` is the batch's fund in the city's list; `lines` are the keys of its
    recipients or register rows, in order.
    """
    rows: Rows = {
        DisclosureTable: [_table(table) for table in document.tables],
        TextSection: [_section(section) for section in document.sections],
    }
    kind = document.identity.kind
    if kind is Kind.EXECUTION:
        rows[BudgetExecution] = list(_executions(document))
    elif kind in (Kind.BUDGET, Kind.ACCOUNTS):
        rows[BudgetLine] = [row for table in document.tables for row in _budget_lines(document, table)]
    rows[ThreePublicExpense] = [_three_public(document, statement) for statement in owned_three_public(document)]
    if document.batch is not None:
        assert fund_code is not None
        rows[Batch] = [_batch(document, fund_code)]
        rows[Disbursement] = [
            _disbursement(document, fund_code, recipient, position, line)
            for position, (recipient, line) in enumerate(zip(document.recipients, lines, strict=True), start=1)
        ]
    if document.register is not None:
        rows[RegisterRow] = [
            _register_row(document, entry, position, line)
            for position, (entry, line) in enumerate(zip(document.register.entries, lines, strict=True), start=1)
        ]
    return {model: some for model, some in rows.items() if some}


def content_of(recipient: Recipient) -> RowContent:
    """What a recipient row says, for matching it with the revision before."""
    who = tuple(getattr(recipient, name) for name in WHO)
    return RowContent(who, _fen(recipient.amount))


def _fen(amount: Amount) -> int:
    assert amount.fen is not None  # a batch or recipient without an amount does not pass the checks
    return amount.fen


def _table(table: Table) -> dict[str, Any]:
    counts = table.rows
    return {
        "key": table.key,
        "title": table.title,
        "sheet": table.sheet,
        "money_unit": table.money_unit,
        "columns": dict(table.columns),
        "note": table.note,
        "position": table.order,
        "rows": {name: getattr(counts, name) for name in ("read", "used", "totals", "notes", "headers", "blank")},
    }


def _section(section: Any) -> dict[str, Any]:
    return {name: getattr(section, name) for name in ("key", "title", "text", "sheet", "row")}


def _budget_lines(document: Document, table: Table) -> Iterator[dict[str, Any]]:
    if table.key == "three-public" and document.three_public:
        return  # the statement owns these figures (contract: one owner)
    for position, line in enumerate(table.lines, start=1):
        shared = {
            "table": table.key,
            "position": position,
            **_line(line),
            **_function(line.functional_code),
            "fund": line.fund,
            "economic_code": line.economic_code,
        }
        for measure, amount in line.amounts.items():
            yield {
                **shared,
                "measure": measure,
                "amount_fen": amount.fen,
                "blank": amount.blank,
                "column": amount.column,
                "raw": amount.raw[:RAW],
            }


def _line(line: Line) -> dict[str, Any]:
    return {
        "line": line.key,
        "direction": str(line.direction),
        "level": str(line.level),
        "is_leaf": line.is_leaf,
        "name": line.name[:255],
        "functional_code": line.functional_code,
        "row": line.row,
    }


def _function(code: str | None) -> dict[str, Any]:
    parts = {"functional_class": 3, "functional_section": 5, "functional_item": 7}
    return {name: code[:length] if code and len(code) >= length else None for name, length in parts.items()}


def _executions(document: Document) -> Iterator[dict[str, Any]]:
    position = 0
    for table in document.tables:
        for line in table.lines:
            position += 1
            amounts = line.amounts
            yield {
                **_line(line),
                "position": position,
                "basis": document.identity.basis or "ytd",
                "budget_fen": amounts["budget"].fen if "budget" in amounts else None,
                "executed_fen": amounts["executed"].fen if "executed" in amounts else None,
                "raw": {measure: amount.raw[:RAW] for measure, amount in amounts.items()},
            }


def _three_public(document: Document, statement: ThreePublic) -> dict[str, Any]:
    columns = {name: amount.column for name, amount in statement.amounts.items()}
    columns |= {name: column for name, (_count, column) in statement.counts.items()}
    row: dict[str, Any] = {f"{name}_fen": None for name in _AMOUNTS} | dict.fromkeys(_COUNTS)
    # The accounts' 预算数 columns (`budgeted_…`) only check: the budget itself owns those figures.
    row |= {f"{name}_fen": amount.fen for name, amount in statement.amounts.items() if name in _AMOUNTS}
    row |= {name: count for name, (count, _column) in statement.counts.items()}
    return row | {
        "unit_code": document.identity.unit_code,
        "year": document.identity.year,
        "stage": statement.stage,
        "reason": statement.reason,
        "sheet": statement.sheet,
        "row": statement.row,
        "columns": columns,
        "raw": {name: amount.raw[:RAW] for name, amount in statement.amounts.items()},
        "money_unit": statement.money_unit,
    }


def _batch(document: Document, fund_code: str) -> dict[str, Any]:
    batch, identity = document.batch, document.identity
    assert batch is not None
    copied = (
        "number",
        "document_no",
        "upper_document_no",
        "basis",
        "fund_name",
        "fund_level",
        "functional_code",
        "money_kind",
        "allocated_on",
        "notice_start",
        "notice_end",
        "complaint_office",
        "complaint_phone",
        "sheet",
        "row",
    )
    unit_of_money = next((table.money_unit for table in document.tables if table.sheet == batch.sheet), "元")
    return {name: getattr(batch, name) for name in copied} | {
        "year": identity.year,
        "fund_code": fund_code,
        "unit_code": identity.unit_code,
        "unit_name": identity.unit_name,
        "recipients": len(document.recipients),
        "amount_fen": _fen(batch.amount),
        "column": batch.amount.column,
        "raw": batch.amount.raw[:RAW],
        "money_unit": unit_of_money,
    }


def _disbursement(document: Document, fund_code: str, recipient: Recipient, position: int, line: str) -> dict[str, Any]:
    assert document.batch is not None
    return {name: getattr(recipient, name) for name in (*WHO, "row")} | {
        "line": line,
        "position": position,
        "year": document.identity.year,
        "batch": document.batch.number,
        "fund_code": fund_code,
        "unit_code": document.identity.unit_code,
        "amount_fen": _fen(recipient.amount),
        "column": recipient.amount.column,
        "raw": recipient.amount.raw[:RAW],
    }


def _register_row(document: Document, entry: Entry, position: int, line: str) -> dict[str, Any]:
    assert document.register is not None
    return {
        "register": document.register.key,
        "year": document.identity.year,
        "line": line,
        "position": position,
        "unit_code": entry.values.get("unit_code"),
        "content": dict(entry.values),
        "row": entry.row,
    }
