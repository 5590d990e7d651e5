"""What an opened workbook shows before its tables are read: errors in cells, hidden figures, strange characters."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from data_loaders.addresses import a1
from data_loaders.findings import Finding
from data_loaders.grid import CellError, Limits, Sheet, Workbook
from data_loaders.rules import finding
from data_loaders.text import forbidden_in

_EXTENSIONS = {"xlsx": (".xlsx",), "xls": (".xls", ".et"), "ods": (".ods",), "csv": (".csv", ".txt", ".tsv")}
_CODES = {"invisible": "text-invisible", "bidi": "text-bidi"}
_LOST = {"control": "text-control", "private-use": "text-private-use"}
"""Characters in whose place there may have been others: one warning for all of a sheet."""
_NAMED = 8  # cells in such a warning
Lost = dict[str, list[tuple[str, str]]]
"""Rule -> cell and text."""
_ERROR_CODES = {"error": "cell-error", "no-value": "formula-without-value"}


def notices(workbook: Workbook, limits: Limits) -> list[Finding]:
    """The opening's own findings, at most `limits.findings_per_rule` of a code in one sheet."""
    found: list[Finding] = []
    extension = PurePath(workbook.name).suffix.casefold()
    if extension and extension not in _EXTENSIONS[workbook.format]:
        found.append(finding("extension-differs", value=extension, format=workbook.format))
    for sheet in workbook.sheets:
        lost: Lost = {}
        found += _capped(sheet.name, _cell_findings(sheet, limits, lost), limits)
        found += _lost_characters(sheet.name, lost)
        found += _hidden(sheet)
    return found


def _cell_findings(sheet: Sheet, limits: Limits, lost: Lost) -> Iterator[Finding]:
    for row, column, value in sheet.filled():
        if isinstance(value, CellError):
            if value.kind in _ERROR_CODES:
                yield finding(_ERROR_CODES[value.kind], sheet=sheet.name, cell=a1(row, column), value=value.text)
        elif isinstance(value, str) and len(value) > limits.text:
            yield finding("text-too-long", sheet=sheet.name, cell=a1(row, column), limit=limits.text)
        elif isinstance(value, str) and (kinds := forbidden_in(value)):
            for kind in sorted(kinds & _LOST.keys()):
                lost.setdefault(_LOST[kind], []).append((a1(row, column), value))
            for kind in sorted(kinds & _CODES.keys()):
                yield finding(_CODES[kind], sheet=sheet.name, cell=a1(row, column), value=value)


def _lost_characters(sheet: str, lost: Lost) -> Iterator[Finding]:
    for code, cells in sorted(lost.items()):
        (first, value), named = cells[0], "、".join(cell for cell, _value in cells[:_NAMED])
        yield finding(code, sheet=sheet, cell=first, value=value, count=len(cells), cells=named)


def _capped(sheet: str, findings: Iterator[Finding], limits: Limits) -> Iterator[Finding]:
    counts: dict[str, int] = {}
    for item in findings:
        counts[item.code] = counts.get(item.code, 0) + 1
        if counts[item.code] <= limits.findings_per_rule:
            yield item
    for code, count in counts.items():
        if count > limits.findings_per_rule:
            yield finding("more-of-the-same", sheet=sheet, rule=code, count=count - limits.findings_per_rule)


def _hidden(sheet: Sheet) -> Iterator[Finding]:
    """One finding per sheet for figures in hidden rows, and one for hidden columns; hidden sheets are a notice."""
    if sheet.hidden:
        if sheet.rows:
            yield finding("sheet-hidden", sheet=sheet.name)
        return
    for row, column, value in sheet.filled():
        if row in sheet.hidden_rows and isinstance(value, int | float):
            yield finding("row-hidden", sheet=sheet.name, cell=a1(row, column))
            break
    for row, column, value in sheet.filled() if sheet.hidden_columns else ():
        if column in sheet.hidden_columns and isinstance(value, int | float):
            yield finding("column-hidden", sheet=sheet.name, cell=a1(row, column))
            break
