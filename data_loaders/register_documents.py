"""A sheet of a public register becomes one document: the register's year, row by row, with what is wrong in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from data_loaders.document_numbers import normalise
from data_loaders.findings import Finding
from data_loaders.records import Amount, Document, Entry, Identity, Kind, RegisterSheet, Table
from data_loaders.registers import REGISTERS
from data_loaders.registers.declaration import Register, RegisterColumn
from data_loaders.rules import finding
from data_loaders.text import match_key
from data_loaders.tidy_cells import Value
from data_loaders.tidy_sheet import TidyRow, TidySheet

ROWS = "rows"
"""The key of a register's one table, in ids: `register.recusals.2013.rows.0001`."""


def register_documents(sheet: TidySheet, year: int | None) -> tuple[list[Document], list[Finding]]:
    """The document of a register's sheet; none for a blank form. A year without rows is one only where a note under
    the headers says so.
    """
    register = REGISTERS[sheet.spec.key]
    entries = tuple(_entry(register, sheet, row) for row in sheet.rows)
    note = _note(sheet)
    if not entries and note is None:
        return [], []
    document = Document(
        key=f"register.{register.key}.{year}" if year is not None else None,
        identity=Identity(kind=Kind.REGISTER, year=year),
        title=f"{year or ''}年{register.title.zh}",
        tables=(_table(sheet, note),),
        register=RegisterSheet(register.key, entries),
    )
    return [document], list(_findings(register, sheet, year))


def _entry(register: Register, sheet: TidySheet, row: TidyRow) -> Entry:
    columns = (column for column in register.columns if column.key in row.values)
    return Entry(sheet.name, row.row, {one.value_key: _plain(one, row.values[one.key]) for one in columns})


def _plain(column: RegisterColumn, value: Value) -> str | int:
    if isinstance(value, Amount):
        return value.fen or 0
    if isinstance(value, dt.date):
        return value.isoformat()
    return normalise(value) if column.document_number and isinstance(value, str) else value


def _note(sheet: TidySheet) -> str | None:
    """The words of the notes among the rows, such as 注：本年度无回避事项; the examples of a blank form are none."""
    words = [
        text
        for one in sheet.findings
        if one.code == "row-in-words" and one.cell
        for text in sheet.sheet.row_texts(int("".join(filter(str.isdigit, one.cell))))
        if text
    ]
    return " ".join(words) or None


def _table(sheet: TidySheet, note: str | None) -> Table:
    unit = sheet.money_unit if sheet.spec.has_money else ""
    columns = {REGISTERS[sheet.spec.key].column(key).value_key: place for key, place in sheet.columns.items()}
    return Table(ROWS, sheet.name, sheet.title, unit, 1, columns, sheet.account.rows, note=note)


def _findings(register: Register, sheet: TidySheet, year: int | None) -> Iterator[Finding]:
    key = f"register.{register.key}.{year}" if year is not None else None
    seen: dict[tuple[str, ...], int] = {}
    for row in sheet.rows:
        named = tuple(match_key(str(row.values.get(column, ""))) for column in register.identity)
        if named in seen and any(named):
            where = sheet.cell(row.row, register.identity[-1])
            names = "、".join(register.column(column).zh for column in register.identity)
            yield finding(
                "register-row-repeated", sheet=sheet.name, cell=where, disclosure=key, other=seen[named], columns=names,
                value=str(row.values.get(register.identity[-1], "")),
            )
        seen.setdefault(named, row.row)
        yield from _date_findings(register, sheet, row, year, key)
        yield from _allowance_findings(register, sheet, row, key)


def _date_findings(
    register: Register, sheet: TidySheet, row: TidyRow, year: int | None, key: str | None
) -> Iterator[Finding]:
    for column in register.columns:
        day = row.date(column.key)
        if column.in_year and day is not None and year is not None and day.year != year:
            where = sheet.cell(row.row, column.key)
            yield finding(
                "register-date-outside-year", sheet=sheet.name, cell=where, disclosure=key, value=day.isoformat(),
                column_zh=column.zh, column_en=column.en, year=year,
            )
    for first, last in register.periods:
        start, end = row.date(first), row.date(last)
        if start is not None and end is not None and end < start:
            where = sheet.cell(row.row, last)
            yield finding(
                "register-period-reversed", sheet=sheet.name, cell=where, disclosure=key, value=end.isoformat(),
                start=start.isoformat(), column_zh=register.column(last).zh, column_en=register.column(last).en,
            )


def _allowance_findings(register: Register, sheet: TidySheet, row: TidyRow, key: str | None) -> Iterator[Finding]:
    """Columns that are filled in where their rule does not allow it; what stands in them is not repeated."""
    for column in register.columns:
        allowed = column.allowed
        if allowed is None or column.key not in row.values:
            continue
        lacking = any(needed not in row.values for needed in allowed.needs)
        if lacking or (allowed.when and row.values.get(allowed.when[0]) != allowed.when[1]):
            yield finding(
                "register-column-not-allowed", sheet=sheet.name, cell=sheet.cell(row.row, column.key), disclosure=key,
                column_zh=column.zh, column_en=column.en, why_zh=allowed.why.zh, why_en=allowed.why.en,
            )


__all__ = ["ROWS", "register_documents"]
