"""Units side by side over years; where a unit was merged or split between two years, the comparison says so."""

from __future__ import annotations

from dataclasses import dataclass

from transparency_site.queries import budget_totals, three_public, units
from transparency_site.snapshot import Snapshot

MOST_UNITS = 10


@dataclass(frozen=True, slots=True)
class UnitYear:
    """One unit's year (fen): the consolidated budget and accounts, three-public at both stages. None: not published."""

    year: int
    unit_name: str
    budget: budget_totals.BudgetTotal | None
    accounts: budget_totals.BudgetTotal | None
    three_public_budget: three_public.ThreePublicRow | None
    three_public_final: three_public.ThreePublicRow | None


@dataclass(frozen=True, slots=True)
class Break:
    """A day from which figures are not comparable with those before: `code` took over from, or passed into, others."""

    year: int
    predecessors: tuple[str, ...]
    successors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One unit's years, oldest first, and the breaks between them."""

    unit: units.Unit
    years: tuple[UnitYear, ...]
    breaks: tuple[Break, ...]

    def comparable(self, earlier: int, later: int) -> bool:
        """Whether figures of the two years speak of the same body; a change that is not valid is not drawn."""
        return not any(earlier < one.year <= later for one in self.breaks)


def compare(snapshot: Snapshot, codes: tuple[str, ...]) -> tuple[Comparison, ...]:
    """The known ones of `codes` (at most MOST_UNITS), in the given order."""
    found = ((code, units.detail(snapshot, code)) for code in dict.fromkeys(codes[:MOST_UNITS]))
    return tuple(unit_years(snapshot, unit) for _code, unit in found if unit is not None)


def unit_years(snapshot: Snapshot, unit: units.Unit) -> Comparison:
    """All published years of one unit."""
    totals = [one for one in budget_totals.for_unit(snapshot, unit.code) if one.scope == "department"]
    if not totals:
        totals = list(budget_totals.for_unit(snapshot, unit.code))
    expenses = three_public.for_unit(snapshot, unit.code)
    years = sorted({one.year for one in totals} | {row.year for row in expenses})
    return Comparison(unit, tuple(_year(unit, year, totals, expenses) for year in years), _breaks(snapshot, unit.code))


def _year(
    unit: units.Unit, year: int, totals: list[budget_totals.BudgetTotal],
    expenses: tuple[three_public.ThreePublicRow, ...],
) -> UnitYear:
    by_kind = {one.kind: one for one in totals if one.year == year}
    by_stage = {row.stage: row for row in expenses if row.year == year}
    names = [one.unit_name for one in by_kind.values()] + [row.unit_name for row in by_stage.values()]
    return UnitYear(year, names[0] if names else unit.name, by_kind.get("budget"), by_kind.get("accounts"),
                    by_stage.get("budget"), by_stage.get("final"))


def _breaks(snapshot: Snapshot, code: str) -> tuple[Break, ...]:
    breaks = []
    for entry in units.everything(snapshot):
        if entry.code == code and entry.predecessors:
            breaks.append(Break(entry.valid_from.year, entry.predecessors, ()))
        if entry.code == code and entry.successors and entry.valid_to is not None:
            breaks.append(Break(entry.valid_to.year, (), entry.successors))
    return tuple(breaks)
