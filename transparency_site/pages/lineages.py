"""Units over time as pages show them: what happened to a unit, and its years with those of its predecessors added."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from transparency_site.queries import lineage, restated, units
from transparency_site.queries.lineage import Lineage
from transparency_site.queries.restated import RestatedTotal
from transparency_site.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class RestatedYears:
    """Today's unit and its budget totals by year, its predecessors' figures added."""

    code: str
    name: str
    years: dict[int, RestatedTotal]

    @property
    def amounts(self) -> tuple[int | None, ...]:
        """The expenditures (fen) of all years."""
        return tuple(row.expenditure_fen for row in self.years.values())


@dataclass(frozen=True, slots=True)
class History:
    """A unit's family and the restated years of today's units in it."""

    family: Lineage
    restated: list[RestatedYears]

    @property
    def years(self) -> list[int]:
        """The years that the restated rows have, oldest first."""
        return sorted({year for one in self.restated for year in one.years})


def history(snapshot: Snapshot, code: str) -> History | None:
    """What happened to a unit, or None where it was always the same body under the same name."""
    family = lineage.lineage(snapshot, code)
    return History(family, restated_years(snapshot, [code])) if family and family.steps else None


def restated_years(snapshot: Snapshot, codes: Iterable[str]) -> list[RestatedYears]:
    """Today's units of `codes` that took figures over from others; the others have nothing to restate."""
    today = dict.fromkeys(
        after for code in codes if (family := lineage.lineage(snapshot, code)) and family.steps
        for after in family.today
    )
    found = []
    for code in today:
        rows = restated.of_unit(snapshot, code)
        if any(row.parts != (code,) for row in rows):
            found.append(RestatedYears(code, units.name_in(snapshot, code) or code, {row.year: row for row in rows}))
    return found
