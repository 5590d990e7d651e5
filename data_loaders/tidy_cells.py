"""One cell of a tidy sheet, by the type of its column: text, code, money, count, date or choice, else a finding."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from data_loaders.addresses import a1
from data_loaders.amounts import AmountReader
from data_loaders.findings import Finding
from data_loaders.grid import CellError, CellValue, Sheet, value_text
from data_loaders.records import Amount
from data_loaders.rules import finding
from data_loaders.text import match_key
from data_loaders.tidy_columns import Column, ColumnType

Value = str | int | dt.date | Amount

_DATE = re.compile(r"([0-9]{4})(?:-|/|\.|年)([0-9]{1,2})(?:-|/|\.|月)([0-9]{1,2})日?")
_COMPACT_DATE = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")


def read_code(value: CellValue) -> str:
    """A code as text: a number cell gives its digits, spaces inside are dropped."""
    text = value_text(value)
    if isinstance(value, float) and text.endswith(".0"):
        text = text[:-2]
    return text.replace(" ", "").replace("\n", "")


def read_date(value: CellValue) -> dt.date | None:
    """The day in a date cell or in text: 2014-01-31, 2014/1/31, 2014年1月31日, 20140131; else None."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    text = match_key(value_text(value))
    match = _DATE.fullmatch(text) or _COMPACT_DATE.fullmatch(text)
    if match is None:
        return None
    try:
        return dt.date(*(int(part) for part in match.groups()))
    except ValueError:
        return None


def read_count(value: CellValue) -> int | None:
    """A whole number of zero or more; None for anything else."""
    text = read_code(value).replace(",", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def read_choice(choices: Mapping[str, str], value: CellValue) -> str | None:
    """The key of the choice whose word (or key) stands in the cell, however it is padded; None where it is none."""
    wanted = match_key(value_text(value))
    for word, key in choices.items():
        if wanted in (match_key(word), match_key(key)):
            return key
    return None


@dataclass(slots=True)
class CellReader:
    """Reads the cells of one sheet in its money unit and gathers what is wrong with them."""

    sheet: Sheet
    money_unit: str
    amounts: AmountReader
    problems: list[Finding] = field(default_factory=list)

    @property
    def findings(self) -> list[Finding]:
        return [*self.problems, *self.amounts.findings]

    def read(self, column: Column, row: int, position: int) -> Value | None:
        """The value at (row, position) as `column` says; None where it is blank or has a finding."""
        value = self.sheet.value(row, position)
        if isinstance(value, CellError) and column.type is not ColumnType.MONEY:
            self._report("field-unreadable", column, row, position)
            return None
        if value is None or value_text(value) == "":
            if column.required:
                self._report("field-missing", column, row, position)
            return None
        if column.type is ColumnType.MONEY:
            return self._amount(column, row, position)
        read = _plain_value(column, value)
        if read is None:
            self._report(_PROBLEMS[column.type], column, row, position)
        return read

    def _amount(self, column: Column, row: int, position: int) -> Amount | None:
        before = len(self.amounts.findings)
        amount = self.amounts.one(row, position)
        if amount.fen is not None:
            return amount
        if len(self.amounts.findings) == before and column.required:  # a dash or 无
            self._report("field-missing", column, row, position)
        return None

    def _report(self, code: str, column: Column, row: int, position: int) -> None:
        self.problems.append(
            finding(
                code,
                sheet=self.sheet.name,
                cell=a1(row, position),
                value=self.sheet.text(row, position),
                column=column.header,
                expected="、".join(column.choices),
            )
        )


_PROBLEMS = {
    ColumnType.COUNT: "count-invalid",
    ColumnType.DATE: "date-invalid",
    ColumnType.CHOICE: "choice-unknown",
    ColumnType.CODE: "field-missing",
    ColumnType.TEXT: "field-missing",
}


def _plain_value(column: Column, value: CellValue) -> Value | None:
    if column.type is ColumnType.COUNT:
        return read_count(value)
    if column.type is ColumnType.DATE:
        return read_date(value)
    if column.choices:
        return read_choice(column.choices, value)
    return read_code(value) if column.type is ColumnType.CODE else value_text(value)
