"""What an opened workbook is: sheets of cell values, 1-based, with what stood in comments and document properties."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from data_loaders.addresses import a1
from data_loaders.findings import Finding
from data_loaders.text import clean


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell without a usable value; `text` is what stands in it.

    `kind` is "error" (#REF!, #DIV/0! …), "no-value" (a formula without a saved result) or "unreadable" (the two readers
    do not agree on it).
    """

    kind: str
    text: str


CellValue = str | int | float | dt.datetime | dt.date | bool | None | CellError
Area = tuple[int, int, int, int]
"""First row, first column, last row, last column, all inclusive and 1-based."""


class UnusableFile(Exception):
    """The file cannot be read at all; `findings` say why and what to do."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(", ".join(finding.code for finding in findings))
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that hold before and while a file is opened (reliability: uploads are hostile)."""

    file_bytes: int = 20 * 2**20
    entries: int = 2_000
    unzipped_bytes: int = 400 * 2**20
    ratio: int = 200  # unzipped : zipped of one entry beyond the first mebibyte
    sheets: int = 400
    rows: int = 1_048_576
    columns: int = 1_024
    cells: int = 4_000_000  # of the grid of one sheet, blanks included
    filled_cells: int = 4_000_000  # of the whole workbook
    text: int = 32_767
    findings_per_rule: int = 50


@dataclass(slots=True)
class Sheet:
    """One sheet. `rows` holds values without trailing empty rows and columns, all rows equally long.

    Merged cells are the value and then blanks. Hidden rows and columns are 1-based.
    """

    name: str
    hidden: bool
    rows: list[list[CellValue]]
    merged: list[Area] = field(default_factory=list)
    comments: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    @property
    def height(self) -> int:
        """The number of the last row that holds anything."""
        return len(self.rows)

    @property
    def width(self) -> int:
        """The number of the last column that holds anything."""
        return max((len(row) for row in self.rows), default=0)

    def value(self, row: int, column: int) -> CellValue:
        """The value at (row, column), both 1-based; None outside."""
        if not 1 <= row <= len(self.rows):
            return None
        cells = self.rows[row - 1]
        return cells[column - 1] if 1 <= column <= len(cells) else None

    def text(self, row: int, column: int) -> str:
        """The cleaned text at (row, column); '' outside and for blanks."""
        return value_text(self.value(row, column))

    def row_texts(self, row: int) -> list[str]:
        """The cleaned texts of one row, to the sheet's width of that row."""
        return [value_text(value) for value in self.rows[row - 1]] if 1 <= row <= len(self.rows) else []

    def address(self, row: int, column: int) -> str:
        """A1."""
        return a1(row, column)

    def filled(self) -> Iterator[tuple[int, int, CellValue]]:
        """(row, column, value) of every cell that holds anything."""
        for row_number, row in enumerate(self.rows, 1):
            for column_number, value in enumerate(row, 1):
                if value is not None and value != "":
                    yield row_number, column_number, value


@dataclass(slots=True)
class Workbook:
    """An opened file. `format` is xlsx, xls, ods or csv, found by content; `sha256` is of the bytes as they came.

    `hidden_text` holds further text of the package that no cell shows (headers and footers, drawings, defined names …)
    by the place where it stands, for the search for personal data. `findings` are the opening's own.
    """

    name: str
    sha256: str
    format: str
    sheets: list[Sheet]
    properties: Mapping[str, str] = field(default_factory=dict)
    hidden_text: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    verified: bool = True  # a second reader has seen the same values

    def sheet(self, name: str) -> Sheet | None:
        """The sheet of that name, or None."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)


def value_text(value: CellValue) -> str:
    """The text of a value as a person reads it: cleaned, numbers without exponent, dates as 2014-01-31, blanks ''."""
    if value is None:
        return ""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f")
    if isinstance(value, CellError):
        return value.text
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    return value.isoformat()
