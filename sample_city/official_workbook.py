"""Writes one unit's budget in the official layout: cover, words, the nine tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from data_loaders.city import Unit
from sample_city import texts
from sample_city.class_names import ClassNames
from sample_city.official_tables import (
    Head,
    SheetTable,
    appropriation,
    basic_economic,
    expenditure,
    income,
    income_expenditure,
    three_public,
)
from sample_city.unit_budget import UnitBudget

MADE_ON = dt.datetime(2013, 1, 1)  # noqa: DTZ001 - a fixed day in the file's properties, so that two runs write the same bytes
_PER_UNIT = {"元": 100, "万元": 1_000_000}  # fen


def write_budget(path: Path, unit: Unit, budget: UnitBudget, before: UnitBudget, names: ClassNames) -> Path:
    """Write the workbook of `budget`; `before` is last year's, for the explanations. Gives back `path`."""
    year = budget.year
    with xlsxwriter.Workbook(str(path), {"in_memory": True}) as book:
        book.set_properties({"title": f"{unit.name}{year}年部门预算", "author": "示例数据", "created": MADE_ON})
        formats = _formats(book)
        _cover(book, formats, unit, year)
        _words(book, formats, "部门主要职能", f"{unit.name}主要职能", texts.duties(unit))
        _words(book, formats, "部门机构设置", f"{unit.name}机构设置", texts.organisation(unit, budget))
        _words(book, formats, "名词解释", "名词解释", texts.GLOSSARY)
        _words(book, formats, "部门编制说明", f"{year}年部门预算编制说明", texts.changes(unit, budget, before, names))
        for table in _tables(budget, names):
            _table(book, formats, unit, table)
        _words(book, formats, "其他相关情况说明", "其他相关情况说明", texts.three_public_reasons(budget, before))
    return path


def _tables(budget: UnitBudget, names: ClassNames) -> list[SheetTable]:
    year = budget.year
    return [
        income_expenditure(budget, names),
        income(budget, names),
        expenditure(f"{year}年部门支出预算总表", "支出总表", "支出预算", budget.items, names),
        appropriation(budget, names),
        expenditure(
            f"{year}年部门一般公共预算支出功能分类预算表",
            "一般公共预算支出表",
            "一般公共预算支出",
            budget.paid_by("general_public"),
            names,
        ),
        expenditure(
            f"{year}年部门政府性基金预算支出功能分类预算表",
            "政府性基金预算支出表",
            "政府性基金预算支出",
            budget.paid_by("government_funds"),
            names,
            "注：本部门本年度没有使用政府性基金预算拨款安排的支出，故本表无数据。",
        ),
        expenditure(
            f"{year}年部门国有资本经营预算支出功能分类预算表",
            "国有资本经营预算支出表",
            "国有资本经营预算支出",
            budget.paid_by("state_capital"),
            names,
            "注：本部门本年度没有使用国有资本经营预算拨款安排的支出，故本表无数据。",
        ),
        basic_economic(budget, names),
        three_public(budget),
    ]


def _formats(book: Any) -> dict[str, Any]:
    frame = {"border": 1, "valign": "vcenter"}
    return {
        "title": book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"}),
        "head": book.add_format({**frame, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#F2F2F2"}),
        "text": book.add_format(frame),
        "code": book.add_format({**frame, "num_format": "@", "align": "center"}),
        "元": book.add_format({**frame, "num_format": "#,##0.00"}),
        "万元": book.add_format({**frame, "num_format": "#,##0.00"}),
        "right": book.add_format({"align": "right"}),
        "words": book.add_format({"text_wrap": True, "valign": "top"}),
    }


def _cover(book: Any, formats: dict[str, Any], unit: Unit, year: int) -> None:
    sheet = book.add_worksheet("封面")
    sheet.set_column(0, 7, 11)
    sheet.merge_range(2, 0, 2, 7, f"示例市{year}年部门预算", formats["title"])
    sheet.merge_range(8, 0, 8, 7, f"预算主管部门：{unit.name}", formats["title"])
    sheet.merge_range(10, 0, 10, 7, "示例数据，与任何真实单位无关", formats["right"])


def _words(book: Any, formats: dict[str, Any], name: str, title: str, text: str) -> None:
    """A sheet of words: the title, and the paragraphs one under another."""
    sheet = book.add_worksheet(name)
    sheet.set_column(0, 0, 100)
    sheet.write_string(0, 0, title, formats["title"])
    for place, paragraph in enumerate(text.split("\n")):
        sheet.write_string(2 + place, 0, paragraph, formats["words"])


def _table(book: Any, formats: dict[str, Any], unit: Unit, table: SheetTable) -> None:
    sheet = book.add_worksheet(table.sheet)
    last = len(table.widths) - 1
    for place, width in enumerate(table.widths):
        sheet.set_column(place, place, width)
    sheet.merge_range(1, 0, 1, last, table.title, formats["title"])
    sheet.write_string(3, 0, f"编制部门：{unit.name}")
    sheet.write_string(3, last, f"单位：{table.money_unit}", formats["right"])
    for head in table.heads:
        _head(sheet, formats["head"], head)
    row = 5 + table.depth
    for cells in table.rows:
        _row(sheet, formats, row, cells, table.money_unit)
        row += 1
    if table.note:
        sheet.write_string(row, 0, table.note)


def _head(sheet: Any, head_format: Any, head: Head) -> None:
    first, last = 5 + head.row, 5 + head.last_row
    if (first, head.column) == (last, head.last_column):
        sheet.write_string(first, head.column, head.text, head_format)
    else:
        sheet.merge_range(first, head.column, last, head.last_column, head.text, head_format)


def _row(sheet: Any, formats: dict[str, Any], row: int, cells: Sequence[str | int | None], money_unit: str) -> None:
    """Text as text, integer fen as a number in the declared unit, None as an empty cell with its frame."""
    for column, value in enumerate(cells):
        if value is None:
            sheet.write_blank(row, column, None, formats["text"])
        elif isinstance(value, str):
            sheet.write_string(row, column, value, formats["code" if value.isdigit() else "text"])
        else:
            sheet.write_number(row, column, Decimal(value) / _PER_UNIT[money_unit], formats[money_unit])
