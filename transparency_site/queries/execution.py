"""Quarterly budget execution 预算执行: lines of a quarter, and a unit's quarters of a year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from transparency_site.filters import Column, Kind
from transparency_site.models import BudgetExecution, Disclosure
from transparency_site.queries.budget_totals import added
from transparency_site.queries.datasets import Source
from transparency_site.queries.memo import remembered
from transparency_site.queries.sources import public_files, source, tables_of
from transparency_site.queries.sql_rows import SqlDataset
from transparency_site.queries.units import first_level_codes
from transparency_site.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class ExecutionRow:
    """One line of a quarter's execution, both amounts in fen. `basis`: ytd (年初至今) or period (本季).

    `id` is the executed figure's, `source` its cell.
    """

    id: str
    disclosure: str
    year: int
    quarter: int
    basis: str
    unit_code: str
    unit_name: str
    direction: str
    level: str
    is_leaf: bool
    name: str
    functional_code: str | None
    budget_fen: int | None
    executed_fen: int | None
    source: Source


def figure_id(disclosure: str, line: str, measure: str) -> str:
    """The permanent id of an execution figure; `measure` is budget or executed."""
    return f"{disclosure}.execution.{line}.{measure}"


def present(snapshot: Snapshot, rows: list[Any]) -> list[ExecutionRow]:
    files = public_files(snapshot, (row.file_sha256 for row in rows))
    tables = tables_of(snapshot, (row.disclosure_id for row in rows))
    return [_row(row, files, tables) for row in rows]


def _row(row: Any, files: dict[str, str], tables: dict[tuple[int, str], Any]) -> ExecutionRow:
    sheet, columns, _unit = tables.get((row.disclosure_id, "execution"), (None, {}, ""))
    return ExecutionRow(
        figure_id(row.key, row.line, "executed"), row.key, row.year, row.quarter, row.basis, row.unit_code,
        row.unit_name, row.direction, row.level, row.is_leaf, row.name, row.functional_code, row.budget_fen,
        row.executed_fen, source(files.get(row.file_sha256), sheet, row.row, columns.get("executed")),
    )


COLUMNS: tuple[Column, ...] = (
    Column("id", "指标编号", "Figure id", Kind.CODE, filtered=False),
    Column("disclosure", "公开件编号", "Disclosure", Kind.CODE, sql=Disclosure.key),
    Column("year", "年度", "Year", Kind.INTEGER, sql=Disclosure.year, sort=True),
    Column("quarter", "季度", "Quarter", Kind.INTEGER, sql=Disclosure.quarter, sort=True),
    Column("basis", "口径（年初至今/本季）", "Basis", Kind.CODE, sql=BudgetExecution.basis, choices=("ytd", "period")),
    Column("unit_code", "单位编码", "Unit code", Kind.CODE, name="unit", sql=Disclosure.unit_code, sort=True),
    Column("unit_name", "单位名称", "Unit", sql=Disclosure.unit_name, sort=True),
    Column("direction", "收支方向", "Direction", Kind.CODE, sql=BudgetExecution.direction,
           choices=("income", "expenditure")),
    Column("level", "级次", "Level", Kind.CODE, sql=BudgetExecution.level,
           choices=("total", "class", "section", "item")),
    Column("is_leaf", "末级", "Leaf", Kind.FLAG, name="leaf", sql=BudgetExecution.is_leaf),
    Column("name", "项目名称", "Name as published", sql=BudgetExecution.name, sort=True),
    Column("functional_code", "功能科目编码", "Functional code", Kind.CODE, sql=BudgetExecution.functional_code,
           sort=True),
    Column("budget_fen", "年度预算数", "Budget of the year", Kind.MONEY, sql=BudgetExecution.budget_fen, sort=True),
    Column("executed_fen", "执行数", "Executed", Kind.MONEY, sql=BudgetExecution.executed_fen, sort=True),
    Column("source", "来源", "Source", Kind.SOURCE, filtered=False),
)

DATASET: SqlDataset[ExecutionRow] = SqlDataset(
    name="executions", zh="预算执行", en="Budget execution", model=BudgetExecution, columns=COLUMNS,
    selected=(
        Disclosure.key, Disclosure.year, Disclosure.quarter, Disclosure.unit_code, Disclosure.unit_name,
        Disclosure.file_sha256, *(c for c in BudgetExecution.__table__.c if c.name != "id"),
    ),
    present=present,
)
page = DATASET.page


@dataclass(frozen=True, slots=True)
class Quarter:
    """One unit's quarter in whole (fen), of expenditure. None: not published there."""

    disclosure: str
    unit_code: str
    unit_name: str
    year: int
    quarter: int
    basis: str | None
    budget_fen: int | None
    executed_fen: int | None


@remembered
def quarters(snapshot: Snapshot, year: int) -> tuple[Quarter, ...]:
    """Every unit's published quarters of `year`, by unit and quarter."""
    statement = snapshot.rows(Disclosure).where(Disclosure.kind == "execution", Disclosure.year == year)
    found = snapshot.session.scalars(statement.order_by(Disclosure.unit_code, Disclosure.quarter))
    return tuple(
        Quarter(one.key, one.unit_code or "", one.unit_name or "", year, one.quarter or 0, one.totals.get("basis"),
                one.totals.get("budget_fen"), one.totals.get("executed_fen"))
        for one in found
    )


def unit_quarters(snapshot: Snapshot, code: str, year: int) -> tuple[Quarter, ...]:
    """One unit's published quarters of `year`."""
    return tuple(quarter for quarter in quarters(snapshot, year) if quarter.unit_code == code)


@dataclass(frozen=True, slots=True)
class CityQuarter:
    """A quarter added over first-level units of one basis (fen), and over how many."""

    year: int
    quarter: int
    basis: str | None
    units: int
    budget_fen: int | None
    executed_fen: int | None


def city_quarters(snapshot: Snapshot, year: int) -> tuple[CityQuarter, ...]:
    """The city's quarters of `year`; units that report by another basis are another row, never added to it."""
    groups: dict[tuple[int, str], list[Quarter]] = {}
    for one in quarters(snapshot, year):
        if one.unit_code in first_level_codes(snapshot):
            groups.setdefault((one.quarter, one.basis or ""), []).append(one)
    return tuple(
        CityQuarter(year, quarter, basis or None, len(some),
                    added(one.budget_fen for one in some), added(one.executed_fen for one in some))
        for (quarter, basis), some in sorted(groups.items())
    )
