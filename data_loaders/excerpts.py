"""The row around a cell, for a report: read from the file again when it is shown, with personal data left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from data_loaders.addresses import column_letters, parse_a1
from data_loaders.grid import Limits, Sheet, UnusableFile
from data_loaders.personal_data import redact
from data_loaders.text import shorten
from data_loaders.workbook import open_workbook

WIDTH = 9
_AROUND = 1
_HEADER_ROWS = 12  # a header stands among the first rows


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Rows around a cell at (`row`, `column`), below the row of headers: `columns` are letters, `rows` are (row number,
    texts).
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    row: int
    column: int
    first_column: int


def excerpts(
    path: str | Path, cells: Iterable[tuple[str, str]], name: str | None = None, limits: Limits | None = None
) -> dict[tuple[str, str], Excerpt]:
    """The surroundings of each (sheet, A1 address); {} where the file cannot be read."""
    try:
        sheets = {sheet.name: sheet for sheet in open_workbook(path, name, limits).sheets}
    except UnusableFile:
        return {}
    return {(sheet, cell): _around(sheets[sheet], *parse_a1(cell)) for sheet, cell in cells if sheet in sheets}


def _header(sheet: Sheet, below: int) -> tuple[int, ...]:
    """The row among the first that has the most texts and no number, what the columns are called; () without one."""
    texts = {
        number: sum(isinstance(value, str) for value in sheet.rows[number - 1])
        for number in range(1, min(below, _HEADER_ROWS + 1, sheet.height + 1))
        if not any(isinstance(value, int | float) for value in sheet.rows[number - 1])
    }
    best = max(texts, key=lambda number: texts[number], default=0)
    return (best,) if best and texts[best] > 1 else ()


def _around(sheet: Sheet, row: int, column: int) -> Excerpt:
    first = max(1, min(column - WIDTH // 2, sheet.width - WIDTH + 1))
    columns = range(first, min(first + WIDTH, max(sheet.width, column) + 1))
    around = range(max(1, row - _AROUND), min(row + _AROUND, max(sheet.height, row)) + 1)
    rows = sorted({*around, *_header(sheet, row)})
    return Excerpt(
        tuple(column_letters(number) for number in columns),
        tuple((number, tuple(redact(shorten(sheet.text(number, place))) for place in columns)) for number in rows),
        row,
        column,
        first,
    )
