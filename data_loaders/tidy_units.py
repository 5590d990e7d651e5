"""The units of a tidy sheet against the city: known in that year, and named as their code says."""

from __future__ import annotations

from data_loaders.city import City
from data_loaders.city_lookup import in_year, unit_names
from data_loaders.findings import Finding
from data_loaders.rules import finding
from data_loaders.text import match_key
from data_loaders.tidy_sheet import TidyRow, TidySheet


def unit_findings(sheet: TidySheet, city: City | None, year: int | None) -> list[Finding]:
    """One finding for each different pair of code and name that is not as the city's list has it."""
    if city is None or year is None:
        return []
    seen: set[tuple[str, str | None]] = set()
    findings: list[Finding] = []
    for row in sheet.rows:
        code = row.text("unit_code")
        pair = (code or "", row.text("unit_name"))
        if code is None or pair in seen:
            continue
        seen.add(pair)
        found = _unit_finding(sheet, row, city, year)
        if found is not None:
            findings.append(found)
    return findings


def _unit_finding(sheet: TidySheet, row: TidyRow, city: City, year: int) -> Finding | None:
    code, name = row.text("unit_code") or "", row.text("unit_name")
    unit = in_year(city, year).units.get(code)
    if unit is None:
        where = sheet.cell(row.row, "unit_code")
        return finding("unit-unknown", sheet=sheet.name, cell=where, value=code, year=year)
    if name is None or match_key(name) == match_key(unit.name):
        return None
    rule = "unit-alias" if match_key(name) in unit_names(unit) else "unit-name-differs"
    where = sheet.cell(row.row, "unit_name")
    return finding(rule, sheet=sheet.name, cell=where, value=name, known_code=code, expected=unit.name)
