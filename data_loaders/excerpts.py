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


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Rows around a cell at (`row`, `column`): `columns` are letters, `rows` are (row number, texts)."""

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


def _around(sheet: Sheet, row: int, column: int) -> Excerpt:
    first = max(1, min(column - WIDTH // 2, sheet.width - WIDTH + 1))
    columns = range(first, min(first + WIDTH, max(sheet.width, column) + 1))
    rows = range(max(1, row - _AROUND), min(row + _AROUND, max(sheet.height, row)) + 1)
    return Excerpt(
        tuple(column_letters(number) for number in columns),
        tuple((number, tuple(redact(shorten(sheet.text(number, place))) for place in columns)) for number in rows),
        row,
        column,
        first,
    )
