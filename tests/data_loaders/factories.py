"""Small builders of workbooks for tests: a file from rows, with the oddities that a test is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

Rows = Sequence[Sequence[Any]]


def write_xlsx(
    path: Path,
    sheets: Mapping[str, Rows],
    *,
    merged: Mapping[str, Iterable[str]] | None = None,
    comments: Mapping[str, Mapping[str, str]] | None = None,
    hidden: Iterable[str] = (),
    hidden_rows: Mapping[str, Iterable[int]] | None = None,
    hidden_columns: Mapping[str, Iterable[str]] | None = None,
    properties: Mapping[str, str] | None = None,
) -> Path:
    """Write `sheets` (name -> rows of values; None is blank, "=…" a formula with its result 0) and give back `path`.

    `merged` ranges ("A1:D1") keep the value already written in their first cell; `comments` are by A1 address;
    `hidden_rows` are 1-based; `hidden_columns` are ranges such as "C:C".
    """
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"})
    if properties:
        book.set_properties(dict(properties))
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for row_number, row in enumerate(rows):
            for column_number, value in enumerate(row):
                if value is not None:
                    sheet.write(row_number, column_number, value)
        for area in (merged or {}).get(name, ()):
            _merge(sheet, area, rows)
        for cell, text in (comments or {}).get(name, {}).items():
            sheet.write_comment(cell, text)
        for row_number in (hidden_rows or {}).get(name, ()):
            sheet.set_row(row_number - 1, None, None, {"hidden": True})
        for columns in (hidden_columns or {}).get(name, ()):
            sheet.set_column(columns, None, None, {"hidden": True})
        if name in set(hidden):
            sheet.hide()
    book.close()
    return path


def _merge(sheet: Any, area: str, rows: Rows) -> None:
    first_row, first_column, last_row, last_column = xlsxwriter.utility.xl_range_to_tuple(area) if hasattr(
        xlsxwriter.utility, "xl_range_to_tuple"
    ) else _range(area)
    value = rows[first_row][first_column]
    sheet.merge_range(first_row, first_column, last_row, last_column, "" if value is None else value)


def _range(area: str) -> tuple[int, int, int, int]:
    first, last = area.split(":")
    return (*xlsxwriter.utility.xl_cell_to_rowcol(first), *xlsxwriter.utility.xl_cell_to_rowcol(last))
