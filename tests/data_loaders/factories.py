"""Small builders of workbooks for tests: a file from rows, with the oddities that a test is about."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter
import xlwt
from xlsxwriter.utility import xl_cell_to_rowcol

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
    book.set_properties(dict(properties or {}))
    concealed = set(hidden)
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        _write_rows(sheet, rows)
        for area in (merged or {}).get(name, ()):
            _merge(sheet, area, rows)
        for cell, text in (comments or {}).get(name, {}).items():
            sheet.write_comment(cell, text)
        _hide(sheet, (hidden_rows or {}).get(name, ()), (hidden_columns or {}).get(name, ()))
        if name in concealed:
            sheet.hide()
    book.close()
    return path


def _write_rows(sheet: Any, rows: Rows) -> None:
    for row_number, row in enumerate(rows):
        for column_number, value in enumerate(row):
            if value is not None:
                sheet.write(row_number, column_number, value)


def _hide(sheet: Any, rows: Iterable[int], columns: Iterable[str]) -> None:
    for row_number in rows:
        sheet.set_row(row_number - 1, None, None, {"hidden": True})
    for area in columns:
        sheet.set_column(area, None, None, {"hidden": True})


def _merge(sheet: Any, area: str, rows: Rows) -> None:
    first, last = (xl_cell_to_rowcol(cell) for cell in area.split(":"))
    value = rows[first[0]][first[1]]
    sheet.merge_range(*first, *last, "" if value is None else value)


def write_ods(path: Path, sheets: Mapping[str, Rows], *, repeat: int = 1) -> Path:
    """A minimal ods with text, numbers and blanks; every row is declared `repeat` times."""
    tables = "".join(
        f'<table:table table:name="{escape(name)}">{"".join(_ods_row(row, repeat) for row in rows)}</table:table>'
        for name, rows in sheets.items()
    )
    return write_ods_content(path, tables)


def write_ods_content(path: Path, tables: str) -> Path:
    """An ods whose spreadsheet element holds `tables` as given."""
    spaces = "".join(f' xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"' for prefix in _ODS_SPACES)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{spaces} office:version="1.2">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        package.writestr("content.xml", content)
        package.writestr("META-INF/manifest.xml", _ODS_MANIFEST)
    return path


_ODS_SPACES = ("office", "table", "text", "style")
_ODS_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
    '<manifest:file-entry manifest:full-path="/" '
    'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def _ods_row(row: Sequence[Any], repeat: int) -> str:
    repeated = f' table:number-rows-repeated="{repeat}"' if repeat > 1 else ""
    return f"<table:table-row{repeated}>{''.join(map(_ods_cell, row))}</table:table-row>"


def _ods_cell(value: Any) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, int | float):
        return (
            f'<table:table-cell office:value-type="float" office:value="{value!r}">'
            f"<text:p>{value}</text:p></table:table-cell>"
        )
    return f'<table:table-cell office:value-type="string"><text:p>{escape(str(value))}</text:p></table:table-cell>'


def rezip(source: Path, target: Path, changes: Mapping[str, bytes | None]) -> Path:
    """Copy a package with some parts replaced, added, or (None) left out."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, content in changes.items():
            if content is not None:
                new.writestr(name, content)
    return target


def part(path: Path, name: str) -> str:
    """One part of a package as text."""
    with zipfile.ZipFile(path) as package:
        return package.read(name).decode()


def write_xls(path: Path, sheets: Mapping[str, Rows]) -> Path:
    """A BIFF8 workbook; dates are written with a date format."""
    book = xlwt.Workbook(encoding="utf-8")
    date = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for row_number, row in enumerate(rows):
            for column_number, value in enumerate(row):
                if isinstance(value, dt.date):
                    sheet.write(row_number, column_number, value, date)
                elif value is not None:
                    sheet.write(row_number, column_number, value)
    book.save(str(path))
    return path
