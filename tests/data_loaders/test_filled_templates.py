"""The bureaus' own blank workbooks (xlsx and BIFF xls), filled with figures of our own, read back equal to the fen."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

import openpyxl
import pytest
import xlrd

from data_loaders.check import check_file
from data_loaders.money import MONEY_UNITS
from data_loaders.reading import Context
from data_loaders.records import Amount, Document, Kind, Scope
from tests.data_loaders.official import BudgetBook, Item, Plan
from tests.data_loaders.shared_documents import TEMPLATES, needs_templates

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # xlutils is old and warns while it is imported
    from xlutils.copy import copy as writable_copy

pytestmark = needs_templates

XLSX = TEMPLATES / "shanghai_2026_部门预算公开模板.xlsx"
XLS = TEMPLATES / "shanghai_单位预算公开模板_biff.xls"
UNIT = "示例市教育局"
PLAN = Plan(
    year=2026,
    items=(
        Item("2050101", "行政运行", 6_120_000, 250_000),
        Item("2050201", "学前教育", 0, 1_800_500),
        Item("2080505", "机关事业单位基本养老保险缴费支出", 1_480_000, 0),
        Item("2120801", "征地和拆迁补偿支出", 0, 930_000, "funds"),
    ),
    economic=(
        ("30101", "基本工资", 4_100_000),
        ("30108", "机关事业单位基本养老保险缴费", 1_480_000),
        ("30201", "办公费", 820_000),
        ("30217", "公务接待费", 100_000),
        ("30302", "退休费", 1_000_000),
        ("31002", "办公设备购置", 100_000),
    ),
)
FIRST_DATA_ROW = 9
# Sheet of our book -> (word in the template's sheet name, row of its total).
TREES = {
    "2": ("收入总表", 20),
    "3": ("支出总表", 20),
    "5": ("一般公共预算拨款表", 21),
    "6": ("政府性基金拨款表", 21),
    "8": ("基本支出明细表", 21),
}


class Sheets(Protocol):
    """A blank workbook that can be written to."""

    names: list[str]

    def put(self, sheet: str, row: int, column: int, value: Any) -> None: ...

    def save(self, path: Path) -> None: ...


class XlsxSheets:
    """The xlsx template through openpyxl; its merged cells stay."""

    def __init__(self, path: Path) -> None:
        self.book = openpyxl.load_workbook(path)
        self.names = self.book.sheetnames

    def put(self, sheet: str, row: int, column: int, value: Any) -> None:
        cell = self.book[sheet].cell(row, column)
        if not isinstance(cell, openpyxl.cell.MergedCell):
            cell.value = value

    def save(self, path: Path) -> None:
        self.book.save(path)


class XlsSheets:
    """The BIFF template through xlrd and xlwt, formats and merged cells kept."""

    def __init__(self, path: Path) -> None:
        source = xlrd.open_workbook(str(path), formatting_info=True)
        self.names = source.sheet_names()
        self.book = writable_copy(source)

    def put(self, sheet: str, row: int, column: int, value: Any) -> None:
        self.book.get_sheet(self.names.index(sheet)).write(row - 1, column - 1, value)

    def save(self, path: Path) -> None:
        self.book.save(str(path))


def named(sheets: Sheets, word: str) -> str:
    """The sheet whose name ends with `word` and is the shortest."""
    return min((name for name in sheets.names if name.strip().endswith(word)), key=len)


class Filling:
    """Writes figures into a template and remembers what was written where: (sheet, row, column) -> fen."""

    def __init__(self, sheets: Sheets, owner: str) -> None:
        self.sheets = sheets
        self.owner = owner
        self.written: dict[tuple[str, int, int], int] = {}

    def rows(self, sheet: str, first: int, rows: Iterable[list[Any]], blank_to: int, money_unit: str = "元") -> None:
        """Write `rows` from row `first`, and blank the example rows that are left down to `blank_to`."""
        place = first
        width = 0
        for cells in rows:
            width = max(width, len(cells))
            for column, cell in enumerate(cells, 1):
                self.cell(sheet, place, column, cell, money_unit)
            place += 1
        for row in range(place, blank_to + 1):
            for column in range(1, width + 1):
                self.sheets.put(sheet, row, column, None)

    def cell(self, sheet: str, row: int, column: int, value: Any, money_unit: str = "元") -> None:
        self.sheets.put(sheet, row, column, value)
        if isinstance(value, int | float):
            self.written[sheet, row, column] = int(Decimal(repr(value)) * MONEY_UNITS[money_unit])

    def own(self, sheet: str, row: int) -> None:
        self.sheets.put(sheet, row, 1, f"{self.owner}：{UNIT}")


def fill(filling: Filling, overview: list[list[Any]]) -> None:
    """All nine tables from one plan; the template's own titles, units and headers stay as they are."""
    book = BudgetBook(PLAN, UNIT)
    sheets = filling.sheets
    for key, (word, total_row) in TREES.items():
        sheet = named(sheets, word)
        body = book.sheets[key][5:]
        filling.own(sheet, 4)
        filling.rows(sheet, FIRST_DATA_ROW, body[:-1], total_row - 1)
        filling.rows(sheet, total_row, body[-1:], total_row)
    first = named(sheets, "收支总表" if any(name == "部门收支总表" for name in sheets.names) else "单位收支总表")
    filling.own(first, 4)
    filling.rows(first, FIRST_DATA_ROW - 1 if len(overview[0]) == 4 else FIRST_DATA_ROW + 1, overview[:-1], 20)
    filling.rows(first, 21, overview[-1:], 21)
    appropriation = named(sheets, "财政拨款收支总表")
    filling.own(appropriation, 4)
    filling.rows(appropriation, 8, book.sheets["4"][4:-1], 20)
    filling.rows(appropriation, 21, book.sheets["4"][-1:], 21)
    capital = named(sheets, "国有资本经营预算拨款表")
    filling.own(capital, 4)
    filling.rows(capital, FIRST_DATA_ROW, [[None] * 7], 20)
    sheets.put(capital, 22, 1, "注：本年没有国有资本经营预算收支，故本表为空。")
    three = named(sheets, "机关运行费预算表")
    filling.own(three, 3)
    filling.rows(three, 7, book.sheets["9"][-1:], 7, "万元")


