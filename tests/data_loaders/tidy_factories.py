"""A small invented city and small tidy workbooks for tests; single cells are changed with openpyxl."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl

from data_loaders.check import CheckedFile, check_file
from data_loaders.city import City, Fund, Place, Unit
from data_loaders.city_folder import read_classification
from data_loaders.reading import Context
from data_loaders.templates import write_workbook

BEGIN = dt.date(2000, 1, 1)
EDITIONS, CLASSES = read_classification()


def make_city(**changes: Any) -> City:
    """Two units, two places, a fund that refuses persons and one that masks them."""
    fields: dict[str, Any] = {
        "code": "999901",
        "name": "样例市",
        "units": (
            Unit("101001", "样例市农业局", "农业局", "政府部门", "行政单位", None, BEGIN, None, ("样例市农林局",)),
            Unit("102001", "样例市教育局", "教育局", "政府部门", "行政单位", None, BEGIN, None),
            Unit("103001", "样例市旧局", "旧局", "政府部门", "行政单位", None, BEGIN, dt.date(2013, 1, 1)),
        ),
        "places": (
            Place("999901101", "甲一镇", BEGIN, None, aliases=("甲乙镇",)),
            Place("999901102", "丙二乡", BEGIN, None),
        ),
        "funds": (
            Fund("F01", "样例水利资金", "省", "101001", "refused", notice_days=7, aliases=("水利资金",)),
            Fund("F02", "样例救助资金", "县", "101001", "masked", "样例办法第一条", notice_days=10),
        ),
        "editions": EDITIONS,
        "classes": CLASSES,
        "settings": {"bounds": {"batch": {"min_yuan": 100, "max_yuan": 5_000_000}}, "illustrative": True},
    }
    return City(**(fields | changes))


def batch_row(number: str = "001", **changes: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "number": number,
        "document_no": f"样财农〔2013〕{int(number) if number.isdigit() else 1}号",
        "fund_code": "F01",
        "fund_name": "样例水利资金",
        "fund_level": "省",
        "unit_code": "101001",
        "unit_name": "样例市农业局",
        "functional_code": "2130305",
        "money_kind": "general-public",
        "amount": 300_000,
        "allocated_on": "2013-03-01",
        "notice_start": "2013-03-04",
        "notice_end": "2013-03-15",
    }
    return row | changes


def recipient_row(number: str = "001", amount: int = 100_000, **changes: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "batch_number": number,
        "recipient": "甲一镇水渠维修项目",
        "recipient_type": "project",
        "township_code": "999901101",
        "township_name": "甲一镇",
        "purpose": "维修水渠",
        "amount": amount,
    }
    return row | changes


def batch_rows() -> dict[str, list[dict[str, Any]]]:
    """Two batches, 001 with two recipients and 002 with one."""
    return {
        "batches": [batch_row(), batch_row("002", amount=50_050)],
        "recipients": [recipient_row(), recipient_row(amount=200_000), recipient_row("002", 50_050)],
    }


def write_batches(path: Path, rows: Mapping[str, list[dict[str, Any]]] | None = None, **options: Any) -> Path:
    return write_workbook("batches", path, {"year": 2013}, rows or batch_rows(), **options)


def changed(path: Path, change: Callable[[Any], None]) -> Path:
    """The workbook at `path` after `change(book)`."""
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def set_cell(path: Path, sheet: str, cell: str, value: Any) -> Path:
    def change(book: Any) -> None:
        book[sheet][cell] = value

    return changed(path, change)


def checked(path: Path, city: City | None = None, **context: Any) -> CheckedFile:
    return check_file(path, Context(city=city or make_city(), **context))


def found(result: CheckedFile, code: str) -> list[tuple[str | None, str | None]]:
    """(sheet, cell) of every finding of `code`."""
    return [(finding.sheet, finding.cell) for finding in result.report.findings if finding.code == code]


def codes(result: CheckedFile) -> set[str]:
    return {finding.code for finding in result.report.findings}
