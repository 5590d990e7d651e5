"""What the checks compare: figures with their cells, the tolerance of a sum, and the finding where a sum does not
hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from data_loaders.addresses import a1
from data_loaders.findings import Finding, Severity
from data_loaders.money import MONEY_UNITS
from data_loaders.records import Amount, Document, Line, Table
from data_loaders.rules import finding

_YUAN_TOLERANCE = 200
"""2 元 in tables of 元 (domain, Arithmetic); in 万元 and 千元 half of the second decimal for each addend and the
sum."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One amount of a table with what is needed to name it: its row, its label, its unit."""

    sheet: str
    title: str
    money_unit: str
    row: int
    column: int
    label: str
    fen: int

    @property
    def cell(self) -> str:
        return a1(self.row, self.column)

    @property
    def shown(self) -> str:
        return f"{in_unit(self.fen, self.money_unit)} {self.money_unit}"


def in_unit(fen: int, money_unit: str) -> str:
    """`fen` as a plain number of `money_unit` with thousands separators and no needless decimals."""
    number = Decimal(fen) / MONEY_UNITS[money_unit]
    text = f"{number:,.6f}".rstrip("0").rstrip(".")
    return text or "0"


def figure(table: Table, line: Line, measure: str) -> Figure | None:
    """The figure of `line`; None where it publishes no amount of that measure."""
    amount = line.amounts.get(measure)
    if amount is None or amount.fen is None:
        return None
    return figure_at(table, line.row, amount, line.name)


def figure_at(table: Table, row: int, amount: Amount, label: str) -> Figure:
    """The figure of an amount that stands in `row` of `table`."""
    return Figure(table.sheet, table.title, table.money_unit, row, amount.column, label, amount.fen or 0)


def tolerance(money_units: Sequence[str], addends: int) -> int:
    """How far (fen) a sum of `addends` may be off by rounding; of several units the coarsest counts."""
    widest = _YUAN_TOLERANCE
    for unit in money_units:
        if unit != "元":
            widest = max(widest, MONEY_UNITS[unit] * 5 * (addends + 1) // 1000)
    return widest


def compare(
    code: str, document: Document, stated: Figure, addends: Sequence[Figure], minus: Sequence[Figure] = ()
) -> Iterator[Finding]:
    """Nothing where `stated` is the sum of `addends` less `minus`; a notice within rounding, else an error of rule
    `code`."""
    parts = [*addends, *minus]
    expected = sum(one.fen for one in addends) - sum(one.fen for one in minus)
    difference = stated.fen - expected
    if difference == 0:
        return
    allowed = tolerance([stated.money_unit, *(one.money_unit for one in parts)], sum(1 for one in parts if one.fen))
    unit = stated.money_unit
    yield finding(
        code,
        sheet=stated.sheet,
        cell=stated.cell,
        value=stated.shown,
        disclosure=document.key,
        severity=Severity.NOTICE if abs(difference) <= allowed else Severity.ERROR,
        label=stated.label,
        expected=f"{in_unit(expected, unit)} {unit}",
        difference=f"{in_unit(difference, unit)} {unit}",
        other=_other_place(stated, parts),
    )


def _other_place(stated: Figure, parts: Sequence[Figure]) -> str:
    """Where the other side stands: its sheet where that is another, and its first and last cell."""
    if not parts:
        return "—"
    cells = parts[0].cell if len(parts) == 1 else f"{parts[0].cell}…{parts[-1].cell}"
    return cells if parts[0].sheet == stated.sheet else f"“{parts[0].sheet}”{cells}"
