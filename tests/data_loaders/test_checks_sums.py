"""Each arithmetic rule on a workbook with one mistake; rounding is a notice; a clean workbook has no finding but its
empty table."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from data_loaders.checks.codes import names_alike
from data_loaders.checks.figures import in_unit, tolerance
from data_loaders.city import City
from data_loaders.findings import Finding
from data_loaders.reading import Context, Prior
from data_loaders.rules import RULES
from tests.data_loaders.official import Book, BudgetBook, Item, Plan
from tests.data_loaders.official_accounts import AccountsBook

ALL_GENERAL = Plan(
    items=(
        Item("2050101", "行政运行", 6_120_000, 250_000),
        Item("2050202", "小学教育", 2_400_000, 3_100_000),
        Item("2080505", "机关事业单位基本养老保险缴费支出", 1_480_000, 0),
    ),
    other_income=0,
)


@pytest.mark.parametrize(
    "book", [BudgetBook(), AccountsBook(), BudgetBook(ALL_GENERAL)], ids=["budget", "accounts", "general"]
)
def test_a_clean_workbook_is_clean(book: Book) -> None:
    assert book.codes() - {"table-empty"} == set()


def add(sheet: str, row: str | int, column: int, amount: float) -> Callable[[Book], None]:
    def change(book: Book) -> None:
        number = row if isinstance(row, int) else book.find(sheet, row)
        cell = book.sheets[sheet][number - 1][column - 1]
        assert isinstance(cell, int | float)
        book.set(sheet, number, column, round(cell + amount, 2))

    return change


CASES: dict[str, tuple[Book, Callable[[Book], None], str, str]] = {
    "row-basic-project": (BudgetBook(), add("3", "小学教育", 6, 900), "3", "E11"),
    "row-personnel-operating": (BudgetBook(), add("8", "基本工资", 5, 900), "8", "D7"),
    "row-sources": (BudgetBook(), add("2", "行政运行", 6, 900), "2", "E8"),
    "row-funds": (BudgetBook(), add("4", "二、社会保障和就业支出", 5, 900), "4", "D6"),
    "funds-balance": (AccountsBook(), add("08", "征地和拆迁补偿支出", 6, 5), "08", "J8"),
    "sum-total": (BudgetBook(), add("3", "合计", 7, 900), "3", "G18"),
    "sum-class": (BudgetBook(), add("3", "教育管理事务", 7, 900), "3", "G6"),
    "sum-section": (BudgetBook(), add("3", "小学教育", 7, 900), "3", "G9"),
    "accounts-balance": (AccountsBook(), add("01", "总计", 2, 5), "01", "B12"),
    "income-equals-expenditure": (BudgetBook(), add("1", "收入总计", 2, 900), "1", "B12"),
    "total-differs": (BudgetBook(), add("2", "合计", 5, 900), "2", "E18"),
    "fund-total-differs": (BudgetBook(), add("5", "合计", 5, 900), "5", "E15"),
    "fund-class-differs": (BudgetBook(), add("4", "二、社会保障和就业支出", 5, 900), "4", "E6"),
    "classes-differ": (BudgetBook(), add("1", "二、社会保障和就业支出", 4, 900), "1", "D6"),
    "rows-differ": (BudgetBook(ALL_GENERAL), add("5", "行政运行", 7, 900), "5", "G8"),
    "source-differs": (BudgetBook(), add("1", "四、其他收入", 2, 900), "1", "B11"),
    "fiscal-differs": (BudgetBook(), add("2", "合计", 6, 900), "2", "F18"),
    "basic-differs": (BudgetBook(), add("8", "合计", 4, 900), "5", "F15"),
    "three-public-sum": (BudgetBook(), add("9", 6, 3, 0.5), "9", "A6"),
    "vehicles-sum": (BudgetBook(), add("9", 6, 5, 0.5), "9", "D6"),
    "operating-over-public": (BudgetBook(), add("9", 6, 7, 90), "9", "G6"),
    "economic-over-three-public": (BudgetBook(), add("8", "公务接待费", 4, 90_000), "8", "D13"),
    "final-over-budget": (AccountsBook(), add("07", 7, 2, 3), "07", "B7"),
    "three-public-too-large": (AccountsBook(), add("07", 7, 2, 200_000), "07", "B7"),
}  # fmt: skip


def of(findings: list[Finding], code: str) -> list[tuple[str | None, str | None]]:
    return [(one.sheet, one.cell) for one in findings if one.code == code and one.severity == RULES[code].severity]


@pytest.mark.parametrize("code", CASES)
def test_a_mistake_is_found_by_its_rule_at_its_cell(code: str) -> None:
    book, change, sheet, cell = CASES[code]
    book = type(book)(book.plan)
    change(book)
    findings = book.findings()
    assert (sheet, cell) in of(findings, code)
    for one in findings:
        assert one.message_zh
        assert one.message_en


def test_personnel_and_operating_of_the_overview_against_the_economic_table() -> None:
    book = BudgetBook(ALL_GENERAL)
    rows = book.sheets["1"]
    rows[2:4] = [
        ["本年收入", None, "本年支出", None, None, None, None],
        ["项目", "预算数", "项目", "预算数", None, None, None],
        [None, None, None, "合计", "基本支出", None, "项目支出"],
        [None, None, None, None, "人员经费", "公用经费", None],
    ]
    personnel, operating = 8_900_000, 1_100_000
    rows[6][4:7] = [personnel - 1_480_000, operating, 3_350_000]
    rows[7][4:7] = [1_480_000, None, None]
    rows[-1][4:7] = [personnel, operating, 3_350_000]
    assert book.codes("error") == set()
    rows[-1][4:6] = [personnel - 1_000, operating + 1_000]
    assert of(book.findings(), "personnel-operating-differ") == [("1", "E14"), ("1", "F14")]


def test_uses_of_the_expenditure_against_the_expenditure_table() -> None:
    book = Book()
    unit = [["编制部门：示例市教育局", None, "单位：万元"]]
    book.sheets = {
        "1": [["2024年收支预算总表"], *unit, ["收入", None, "支出", None, None, None],
              ["项目名称", "金额", "功能分类", None, "支出用途", None], [None, None, "功能科目名称", "金额",
              "项目名称", "金额"],
              ["一、财政拨款", 10, "一、教育支出", 10, "一、基本支出", 6], [None, None, None, None, "二、项目支出", 4],
              ["收入合计", 10, "支出合计", None, None, 10]],
        "3": [["2024年支出预算总表"], *unit, ["合计", "基本支出", "项目支出"], [10, 6, 4]],
    }  # fmt: skip
    assert book.codes("error") == set()
    book.set("1", 6, 6, 7)
    assert of(book.findings(), "use-differs") == [("1", "F6"), ("1", "F8")]


def test_within_rounding_it_is_a_notice() -> None:
    book = BudgetBook()
    add("3", "合计", 7, 2)(book)
    assert {one.severity for one in book.findings() if one.code == "sum-total"} == {"notice"}
    add("3", "合计", 7, 1)(book)
    assert {one.severity for one in book.findings() if one.code == "sum-total"} == {"error"}


@pytest.mark.parametrize(
    ("units", "addends", "fen"),
    [(["元"], 9, 200), (["万元"], 3, 20_000), (["元", "万元"], 1, 10_000), (["千元"], 1, 1_000)],
)
def test_tolerances(units: list[str], addends: int, fen: int) -> None:
    assert tolerance(units, addends) == fen


def test_amounts_in_messages() -> None:
    assert in_unit(1_434_885_334, "元") == "14,348,853.34"
    assert in_unit(-50_000, "万元") == "-0.05"
    assert in_unit(0, "元") == "0"


def test_negative_amounts_need_a_mark() -> None:
    book = BudgetBook()
    row = book.find("3", "小学教育")
    book.set("3", row, 7, -5)
    assert of(book.findings(), "amount-negative") == [("3", f"G{row}")]
    book.set("3", row, 4, "小学教育（调减）")
    assert of(book.findings(), "amount-negative") == []


def test_codes_are_known_named_alike_and_single() -> None:
    book = BudgetBook(Plan(year=2010, items=(Item("2050101", "行政运行", 1_000_000, 200_000),), other_income=0))
    row = book.find("3", "行政运行")
    book.set("3", row, 3, "77")
    assert of(book.findings(), "code-unknown") == [("3", f"A{row}")]
    book.set("3", row, 3, "01")
    book.set("3", 6, 4, "外交")
    assert ("3", "A6") in of(book.findings(), "code-name-mismatch")
    book.sheets["3"].insert(row, list(book.sheets["3"][row - 1]))
    assert of(book.findings(), "code-repeated") == [("3", f"A{row + 1}")]


def test_an_unknown_code_is_no_error_in_a_partial_edition() -> None:
    book = BudgetBook()
    book.set("3", book.find("3", "小学教育"), 3, "77")
    assert of(book.findings(), "code-unknown") == []


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("一、教育支出", "教育", True),
        ("维修(护)费", "维修（护）费", True),
        ("行政事业单位养老支出", "行政事业单位离退休", True),
        ("公务接待费", "住房公积金", False),
        ("外交", "教育", False),
    ],
)
def test_names_alike(one: str, other: str, alike: bool) -> None:
    assert names_alike(one, other) is alike


def with_unit(book: Book) -> Context:
    from tests.data_loaders.test_budget import CITY

    return Context(city=CITY)


def test_changes_from_year_to_year_are_warnings_above_the_floor() -> None:
    book = BudgetBook()
    context = with_unit(book)
    prior = Prior({
        ("expenditure", "total", "total"): 1_000_000_000,
        ("expenditure", "total", "208"): 148_000_000,
        ("expenditure", "total", "212"): 5_000_000,
        ("three-public", "total", "total"): 50_000_000,
    })  # fmt: skip
    context = Context(city=context.city, prior={("101001", 2023, "budget"): prior})
    findings = book.findings(context)
    assert of(findings, "year-on-year") == [("3", "E18"), ("3", "E15")]
    assert of(findings, "three-public-rise") == [("9", "A6")]
    assert "year-on-year" not in book.read(context).not_checked
    assert "year-on-year" in book.read().not_checked


@pytest.mark.parametrize(
    ("minimum", "maximum", "code"), [(1, 100_000_000, None), (100_000_000, None, "x"), (None, 1_000_000, "x")]
)
def test_bounds_of_the_city(minimum: int | None, maximum: int | None, code: str | None) -> None:
    limits = {key: value for key, value in (("min_yuan", minimum), ("max_yuan", maximum)) if value is not None}
    city = City("439999", "示例市", settings={"bounds": {"budget": limits, "three-public": {"min_yuan": 1_000}}})
    found = of(BudgetBook().findings(Context(city=city)), "amount-out-of-bounds")
    assert found == ([("1", "D12")] if code else [])


def test_a_bare_year_is_no_money() -> None:
    book = BudgetBook()
    book.set("9", 6, 7, 2024)
    assert of(book.findings(), "three-public-year") == [("9", "G6")]
