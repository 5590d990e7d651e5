"""Which tables stand in a sheet: regions of rows under a title of the catalogue, and the money unit each declares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from data_loaders.findings import Finding
from data_loaders.grid import CellValue, Sheet, value_text
from data_loaders.money import MONEY_UNITS, declared_units
from data_loaders.rows import is_number
from data_loaders.rules import finding
from data_loaders.tables import TableSpec, kept_as, spec_for_title
from data_loaders.text import shorten

_TITLE_CELLS = 4
_FRAME_ROWS = 8


@dataclass(frozen=True, slots=True)
class Region:
    """Rows `first` to `last` (inclusive, 1-based) of `sheet` under one title; `kept` tells what a table is kept as
    that holds no lines."""

    sheet: Sheet
    spec: TableSpec | None
    kept: str | None
    title: str
    first: int
    last: int
    title_row: int = 1


def find_regions(sheet: Sheet) -> list[Region]:
    """The regions of a sheet, in order. A title that is repeated continues its table; another one begins a new region.

    Without any title in its cells, the sheet's name counts as one.
    """
    starts: list[tuple[int, TableSpec | None, str | None, str]] = []
    for number, values in enumerate(sheet.rows, 1):
        found = _title(values)
        if found and (not starts or starts[-1][1:3] != found[:2]):
            starts.append((number, *found))
    if not starts:
        named = spec_for_title(sheet.name)
        return [Region(sheet, named, None, sheet.name, 1, sheet.height)] if named and sheet.height else []
    regions = []
    for index, (number, spec, kept, title) in enumerate(starts):
        first = 1 if index == 0 else number
        last = starts[index + 1][0] - 1 if index + 1 < len(starts) else sheet.height
        regions.append(Region(sheet, spec, kept, title, first, last, number))
    return regions


def _title(values: Sequence[CellValue]) -> tuple[TableSpec | None, str | None, str] | None:
    texts = [text for value in values if (text := value_text(value))]
    if not texts or len(texts) > _TITLE_CELLS or any(is_number(value) for value in values):
        return None
    spec, kept = spec_for_title(texts[0]), kept_as(texts[0])
    return (spec, kept, texts[0]) if spec or kept else None


@dataclass(frozen=True, slots=True)
class MoneyUnit:
    """The unit that a table's amounts are read in; `declared` is False where a finding says why there is none to
    trust."""

    name: str
    declared: bool
    findings: tuple[Finding, ...] = ()


def money_unit(region: Region, frame_rows: Sequence[int], header_rows: Sequence[int]) -> MoneyUnit:
    """The money unit that the frame and the headers of a table declare. None, two that disagree, or one that is not
    kept: an error.

    The amounts are then read in the first unit of the kind that the table usually has, so that the rest can be
    reported.
    """
    rows = sorted({*frame_rows, *header_rows}) or list(
        range(region.first, min(region.first + _FRAME_ROWS, region.last) + 1)
    )
    found: dict[str, tuple[int, int]] = {}
    for row in rows:
        for column, text in enumerate(region.sheet.row_texts(row), 1):
            for unit in declared_units(text):
                found.setdefault(unit, (row, column))
    usual = region.spec.money_unit if region.spec else "元"
    if not found:
        cell, title = region.sheet.address(region.title_row, 1), shorten(region.title, 40)
        missing = finding("money-unit-missing", sheet=region.sheet.name, cell=cell, title=title)
        return MoneyUnit(usual, False, (missing,))
    known = [unit for unit in found if unit in MONEY_UNITS]
    if len(found) == 1 and known:
        return MoneyUnit(known[0], True)
    row, column = list(found.values())[-1]
    code = "money-unit-conflict" if len(found) > 1 else "money-unit-unsupported"
    problem = finding(
        code,
        sheet=region.sheet.name,
        cell=region.sheet.address(row, column),
        value=region.sheet.text(row, column),
        units="、".join(found),
    )
    return MoneyUnit(known[0] if known else usual, False, (problem,))
