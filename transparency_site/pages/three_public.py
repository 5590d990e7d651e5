"""Three-public expenses: the city's years, and one year by unit, budget beside final figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from transparency_site.current import get_snapshot
from transparency_site.pages import pictures
from transparency_site.pages.addresses import link
from transparency_site.pages.blueprint import TABLE, pages
from transparency_site.pages.embedding import chart
from transparency_site.pages.language import gettext as _
from transparency_site.pages.pictures import Picture, Row
from transparency_site.pages.rendering import found, render
from transparency_site.pages.words import THREE_PUBLIC, word
from transparency_site.pages.years import leading_year
from transparency_site.queries import three_public, units
from transparency_site.queries.three_public import ThreePublicRow, YearStage
from transparency_site.snapshot import Snapshot

PARTS = ("overseas_travel_fen", "vehicle_purchase_fen", "vehicle_operation_fen", "reception_fen")
COUNTS = ("overseas_persons", "vehicles_kept", "reception_batches", "reception_persons")


@dataclass(frozen=True, slots=True)
class UnitStages:
    """A unit's year: its budget and its final figures, either of them perhaps not published."""

    code: str
    name: str
    budget: ThreePublicRow | None
    final: ThreePublicRow | None
    before: ThreePublicRow | None  # the year before, at the stage that is shown

    @property
    def shown(self) -> ThreePublicRow | None:
        """The final figure, else the budget."""
        return self.final or self.budget


@pages.get("/three-public")
def three_public_years() -> str:
    """The city's totals, every year and stage."""
    snapshot = get_snapshot()
    rows = three_public.by_year(snapshot)
    year = leading_year(snapshot, tuple(row.year for row in rows))
    leading = [row for row in rows if row.year == year]
    return render(
        "pages/three_public_years.html",
        crumbs=[(_("“三公”经费"), None)],
        rows=rows,
        year=year,
        leading=leading,
        picture=city_three_public(snapshot),
        twins=TABLE,
    )


@chart("/three-public/years", "three_public_years")
def city_three_public(snapshot: Snapshot) -> Picture | None:
    """The city's three-public expenses of every year and stage, by their parts."""
    return _stages_picture(_("历年“三公”经费：预算与决算"), three_public.by_year(snapshot))


def _stages_picture(title: str, rows: tuple[YearStage, ...]) -> Picture | None:
    stacks = [
        pictures.Stack(
            f"{row.year}\n{word('stage', row.stage)}", tuple(getattr(row, part) for part in PARTS), row.total_fen
        )
        for row in sorted(rows, key=lambda row: (row.year, row.stage))
    ]
    return pictures.columns(title, stacks, [str(THREE_PUBLIC[part]) for part in PARTS])


@pages.get("/three-public/<int:year>")
def three_public_year(year: int) -> str:
    """One year by unit; who has not published is named."""
    snapshot = get_snapshot()
    totals = [row for row in three_public.by_year(snapshot) if row.year == year]
    found(totals or None)
    rows = _by_unit(snapshot, year)
    years = sorted({row.year for row in three_public.by_year(snapshot)}, reverse=True)
    return render(
        "pages/three_public_year.html",
        crumbs=[(_("“三公”经费"), link("three_public_years")), (_("%(year)s 年", year=year), None)],
        year=year,
        years=years,
        totals={row.stage: row for row in totals},
        rows=rows,
        row_totals=[one.total_fen for row in rows for one in (row.budget, row.final) if one],
        parts_of_total=PARTS,
        counts=[name for name in COUNTS if any(row.shown and getattr(row.shown, name) is not None for row in rows)],
        twins=TABLE,
        picture=three_public_units(snapshot, year=year),
        structure=three_public_structure(snapshot, year=year),
        missing=[row for row in rows if row.budget is None and row.final is None],
    )


@chart("/three-public/<int:year>/structure", "three_public_year")
def three_public_structure(snapshot: Snapshot, year: int) -> Picture | None:
    """What the three-public expenses of a year are made of, budget beside final."""
    rows = tuple(row for row in three_public.by_year(snapshot) if row.year == year)
    return _stages_picture(_("%(year)s 年“三公”经费的构成", year=year), rows)


@chart("/three-public/<int:year>/units", "three_public_year")
def three_public_units(snapshot: Snapshot, year: int) -> Picture | None:
    """The units of a year, ranked by the final figure where any is published, else by the budget."""
    rows = _by_unit(snapshot, year)
    stage = "final" if any(row.final for row in rows) else "budget"
    shown = [(row.name, getattr(row, stage)) for row in rows]
    title = _("%(year)s 年“三公”经费%(stage)s最多的单位", year=year, stage=word("stage", stage))
    return pictures.ranking(title, [Row(name, one.total_fen, f"{one.id}.total") for name, one in shown if one])


def _by_unit(snapshot: Snapshot, year: int) -> list[UnitStages]:
    """The year's units, the largest shown total in front; who has published nothing comes last."""
    known = {(row.unit_code, row.year, row.stage): row for row in three_public.everything(snapshot)}
    rows = [_stages_of(known, one.code, one.name, year) for one in units.in_year(snapshot, year, first_level=True)]
    return sorted(rows, key=lambda row: (row.shown is None, -((row.shown and row.shown.total_fen) or 0), row.code))


def _stages_of(known: Mapping[tuple[str, int, str], ThreePublicRow], code: str, name: str, year: int) -> UnitStages:
    budget, final = known.get((code, year, "budget")), known.get((code, year, "final"))
    shown = final or budget
    return UnitStages(code, name, budget, final, known.get((code, year - 1, shown.stage)) if shown else None)
