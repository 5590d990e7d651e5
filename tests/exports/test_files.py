"""Files: exact text, nothing that a spreadsheet runs, the sample marked, the same bytes for the same question."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import dataclass

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transparency_site.exports.csv_files import csv_lines, safe
from transparency_site.exports.records import cells, headers, plain, record
from transparency_site.exports.xlsx_files import write_xlsx
from transparency_site.filters import Column, Kind
from transparency_site.queries.datasets import Source

COLUMNS = (
    Column("code", "编码", "Code", Kind.CODE), Column("name", "名称", "Name"),
    Column("amount_fen", "金额", "Amount", Kind.MONEY), Column("day", "日期", "Day", Kind.DATE),
    Column("others", "别名", "Others", Kind.LIST), Column("source", "来源", "Source", Kind.SOURCE),
    Column("hidden", "条件", "Filter only", shown=False),
)


CELL = Source("ab", "支出总表", "C7")


@dataclass(frozen=True)
class Row:
    code: str = "0101"
    name: str | None = "某单位"
    amount_fen: int | None = 1_234_567_890_123
    day: dt.date | None = dt.date(2013, 6, 30)
    others: tuple[str, ...] = ("甲", "乙")
    source: Source | None = CELL


def test_a_record_has_fen_yuan_and_null() -> None:
    assert record(COLUMNS, Row()) == {
        "code": "0101", "name": "某单位", "amount_fen": 1_234_567_890_123, "amount_yuan": "12345678901.23",
        "day": "2013-06-30", "others": ["甲", "乙"],
        "source": {"file_sha256": "ab", "sheet": "支出总表", "cell": "C7"},
    }
    empty = record(COLUMNS, Row(amount_fen=None, day=None, source=None))
    assert (empty["amount_fen"], empty["amount_yuan"], empty["day"], empty["source"]) == (None, None, None, None)


def test_plain_puts_yuan_beside_every_fen() -> None:
    assert plain({"a": [Row(amount_fen=-5)]})["a"][0]["amount_yuan"] == "-0.05"
    assert plain(dt.datetime(2014, 2, 12, 1)) == "2014-02-12T01:00:00Z"


def test_flat_rows_are_as_wide_as_their_header() -> None:
    for row in (Row(), Row(amount_fen=None, source=None)):
        assert len(cells(COLUMNS, row)) == len(headers(COLUMNS)) == 9


@pytest.mark.parametrize("text", ["=1+1", "+1", "-x", "@SUM(A1)", "\tx", "\rx", "=cmd|'/c calc'!A1", "-"])
def test_what_a_spreadsheet_would_run_is_quoted(text: str) -> None:
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize("value", ["-12.50", "-1", "浏财农〔2013〕45号", "", None, -5, "a=b"])
def test_what_is_harmless_stays(value: object) -> None:
    assert safe(value) == value


@given(st.lists(st.tuples(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30),
                          st.one_of(st.none(), st.integers(-10**15, 10**15))), max_size=8))
def test_csv_reads_back_as_written(rows: list[tuple[str, int | None]]) -> None:
    text = b"".join(csv_lines(COLUMNS, [Row(name=name, amount_fen=fen) for name, fen in rows])).decode("utf-8-sig")
    found = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [line["name"] for line in found] == [safe(name) for name, _fen in rows]
    assert [line["amount_fen"] for line in found] == ["" if fen is None else str(fen) for _name, fen in rows]


def test_csv_marks_samples_and_takes_chinese_headers() -> None:
    lines = b"".join(csv_lines(COLUMNS, [Row()], bom=False, chinese=True, sample=True)).decode().split("\r\n")
    assert lines[0] == "编码,名称,金额（分）,金额（元）,日期,别名,来源：文件SHA-256,来源：工作表,来源：单元格,示例数据"
    assert lines[1].endswith("支出总表,C7,示例数据")


def test_xlsx_types_text_as_text_and_says_what_it_is() -> None:
    created = dt.datetime(2014, 2, 12)
    rows = [Row(name="=1+1"), Row(name="http://example.invalid", amount_fen=None)]
    with write_xlsx(COLUMNS, rows, {"数据集": "试验", "数据版本": 9}, sample=True, created=created) as file:
        content = file.read()
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book["示例数据"]
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("0101", "s")
    assert (sheet["B2"].value, sheet["B2"].data_type) == ("=1+1", "s")
    assert (sheet["C2"].value, sheet["D2"].value, sheet["D3"].value) == (1_234_567_890_123, 12345678901.23, None)
    assert sheet["B3"].hyperlink is None
    assert [cell.value for cell in book["字段"]["A"]][1:4] == ["code", "name", "amount_fen"]
    assert "示例数据" in book["说明"]["B1"].value
    with write_xlsx(COLUMNS, rows, {"数据集": "试验", "数据版本": 9}, sample=True, created=created) as again:
        assert again.read() == content


def test_xlsx_of_a_real_city_has_no_sample_mark() -> None:
    with write_xlsx(COLUMNS, [], {}, sample=False, created=dt.datetime(2014, 2, 12)) as file:
        assert openpyxl.load_workbook(file).sheetnames == ["数据", "字段", "说明"]
