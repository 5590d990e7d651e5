"""Reads one tidy sheet by its column table: frame, header row, rows, control rows; every row is accounted for."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from data_loaders import progress
from data_loaders.addresses import a1
from data_loaders.amounts import AmountReader
from data_loaders.findings import Finding, Severity
from data_loaders.grid import Sheet
from data_loaders.money import MONEY_UNITS, declared_units
from data_loaders.reading import SheetAccount
from data_loaders.records import Amount, RowCount
from data_loaders.rules import finding
from data_loaders.text import match_key
from data_loaders.tidy_cells import CellReader, Value
from data_loaders.tidy_columns import EXAMPLE_MARK, TOTAL_LABEL, WORDS_LABEL, Column, ColumnType, SheetSpec
from data_loaders.tidy_header import read_header, title_findings, title_of, year_cell
from data_loaders.tidy_totals import ABSENT_TOTALS, check_totals

MAX_HEADER_ROW = 15
_UNIT_BRACKET = re.compile(r"\((?:单位:)?(?:元|千元|万元)\)$")
_NOTE = re.compile(r"^(?:注|说明|备注|填表说明)[:：]|^注[0-9]")
_TOTALS = frozenset({TOTAL_LABEL, "总计"})


@dataclass(frozen=True, slots=True)
class TidyRow:
    """One data row: values by English column key; a missing key is a blank or faulty cell."""

    row: int
    values: Mapping[str, Value]

    def text(self, key: str) -> str | None:
        value = self.values.get(key)
        return value if isinstance(value, str) else None

    def amount(self, key: str) -> Amount | None:
        value = self.values.get(key)
        return value if isinstance(value, Amount) else None

    def count(self, key: str) -> int | None:
        value = self.values.get(key)
        return value if isinstance(value, int) else None

    def date(self, key: str) -> dt.date | None:
        value = self.values.get(key)
        return value if isinstance(value, dt.date) else None


@dataclass(frozen=True, slots=True)
class TidySheet:
    """A tidy sheet as read. `header` holds the header cells by key (year: int, stage: str …); money is fen."""

    spec: SheetSpec
    sheet: Sheet
    title: str
    money_unit: str
    header: Mapping[str, str | int]
    columns: Mapping[str, int]
    rows: tuple[TidyRow, ...]
    account: SheetAccount
    findings: tuple[Finding, ...]
    year_cell: str | None = None  # where the year is declared

    @property
    def name(self) -> str:
        return self.sheet.name

    @property
    def year(self) -> int | None:
        year = self.header.get("year")
        return year if isinstance(year, int) else None

    def cell(self, row: int, key: str) -> str:
        """The A1 address of a row's column."""
        return a1(row, self.columns.get(key, 1))


@dataclass(slots=True)
class RowKinds:
    """Row numbers of a sheet by what they are."""

    data: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    words: list[int] = field(default_factory=list)
    notes: list[int] = field(default_factory=list)
    examples: list[int] = field(default_factory=list)
    headers: list[int] = field(default_factory=list)
    blank: list[int] = field(default_factory=list)

    def count(self, height: int) -> RowCount:
        notes = len(self.notes) + len(self.examples)
        totals = len(self.totals) + len(self.words)
        return RowCount(height, len(self.data), totals, notes, len(self.headers), len(self.blank))


def column_key(text: str) -> str:
    """A header folded for comparing: without star, quotes and the unit of money in brackets."""
    key = match_key(text).replace('"', "").strip("*")
    return _UNIT_BRACKET.sub("", key).strip("*")


@lru_cache(maxsize=256)
def _names(columns: tuple[Column, ...]) -> dict[str, str]:
    """Header key -> column key; asked for every row that might be a header, so folded once."""
    names: dict[str, str] = {}
    for column in columns:
        for name in (column.header, *column.aliases):
            names.setdefault(column_key(name), column.key)
    return names


