"""CSV: encodings, delimiters, quotes."""

from __future__ import annotations

from pathlib import Path

import pytest

from data_loaders.csv_text import decode
from data_loaders.grid import UnusableFile
from data_loaders.workbook import open_workbook

TEXT = '项目,金额\n教育支出,"1,234.50"\n,\n合计,12\n'
GRID = [["项目", "金额"], ["教育支出", "1,234.50"], [None, None], ["合计", "12"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_encodings(encoding: str, line_end: str, tmp_path: Path) -> None:
    path = tmp_path / "101001_2013_budget.csv"
    path.write_bytes(TEXT.replace("\n", line_end).encode(encoding))
    workbook = open_workbook(path)
    assert (workbook.format, workbook.findings) == ("csv", ())
    assert [(sheet.name, sheet.rows) for sheet in workbook.sheets] == [("101001_2013_budget", GRID)]


@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_delimiters(delimiter: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"项目{delimiter}金额\n甲{delimiter}1\n", encoding="utf-8")
    assert open_workbook(path).sheets[0].rows == [["项目", "金额"], ["甲", "1"]]


def test_one_damaged_byte_never_turns_utf8_into_other_words() -> None:
    content = ("项目,金额\n" + "教育支出,12\n" * 50).encode()
    for place in range(0, len(content), 7):
        damaged = content[:place] + b"\xff" + content[place + 1 :]
        with pytest.raises(UnusableFile):
            decode(damaged)


def test_line_breaks_inside_quotes_stay_in_their_cell(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('项目,说明\n甲,"一\n二"\n', encoding="utf-8")
    assert open_workbook(path).sheets[0].rows == [["项目", "说明"], ["甲", "一\n二"]]
