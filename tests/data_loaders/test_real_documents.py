"""The real workbooks: every budget table recognised, every figure equal to its cell, the real mistakes found and
nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from data_loaders.check import CheckedFile, check_file
from data_loaders.money import MONEY_UNITS, parse_number
from data_loaders.reading import Context
from data_loaders.records import Amount, Kind, Scope
from tests.data_loaders.shared_documents import DISCLOSURES, documents, needs_disclosures

pytestmark = needs_disclosures

NATIONAL = {
    "income-expenditure", "income", "expenditure", "appropriation", "general-public",
    "government-funds", "state-capital", "basic-economic", "three-public",
}  # fmt: skip
JIANGSU = (NATIONAL - {"state-capital"}) | {
    "expenditure-use",
    "fiscal-expenditure",
    "fiscal-basic-economic",
    "operating-cost",
}
# The mistakes of the real documents, by (rule, table, cell): domain.md, "Real mistakes to find".
MISTAKES = {
    "司法局_2026": {
        ("row-basic-project", "expenditure", "E8"),
        ("sum-section", "expenditure", "G7"),
        ("row-basic-project", "general-public", "E8"),
        ("sum-section", "general-public", "G7"),
        ("personnel-operating-differ", "income-expenditure", "E14"),
        ("personnel-operating-differ", "income-expenditure", "F14"),
    }
}
# As stated in the documents, in fen: (income, expenditure) of 收支总表, and the three-public total.
TOTALS = {
    "万里街道办事处_2023": (16_497_864_000, 16_497_864_000, 22_910_000),
    "万里街道办事处_2024": (15_621_112_300, 15_621_112_300, 47_910_000),
    "人民政府办公室_2025": (9_101_677_535, 9_101_677_535, 867_500_000),
    "司法局_2026": (8_695_940_834, 8_695_940_834, 10_710_000),
    "财政局_2024": (2_995_390_000, 2_995_390_000, 0),
    "江苏省委办公厅_2017": (20_849_450_000, 20_849_450_000, 509_200_000),
    "江苏省委办公厅_2018": (24_458_430_000, 24_458_430_000, 508_200_000),
    "江苏省政协办公厅_2017": (9_146_790_000, 9_146_790_000, 676_100_000),
}


@cache
def checked(path: Path) -> CheckedFile:
    return check_file(path, Context(), path.name)


def by_name(name: str) -> CheckedFile:
    (path,) = [path for path in documents() if name in path.name]
    return checked(path)


def keys_by_sheet(file: CheckedFile) -> dict[str, str]:
    return {account.sheet: account.key for account in file.report.tables if account.key}


each_document = pytest.mark.parametrize("path", documents(), ids=lambda path: path.stem)


def test_there_are_eight() -> None:
    assert len(documents()) == len(TOTALS) == 8
    assert DISCLOSURES.is_dir()


@each_document
def test_every_budget_table_is_recognised(path: Path) -> None:
    (document,) = checked(path).documents
    expected = JIANGSU if "江苏" in path.name else NATIONAL
    assert {table.key for table in document.tables} == expected
    unread = {account.kept_as for account in checked(path).report.tables if account.key is None}
    assert unread <= {"performance", "procurement"}


@each_document
def test_row_accounting_is_closed(path: Path) -> None:
    book = openpyxl.load_workbook(path, data_only=True)
    for account in checked(path).report.tables:
        rows = account.rows
        assert rows.read == rows.used + rows.totals + rows.notes + rows.headers + rows.blank
        assert rows.read == book[account.sheet].max_row


@each_document
def test_only_the_real_mistakes_are_errors(path: Path) -> None:
    file = checked(path)
    tables = keys_by_sheet(file)
    expected = next((found for name, found in MISTAKES.items() if name in path.name), set())
    errors = [one for one in file.report.findings if one.severity == "error"]
    assert {(one.code, tables.get(one.sheet or ""), one.cell) for one in errors} == expected
    assert len(errors) == len(expected)


@each_document
def test_no_more_than_a_few_warnings(path: Path) -> None:
    warnings = [one for one in checked(path).report.findings if one.severity == "warning"]
    assert len(warnings) <= 3
    assert {one.code for one in warnings} <= {"table-empty-without-note"}


@each_document
def test_what_the_document_says_it_is(path: Path) -> None:
    unit, year, kind = path.stem.split("_")
    identity = checked(path).documents[0].identity
    assert (identity.unit_name, identity.year) == (unit, int(year))
    assert identity.kind is (Kind.ACCOUNTS if "决算" in kind else Kind.BUDGET)
    assert identity.scope is (Scope.UNIT if "单位" in kind else Scope.DEPARTMENT)


@pytest.mark.parametrize("name", TOTALS)
def test_stated_totals(name: str) -> None:
    file = by_name(name)
    totals = {account.key: account.control_totals for account in file.report.tables if account.key}
    income, expenditure, three_public = TOTALS[name]
    assert totals["income-expenditure"]["income_total"] == income
    assert totals["income-expenditure"]["expenditure_total"] == expenditure
    assert totals["three-public"]["total"] == three_public


def figures(file: CheckedFile) -> Iterator[tuple[str, int, str, Amount]]:
    """(sheet, row, money unit, amount) of every figure of a file."""
    (document,) = file.documents
    for table in document.tables:
        for line in table.lines:
            for amount in line.amounts.values():
                yield table.sheet, line.row, table.money_unit, amount
    for statement in document.three_public:
        for amount in statement.amounts.values():
            yield statement.sheet, statement.row, statement.money_unit, amount


@each_document
def test_every_figure_equals_its_cell_read_by_another_library(path: Path) -> None:
    book = openpyxl.load_workbook(path, data_only=True)
    compared = 0
    for sheet, row, money_unit, amount in figures(checked(path)):
        value = book[sheet].cell(row, amount.column).value
        number = parse_number(value if not isinstance(value, float) else repr(value)) if value is not None else None
        if amount.fen is None or amount.blank:
            assert number is None, (sheet, row, amount)
        else:
            assert number is not None, (sheet, row, amount)
            assert Decimal(amount.fen) == number * MONEY_UNITS[money_unit], (sheet, row, amount)
            compared += 1
    assert compared > 60


@each_document
def test_no_number_of_a_read_sheet_is_left_out(path: Path) -> None:
    """Every number in a data row of a recognised table is a figure or a code."""
    file = checked(path)
    book = openpyxl.load_workbook(path, data_only=True)
    read = {(sheet, row, amount.column) for sheet, row, _, amount in figures(file) if not amount.blank}
    rows: dict[str, set[int]] = {}
    for sheet, row, _ in read:
        rows.setdefault(sheet, set()).add(row)
    left = Counter(
        sheet
        for sheet, numbers in rows.items()
        for row in numbers
        for cell in book[sheet][row]
        if isinstance(cell.value, int | float) and (sheet, row, cell.column) not in read
    )
    assert not left


def test_lost_leading_zeros_are_repaired_with_a_notice() -> None:
    file = by_name("万里街道办事处_2024")
    repaired = [(one.cell, one.value, one.severity) for one in file.report.findings if one.code == "code-leading-zero"]
    assert repaired == [("B8", "2", "notice"), ("B9", "7", "notice")]
    (document,) = file.documents
    economic = next(table for table in document.tables if table.key == "basic-economic")
    assert {"30102", "30107"} <= {line.economic_code for line in economic.lines}


def test_one_cent_of_rounding_in_the_accounts_is_a_notice() -> None:
    findings = by_name("财政局_2024").report.findings
    assert ("classes-differ", "notice", "D12") in {(one.code, one.severity, one.cell) for one in findings}


def test_jiangsu_totals_with_meetings_and_training() -> None:
    (statement,) = by_name("江苏省政协办公厅_2017").documents[0].three_public
    assert statement.includes_meeting_training
    assert statement.amounts["grand_total"].fen == 1_852_320_000
    assert statement.amounts["meeting"].fen == 1_094_620_000


def test_budgeted_figures_of_the_accounts_only_check() -> None:
    (statement,) = by_name("财政局_2024").documents[0].three_public
    assert statement.stage == "final"
    assert statement.amounts["budgeted_total"].fen == 950_000
    assert statement.amounts["total"].fen == 0
