"""Opening sound files of every format: the same grid whatever the format, with what hides in them."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_loaders.grid import CellError, Limits, Sheet, UnusableFile
from data_loaders.workbook import open_workbook
from tests.data_loaders.factories import part, rezip, write_ods, write_xls, write_xlsx

ROWS = [
    ["部门收支总表", None, None],
    [None, None, "单位：万元"],
    ["项目", "2013年", 1],
    ["一、教育", 12.34, "1,200.50"],
    [None, -3],
]
GRID = [
    ["部门收支总表", None, None],
    [None, None, "单位：万元"],
    ["项目", "2013年", 1],
    ["一、教育", 12.34, "1,200.50"],
    [None, -3, None],
]


@pytest.mark.parametrize("extension", ["xlsx", "xls", "ods"])
def test_every_format_gives_the_same_grid(extension: str, tmp_path: Path) -> None:
    write = {"xlsx": write_xlsx, "xls": write_xls, "ods": write_ods}[extension]
    path = write(tmp_path / f"file.{extension}", {"01表": ROWS, "空": []})
    workbook = open_workbook(path)
    assert (workbook.format, workbook.findings) == (extension, ())
    assert [(sheet.name, sheet.rows) for sheet in workbook.sheets] == [("01表", GRID), ("空", [])]
    assert workbook.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert isinstance(workbook.sheets[0].value(3, 3), int)


def test_the_name_does_not_decide_the_format(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.et", {"s": ROWS})
    assert open_workbook(path, "预算.xls").format == "xlsx"
    assert open_workbook(path, "预算.xls").name == "预算.xls"


def test_cells_outside_are_blank() -> None:
    sheet = Sheet("s", False, [["  公  务 ", None], [True, 1.50]])
    assert (sheet.value(0, 1), sheet.value(3, 1), sheet.value(1, 9)) == (None, None, None)
    assert (sheet.text(9, 9), sheet.text(1, 1), sheet.text(2, 1), sheet.text(2, 2)) == ("", "公 务", "TRUE", "1.5")
    assert (sheet.height, sheet.width, sheet.address(2, 2)) == (2, 2, "B2")
    assert [(row, column) for row, column, _ in sheet.filled()] == [(1, 1), (2, 1), (2, 2)]


def test_numbers_have_no_exponent_and_dates_are_plain() -> None:
    sheet = Sheet(
        "s", False, [[1e-7, 1e22, dt.datetime(2013, 1, 2), dt.datetime(2013, 1, 2, 3, 4), dt.date(2013, 5, 6)]]
    )
    assert sheet.row_texts(1) == [
        "0.0000001",
        "10000000000000000000000",
        "2013-01-02",
        "2013-01-02 03:04:00",
        "2013-05-06",
    ]


def test_a_sheet_declared_far_past_its_data_costs_nothing(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"s": ROWS})
    name = "xl/worksheets/sheet1.xml"
    text = part(path, name).replace('ref="A1:C5"', 'ref="A1:XFD1048576"')
    text = text.replace("</sheetData>", '<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>')
    workbook = open_workbook(rezip(path, tmp_path / "b.xlsx", {name: text.encode()}))
    assert workbook.sheets[0].rows == GRID


def test_merged_comments_hidden_and_properties(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "a.xlsx",
        {"a": ROWS, "b": [["只此"]]},
        merged={"a": ["A1:C1"]},
        comments={"a": {"B4": "请核对"}},
        hidden=["b"],
        hidden_columns={"a": ["C:C"]},
        properties={"author": "示例编制人"},
    )
    workbook = open_workbook(path)
    sheet = workbook.sheets[0]
    assert sheet.merged == [(1, 1, 1, 3)]
    assert sheet.row_texts(1) == ["部门收支总表", "", ""]
    assert "请核对" in sheet.comments[(4, 2)]
    assert [item.hidden for item in workbook.sheets] == [False, True]
    assert sheet.hidden_columns == {3}
    assert any("示例编制人" in text for text in workbook.properties.values())
    assert workbook.sheet("b") is workbook.sheets[1]
    assert workbook.sheet("c") is None


def test_dates_of_both_epochs(tmp_path: Path) -> None:
    for epoch in (False, True):
        path = tmp_path / "dates.xlsx"
        with xlsxwriter.Workbook(path, {"date_1904": epoch, "default_date_format": "yyyy-mm-dd hh:mm"}) as book:
            sheet = book.add_worksheet("s")
            sheet.write(0, 0, dt.datetime(2013, 4, 5))
            sheet.write(0, 1, dt.datetime(2013, 4, 5, 18, 30))
            sheet.write(0, 2, 0, book.add_format({"num_format": "yyyy-mm-dd"}))
        workbook = open_workbook(path)
        assert workbook.findings == ()
        assert workbook.sheets[0].row_texts(1) == ["2013-04-05", "2013-04-05 18:30:00", "0"]


def test_formulas_and_rich_text_of_openpyxl(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "=SUM(B1:B2)"
    sheet["B1"] = 1.5
    sheet["A3"] = "a_x000D_\nb"
    book.save(tmp_path / "a.xlsx")
    workbook = open_workbook(tmp_path / "a.xlsx")
    assert workbook.sheets[0].value(1, 1) == CellError("no-value", "=SUM(B1:B2)")
    assert [(item.code, item.cell) for item in workbook.findings] == [("formula-without-value", "A1")]


def test_phonetic_readings_are_no_part_of_a_text(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"s": [["东京"]]})
    strings = part(path, "xl/sharedStrings.xml").replace(
        "<t>东京</t>", '<r><t>东</t></r><r><t>京</t></r><rPh sb="0" eb="2"><t>とうきょう</t></rPh>'
    )
    workbook = open_workbook(rezip(path, tmp_path / "b.xlsx", {"xl/sharedStrings.xml": strings.encode()}))
    assert (workbook.sheets[0].rows, workbook.findings) == ([["东京"]], ())


def test_leftover_strings_and_footers_are_hidden_text(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"s": [["项目"]]})
    strings = part(path, "xl/sharedStrings.xml").replace("</sst>", "<si><t>留下的字</t></si></sst>")
    sheet = part(path, "xl/worksheets/sheet1.xml").replace(
        "</worksheet>", "<headerFooter><oddFooter>页脚的字</oddFooter></headerFooter></worksheet>"
    )
    changed = {"xl/sharedStrings.xml": strings.encode(), "xl/worksheets/sheet1.xml": sheet.encode()}
    hidden = open_workbook(rezip(path, tmp_path / "b.xlsx", changed)).hidden_text
    assert "留下的字" in hidden["sharedStrings"]
    assert "页脚的字" in hidden["s"]


def test_cells_without_addresses_are_read_in_order(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"s": [[1, 2], [3, 4]]})
    name = "xl/worksheets/sheet1.xml"
    text = part(path, name)
    for cell in ("A1", "B1", "A2", "B2"):
        text = text.replace(f' r="{cell}"', "")
    workbook = open_workbook(rezip(path, tmp_path / "b.xlsx", {name: text.encode()}))
    assert (workbook.sheets[0].rows, workbook.findings) == ([[1, 2], [3, 4]], ())


def test_prefixed_names_are_read_alike(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"s": [["项", 2]]})
    name = "xl/worksheets/sheet1.xml"
    sheet = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        '<x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>项</x:t></x:is></x:c><x:c r="B1"><x:v>2</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    workbook = open_workbook(rezip(path, tmp_path / "b.xlsx", {name: sheet.encode()}))
    assert (workbook.sheets[0].rows, workbook.findings) == ([["项", 2]], ())


def test_limits_are_the_callers(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"s": [[n] for n in range(50)]})
    with pytest.raises(UnusableFile) as refused:
        open_workbook(path, limits=Limits(cells=40))
    assert [item.code for item in refused.value.findings] == ["sheet-too-large"]
    with pytest.raises(UnusableFile, match="file-too-large"):
        open_workbook(path, limits=Limits(file_bytes=100))


_CELLS = st.one_of(
    st.none(),
    st.integers(-(10**13), 10**13),
    st.floats(-1e13, 1e13).map(lambda number: round(number, 2)),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Cn"]), min_size=1, max_size=8),
    st.booleans(),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(_CELLS, max_size=5), max_size=6))
def test_two_readers_agree_on_whatever_a_library_writes(tmp_path: Path, rows: list[list[object]]) -> None:
    path = tmp_path / "any.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("s")
    for row_number, row in enumerate(rows):
        for column_number, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(row_number, column_number, value)
            elif value is not None:
                sheet.write(row_number, column_number, value)
    book.close()
    workbook = open_workbook(path)
    assert not [item for item in workbook.findings if item.code in ("readers-disagree", "sheet-structure")]
    for row_number, row in enumerate(rows, 1):
        for column_number, value in enumerate(row, 1):
            read = workbook.sheets[0].value(row_number, column_number)
            assert read == (None if isinstance(value, str) and not value.strip() else value)
