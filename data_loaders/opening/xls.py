"""Opening a BIFF .xls: calamine and xlrd must agree. Damage may still pass unseen: see the rule `xls-without-total`."""

from __future__ import annotations

import io
import struct

import xlrd

from data_loaders.findings import Finding
from data_loaders.grid import CellError, CellValue, Limits, Sheet, Workbook
from data_loaders.opening.biff import hidden_texts
from data_loaders.opening.calamine import FirstReader
from data_loaders.opening.compare import merge_rows
from data_loaders.opening.package import refuse
from data_loaders.second_reader import Raw

_DAMAGE = (
    xlrd.XLRDError,
    xlrd.compdoc.CompDocError,
    struct.error,
    IndexError,
    ValueError,
    KeyError,
    AssertionError,
    TypeError,
    AttributeError,
    UnicodeError,
    OSError,
    EOFError,
    ArithmeticError,  # a number format or a size beyond what an integer holds
    NotImplementedError,
    RecursionError,  # a directory of streams whose entries point at each other
)


def open_xls(content: bytes, name: str, sha256: str, limits: Limits) -> Workbook:
    """The workbook on which both readers agree. Raises UnusableFile."""
    book = _xlrd_book(content)
    sheets_seen = [book.sheet_by_index(index) for index in range(book.nsheets)]
    if not sheets_seen:
        refuse("file-without-sheets")
    _check_bounds(sheets_seen, limits)
    reader = FirstReader(content)
    if [item for item, _ in reader.sheets] != [sheet.name for sheet in sheets_seen]:
        refuse("file-damaged")
    sheets: list[Sheet] = []
    findings: list[Finding] = []
    for position, seen in enumerate(sheets_seen):
        raw = _raw_rows(seen)
        rows, differing = merge_rows(
            seen.name, reader.sheet(position).rows, raw, book.datemode == 1, limits.findings_per_rule
        )
        findings += differing
        sheets.append(_sheet(seen, rows))
    properties = {"user": book.user_name} if book.user_name else {}
    return Workbook(name, sha256, "xls", sheets, properties, _hidden(content, book, sheets), tuple(findings))


def _hidden(content: bytes, book: xlrd.book.Book, sheets: list[Sheet]) -> dict[str, str]:
    try:
        return hidden_texts(content, book, sheets)
    except _DAMAGE:
        refuse("file-damaged")


def _xlrd_book(content: bytes) -> xlrd.book.Book:
    try:
        return xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=io.StringIO())
    except xlrd.XLRDError as error:
        if "encrypted" in str(error):
            refuse("file-encrypted")
        refuse("file-damaged")
    except _DAMAGE:
        refuse("file-damaged")


def _check_bounds(sheets: list[xlrd.sheet.Sheet], limits: Limits) -> None:
    if len(sheets) > limits.sheets:
        refuse("too-many-sheets", limit=limits.sheets)
    filled = 0
    for sheet in sheets:
        filled += sum(len(row) for row in sheet._cell_types)
        if sheet.ncols > limits.columns or sheet.nrows * sheet.ncols > limits.cells or filled > limits.filled_cells:
            refuse("sheet-too-large", sheet=sheet.name, cell="")


def _raw_rows(sheet: xlrd.sheet.Sheet) -> dict[int, dict[int, Raw]]:
    rows: dict[int, dict[int, Raw]] = {}
    for number in range(sheet.nrows):
        row = {
            column: raw
            for column, cell in enumerate(sheet.row(number), 1)
            if (raw := _raw(cell.ctype, cell.value)) is not None
        }
        if row:
            rows[number + 1] = row
    return rows


def _raw(kind: int, value: str | float) -> Raw | None:
    if kind == xlrd.XL_CELL_TEXT:
        return str(value) or None
    if kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        return (repr(value),)
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if kind == xlrd.XL_CELL_ERROR:
        return CellError("error", xlrd.error_text_from_code.get(int(value), "#ERR"))
    return None


def _sheet(seen: xlrd.sheet.Sheet, rows: list[list[CellValue]]) -> Sheet:
    merged = [(first + 1, left + 1, last, right) for first, last, left, right in seen.merged_cells]
    comments = {(row + 1, column + 1): note.text for (row, column), note in seen.cell_note_map.items()}
    hidden_rows = frozenset(row + 1 for row, info in seen.rowinfo_map.items() if info.hidden)
    hidden_columns = frozenset(column + 1 for column, info in seen.colinfo_map.items() if info.hidden)
    return Sheet(seen.name, seen.visibility != 0, rows, merged, comments, hidden_rows, hidden_columns)