def match_columns(spec: SheetSpec, texts: Sequence[str]) -> dict[str, int]:
    """Column key -> 1-based position, for the headers of a row that the spec knows; the first of two counts."""
    names = _names(spec.columns)
    found: dict[str, int] = {}
    for position, text in enumerate(texts, 1):
        key = names.get(column_key(text)) if text else None
        if key is not None:
            found.setdefault(key, position)
    return found


def find_header_row(spec: SheetSpec, sheet: Sheet) -> int | None:
    """The row, among the first fifteen, that knows the most mandatory columns; None below half of them."""
    required = {column.key for column in spec.columns if column.required}
    best, best_hits = None, 0
    for row in range(1, min(sheet.height, MAX_HEADER_ROW) + 1):
        hits = len(required & set(match_columns(spec, sheet.row_texts(row))))
        if hits > best_hits:
            best, best_hits = row, hits
    return best if best_hits * 2 >= len(required) else None


def read_sheet(spec: SheetSpec, sheet: Sheet, declared_year: int | None = None) -> TidySheet:
    """Read `sheet` as `spec` says. Every problem is a finding; rows with faulty cells keep their others."""
    header_row = find_header_row(spec, sheet)
    if header_row is None:
        return _without_header(spec, sheet)
    header, findings = read_header(spec, sheet, header_row, declared_year)
    texts = sheet.row_texts(header_row)
    columns = match_columns(spec, texts)
    findings += _column_findings(spec, sheet, header_row, columns)
    unit, unit_findings = _money_unit(spec, sheet, header_row)
    kinds = _sort_rows(sheet, header_row, texts)
    reader = CellReader(sheet, unit, AmountReader(sheet, unit))
    wanted = [(column, columns[column.key]) for column in spec.columns if column.key in columns]
    rows = tuple(_read_row(reader, wanted, row) for row in progress.rows(kinds.data))
    control = _control_columns(spec, columns)
    stated, total_findings = check_totals(sheet, unit, kinds.totals, kinds.words, control, [row.values for row in rows])
    if not spec.has_totals:
        total_findings = [one for one in total_findings if one.code not in ABSENT_TOTALS]
    findings += unit_findings + reader.findings + total_findings + _row_findings(sheet, kinds)
    account = SheetAccount(
        sheet.name,
        spec.key,
        spec.title,
        unit if spec.has_money else None,
        kinds.count(sheet.height),
        stated,
        code_columns=_of_type(wanted, ColumnType.CODE),
        money_columns=_of_type(wanted, ColumnType.MONEY),
    )
    title, where = title_of(spec, sheet), year_cell(sheet, header_row)
    findings += title_findings(spec, sheet, title)
    return TidySheet(spec, sheet, title, unit, header, columns, rows, account, tuple(findings), where)


def _of_type(wanted: Sequence[tuple[Column, int]], kind: ColumnType) -> frozenset[int]:
    return frozenset(position for column, position in wanted if column.type is kind)


def _without_header(spec: SheetSpec, sheet: Sheet) -> TidySheet:
    names = "、".join(column.header for column in spec.columns if column.required)
    problem = finding("columns-missing", sheet=sheet.name, columns=names)
    blank = sum(1 for row in sheet.rows if not any(value not in (None, "") for value in row))
    rows = RowCount(sheet.height, 0, 0, sheet.height - blank, 0, blank)
    account = SheetAccount(sheet.name, spec.key, spec.title, None, rows)
    return TidySheet(spec, sheet, spec.title, spec.money_unit, {}, {}, (), account, (problem,))


def _column_findings(spec: SheetSpec, sheet: Sheet, header_row: int, columns: Mapping[str, int]) -> list[Finding]:
    found: list[Finding] = []
    missing = [column.header for column in spec.columns if column.required and column.key not in columns]
    if missing:
        found.append(finding("columns-missing", sheet=sheet.name, columns="、".join(missing)))
    used = set(columns.values())
    for position, text in enumerate(sheet.row_texts(header_row), 1):
        if position in used:
            continue
        if text and match_columns(spec, [text]):
            found.append(finding("column-repeated", sheet=sheet.name, cell=a1(header_row, position), value=text))
        else:
            found += _not_read(sheet, header_row, position, text)
    return found


