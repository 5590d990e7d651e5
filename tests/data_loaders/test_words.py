"""Words that look damaged want an explanation; ordinary ones do not, and a file that says a thing twice is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from data_loaders.check import check_file
from data_loaders.doubtful_words import doubt, doubt_of_label
from data_loaders.findings import Severity
from data_loaders.reading import Context
from data_loaders.templates import write_workbook
from tests.data_loaders.factories import part, rezip, write_ods_content, write_xlsx
from tests.data_loaders.official import BudgetBook
from tests.data_loaders.tidy_factories import (
    batch_row,
    changed,
    checked,
    codes,
    found,
    recipient_row,
    set_cell,
    write_batches,
)

WAN = 1_000_000


@pytest.mark.parametrize(("text", "part"), [
    ("注：本部门没有国有资本经营傄͋攄支", "傄͋攄"), ("城乡社区뾻", "뾻"), ("执行情况ࡨ", "ࡨ"), ("商Á和服务", "Á"),
    ("部门预算\"执行情况表", '"'), ("城乡\"\"社区事务", '"'), ("行政管理'事务", "'"),
    ("甲镇第1项目\n甲镇第1项目", "甲镇第1项目"), ("四、其他收入四、其他收入", "四、其他收入"),
])  # fmt: skip
def test_damaged_words(text: str, part: str) -> None:
    assert doubt(text) == part


@pytest.mark.parametrize("text", [
    "", "浏阳河路桥工程有限公司", "欧阳娜娜", "0731-83611111", "\"三公\"经费、“四好”公路", "A区2号楼（含B座）",
    "O'Neil 公司", "某村3㎡、№5、℃；①修渠②清淤", "镇头镇　甘棠村", "88888888", "第一段\n第二段", "妈妈",
    "丙烯酸·乳胶——１００％",
])  # fmt: skip
def test_ordinary_words(text: str) -> None:
    assert doubt(text) is None


@pytest.mark.parametrize(("text", "part"), [
    ("PK全市部门预算执行情况表", "PK"), ("20Ｑ廿部门收支总表", "Q"), ("3013年部门收支总表", "3013"),
    ("2.h政府性基金预算", "h"), ("财政拨>收入", ">"), ("饣、财政拨款收入", "饣"), ("（一）教育 - 50%", None),
    ("2013年部门财务收支预算总表", None), ("二〇一三年“三公”经费预算表", None), ("1. 一般公共预算", None),
])  # fmt: skip
def test_labels_have_no_letters_and_no_year_that_is_none(text: str, part: str | None) -> None:
    assert doubt_of_label(text) == part


def execution(path: Path, **last: Any) -> Path:
    unit = {"unit_code": "101001", "unit_name": "示例市教育局", "budget": 2 * WAN, "executed": WAN}
    rows = [
        {**unit, "functional_code": None, "functional_name": "合计", **last},
        {**unit, "functional_code": "205", "functional_name": "教育"},
        {**unit, "functional_code": "20502", "functional_name": "普通教育"},
    ]
    head = {"year": 2013, "quarter": 2, "basis": "ytd"}
    return write_workbook("execution", path, head, {"execution": rows})


def test_one_warning_for_a_sheet_names_the_places(tmp_path: Path) -> None:
    rows = [recipient_row(recipient="丙村뾻公路", amount=40_000), recipient_row(purpose="修路修路", amount=60_000)]
    path = write_batches(tmp_path / "a.xlsx", {"batches": [batch_row()], "recipients": rows})
    [one] = [item for item in checked(path).report.findings if item.code == "text-doubtful"]
    assert (one.severity, one.sheet, one.cell) == (Severity.WARNING, "拨付明细", "B4")
    assert "B4“뾻”" in one.message_zh
    assert "“修路”" in one.message_zh


def test_a_title_is_doubted_too_and_delimiters_are_no_part_of_it(tmp_path: Path) -> None:
    path = execution(tmp_path / "a.xlsx")
    assert "text-doubtful" not in codes(checked(path))
    [sheet] = {table.sheet for document in checked(path).documents for table in document.tables}
    before = checked(path).documents[0].tables[0].title
    assert checked(set_cell(path, sheet, "A1", f"{before};;;;")).documents[0].tables[0].title == before
    assert found(checked(set_cell(path, sheet, "A1", f"PK{before}")), "text-doubtful") == [(sheet, None)]


@pytest.mark.parametrize(("title", "misspelt"), [
    ("全市部门预算执行情况表", False), ("全市锘颗预算执行情况表", True), ("全市部门预算执情况表", True),
    ("示例市2013年预算执行表", False), ("示例市部门预算执行情况表", False),
])  # fmt: skip
def test_a_title_of_ones_own_is_fine_a_damaged_one_is_not(title: str, misspelt: bool, tmp_path: Path) -> None:
    path = execution(tmp_path / "a.xlsx")
    [sheet] = {table.sheet for document in checked(path).documents for table in document.tables}
    assert bool(found(checked(set_cell(path, sheet, "A1", title)), "title-misspelt")) == misspelt


@pytest.mark.parametrize(("name", "expected"), [("合计", 0), ("本年支出合计", 0), ("计", 1), ("示例市教育局", 1)])
def test_a_line_without_a_code_is_a_total(name: str, expected: int, tmp_path: Path) -> None:
    result = checked(execution(tmp_path / "a.xlsx", functional_name=name))
    assert len(found(result, "total-name-unusual")) == expected


@pytest.mark.parametrize(("name", "agrees"), [
    ("普通教育", True), ("普通教育支出", True), ("普教育", False), ("普通教肋", False), ("普通", True),
    ("普通教", False),
])  # fmt: skip
def test_a_name_one_character_from_its_codes_name_is_a_slip(name: str, agrees: bool, tmp_path: Path) -> None:
    path = execution(tmp_path / "a.xlsx")
    [sheet] = {table.sheet for document in checked(path).documents for table in document.tables}
    path = set_cell(path, sheet, "D6", name)
    assert ("code-name-mismatch" not in codes(checked(path))) == agrees


def three_public(path: Path) -> Path:
    unit = {"unit_code": "101001", "unit_name": "示例市教育局", "stage": "budget", "total": 0}
    figures = dict.fromkeys(("overseas_travel", "vehicles", "vehicle_purchase", "vehicle_operation", "reception"), 0)
    return write_workbook("three-public", path, {"year": 2013}, {"three-public": [{**unit, **figures}]})


def test_two_sheets_of_one_disclosure_are_refused(tmp_path: Path) -> None:
    def copy(book: Any) -> None:
        book.copy_worksheet(book.worksheets[0]).title = "另一张"

    twice = changed(three_public(tmp_path / "a.xlsx"), copy)
    assert [sheet for sheet, _cell in found(checked(twice), "disclosure-repeated")] == ["另一张"]


@pytest.mark.parametrize("name", ["三公经费", "另一张"])
def test_a_sheet_listed_twice_is_damage(name: str, tmp_path: Path) -> None:
    once = three_public(tmp_path / "a.xlsx")
    workbook = part(once, "xl/workbook.xml")
    start, end = workbook.index("<sheet "), workbook.index("</sheets>")
    again = workbook[start:end].replace("三公经费", name)
    listed = {"xl/workbook.xml": (workbook[:end] + again + workbook[end:]).encode()}
    assert codes(checked(rezip(once, tmp_path / "b.xlsx", listed))) == {"file-damaged"}


def test_two_sheets_of_one_name_are_damage(tmp_path: Path) -> None:
    table = '<table:table table:name="表"><table:table-row/></table:table>'
    assert codes(checked(write_ods_content(tmp_path / "a.ods", table * 2))) == {"file-damaged"}


def test_a_cell_that_does_not_say_where_it_is_among_others_that_do(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"表": [["甲", None, "乙"]]})
    sheet = "xl/worksheets/sheet1.xml"
    broken = rezip(path, tmp_path / "b.xlsx", {sheet: part(path, sheet).replace('<c r="C1"', "<c").encode()})
    assert "sheet-structure" in codes(checked(broken))


def test_a_label_below_the_total_that_closes_a_table_is_doubted(tmp_path: Path) -> None:
    book = BudgetBook()
    book.sheets["1"] += [[None], [None], ["五、其他资金"]]
    report = check_file(book.save(tmp_path / "示例市教育局_2013_部门预算.xlsx"), Context()).report
    places = [(item.sheet, item.cell) for item in report.findings if item.code == "text-doubtful"]
    assert places == [("1", f"A{len(book.sheets['1'])}")]


def test_a_sheet_in_no_language_is_doubted(tmp_path: Path) -> None:
    book = BudgetBook()
    book.sheets["7"] = [["+fxZSNpDolej/GlwPaDdeAmVZgLJcQA"], ["+U1VPTf8aUUM"]]
    report = check_file(book.save(tmp_path / "示例市教育局_2013_部门预算.xlsx"), Context()).report
    places = [(item.sheet, item.cell) for item in report.findings if item.code == "text-doubtful"]
    assert places == [("7", "A1")]


def test_official_documents_raise_no_doubt(tmp_path: Path) -> None:
    path = BudgetBook().save(tmp_path / "示例市教育局_2013_部门预算.xlsx")
    report = check_file(path, Context()).report
    assert not {"text-doubtful", "code-name-mismatch"} & {item.code for item in report.findings}
