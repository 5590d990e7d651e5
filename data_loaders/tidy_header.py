"""The header cells above a tidy table: 年度, 季度, 口径, 阶段, 范围, each a label and a value."""

from __future__ import annotations

import re

from data_loaders.addresses import a1
from data_loaders.findings import Finding
from data_loaders.grid import Sheet
from data_loaders.rules import finding
from data_loaders.text import distance, match_key
from data_loaders.tidy_cells import read_choice, read_count
from data_loaders.tidy_columns import HeaderCell, SheetSpec

FIRST_YEAR, LAST_YEAR = 1994, 2100  # the budget law of 1994 is the beginning of what can be published
_DELIMITERS = " ,，;；|\t、"  # of empty cells that were not told apart
_SLIPS = 3  # characters in which a damaged title may differ from the template's
_TITLE_YEAR = re.compile(r"((?:19|20)[0-9]{2})年")


def read_header(
    spec: SheetSpec, sheet: Sheet, header_row: int, declared_year: int | None
) -> tuple[dict[str, str | int], list[Finding]]:
    """The header cells by key, and findings for those that are missing or invalid.

    The year may also stand in the title (2013年全市…) or be declared with the file.
    """
    values: dict[str, str | int] = {}
    findings: list[Finding] = []
    for cell in spec.header:
        place = _find(sheet, header_row, cell.label)
        text = sheet.text(*place[:2]) if place else ""
        shown = place[2] if place and place[2] else text
        value = _value(cell, shown) if place else None
        if value is None and not shown and cell.key == "year":
            value = _year_elsewhere(sheet, header_row, declared_year)
        if value is not None:
            values[cell.key] = value
            if cell.key == "year":
                findings += _title_differs(sheet, header_row, int(value))
        elif place and shown:
            where = a1(place[0], place[1])
            findings.append(
                finding(
                    "header-cell-invalid",
                    sheet=sheet.name,
                    cell=where,
                    value=shown,
                    label=cell.label,
                    expected=_expected(cell),
                )
            )
        else:
            findings.append(
                finding("header-cell-missing", sheet=sheet.name, label=cell.label, expected=_expected(cell))
            )
    return values, findings


def year_cell(sheet: Sheet, header_row: int) -> str | None:
    """The A1 address of the cell that gives the year; None where it stands in the title or nowhere."""
    place = _find(sheet, header_row, "年度")
    return a1(place[0], place[1]) if place else None


def title_of(spec: SheetSpec, sheet: Sheet) -> str:
    """The sheet's own title; the template's where it has none."""
    first = next((text for text in sheet.row_texts(1) if text), "").strip(_DELIMITERS)
    return first if len(first) > 3 else spec.title


def title_findings(spec: SheetSpec, sheet: Sheet, title: str) -> list[Finding]:
    """A title that is the template's but for a few characters in it; titles of one's own are fine."""
    key, known = match_key(title), match_key(spec.title)
    slips = _SLIPS if len(key) == len(known) else 1
    if key == known or abs(len(key) - len(known)) > 1 or distance(key, known) > slips:
        return []
    return [finding("title-misspelt", sheet=sheet.name, value=title, expected=spec.title)]


def _title_differs(sheet: Sheet, header_row: int, year: int) -> list[Finding]:
    """A title that names another year than the header cell, and not that one."""
    for row in range(1, header_row):
        for column, text in enumerate(sheet.row_texts(row), 1):
            years = {int(found) for found in _TITLE_YEAR.findall(match_key(text))}
            if years and year not in years:
                value, cell = str(min(years)), a1(row, column)
                return [finding("sheet-year-differs", sheet=sheet.name, cell=cell, value=value, other=year)]
    return []


def _find(sheet: Sheet, header_row: int, label: str) -> tuple[int, int, str] | None:
    """(row, column, text) of the value beside `label`, or behind it in one cell (年度：2013); else None."""
    wanted = match_key(label)
    for row in range(1, header_row):
        for column, text in enumerate(sheet.row_texts(row), 1):
            key = match_key(text)
            if key.rstrip(":") == wanted:
                return (row, column + 1, sheet.text(row, column + 1))
            if key.startswith(f"{wanted}:"):
                return (row, column, text.replace("：", ":").partition(":")[2].strip())
    return None


def _value(cell: HeaderCell, text: str) -> str | int | None:
    if cell.choices:
        return read_choice(cell.choices, text)
    digits = re.sub(r"(?:年度|年|季度|第)", "", match_key(text))
    number = read_count(digits)
    if number is None:
        return None
    low, high = (FIRST_YEAR, LAST_YEAR) if cell.key == "year" else (1, 4)
    return number if low <= number <= high else None


def _expected(cell: HeaderCell) -> str:
    if cell.choices:
        return "、".join(cell.choices)
    return "2013 这样的四位年份" if cell.key == "year" else "1、2、3 或 4"


def _year_elsewhere(sheet: Sheet, header_row: int, declared_year: int | None) -> int | None:
    if declared_year is not None:
        return declared_year
    for row in range(1, header_row):
        match = _TITLE_YEAR.search(match_key("".join(sheet.row_texts(row))))
        if match:
            return int(match[1])
    return None