def department_overview() -> list[list[Any]]:
    return [row[:4] for row in BudgetBook(PLAN, UNIT).sheets["1"][4:]]


def unit_overview() -> list[list[Any]]:
    """With 人员经费, 公用经费 and 项目支出 for each class, as the form of a single unit has them."""
    rows = [list(row) for row in BudgetBook(PLAN, UNIT).sheets["1"][4:]]
    personnel = {"一、教育支出": 5_100_000, "二、社会保障和就业支出": 1_480_000, "支出总计": 6_580_000}
    for row in rows:
        label, basic, project = row[2], row[4], row[5]
        if label:
            part = personnel.get(label, 0)
            row[4:7] = [part, (basic or 0) - part, project]
    return rows


def read_back(document: Document) -> dict[tuple[str, int, int], int]:
    """Every amount of the document by its cell."""
    found: dict[tuple[str, int, int], int] = {}

    def keep(sheet: str, row: int, amounts: Iterable[Amount]) -> None:
        found.update(
            {
                (sheet, row, amount.column): amount.fen
                for amount in amounts
                if amount.fen is not None and not amount.blank
            }
        )

    for table in document.tables:
        for line in table.lines:
            keep(table.sheet, line.row, line.amounts.values())
    for statement in document.three_public:
        keep(statement.sheet, statement.row, statement.amounts.values())
    return found


@pytest.mark.parametrize(
    ("template", "owner", "scope"),
    [(XLSX, "编制部门", Scope.DEPARTMENT), (XLS, "编制单位", Scope.UNIT)],
    ids=["xlsx", "xls"],
)
def test_a_filled_template_reads_back_equal(template: Path, owner: str, scope: Scope, tmp_path: Path) -> None:
    sheets: Sheets = XlsxSheets(template) if template.suffix == ".xlsx" else XlsSheets(template)
    filling = Filling(sheets, owner)
    fill(filling, department_overview() if scope is Scope.DEPARTMENT else unit_overview())
    path = tmp_path / f"filled{template.suffix}"
    sheets.save(path)
    file = check_file(path, Context(), path.name)
    (document,) = file.documents
    assert read_back(document) == filling.written
    assert len(filling.written) > 100
    identity = document.identity
    assert (identity.unit_name, identity.year, identity.scope, identity.kind) == (UNIT, 2026, scope, Kind.BUDGET)
    serious = [(one.code, one.sheet, one.cell) for one in file.report.findings if one.severity != "notice"]
    assert serious == []
    assert {section.key for section in document.sections} >= {"duties", "organisation", "glossary", "changes"}


@pytest.mark.parametrize("template", [XLSX, XLS], ids=["xlsx", "xls"])
def test_a_blank_template_has_a_clear_verdict(template: Path) -> None:
    file = check_file(template, Context(), "blank" + template.suffix)
    (document,) = file.documents
    assert len(document.tables) == 9
    assert all(
        line.amounts == {} or not any(a.fen for a in line.amounts.values())
        for table in document.tables
        for line in table.lines
    )
    codes = {one.code for one in file.report.findings if one.severity != "notice"}
    assert codes == {"table-empty-without-note", "identity-missing"}
    for account in file.report.tables:
        rows = account.rows
        assert rows.read == rows.used + rows.totals + rows.notes + rows.headers + rows.blank
