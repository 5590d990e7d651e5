"""The marked workbook: the same values, the cells of the findings filled and commented, every finding listed."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import openpyxl
import pytest

from data_loaders.annotate import annotate
from data_loaders.rules import finding
from data_loaders.workbook import open_workbook
from tests.data_loaders.factories import write_ods, write_xls, write_xlsx

ROWS = [["标题", None], ["日期", dt.date(2013, 5, 6)], ["甲", 12.5], ["=不是公式", True], [None, 10**12]]
FINDINGS = (
    finding("cell-error", sheet="表", cell="B3", value="12.5"),
    finding("row-hidden", sheet="表", cell="B3"),
    finding("text-invisible", sheet="表", cell="C9", value="x"),
    finding("extension-differs", value=".doc", format="xlsx"),
)


def _marked(path: Path, language: str = "zh") -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(annotate(path, FINDINGS, language)))


def test_cells_are_filled_by_the_worst_finding_and_commented(tmp_path: Path) -> None:
    sheet = _marked(write_xlsx(tmp_path / "a.xlsx", {"表": ROWS[:3]}, merged={"表": ["A1:B1"]}))["表"]
    assert sheet["B3"].fill.start_color.rgb == "FFF8CBAD"
    assert sheet["C9"].fill.start_color.rgb == "FFDDEBF7"
    comment = sheet["B3"].comment
    assert comment is not None
    assert "cell-error" in comment.text
    assert "row-hidden" in comment.text
    assert sheet["A3"].comment is None
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:B1"]
    assert sheet["A1"].value == "标题"


@pytest.mark.parametrize("extension", ["xls", "ods", "csv"])
def test_any_format_comes_back_as_xlsx_with_its_values(extension: str, tmp_path: Path) -> None:
    path = tmp_path / f"表.{extension}"
    rows = [["项目", "金额"], ["甲", 12.5]]
    if extension == "csv":
        path.write_text("项目,金额\n甲,12.5\n", encoding="utf-8")
    else:
        {"xls": write_xls, "ods": write_ods}[extension](path, {"表": rows})
    marked = tmp_path / "marked.xlsx"
    marked.write_bytes(annotate(path, FINDINGS))
    workbook = open_workbook(marked)
    sheet = workbook.sheet("表")
    assert sheet is not None
    assert [str(value) for value in sheet.rows[1][:2]] == ["甲", "12.5"]


def test_text_never_becomes_a_formula(tmp_path: Path) -> None:
    (tmp_path / "表.csv").write_text('项目,说明\n=1+1,"=HYPERLINK(""http://example.invalid"")"\n', encoding="utf-8")
    sheet = _marked(tmp_path / "表.csv")["表"]
    assert (sheet["A2"].data_type, sheet["A2"].value) == ("s", "=1+1")
    assert sheet["B2"].hyperlink is None


def test_values_of_every_type_stay(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"表": [row for row in ROWS if row[0] != "=不是公式"]})
    marked = tmp_path / "b.xlsx"
    marked.write_bytes(annotate(path, ()))
    before, after = open_workbook(path).sheet("表"), open_workbook(marked).sheet("表")
    assert before is not None
    assert after is not None
    assert before.rows == after.rows


@pytest.mark.parametrize(("language", "name", "word"), [("zh", "校验结果", "错误"), ("en", "Findings", "error")])
def test_the_list_holds_every_finding(language: str, name: str, word: str, tmp_path: Path) -> None:
    listed = _marked(write_xlsx(tmp_path / "a.xlsx", {"表": [["x"]]}), language)[name]
    assert [row[3] for row in listed.iter_rows(min_row=2, values_only=True)] == [item.code for item in FINDINGS]
    assert listed["A2"].value == word


def test_the_list_gives_way_to_a_sheet_of_its_name(tmp_path: Path) -> None:
    names = _marked(write_xlsx(tmp_path / "a.xlsx", {"校验结果": [["x"]]})).sheetnames
    assert names == ["校验结果2", "校验结果"]


def test_an_unreadable_file_gives_the_list_alone(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04 nothing")
    assert _marked(tmp_path / "a.xlsx").sheetnames == ["校验结果"]
