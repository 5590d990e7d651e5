"""Rows of a tidy sheet grouped by unit."""

from __future__ import annotations

from data_loaders.tidy_sheet import TidyRow, TidySheet


def by_unit(sheet: TidySheet) -> dict[str, list[TidyRow]]:
    """The rows of each unit code, in the order in which units first appear; rows without a code have a finding."""
    units: dict[str, list[TidyRow]] = {}
    for row in sheet.rows:
        code = row.text("unit_code")
        if code is not None:
            units.setdefault(code, []).append(row)
    return units
