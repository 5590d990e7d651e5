"""XLSX of a whole result: Chinese headers, a second sheet with the English keys, a third that says what the file is."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import IO, Any

import xlsxwriter

from transparency_site.exports.records import cell_maker, headers
from transparency_site.filters import Column, Kind

MOST_ROWS = 200_000  # a workbook beyond it takes longer to write than a reader waits; the CSV has no bound
_WIDTHS = {Kind.TEXT: 28, Kind.MONEY: 18, Kind.INTEGER: 14, Kind.LIST: 24}


def write_xlsx(
    columns: tuple[Column, ...], items: Iterable[Any], facts: Mapping[str, Any], *, sample: bool, created: dt.datetime
) -> IO[bytes]:
    """The workbook as an open temporary file at its start. `facts` fill the third sheet (dataset, version, sum …).

    Text is written as text, so that no cell becomes a formula; `created` makes the same question give the same bytes.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the caller sends it and closes it
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": created, "title": str(facts.get("数据集", ""))})
    heads = headers(columns)
    _data_sheet(book, "示例数据" if sample else "数据", heads, map(cell_maker(columns), items))
    _rows_sheet(book, "字段", [("字段", "中文名称", "英文名称"), *((key, zh, en) for key, zh, en, _kind in heads)])
    warning = [("注意", "示例数据：全部数字、单位和人员均为虚构，与任何真实地方无关。")] if sample else []
    said = [(name, "" if value is None else str(value)) for name, value in facts.items()]
    _rows_sheet(book, "说明", [*warning, *said])
    book.close()
    file.seek(0)
    return file


def _data_sheet(
    book: Any, name: str, heads: tuple[tuple[str, str, str, Kind], ...], rows: Iterable[list[Any]]
) -> None:
    sheet = book.add_worksheet(name)
    bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
    for place, (_key, zh, _en, kind) in enumerate(heads):
        sheet.set_column(place, place, _WIDTHS.get(kind, 16))
        sheet.write_string(0, place, zh, bold)
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            if value is None:
                continue
            if heads[place][3] is Kind.MONEY:
                sheet.write_number(number, place, Decimal(value), money)
            elif isinstance(value, int):
                sheet.write_number(number, place, value)
            else:
                sheet.write_string(number, place, str(value))


def _rows_sheet(book: Any, name: str, rows: list[tuple[str, ...]]) -> None:
    sheet = book.add_worksheet(name)
    sheet.set_column(0, 2, 32)
    for number, row in enumerate(rows):
        for place, text in enumerate(row):
            sheet.write_string(number, place, text)
