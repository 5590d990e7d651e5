"""CSV as bureaus export it: the encoding found without guessing, broken quotes refused, one sheet of text cells."""

from __future__ import annotations

import codecs
import csv
import io
from pathlib import PurePath

from data_loaders import progress
from data_loaders.grid import CellValue, Limits, Sheet, Workbook
from data_loaders.opening.compare import trim
from data_loaders.opening.package import refuse
from data_loaders.text import match_key

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_MAX_LINES_IN_FIELD = 100
_HEADER_WORDS = (
    "项目",
    "科目",
    "金额",
    "单位",
    "名称",
    "编码",
    "代码",
    "合计",
    "预算",
    "决算",
    "年度",
    "日期",
    "批次",
    "文号",
    "收款",
    "月份",
)
_HEADER_LINES = 30


def open_csv(content: bytes, name: str, sha256: str, limits: Limits) -> Workbook:
    """The one sheet of a CSV file, named as the file. Raises UnusableFile."""
    text = decode(content)
    progress.begin(progress.READING, content.count(b"\n"))
    rows = _rows(text, limits)
    sheet = Sheet(PurePath(name).stem[:31] or "csv", False, trim(rows))
    if not sheet.rows:
        refuse("file-empty")
    return Workbook(name, sha256, "csv", [sheet])


def decode(content: bytes) -> str:
    """BOM, else strict UTF-8, else strict GB18030 with a header that reads as Chinese. Raises UnusableFile.

    The last step needs the header: 41 of 100 Chinese texts in UTF-8 also decode as GB18030, into nonsense, so that one
    damaged byte would turn a whole file into other words.
    """
    if content.startswith(_UTF16):
        refuse("csv-utf16")
    if b"\x00" in content:
        refuse("file-not-a-table", kind="binary")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        if content.startswith(codecs.BOM_UTF8):
            refuse("csv-encoding")
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        refuse("csv-encoding")
    header = match_key("\n".join(text.splitlines()[:_HEADER_LINES]))
    if not any(word in header for word in _HEADER_WORDS):
        refuse("csv-encoding")
    return text


def _rows(text: str, limits: Limits) -> list[list[CellValue]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    rows: list[list[CellValue]] = []
    filled = 0
    try:
        for row in progress.rows(reader):
            if any(field.count("\n") > _MAX_LINES_IN_FIELD for field in row):
                refuse("csv-broken-quotes", line=reader.line_num)
            rows.append([field if field.strip() else None for field in row])
            filled += len(row)
            if filled > limits.cells or len(rows) > limits.rows or len(row) > limits.columns:
                refuse("sheet-too-large", sheet="CSV", cell=f"A{len(rows)}")
    except csv.Error:
        refuse("csv-broken-quotes", line=reader.line_num)
    return rows


def _delimiter(text: str) -> str:
    """The comma, unless the first lines have more tabs or semicolons."""
    head = "\n".join(text.splitlines()[:_HEADER_LINES])
    return max((",", "\t", ";"), key=head.count)
