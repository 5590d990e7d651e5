"""Mistakes made on purpose in the sample city's workbooks: swapped money units, changed digits.

A mistake is made in the opened workbook, between reading the file and checking it: a saved file for each would take ten
times as long. That a saved file says the same is shown for some of them in the tests.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import openpyxl

from data_loaders.check import CheckedFile, check_workbook
from data_loaders.city import City
from data_loaders.city_folder import read_city
from data_loaders.findings import Finding, Severity
from data_loaders.grid import CellValue, Workbook
from data_loaders.reading import Context
from data_loaders.workbook import open_workbook
from sample_city import CITY_FOLDER

Place = tuple[str, int, int]
"""Sheet, row, column; both 1-based."""
Changes = Mapping[Place, CellValue]

_LABEL = re.compile(r"单位[：:]\s*(万元|元)$")
_HEADER = re.compile(r"[（(](万元|元)[）)]\*?$")
_OTHER = {"元": "万元", "万元": "元"}


@dataclass(frozen=True)
class Mistake:
    """One mistake in one workbook: what it is called and the cells that it changes."""

    file: str
    name: str
    changes: Changes


@lru_cache(maxsize=1)
def the_city() -> City:
    return read_city(CITY_FOLDER)


@lru_cache(maxsize=4)
def opened(path: Path) -> Workbook:
    """The workbook as it is; never to be changed (see `with_changes`)."""
    return open_workbook(path)


def with_changes(workbook: Workbook, changes: Changes) -> Workbook:
    """A copy of the workbook with some cells changed."""
    touched = {sheet for sheet, _row, _column in changes}
    sheets = [
        replace(sheet, rows=[list(row) for row in sheet.rows]) if sheet.name in touched else sheet
        for sheet in workbook.sheets
    ]
    by_name = {sheet.name: sheet for sheet in sheets}
    for (name, row, column), value in changes.items():
        by_name[name].rows[row - 1][column - 1] = value
    return replace(workbook, sheets=sheets)


def checked(path: Path, changes: Changes | None = None) -> CheckedFile:
    """What the check says of the file with the mistake in it."""
    workbook = with_changes(opened(path), changes or {})
    return check_workbook(workbook, Context(city=the_city(), file_name=path.name))


@lru_cache(maxsize=4)
def _as_it_is(path: Path) -> CheckedFile:
    return checked(path)


def errors(result: CheckedFile) -> list[Finding]:
    return [one for one in result.report.findings if one.severity is Severity.ERROR]


def _swapped(text: str, unit: re.Match[str]) -> str:
    """`text` with the unit that was found in it exchanged for the other one."""
    return text[: unit.start(1)] + _OTHER[unit[1]] + text[unit.end(1) :]


def _found(workbook: Workbook, pattern: re.Pattern[str]) -> Iterator[tuple[Place, str]]:
    """Every cell above the figures whose text names a unit, with the text that names the other."""
    for sheet in workbook.sheets:
        for row, column, value in sheet.filled():
            if row > 10:
                break
            match = pattern.search(value) if isinstance(value, str) else None
            if match:
                yield (sheet.name, row, column), _swapped(str(value), match)


def swaps(path: Path) -> list[Mistake]:
    """Every swap of 元 and 万元 that a clerk may make: one label, one header, everything in a sheet or in the file."""
    workbook = opened(path)
    labels, headers = dict(_found(workbook, _LABEL)), dict(_found(workbook, _HEADER))
    mistakes = [Mistake(path.name, f"label {place}", {place: text}) for place, text in labels.items()]
    mistakes += [Mistake(path.name, f"header {place}", {place: text}) for place, text in headers.items()]
    everything = {**labels, **headers}
    in_yuan = {place: text for place, text in everything.items() if "万元" in text}
    in_ten_thousand = {place: text for place, text in everything.items() if "万元" not in text}
    wholes = {"everything": everything, "all 元": in_yuan, "all 万元": in_ten_thousand, "all labels": labels}
    for sheet in sorted({place[0] for place in headers}):
        wholes[f"all of {sheet}"] = {place: text for place, text in everything.items() if place[0] == sheet}
    kept: list[dict[Place, str]] = [{place: text} for place, text in everything.items()]
    for name, changes in wholes.items():
        if changes and changes not in kept:
            kept.append(changes)
            mistakes.append(Mistake(path.name, name, changes))
    return mistakes


def tables_without_figures(path: Path) -> set[str]:
    """Sheets of tables that hold a note and no amount: there is no figure that a wrong unit could make wrong."""
    documents = _as_it_is(path).documents
    tables = [table for document in documents for table in document.tables]
    filled = {
        table.sheet for table in tables if any(amount.fen for line in table.lines for amount in line.amounts.values())
    }
    filled |= {statement.sheet for document in documents for statement in document.three_public}
    return {table.sheet for table in tables} - filled


def amount_cells(path: Path) -> list[Place]:
    """Every cell with a number that the loaders take for an amount, and the numbers of the 合计 rows of tidy sheets."""
    result = _as_it_is(path)
    found: set[Place] = set()
    for document in result.documents:
        for table in document.tables:
            for line in table.lines:
                found |= {(table.sheet, line.row, amount.column) for amount in line.amounts.values()}
        for statement in document.three_public:
            found |= {(statement.sheet, statement.row, amount.column) for amount in statement.amounts.values()}
        if document.batch:
            found.add((document.batch.sheet, document.batch.row, document.batch.amount.column))
        found |= {(one.sheet, one.row, one.amount.column) for one in document.recipients}
    found |= _total_cells(path, result)
    workbook = opened(path)
    return sorted(place for place in found if _is_number(_value(workbook, place)))


def summed_cells(path: Path) -> list[Place]:
    """The amounts that enter a sum."""
    return sorted(set(amount_cells(path)) - enters_no_sum(path))


def enters_no_sum(path: Path) -> set[Place]:
    """Amounts that no sum holds: 机关运行经费 beside an official 三公 table (tidy sheets have a 合计 row for it)."""
    return {
        (statement.sheet, statement.row, statement.amounts["operating"].column)
        for document in _as_it_is(path).documents
        if document.tables
        for statement in document.three_public
        if "operating" in statement.amounts
    }


def _total_cells(path: Path, result: CheckedFile) -> set[Place]:
    """The cells of the 合计 rows of tidy sheets: no document holds them, the check adds them up."""
    columns = {account.sheet: account.money_columns for account in result.report.tables}
    return {
        (sheet.name, number, column)
        for sheet in opened(path).sheets
        for number, row in enumerate(sheet.rows, 1)
        if row and row[0] == "合计"
        for column in columns.get(sheet.name, ())
    }


def _value(workbook: Workbook, place: Place) -> CellValue:
    sheet = workbook.sheet(place[0])
    assert sheet is not None
    return sheet.value(place[1], place[2])


def _is_number(value: CellValue) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def changed_digit(path: Path, place: Place, chance: random.Random) -> Mistake:
    """One digit of the number at `place` replaced by another; the number keeps its decimals."""
    before = _value(opened(path), place)
    assert isinstance(before, int | float)
    text = format(Decimal(repr(before)), "f")
    spot = chance.choice([number for number, digit in enumerate(text) if digit.isdigit()])
    digit = chance.choice([digit for digit in "0123456789" if digit != text[spot]])
    changed = text[:spot] + digit + text[spot + 1 :]
    after: CellValue = float(changed) if isinstance(before, float) else int(changed)
    return Mistake(path.name, f"{place} {text} -> {changed}", {place: after})


def new_findings(path: Path, mistake: Mistake) -> list[Finding]:
    """What the check says of the file with the mistake and did not say of the file without it."""
    before = {(one.code, one.sheet, one.cell, one.value) for one in _as_it_is(path).report.findings}
    after = checked(path, mistake.changes).report.findings
    return [one for one in after if (one.code, one.sheet, one.cell, one.value) not in before]


def save(path: Path, mistake: Mistake, target: Path) -> Path:
    """The workbook with the mistake as a file, saved by another program than wrote it."""
    book = openpyxl.load_workbook(path)
    for (sheet, row, column), value in mistake.changes.items():
        book[sheet].cell(row, column).value = value
    book.save(target)
    return target