def _not_read(sheet: Sheet, header_row: int, position: int, text: str) -> list[Finding]:
    """A column that the template does not have: a warning where anything stands below its header, for it is lost."""
    filled = any(sheet.text(row, position) for row in range(header_row + 1, sheet.height + 1))
    if not (filled or text):
        return []
    severity = Severity.WARNING if filled else Severity.NOTICE
    cell = a1(header_row, position)
    return [finding("column-not-read", sheet=sheet.name, cell=cell, value=text or "（空）", severity=severity)]


def _money_unit(spec: SheetSpec, sheet: Sheet, header_row: int) -> tuple[str, list[Finding]]:
    """The declared unit (the first that is kept) and what is wrong with it: none, several, or one that is not kept."""
    if not spec.has_money:
        return spec.money_unit, []
    found: dict[str, tuple[int, int]] = {}
    for row in range(1, header_row + 1):
        for position, text in enumerate(sheet.row_texts(row), 1):
            for unit in declared_units(text):
                found.setdefault(unit, (row, position))
    known = [unit for unit in found if unit in MONEY_UNITS]
    unit = known[0] if known else spec.money_unit
    if not found:
        return unit, [finding("money-unit-missing", sheet=sheet.name, title=spec.title)]
    if len(found) == 1 and known:
        return unit, []
    row, position = list(found.values())[-1]
    code = "money-unit-conflict" if len(found) > 1 else "money-unit-unsupported"
    text = sheet.text(row, position)
    where = a1(row, position)
    return unit, [finding(code, sheet=sheet.name, cell=where, value=text, units="、".join(found), unit=unit)]


def _sort_rows(sheet: Sheet, header_row: int, header_texts: Sequence[str]) -> RowKinds:
    kinds = RowKinds(headers=list(range(1, header_row + 1)))
    repeated = [text for text in header_texts if text]
    for row in range(header_row + 1, sheet.height + 1):
        first = _first_text(sheet, row)
        if first is None:
            kinds.blank.append(row)
        elif first.startswith(EXAMPLE_MARK):
            kinds.examples.append(row)
        elif match_key(first) in _TOTALS:
            kinds.totals.append(row)
        elif match_key(first).startswith(WORDS_LABEL):
            kinds.words.append(row)
        elif _NOTE.match(first):
            kinds.notes.append(row)
        elif [text for text in sheet.row_texts(row) if text] == repeated:
            kinds.headers.append(row)
        else:
            kinds.data.append(row)
    return kinds


def _first_text(sheet: Sheet, row: int) -> str | None:
    cells = sheet.rows[row - 1]
    for position, value in enumerate(cells, 1):
        if value is not None and value != "":
            text = sheet.text(row, position)
            if text:
                return text
    return None


def _read_row(reader: CellReader, wanted: Sequence[tuple[Column, int]], row: int) -> TidyRow:
    values: dict[str, Value] = {}
    for column, position in wanted:
        value = reader.read(column, row, position)
        if value is not None:
            values[column.key] = value
    return TidyRow(row, values)


def _control_columns(spec: SheetSpec, columns: Mapping[str, int]) -> dict[str, int]:
    return {column.key: columns[column.key] for column in spec.money_columns if column.key in columns}


def _row_findings(sheet: Sheet, kinds: RowKinds) -> list[Finding]:
    found = [finding("example-row-skipped", sheet=sheet.name, cell=a1(row, 1)) for row in kinds.examples]
    found += [finding("row-in-words", sheet=sheet.name, cell=a1(row, 1)) for row in kinds.notes]
    if not kinds.data:
        found.append(finding("sheet-without-rows", sheet=sheet.name))
    return found
