"""What is computed once per disclosure, at checking time: its totals as JSON, all money integer fen.

budget, accounts: `income_fen expenditure_fen basic_fen project_fen` as the document states them in its 合计 rows
(without such a row: the sum of the leaves); `figures` names the figure id behind each (null for a computed one);
`by_class` the expenditure by functional class from the leaves of the first table that has them (`by_class_table`):
code -> {name, fen}; `by_source` the income by source; `prior` what next year's comparisons need: "table|measure|code or
total" -> fen.
batch: `amount_fen recipients by_township by_type` (code or type -> {name, fen, count}).
execution: `budget_fen executed_fen income_budget_fen income_executed_fen basis by_class` (code -> {name, budget_fen,
executed_fen}).
register: `rows`, how many it has.
three-public: the fields of the statement, and `stage`. A budget or accounts with the table in it has the same under
`three_public`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from data_loaders.records import Direction, Document, Kind, Level, Line, Table, ThreePublic

Totals = dict[str, Any]

_CLASS_TABLES = ("expenditure", "income-expenditure", "general-public", "appropriation")
_STATED: tuple[tuple[str, Direction, str, tuple[str, ...]], ...] = (
    ("income_fen", Direction.INCOME, "total", ("income-expenditure", "income", "appropriation")),
    (
        "expenditure_fen",
        Direction.EXPENDITURE,
        "total",
        ("income-expenditure", "expenditure", "appropriation", "general-public"),
    ),
    ("basic_fen", Direction.EXPENDITURE, "basic", ("expenditure", "general-public")),
    ("project_fen", Direction.EXPENDITURE, "project", ("expenditure", "general-public")),
)


def totals_of(document: Document) -> Totals:
    """The totals of one document by its kind."""
    kind = document.identity.kind
    if kind is Kind.BATCH:
        return _batch(document)
    if kind is Kind.EXECUTION:
        return _execution(document)
    if kind is Kind.REGISTER:
        return {"rows": len(document.register.entries) if document.register else 0}
    if kind is Kind.THREE_PUBLIC:
        return _three_public(document.three_public[0]) if document.three_public else {}
    return _budget(document)


def _budget(document: Document) -> Totals:
    tables = {table.key: table for table in document.tables}
    totals: Totals = {"figures": {}}
    for name, direction, measure, keys in _STATED:
        fen, figure = _stated(document, [tables[key] for key in keys if key in tables], direction, measure)
        totals[name] = fen
        totals["figures"][name] = figure
    totals["by_class_table"], totals["by_class"] = _by_class(tables)
    totals["by_source"] = _by_source(tables)
    totals["prior"] = _prior(document.tables)
    if document.three_public:
        totals["three_public"] = _three_public(owned_three_public(document)[0])
    return totals


def _stated(
    document: Document, tables: Iterable[Table], direction: Direction, measure: str
) -> tuple[int | None, str | None]:
    """The stated total and its figure id in the first table that has one, else the sum of the first table's leaves."""
    computed: int | None = None
    for table in tables:
        lines = [line for line in table.lines if line.direction == direction and _fen(line, measure) is not None]
        stated = [line for line in lines if line.level == Level.TOTAL]
        if stated:
            # 收入总计 stands under 本年收入合计: the last total row of a panel is the one of everything above it.
            line = stated[-1] if table.key in ("income-expenditure", "appropriation") else stated[0]
            return _fen(line, measure), f"{document.key}.{table.key}.{line.key}.{measure}"
        if computed is None and lines:
            computed = sum(_fen(line, measure) or 0 for line in lines if line.is_leaf)
    return computed, None


def _by_class(tables: Mapping[str, Table]) -> tuple[str | None, dict[str, Any]]:
    for key in _CLASS_TABLES:
        found = _classes(tables[key]) if key in tables else {}
        if found:
            return key, found
    return None, {}


