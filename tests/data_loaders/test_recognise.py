"""Layouts are recognised: units, headers, codes in one to three columns, totals first or last, repeated pages,
notes."""

from __future__ import annotations

import pytest

from data_loaders.grid import CellError, Sheet
from data_loaders.parsers import ParsedTable, outline, parse_table
from data_loaders.recognise import find_regions
from tests.data_loaders.official import Book, BudgetBook, Rows
from tests.data_loaders.official_accounts import AccountsBook

TITLE = ["一般公共预算支出表"]
UNIT = ["编制部门：示例市教育局", None, None, "单位：元"]


def parse(rows: Rows, name: str = "表") -> ParsedTable:
    region = find_regions(Sheet(name, False, rows))[0]
    shape = outline(region)
    assert shape is not None
    return parse_table(shape, region.spec.direction if region.spec else None)


def codes(table: ParsedTable) -> list[str | None]:
    return [draft.code for draft in table.drafts]


def found(table: ParsedTable) -> set[str]:
    return {problem.code for problem in table.findings}


def test_code_in_one_column_and_total_first() -> None:
    table = parse(
        [
            TITLE,
            UNIT,
            ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
            [None, "合计", 30, 10, 20],
            [205, "教育支出", 30, 10, 20],
            ["20502", "普通教育", 30, 10, 20],
            [2050202.0, "小学教育", "30.00", 10, 20],
        ]
    )
    assert codes(table) == [None, "205", "20502", "2050202"]
    assert [draft.amounts["total"].fen for draft in table.drafts] == [3000] * 4
    assert table.findings == ()


def test_code_in_two_columns_with_blank_parts_and_lost_zero() -> None:
    table = parse(
        [
            ["一般公共预算基本支出表"],
            UNIT,
            ["经济分类科目编码", None, "科目名称", "合计", "人员经费", "公用经费"],
            ["类", "款", None, None, None, None],
            [301.0, None, "工资福利支出", 5, 5, None],
            [None, 1, "基本工资", 5, 5, None],
            ["合计", None, None, 5, 5, None],
        ]
    )
    assert codes(table) == ["301", "30101", None]
    (notice,) = table.findings
    assert (notice.code, notice.cell, notice.value) == ("code-leading-zero", "B6", "1")


def test_code_written_before_the_name() -> None:
    table = parse(
        [["部门收支总表"], UNIT, ["项目", "预算数", "项目", "预算数"], ["一、财政拨款收入", 7, "205 教育支出", 7]]
    )
    assert codes(table) == [None, "205"]


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("编制部门：示例市教育局", "money-unit-missing"),
        ("单位：元 金额单位：万元", "money-unit-conflict"),
        ("单位：亿元", "money-unit-unsupported"),
    ],
)
def test_money_unit_that_cannot_be_trusted_is_an_error(label: str, code: str) -> None:
    table = parse([TITLE, [label], ["科目编码", "科目名称", "合计"], ["205", "教育支出", 1]])
    assert [(problem.code, problem.severity) for problem in table.findings] == [(code, "error")]


def test_unit_in_the_column_header() -> None:
    table = parse([TITLE, ["科目编码", "科目名称", "合计（万元）"], ["205", "教育支出", "1,234.56"]])
    assert table.money_unit == "万元"
    assert table.drafts[0].amounts["total"].fen == 1_234_560_000
    assert table.findings == ()


def test_headers_repeated_on_each_page_and_the_title_too() -> None:
    header = ["科目编码", "科目名称", "合计"]
    table = parse(
        [
            TITLE,
            UNIT,
            header,
            ["205", "教育支出", 3],
            TITLE,
            UNIT,
            header,
            [],
            ["208", "社会保障和就业支出", 4],
            ["合计", None, 7],
        ]
    )
    assert codes(table) == ["205", "208", None]
    assert (table.rows.read, table.rows.used, table.rows.totals, table.rows.headers, table.rows.blank) == (
        10,
        2,
        1,
        6,
        1,
    )


def test_columns_that_change_on_a_later_page() -> None:
    table = parse(
        [
            TITLE,
            UNIT,
            ["科目编码", "科目名称", "合计"],
            ["205", "教育支出", 3],
            ["科目名称", "科目编码", "项目支出", "合计"],
            ["社会保障和就业支出", "208", 1, 4],
        ]
    )
    assert [(draft.code, draft.amounts["total"].fen, draft.amounts["total"].column) for draft in table.drafts] == [
        ("205", 300, 3),
        ("208", 400, 4),
    ]


def test_two_tables_in_one_sheet() -> None:
    rows = [*BudgetBook().sheets["2"], [], *BudgetBook().sheets["3"]]
    regions = find_regions(Sheet("全部", False, rows))
    assert [region.spec.key for region in regions if region.spec] == ["income", "expenditure"]
    assert regions[0].last + 1 == regions[1].first
    assert regions[1].last == len(rows)


def test_the_sheets_name_counts_where_no_cell_holds_a_title() -> None:
    table = parse([["单位：元"], ["科目编码", "科目名称", "合计"], ["205", "教育支出", 3]], "一般公共预算支出表")
    assert codes(table) == ["205"]


def test_a_list_of_contents_is_no_table() -> None:
    book = Book()
    book.sheets = {"目录": [["目录"], ["1. 2024年部门收支总表"], ["2. 2024年部门收入总表"]], **BudgetBook().sheets}
    reading = book.read()
    kept = [account for account in reading.sheets if account.key is None]
    assert [(account.sheet, account.kept_as) for account in kept] == [("目录", "contents")]


