"""A written workbook holds what it was given: by our own readers, by openpyxl, and by a general writer of workbooks."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from data_loaders.grid import CellValue, Sheet
from data_loaders.templates import write_template
from data_loaders.workbook import open_workbook
from data_loaders.written_workbook import written_workbook
from tests.personal_workbook import personal_workbook

STAMP = dt.datetime(2013, 5, 6, 18, 0)
KEPT: list[CellValue] = [
    "文字", "=1+1", "http://example.invalid/", "<r><t>乙</t></r>", "a & b < c > d \"e\" 'f'", "  两边有空格  ",
    "两\n行", "制\t表", "回\r车", "控\x01制", "_x0041_", "_X0041_", "😀", "\ufffe", "0012", "'", "TRUE",
    0, -1, 4200, 2**53 - 1, 0.1 + 0.2, 1e-300, 1e22, -2.5, True, False,
    dt.date(2013, 5, 6), dt.date(1900, 3, 1), dt.date(9999, 12, 31), STAMP,
]  # fmt: skip


def read(content: bytes, folder: Path) -> list[Sheet]:
    path = folder / "written.xlsx"
    path.write_bytes(content)
    book = open_workbook(path)
    assert not [one.code for one in book.findings if one.code in ("readers-disagree", "sheet-structure")]
    return book.sheets


def as_it_is(_sheet: str, _row: int, _column: int, _value: CellValue) -> str | None:
    return None


def test_every_kind_of_value_comes_back_as_it_was(tmp_path: Path) -> None:
    [sheet] = read(written_workbook([Sheet("甲", False, [[value] for value in KEPT])], as_it_is), tmp_path)
    assert [row[0] for row in sheet.rows] == KEPT
    assert [type(row[0]) for row in sheet.rows] == [type(value) for value in KEPT]


@pytest.mark.parametrize(
    ("given", "kept"),
    [(dt.date(1899, 1, 1), "1899-01-01"), (dt.date(1900, 2, 28), "1900-02-28"), ("\ud800", "\ud800")],
)
def test_what_a_spreadsheet_cannot_hold_is_text(given: CellValue, kept: str, tmp_path: Path) -> None:
    [sheet] = read(written_workbook([Sheet("甲", False, [[given]])], as_it_is), tmp_path)
    assert sheet.rows == [[kept]]


def test_gaps_and_empty_sheets_stay(tmp_path: Path) -> None:
    given = [Sheet("空", False, []), Sheet("有 & \"'", False, [[None] * 30, [None] * 29 + ["远"], ["", None, 3]])]
    empty, filled = read(written_workbook(given, as_it_is), tmp_path)
    assert (empty.name, empty.rows) == ("空", [])
    assert filled.name == "有 & \"'"
    assert list(filled.filled()) == [(2, 30, "远"), (3, 3, 3)]


def test_another_library_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "written.xlsx"
    path.write_bytes(written_workbook([Sheet("甲", False, [["项目", 12.5, dt.date(2013, 5, 6)]])], as_it_is))
    page = openpyxl.load_workbook(path)["甲"]
    assert [cell.value for cell in page[1]] == ["项目", 12.5, dt.datetime(2013, 5, 6)]
    assert page["C1"].number_format == r"yyyy\-mm\-dd"


def written_by_a_library(sheets: list[Sheet]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            for row, column, value in sheet.filled():
                page.write(row - 1, column - 1, value, *([day] if isinstance(value, dt.date) else []))
    return buffer.getvalue()


@pytest.mark.parametrize("name", ["people", "batches", "budget", "three-public"])
def test_it_says_what_a_general_writer_would_say(name: str, tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    sheets = open_workbook(personal_workbook(tmp_path) if name == "people" else write_template(name, path)).sheets
    ours = read(written_workbook(sheets, as_it_is), tmp_path)
    theirs = read(written_by_a_library(sheets), tmp_path)
    assert [(one.name, one.rows) for one in ours] == [(one.name, one.rows) for one in theirs]
    assert sum(len(list(one.filled())) for one in ours) > 20
