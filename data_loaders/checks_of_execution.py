"""Execution against itself and the quarter before; totals of all three kinds within the city's bounds."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from data_loaders.addresses import a1
from data_loaders.findings import Finding
from data_loaders.reading import Context
from data_loaders.records import Amount, Document, Kind, Level, Line, Table
from data_loaders.rules import finding
from data_loaders.rules.placed import placed
from data_loaders.tidy_totals import shown


def check_execution(documents: tuple[Document, ...], context: Context) -> Iterator[Finding]:
    """Executed within the budget, totals equal to what belongs to them, year to date not below the quarter before.

    The quarter before is looked for in `context.prior` as (unit, year, "execution-Q1"), its totals by
    ("execution", "executed", code or "total").
    """
    for document in documents:
        if document.identity.kind is not Kind.EXECUTION:
            continue
        for table in document.tables:
            for line in table.lines:
                yield from _over_budget(document, table, line)
            for measure in ("budget", "executed"):
                yield from _sums(document, table, measure)
            yield from _below_previous(document, table, context)


def _over_budget(document: Document, table: Table, line: Line) -> Iterator[Finding]:
    budget, executed = line.amounts.get("budget"), line.amounts.get("executed")
    if budget is None or executed is None or (executed.fen or 0) <= (budget.fen or 0):
        return
    at = a1(line.row, executed.column)
    yield placed("executed-over-budget", document, table.sheet, at, executed.raw, budget=budget.raw)


def _sums(document: Document, table: Table, measure: str) -> Iterator[Finding]:
    """Each total, class and section against the listed lines next below it, where it has any."""
    codes = {line.functional_code for line in table.lines if line.functional_code}
    sums: dict[str, int] = {}
    for line in table.lines:
        amount = line.amounts.get(measure)
        if line.functional_code and amount is not None:
            parent = _parent(line.functional_code, codes)
            sums[parent] = sums.get(parent, 0) + (amount.fen or 0)
    for line in table.lines:
        amount, below = line.amounts.get(measure), sums.get(line.functional_code or "")
        if amount is not None and below is not None and below != amount.fen:
            yield finding(
                "execution-sum-differs",
                sheet=table.sheet,
                cell=a1(line.row, amount.column),
                value=amount.raw,
                disclosure=document.key,
                computed=shown(below, table.money_unit),
                unit=table.money_unit,
            )


def _parent(code: str, codes: Collection[str]) -> str:
    """The longest listed code above `code`; '' (the unit's total) where there is none."""
    return next((code[:length] for length in (5, 3) if length < len(code) and code[:length] in codes), "")


def _below_previous(document: Document, table: Table, context: Context) -> Iterator[Finding]:
    identity = document.identity
    if identity.basis != "ytd" or identity.unit_code is None or identity.year is None:
        return
    before = context.prior.get((identity.unit_code, identity.year, f"execution-Q{(identity.quarter or 1) - 1}"))
    for line in table.lines if before else ():
        amount = line.amounts.get("executed")
        previous = before.totals.get(("execution", "executed", line.functional_code or "total")) if before else None
        if amount is None or previous is None or (amount.fen or 0) >= previous:
            continue
        yield finding(
            "execution-below-previous",
            sheet=table.sheet,
            cell=a1(line.row, amount.column),
            value=amount.raw,
            disclosure=document.key,
            previous=shown(previous, table.money_unit),
            unit=table.money_unit,
        )


def check_totals_in_bounds(documents: tuple[Document, ...], context: Context) -> Iterator[Finding]:
    """A batch's amount, a unit's budget in its execution and its three-public total within `[bounds.<kind>]` (yuan)."""
    bounds = context.city.settings.get("bounds", {}) if context.city else {}
    for document in documents:
        limits = bounds.get(str(document.identity.kind), {})
        place = _total(document) if limits else None
        if place is not None:
            yield from _outside(document, *place, limits)


def _total(document: Document) -> tuple[str, int, Amount] | None:
    """(sheet, row, amount) of what stands for the whole document; None for kinds that are checked elsewhere."""
    if document.batch is not None:
        return document.batch.sheet, document.batch.row, document.batch.amount
    if document.identity.kind is Kind.THREE_PUBLIC and document.three_public:
        figures = document.three_public[0]
        total = figures.amounts.get("total")
        return (figures.sheet, figures.row, total) if total is not None and total.fen else None
    if document.identity.kind is Kind.EXECUTION and document.tables:
        table = document.tables[0]
        lines = [line for line in table.lines if line.level is Level.TOTAL] or [
            one for one in table.lines if one.is_leaf
        ]
        line = max(lines, key=_budget, default=None)
        return (table.sheet, line.row, line.amounts["budget"]) if line and "budget" in line.amounts else None
    return None


def _budget(line: Line) -> int:
    amount = line.amounts.get("budget")
    return (amount.fen or 0) if amount else 0


def _outside(document: Document, sheet: str, row: int, amount: Amount, limits: Mapping[str, int]) -> Iterator[Finding]:
    minimum, maximum = limits.get("min_yuan"), limits.get("max_yuan")
    size = abs(amount.fen or 0)
    if (minimum is None or size >= minimum * 100) and (maximum is None or size <= maximum * 100):
        return
    yield finding(
        "amount-out-of-bounds",
        sheet=sheet,
        cell=a1(row, amount.column),
        value=shown(amount.fen or 0, "元"),
        disclosure=document.key,
        title=document.title,
        minimum=f"{minimum or 0:,}",
        maximum=f"{maximum:,}" if maximum is not None else "∞",
    )