def test_total_row_whose_label_was_merged_is_put_right() -> None:
    book = BudgetBook()
    rows = book.sheets["3"]
    rows[-1] = ["合计", *rows[-1][4:], None, None, None]
    totals = [draft for draft in parse(rows).drafts if draft.code is None]
    assert [(amount.column, amount.fen) for amount in totals[0].amounts.values()] == [
        (place + 2, int(str(cell)) * 100) for place, cell in enumerate(rows[-1][1:4])
    ]
    assert [problem.code for problem in book.findings() if problem.code.startswith("total-row")] == [
        "total-row-shifted"
    ]


def test_shifted_total_row_with_another_number_of_amounts_is_an_error() -> None:
    table = parse(
        [
            TITLE,
            UNIT,
            ["类", "款", "项", "科目名称", "合计", "基本支出"],
            ["205", None, None, "教育支出", 3, 3],
            ["合计", 3, None, None, None],
        ]
    )
    assert "total-row-unclear" in found(table)


def test_unknown_column_is_kept_under_a_spelled_name_with_a_warning() -> None:
    table = parse([TITLE, UNIT, ["科目编码", "科目名称", "合计", "备用列"], ["205", "教育支出", 3, 2]])
    assert table.drafts[0].amounts["bei_yong_lie"].fen == 200
    assert [(problem.code, problem.cell, problem.severity) for problem in table.findings] == [
        ("column-unrecognised", "D3", "warning")
    ]


def test_amounts_outside_the_columns_and_without_a_label_are_errors() -> None:
    table = parse([["部门收支总表"], UNIT, ["项目", "预算数", "项目", "预算数"], ["一、事业收入", 7, None, 8, 9]])
    assert {(problem.code, problem.cell) for problem in table.findings} == {
        ("label-missing", "D4"),
        ("amount-outside-columns", "E4"),
    }


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("12a", "amount-not-a-number"),
        (0.001, "amount-not-exact"),
        (10**12, "amount-too-large"),
        (CellError("error", "#REF!"), "amount-cell-error"),
    ],
)
def test_cells_that_are_no_amount(value: object, code: str) -> None:
    table = parse([TITLE, UNIT, ["科目编码", "科目名称", "合计"], ["205", "教育支出", value]])  # type: ignore[list-item]
    assert [(problem.code, problem.cell) for problem in table.findings] == [(code, "C4")]


@pytest.mark.parametrize(("text", "code"), [("2", "code-malformed"), ("", "code-missing")])
def test_rows_without_a_proper_code(text: str, code: str) -> None:
    table = parse([TITLE, UNIT, ["科目编码", "科目名称", "合计"], ["205", "教育支出", 3], [text, "教育支出", 3]])
    assert [(problem.code, problem.cell) for problem in table.findings] == [(code, "A5")]


def test_blank_is_zero_beside_an_amount_and_nothing_in_an_empty_row() -> None:
    table = parse(
        [["部门收支总表"], UNIT, ["项目", "合计", "基本支出"], ["一、教育支出", 3, None], ["二、外交支出", None, "-"]]
    )
    filled, empty = table.drafts
    assert (filled.amounts["basic"].fen, filled.amounts["basic"].blank) == (0, True)
    assert (empty.amounts["total"].fen, empty.amounts["total"].blank) == (None, False)


def test_double_panel_of_economic_classes() -> None:
    document = AccountsBook().read().documents[0]
    table = next(table for table in document.tables if table.key == "basic-economic")
    sides = {line.economic_code: line.amounts["total"].column for line in table.lines if line.economic_code}
    assert sides["30101"] == 4
    assert sides["30201"] == 8
    assert [line.name for line in table.lines if line.level == "total"] == ["人员经费合计", "公用经费合计"]


@pytest.mark.parametrize("book", [BudgetBook(), AccountsBook()], ids=["budget", "accounts"])
def test_no_row_is_dropped_in_silence(book: Book) -> None:
    for account in book.read().sheets:
        rows = account.rows
        assert rows.read == len(book.sheets[account.sheet])
        assert rows.read == rows.used + rows.totals + rows.notes + rows.headers + rows.blank


def test_page_numbers_and_footers_are_no_rows_of_the_table() -> None:
    rows: Rows = [
        TITLE,
        UNIT,
        ["科目编码", "科目名称", "合计"],
        ["205", "教育支出", 3],
        ["- 3 -"],
        [4],
        ["208", "社会保障和就业支出", 4],
        ["制表人：甲某"],
    ]
    table = parse(rows)
    assert codes(table) == ["205", "208"]
    assert table.rows.notes == 3
    assert table.findings == ()


def test_two_years_side_by_side_and_a_percentage() -> None:
    header = ["科目编码", "科目名称", "2023年预算数", "2024年预算数", "增减（%）", "占比"]
    table = parse([TITLE, UNIT, header, ["205", "教育支出", 3, 4, 33.333, 0.12345]])
    assert {name: amount.fen for name, amount in table.drafts[0].amounts.items()} == {"previous": 300, "total": 400}
    assert table.findings == ()


def test_a_known_title_over_an_unknown_header_is_an_error() -> None:
    book = BudgetBook()
    book.sheets["3"] = [["2024年支出预算总表"], ["单位：元"], ["甲", "乙", "丙"], [1, 2, 3]]
    found_here = [(one.code, one.sheet, one.severity) for one in book.findings() if one.sheet == "3"]
    assert found_here == [("table-not-read", "3", "error")]
    assert [account.kept_as for account in book.read().sheets if account.sheet == "3"] == ["other"]
