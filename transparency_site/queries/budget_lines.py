"""Budget lines: every measure of every published row of budgets and final accounts, and whole tables as published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, literal

from transparency_site.filters import Column, Kind
from transparency_site.models import BudgetLine, Disclosure, DisclosureTable
from transparency_site.queries.datasets import Source
from transparency_site.queries.sources import public_files, source, tables_of
from transparency_site.queries.sql_rows import SqlDataset
from transparency_site.queries.units import everything
from transparency_site.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class BudgetLineRow:
    """One figure of a budget table. `amount_fen` None: the row is empty; `blank`: the cell is empty and counts as 0.

    `name` is the row's name as published; `functional_name` / `economic_name` repeat it where the row has such a code.
    """

    id: str
    disclosure: str
    kind: str
    year: int
    stage: str
    scope: str
    unit_code: str
    unit_name: str
    table: str
    line: str
    direction: str
    level: str
    is_leaf: bool
    name: str
    fund: str | None
    functional_code: str | None
    functional_name: str | None
    economic_code: str | None
    economic_name: str | None
    measure: str
    amount_fen: int | None
    blank: bool
    source: Source


def figure_id(disclosure: str, table: str, line: str, measure: str) -> str:
    """The permanent id of a figure (contract, Identities)."""
    return f"{disclosure}.{table}.{line}.{measure}"


SELECTED = (
    Disclosure.key, Disclosure.kind, Disclosure.year, Disclosure.stage, Disclosure.scope, Disclosure.unit_code,
    Disclosure.unit_name, Disclosure.file_sha256, BudgetLine.disclosure_id, BudgetLine.table, BudgetLine.line,
    BudgetLine.measure, BudgetLine.direction, BudgetLine.level, BudgetLine.is_leaf, BudgetLine.name, BudgetLine.fund,
    BudgetLine.functional_code, BudgetLine.economic_code, BudgetLine.amount_fen, BudgetLine.blank, BudgetLine.row,
    BudgetLine.column,
)


def present(snapshot: Snapshot, rows: list[Any]) -> list[BudgetLineRow]:
    files = public_files(snapshot, {row.file_sha256 for row in rows})
    tables = tables_of(snapshot, {row.disclosure_id for row in rows})
    return [_row(row[-len(SELECTED) :], files, tables) for row in rows]


def _row(
    values: tuple[Any, ...], files: dict[str, str], tables: dict[tuple[int, str], Any]
) -> BudgetLineRow:
    # By position: whole files have a hundred thousand of these, and names cost twice as much.
    (key, kind, year, stage, scope, unit_code, unit_name, file, disclosure, table, line, measure, direction, level,
     is_leaf, name, fund, functional, economic, fen, blank, row, column) = values
    sheet = tables.get((disclosure, table), (None,))[0]
    return BudgetLineRow(
        f"{key}.{table}.{line}.{measure}", key, kind, year, stage, scope, unit_code, unit_name, table, line, direction,
        level, is_leaf, name, fund, functional, name if functional else None, economic, name if economic else None,
        measure, fen, blank, source(files.get(file), sheet, row, column),
    )


COLUMNS: tuple[Column, ...] = (
    Column("id", "指标编号", "Figure id", Kind.CODE, filtered=False),
    Column("disclosure", "公开件编号", "Disclosure", Kind.CODE, sql=Disclosure.key),
    Column("kind", "类型", "Kind", Kind.CODE, sql=Disclosure.kind, choices=("budget", "accounts")),
    Column("year", "年度", "Year", Kind.INTEGER, sql=Disclosure.year, sort=True),
    Column("stage", "阶段", "Stage", Kind.CODE, sql=Disclosure.stage, choices=("approved", "adjusted", "final")),
    Column("scope", "口径", "Scope", Kind.CODE, sql=Disclosure.scope, choices=("department", "unit")),
    Column("unit_code", "单位编码", "Unit code", Kind.CODE, name="unit", sql=Disclosure.unit_code, sort=True),
    Column("unit_name", "单位名称", "Unit", sql=Disclosure.unit_name, sort=True),
    Column("table", "表", "Table", Kind.CODE, sql=BudgetLine.table, sort=True),
    Column("line", "行", "Line", Kind.CODE, sql=BudgetLine.line),
    Column("direction", "收支方向", "Direction", Kind.CODE, sql=BudgetLine.direction,
           choices=("income", "expenditure")),
    Column("level", "级次", "Level", Kind.CODE, sql=BudgetLine.level,
           choices=("total", "class", "section", "item")),
    Column("is_leaf", "末级", "Leaf (only leaves are added)", Kind.FLAG, name="leaf", sql=BudgetLine.is_leaf),
    Column("name", "项目名称", "Name as published", sql=BudgetLine.name, sort=True),
    Column("fund", "资金性质", "Fund", Kind.CODE, sql=BudgetLine.fund,
           choices=("general-public", "government-funds", "state-capital", "social-insurance")),
    Column("functional_code", "功能科目编码", "Functional code", Kind.CODE, sql=BudgetLine.functional_code, sort=True),
    Column("functional_name", "功能科目名称", "Functional name", filtered=False),
    Column("functional_class", "功能科目类", "Functional class", Kind.CODE, sql=BudgetLine.functional_class,
           shown=False),
    Column("functional_section", "功能科目款", "Functional section", Kind.CODE, sql=BudgetLine.functional_section,
           shown=False),
    Column("economic_code", "经济科目编码", "Economic code", Kind.CODE, sql=BudgetLine.economic_code, sort=True),
    Column("economic_name", "经济科目名称", "Economic name", filtered=False),
    Column("measure", "栏目", "Measure", Kind.CODE, sql=BudgetLine.measure, sort=True),
    Column("amount_fen", "金额", "Amount", Kind.MONEY, sql=BudgetLine.amount_fen, sort=True),
    Column("blank", "空白单元格（计为0）", "Blank cell (counts as 0)", Kind.FLAG, sql=BudgetLine.blank),
    Column("source", "来源", "Source", Kind.SOURCE, filtered=False),
)


def _counts_twice(snapshot: Snapshot, rows: Select[Any]) -> bool:
    """A consolidated budget holds its subordinates' already: beside it, theirs must not be added."""
    subordinate = {unit.code for unit in everything(snapshot) if not unit.first_level}
    if not subordinate:
        return False
    found = rows.where(Disclosure.scope == "department", Disclosure.unit_code.in_(subordinate)).limit(1)
    return snapshot.session.execute(found).first() is not None


