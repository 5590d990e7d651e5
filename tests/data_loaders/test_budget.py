"""Official workbooks become documents: tables, lines, leaves, keys, identity, sections."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from data_loaders.budget import read
from data_loaders.city import City, Unit
from data_loaders.reading import Context
from data_loaders.records import Identity, Kind, Level, Scope, Stage, Table
from tests.data_loaders.official import UNIT, Book, BudgetBook
from tests.data_loaders.official_accounts import AccountsBook

CITY = City(
    "439999",
    "示例市",
    units=(
        Unit(
            "101001",
            "示例市教育局",
            "教育局",
            "政府部门",
            "行政单位",
            None,
            dt.date(2000, 1, 1),
            None,
            ("示例市教育委员会",),
            ("市教育局",),
        ),
        Unit(
            "102001", "示例市卫生局", "卫生局", "政府部门", "行政单位", None, dt.date(2000, 1, 1), dt.date(2015, 1, 1)
        ),
        Unit(
            "102002",
            "示例市卫生健康局",
            "卫健局",
            "政府部门",
            "行政单位",
            None,
            dt.date(2015, 1, 1),
            None,
            ("示例市卫生局",),
        ),
    ),
)


def table(book: Book, key: str) -> Table:
    return next(one for one in book.read().documents[0].tables if one.key == key)


def test_the_nine_tables_of_both_kinds() -> None:
    budget, accounts = BudgetBook().read().documents[0], AccountsBook().read().documents[0]
    assert [one.key for one in budget.tables] == [
        "income-expenditure", "income", "expenditure", "appropriation", "general-public",
        "government-funds", "state-capital", "basic-economic", "three-public",
    ]  # fmt: skip
    assert {one.key for one in accounts.tables} == {one.key for one in budget.tables}
    assert budget.identity.stage is Stage.APPROVED
    assert accounts.identity.stage is Stage.FINAL


@pytest.mark.parametrize("book", [BudgetBook(), AccountsBook()], ids=["budget", "accounts"])
def test_keys_are_addresses_and_unique_in_their_table(book: Book) -> None:
    for one in book.read().documents[0].tables:
        keys = [line.key for line in one.lines]
        assert len(keys) == len(set(keys))
        assert all(re.fullmatch(r"[A-Za-z0-9_~-]+", key) for key in keys)
        assert all(re.fullmatch(r"[a-z_]+", measure) for measure in one.columns)


@pytest.mark.parametrize("key", ["income", "expenditure", "general-public", "government-funds", "basic-economic"])
def test_leaves_add_up_to_the_stated_total(key: str) -> None:
    one = table(BudgetBook(), key)
    (total,) = [line for line in one.lines if line.level is Level.TOTAL]
    for measure, amount in total.amounts.items():
        assert sum(line.amounts[measure].fen or 0 for line in one.lines if line.is_leaf) == amount.fen
    assert not total.is_leaf


def test_the_sub_lines_of_a_source_are_the_leaves() -> None:
    lines = {line.name: line for line in table(BudgetBook(), "income-expenditure").lines}
    assert not lines["一、财政拨款收入"].is_leaf
    assert lines["1. 一般公共预算"].is_leaf
    assert lines["四、其他收入"].is_leaf
    assert lines["一、教育支出"].functional_code == "205"


def test_class_lines_find_their_code_in_the_edition_where_the_document_has_no_tree() -> None:
    book = BudgetBook()
    book.sheets = {"1": book.sheets["1"]}
    lines = {line.name: line.functional_code for line in table(book, "income-expenditure").lines}
    assert lines["一、教育支出"] == "205"
    assert lines["二、社会保障和就业支出"] == "208"
    assert lines["四、其他收入"] is None


def test_of_which_lines_are_never_added() -> None:
    book = BudgetBook()
    rows = book.sheets["1"]
    rows.insert(11, ["其中：捐赠收入", 90_000, *[None] * 5])
    line = next(line for line in table(book, "income-expenditure").lines if line.name.startswith("其中"))
    assert not line.is_leaf
    assert book.codes("error") == set()


def test_use_panel_is_a_table_of_its_own() -> None:
    book = Book()
    book.sheets = {
        "表1": [
            ["收支预算总表", *[None] * 5],
            ["部门：示例市教育局", None, None, None, None, "单位：万元"],
            ["收入", None, "支出", None, None, None],
            ["项目名称", "金额", "功能分类", None, "支出用途", None],
            [None, None, "功能科目名称", "金额", "项目名称", "金额"],
            ["一、财政拨款", 10, "一、教育支出", 10, "一、基本支出", 6],
            [None, None, None, None, "二、项目支出", 4],
            ["收入合计", 10, "支出合计", None, None, 10],
        ]
    }
    document = book.read().documents[0]
    overview, use = document.tables
    assert (overview.key, use.key) == ("income-expenditure", "expenditure-use")
    assert [line.name for line in use.lines] == ["一、基本支出", "二、项目支出"]
    total = next(line for line in overview.lines if line.name == "支出合计")
    assert (total.amounts["total"].fen, total.amounts["total"].column) == (10_000_000, 6)
    assert use.rows.read == use.rows.used + use.rows.totals + use.rows.notes + use.rows.headers + use.rows.blank


def test_three_public_figures_of_both_kinds() -> None:
    (budget,) = BudgetBook().read().documents[0].three_public
    assert (budget.stage, budget.row, budget.money_unit) == ("budget", 6, "万元")
    assert {name: amount.fen for name, amount in budget.amounts.items()} == {
        "total": 52_100_000, "overseas_travel": 5_500_000, "reception": 12_400_000, "vehicles": 34_200_000,
        "vehicle_purchase": 18_000_000, "vehicle_operation": 16_200_000, "operating": 96_500_000,
    }  # fmt: skip
    (final,) = AccountsBook().read().documents[0].three_public
    assert final.stage == "final"
    assert final.amounts["budgeted_total"].column == 1
    assert final.amounts["total"].column == 2
    assert (final.amounts["reception"].fen, final.amounts["reception"].column) == (12_400_000, 12)


def test_meetings_and_training_stand_beside_the_three_public_total() -> None:
    book = Book()
    book.sheets = {
        "三公": [
            ["“三公”经费、会议费、培训费支出预算表"],
            ["编制部门：示例市教育局", "单位：万元"],
            ["合计", "“三公”经费", None, None, None, None, None, "会议费", "培训费"],
            [None, "小计", "因公出国（境）费", "公务用车购置及运行维护费", None, None, "公务接待费", None, None],
            [None, None, None, "小计", "公务用车购置费", "公务用车运行维护费", None, None, None],
            [20, 12, 1, 7, 3, 4, 4, 5, 3],
        ]
    }
    (statement,) = book.read().documents[0].three_public
    assert statement.includes_meeting_training
    assert statement.amounts["grand_total"].fen == 20_000_000
    assert statement.amounts["total"].fen == 12_000_000
    assert statement.amounts["vehicles"].fen == 7_000_000
    assert "three-public-sum" not in book.codes()
    book.set("三公", 6, 9, 4)
    assert "three-public-sum" in book.codes("error")


def test_text_sheets_become_sections() -> None:
    book = BudgetBook()
    book.sheets["说明"] = [
        ["其他相关情况说明"],
        ["一、“三公”经费预算情况说明\n比上年减少。\n二、机关运行经费\n为九十六万元。\n三、绩效目标\n见附表。"],
    ]
    sections = {section.key: section for section in book.read().documents[0].sections}
    assert sections["three-public-reasons"].text == "比上年减少。"
    assert sections["operating"].text == "为九十六万元。"
    assert (sections["performance"].sheet, sections["performance"].row) == ("说明", 2)


def test_an_empty_table_has_its_note() -> None:
    book = BudgetBook()
    assert table(book, "state-capital").note == "注：本部门没有国有资本经营预算收支，故本表为空。"
    assert [(one.severity, one.cell) for one in book.findings() if one.code == "table-empty"] == [("notice", "A7")]
    book.sheets["7"].pop()
    assert [(one.severity, one.sheet) for one in book.findings() if one.code == "table-empty-without-note"] == [
        ("warning", "7")
    ]
    book.sheets["6"].append(["本部门没有政府性基金预算收支，故本表为空。"])
    assert [(one.severity, one.sheet) for one in book.findings() if one.code == "note-over-figures"] == [("error", "6")]


def test_a_workbook_of_another_kind_is_not_ours() -> None:
    book = Book()
    book.sheets = {"表": [["补贴发放明细表"], ["序号", "金额"], [1, 2]]}
    assert read(book.workbook(), Context()) is None


def identity(book: Book, context: Context) -> tuple[Identity, set[str]]:
    reading = book.read(context)
    return reading.documents[0].identity, {one.code for one in reading.findings if one.severity == "error"}


@pytest.mark.parametrize("name", ["示例市教育局", "教育局", "市教育局", "示例市教育委员会", " 示例市 教育局 "])
def test_unit_is_found_by_every_name(name: str) -> None:
    reading = BudgetBook(unit=name).read(Context(city=CITY))
    document = reading.documents[0]
    assert document.identity.unit_code == "101001"
    assert document.key == "budget.101001.2024.department"
    assert all(one.disclosure == document.key for one in reading.findings)


def test_a_name_that_two_units_had_is_the_one_valid_in_the_year() -> None:
    book = BudgetBook(unit="示例市卫生局")
    assert identity(book, Context(city=CITY))[0].unit_code == "102002"


def test_unknown_unit_is_an_error_only_with_a_city() -> None:
    book = BudgetBook(unit="示例市天文局")
    assert identity(book, Context())[1] == set()
    assert book.read(Context()).documents[0].key is None
    assert "unit-not-in-city" in book.read(Context()).not_checked
    assert identity(book, Context(city=CITY))[1] == {"unit-not-in-city"}


def test_the_file_name_names_what_the_cells_do_not() -> None:
    book = BudgetBook()
    for rows in book.sheets.values():
        rows[0][0] = str(rows[0][0]).removeprefix("2024年")
        rows[1][0] = None
    found, problems = identity(book, Context(city=CITY, file_name="101001_2024_budget.xlsx"))
    assert (found.unit_code, found.year, found.kind, problems) == ("101001", 2024, Kind.BUDGET, set())
    assert identity(book, Context(city=CITY))[1] == {"identity-missing"}


@pytest.mark.parametrize(
    "file_name",
    [
        "示例市卫生局_2024_部门预算.xlsx",
        "示例市教育局_2023_部门预算.xlsx",
        "示例市教育局_2024_单位预算.xlsx",
        "101001_2024_accounts.xlsx",
    ],
)
def test_a_file_name_that_disagrees_is_an_error(file_name: str) -> None:
    assert identity(BudgetBook(), Context(city=CITY, file_name=file_name))[1] == {"identity-conflict"}


def test_the_option_comes_first_and_must_agree() -> None:
    agreeing = Identity(unit_code="101001", year=2024, scope=Scope.DEPARTMENT)
    assert identity(BudgetBook(), Context(city=CITY, declared=agreeing))[1] == set()
    other = Identity(unit_code="102002")
    found, problems = identity(BudgetBook(), Context(city=CITY, declared=other))
    assert (found.unit_code, problems) == ("102002", {"identity-conflict"})


def test_unit_budgets_are_told_from_department_budgets() -> None:
    book = BudgetBook()
    for rows in book.sheets.values():
        rows[0][0] = str(rows[0][0]).replace("年部门", "年预算单位")
        rows[1][0] = f"编制单位：{UNIT}"
    found, problems = identity(book, Context(city=CITY))
    assert (found.scope, problems) == (Scope.UNIT, set())
    assert book.read(Context(city=CITY)).documents[0].key == "budget.101001.2024.unit"


def test_a_table_that_stands_twice_is_an_error() -> None:
    book = BudgetBook()
    book.sheets["3 续"] = [list(row) for row in book.sheets["3"]]
    assert [(one.sheet, one.cell) for one in book.findings() if one.code == "table-repeated"] == [("3 续", "A1")]