def _classes(table: Table) -> dict[str, Any]:
    names = {line.functional_code: line.name for line in table.lines if line.functional_code}
    found: dict[str, Any] = {}
    for line in table.lines:
        fen = _fen(line, "total")
        if line.direction is Direction.EXPENDITURE and line.is_leaf and line.functional_code and fen is not None:
            code = line.functional_code[:3]
            entry = found.setdefault(code, {"name": names.get(code, line.name), "fen": 0})
            entry["fen"] += fen
    return found


def _by_source(tables: Mapping[str, Table]) -> dict[str, Any]:
    table = tables.get("income-expenditure")
    lines = table.lines if table else ()
    return {
        line.key: {"name": line.name, "fen": _fen(line, "total")}
        for line in lines
        if line.direction is Direction.INCOME and line.is_leaf and _fen(line, "total")
    }


def _prior(tables: Iterable[Table]) -> dict[str, int]:
    """Totals and classes: at line level a third of real lines would trip a comparison (domain, Severity)."""
    found: dict[str, int] = {}
    for table in tables:
        for line in table.lines:
            if line.level not in (Level.TOTAL, Level.CLASS):
                continue
            code = "total" if line.level is Level.TOTAL else line.functional_code or line.economic_code
            for measure, amount in line.amounts.items():
                if code and amount.fen is not None:
                    found[f"{table.key}|{measure}|{code}"] = amount.fen
    return found


def owned_three_public(document: Document) -> tuple[ThreePublic, ...]:
    """The statement that a disclosure owns: the final one of accounts (their 预算数 column only checks), the only one
    of others.
    """
    wanted = "final" if document.identity.kind is Kind.ACCOUNTS else "budget"
    if document.identity.kind is Kind.THREE_PUBLIC:
        return document.three_public[:1]
    return (
        tuple(statement for statement in document.three_public if statement.stage == wanted)[:1]
        or document.three_public[:1]
    )


def _three_public(statement: ThreePublic) -> Totals:
    fields: Totals = {f"{name}_fen": amount.fen for name, amount in statement.amounts.items()}
    fields |= {name: count for name, (count, _column) in statement.counts.items()}
    return {"stage": statement.stage, **fields}


def _batch(document: Document) -> Totals:
    townships: dict[str, Any] = {}
    types: dict[str, Any] = {}
    for row in document.recipients:
        fen = row.amount.fen or 0
        _add(townships, row.township_code or "", row.township_name or "", fen)
        _add(types, row.recipient_type, row.recipient_type, fen)
    amount = document.batch.amount.fen if document.batch else None
    return {"amount_fen": amount, "recipients": len(document.recipients), "by_township": townships, "by_type": types}


def _add(groups: dict[str, Any], key: str, name: str, fen: int) -> None:
    entry = groups.setdefault(key, {"name": name, "fen": 0, "count": 0})
    entry["fen"] += fen
    entry["count"] += 1


def _execution(document: Document) -> Totals:
    lines = [line for table in document.tables for line in table.lines]
    totals: Totals = {"basis": document.identity.basis, "by_class": {}}
    for prefix, direction in (("", Direction.EXPENDITURE), ("income_", Direction.INCOME)):
        some = [line for line in lines if line.direction is direction]
        stated = [line for line in some if line.level is Level.TOTAL] or [line for line in some if line.is_leaf]
        for measure in ("budget", "executed"):
            figures = [fen for line in stated if (fen := _fen(line, measure)) is not None]
            totals[f"{prefix}{measure}_fen"] = sum(figures) if figures else None
    for line in lines:
        if line.direction is Direction.EXPENDITURE and line.is_leaf and line.functional_code:
            code = line.functional_code[:3]
            entry = totals["by_class"].setdefault(code, {"name": line.name, "budget_fen": 0, "executed_fen": 0})
            entry["budget_fen"] += _fen(line, "budget") or 0
            entry["executed_fen"] += _fen(line, "executed") or 0
    return totals


def _fen(line: Line, measure: str) -> int | None:
    amount = line.amounts.get(measure)
    return amount.fen if amount else None