DATASET: SqlDataset[BudgetLineRow] = SqlDataset(
    name="budget-lines", zh="预算决算明细", en="Budget and final-accounts lines", model=BudgetLine, columns=COLUMNS,
    selected=SELECTED, present=present, amount=BudgetLine.amount_fen, leaf=BudgetLine.is_leaf,
    fixed=(
        Disclosure.year, Disclosure.kind, Disclosure.stage, Disclosure.scope, BudgetLine.table,
        func.coalesce(BudgetLine.fund, literal("")), BudgetLine.measure, BudgetLine.direction,
    ),
    forbid=_counts_twice,
)
page = DATASET.page


@dataclass(frozen=True, slots=True)
class Cell:
    """One amount of a published row: its figure id, fen, blank mark, source cell."""

    id: str
    measure: str
    amount_fen: int | None
    blank: bool
    source: Source


@dataclass(frozen=True, slots=True)
class TableRow:
    """One published row: its name, code, depth, and its amounts by measure (missing measures are not in `cells`)."""

    line: str
    name: str
    direction: str
    level: str
    is_leaf: bool
    fund: str | None
    functional_code: str | None
    economic_code: str | None
    cells: tuple[Cell, ...]

    def cell(self, measure: str) -> Cell | None:
        """This row's amount of `measure`, or None where the table has none."""
        return next((cell for cell in self.cells if cell.measure == measure), None)


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """A table as published, whole: title, sheet, declared money unit, measures in column order, rows, note."""

    disclosure: str
    key: str
    title: str
    sheet: str
    money_unit: str
    measures: tuple[str, ...]
    rows: tuple[TableRow, ...]
    note: str | None
    accounting: dict[str, Any]  # rows read, used, totals, notes, headers


def tables(snapshot: Snapshot, disclosure: str) -> tuple[PublishedTable, ...]:
    """The tables of a visible budget or accounts disclosure (its key), in published order; () where there is none."""
    heads = snapshot.session.execute(
        snapshot.rows(DisclosureTable, DisclosureTable, Disclosure.id)
        .where(Disclosure.key == disclosure).order_by(DisclosureTable.position, DisclosureTable.id)
    ).all()
    statement = snapshot.rows(BudgetLine, BudgetLine.id.label("row_id"), *SELECTED).where(Disclosure.key == disclosure)
    order = (BudgetLine.table, BudgetLine.position, BudgetLine.column, BudgetLine.id)
    lines = present(snapshot, list(snapshot.session.execute(statement.order_by(*order))))
    return tuple(_table(disclosure, head[0], [line for line in lines if line.table == head[0].key]) for head in heads)


def _table(disclosure: str, head: DisclosureTable, lines: Sequence[BudgetLineRow]) -> PublishedTable:
    by_line: dict[str, list[BudgetLineRow]] = {}
    for line in lines:
        by_line.setdefault(line.line, []).append(line)
    known = [measure for measure in head.columns if any(line.measure == measure for line in lines)]
    measures = tuple(dict.fromkeys([*known, *(line.measure for line in lines)]))
    rows = tuple(_table_row(cells) for cells in by_line.values())
    return PublishedTable(disclosure, head.key, head.title, head.sheet, head.money_unit, measures, rows, head.note,
                          dict(head.rows))


def _table_row(cells: Sequence[BudgetLineRow]) -> TableRow:
    first = cells[0]
    return TableRow(
        first.line, first.name, first.direction, first.level, first.is_leaf, first.fund, first.functional_code,
        first.economic_code,
        tuple(Cell(cell.id, cell.measure, cell.amount_fen, cell.blank, cell.source) for cell in cells),
    )
