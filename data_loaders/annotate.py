"""The workbook given back with its cells marked, by fill and comment, and every finding in a list. Always xlsx."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from data_loaders.addresses import parse_a1
from data_loaders.findings import Finding, Severity
from data_loaders.grid import CellError, CellValue, Limits, Sheet, UnusableFile
from data_loaders.workbook import open_workbook

_FILLS = {Severity.ERROR: "#F8CBAD", Severity.WARNING: "#FFE699", Severity.NOTICE: "#DDEBF7"}
_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTICE: 2}
_SEVERITY = {
    "zh": {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.NOTICE: "提示"},
    "en": {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "notice"},
}
_LIST_NAME = {"zh": "校验结果", "en": "Findings"}
_LIST_HEADER = {
    "zh": ("级别", "工作表", "单元格", "规则", "内容", "说明与改法"),
    "en": ("Severity", "Sheet", "Cell", "Rule", "Value", "What it is and what to do"),
}
_LONGEST_COMMENT = 2_000
_INTEGER = 2**53


def annotate(
    path: str | Path,
    findings: Iterable[Finding],
    language: str = "zh",
    name: str | None = None,
    limits: Limits | None = None,
) -> bytes:
    """The bytes of an xlsx with what stands in `path` and the cells of `findings` marked, in "zh" or "en".

    Where the file cannot be read it holds the list of findings alone. Values stay values, and text is always text.
    """
    found = list(findings)
    try:
        sheets = open_workbook(path, name, limits).sheets
    except UnusableFile:
        sheets = []
    output = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(output, options) as book:
        styles = _Styles(book)
        _write_list(book.add_worksheet(_list_name(sheets, language)), found, language, styles)
        for sheet in sheets:
            _write_sheet(book.add_worksheet(sheet.name), sheet, _by_cell(found, sheet.name), language, styles)
    return output.getvalue()


class _Styles:
    """The cell formats of one workbook: plain and date, each with and without a fill."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.header: Format = book.add_format({"bold": True, "bottom": 1})
        self.wrapped: Format = book.add_format({"text_wrap": True, "valign": "top"})
        self.date: Format = book.add_format({"num_format": "yyyy-mm-dd"})
        self.fill = {severity: book.add_format({"bg_color": colour}) for severity, colour in _FILLS.items()}
        self.date_fill = {
            severity: book.add_format({"bg_color": colour, "num_format": "yyyy-mm-dd"})
            for severity, colour in _FILLS.items()
        }

    def of(self, value: CellValue, severity: Severity | None) -> Format | None:
        if isinstance(value, dt.date):
            return self.date if severity is None else self.date_fill[severity]
        return None if severity is None else self.fill[severity]


def _list_name(sheets: list[Sheet], language: str) -> str:
    name, taken = _LIST_NAME[language], {sheet.name.casefold() for sheet in sheets}
    return next(
        candidate for n in range(1, 1000) if (candidate := name if n == 1 else f"{name}{n}").casefold() not in taken
    )


def _by_cell(findings: list[Finding], sheet: str) -> dict[tuple[int, int], list[Finding]]:
    by_cell: dict[tuple[int, int], list[Finding]] = {}
    for item in findings:
        if item.sheet == sheet and item.cell:
            by_cell.setdefault(parse_a1(item.cell), []).append(item)
    return by_cell


def _write_list(out: Worksheet, findings: list[Finding], language: str, styles: _Styles) -> None:
    out.write_row(0, 0, _LIST_HEADER[language], styles.header)
    out.freeze_panes(1, 0)
    for column, width in enumerate((8, 28, 8, 26, 24, 90)):
        out.set_column(column, column, width)
    for row, item in enumerate(findings, 1):
        message = item.message_zh if language == "zh" else item.message_en
        cells = (
            _SEVERITY[language][item.severity],
            item.sheet or "",
            item.cell or "",
            item.code,
            item.value or "",
            message,
        )
        for column, text in enumerate(cells):
            out.write_string(row, column, text, styles.wrapped)


def _write_sheet(
    out: Worksheet, sheet: Sheet, marked: dict[tuple[int, int], list[Finding]], language: str, styles: _Styles
) -> None:
    for area in sheet.merged:
        _merge(out, area)
    for row, column, value in sheet.filled():
        if (row, column) not in marked:
            _write_value(out, row, column, value, styles.of(value, None))
    for (row, column), findings in marked.items():
        severity = min((item.severity for item in findings), key=lambda item: _RANK[item])
        value = sheet.value(row, column)
        _write_value(out, row, column, value, styles.of(value, severity))
        out.write_comment(
            row - 1, column - 1, _comment(findings, language), {"x_scale": 3, "y_scale": 2, "author": "check"}
        )
    if sheet.hidden:
        out.hide()


def _merge(out: Worksheet, area: tuple[int, int, int, int]) -> None:
    first_row, first_column, last_row, last_column = area
    if (first_row, first_column) != (last_row, last_column):
        out.merge_range(first_row - 1, first_column - 1, last_row - 1, last_column - 1, "")


def _comment(findings: list[Finding], language: str) -> str:
    lines = [
        f"{_SEVERITY[language][item.severity]} {item.code}: {item.message_zh if language == 'zh' else item.message_en}"
        for item in findings
    ]
    return "\n".join(lines)[:_LONGEST_COMMENT]


def _write_value(out: Worksheet, row: int, column: int, value: CellValue, style: Format | None) -> None:
    position = (row - 1, column - 1)
    if value is None:
        out.write_blank(*position, None, style)
    elif isinstance(value, bool):
        out.write_boolean(*position, value, style)
    elif isinstance(value, str | CellError):
        out.write_string(*position, value if isinstance(value, str) else value.text, style)
    elif isinstance(value, dt.date):
        out.write_datetime(*position, value, style)
    elif isinstance(value, float) or abs(value) < _INTEGER:
        out.write_number(*position, value, style)
    else:
        out.write_string(*position, str(value), style)
