"""Budget units: the list of a year, one unit over the years, one unit's year with its tables as published."""

from __future__ import annotations

from dataclasses import dataclass

from transparency_site.current import get_snapshot
from transparency_site.filters import where
from transparency_site.pages import register_views, unit_charts, unit_story
from transparency_site.pages.addresses import here, link
from transparency_site.pages.blueprint import TABLE, pages
from transparency_site.pages.disclosure_links import disclosure_link
from transparency_site.pages.language import gettext as _
from transparency_site.pages.lineages import history
from transparency_site.pages.pictures import Picture
from transparency_site.pages.published_tables import documents
from transparency_site.pages.rendering import ask, found, render
from transparency_site.pages.years import leading_year
from transparency_site.queries import (
    batches,
    budget,
    execution,
    funds,
    home,
    publications,
    three_public,
    timeliness,
    unit_documents,
    units,
)
from transparency_site.queries.budget_totals import BudgetTotal
from transparency_site.queries.execution import Quarter
from transparency_site.queries.execution_figures import total_figures
from transparency_site.queries.units import Unit
from transparency_site.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit of the list with its expenditure (fen) in the year: budget and final."""

    code: str
    name: str
    budget_fen: int | None
    budget_figure: str | None
    final_fen: int | None
    final_figure: str | None


@pages.get("/units", endpoint="units")
def unit_list() -> str:
    """First-level units of a year by category, with budget and final expenditure."""
    snapshot = get_snapshot()
    asked = ask(units.COLUMNS)
    years = home.years(snapshot)
    year = asked.filters.value("year") or home.lead_year(snapshot) or snapshot.on_date.year
    rows = units.DATASET.all(snapshot, asked.filters.and_equal("year", year).and_equal("first_level", True))
    return render(
        "pages/units.html",
        crumbs=[(_("部门预决算"), None)],
        asked=asked,
        year=year,
        years=years,
        chips=[chip for chip in asked.chips if chip.without != here(year=None, cursor=None)],
        total=len(units.in_year(snapshot, year, first_level=True)),
        city=budget.city_year(snapshot, year),
        groups=_by_category(snapshot, rows, year),
        twins=TABLE,
        category_options=[(name, name) for name, _units in units.categories(snapshot, year)],
    )


def _by_category(snapshot: Snapshot, rows: list[Unit], year: int) -> list[tuple[str, list[UnitRow]]]:
    spent = {
        kind: {one.unit_code: one for one in budget.city_year(snapshot, year, kind).rows}
        for kind in ("budget", "accounts")
    }
    groups: dict[str, list[UnitRow]] = {}
    for unit in rows:
        plan, final = spent["budget"].get(unit.code), spent["accounts"].get(unit.code)
        groups.setdefault(unit.category, []).append(
            UnitRow(
                unit.code,
                unit.name,
                plan.expenditure_fen if plan else None,
                plan.expenditure_figure if plan else None,
                final.expenditure_fen if final else None,
                final.expenditure_figure if final else None,
            )
        )
    return list(groups.items())


@pages.get("/units/<code>")
def unit(code: str) -> str:
    """One unit: who it is, its years, three-public expenses, execution, funds, and every document that it published."""
    snapshot = get_snapshot()
    one = found(units.detail(snapshot, code))
    totals = budget.unit_totals(snapshot, code)
    year = leading_year(snapshot, tuple(row.year for row in totals))
    latest = next((row for row in reversed(totals) if row.year == year and row.scope == "department"), None) or next(
        iter(reversed(totals)), None
    )
    expenses = three_public.for_unit(snapshot, code)
    quarters = [quarter for known in home.years(snapshot) for quarter in execution.unit_quarters(snapshot, code, known)]
    return render(
        "pages/unit.html",
        crumbs=[(_("部门预决算"), link("units")), (one.name, None)],
        unit=one,
        totals=totals,
        latest=latest,
        picture=unit_charts.unit_years(snapshot, code=code),
        three_public_picture=unit_charts.unit_three_public(snapshot, code=code),
        three_public=expenses,
        counts=[name for name in three_public.COUNTS if any(getattr(row, name) is not None for row in expenses)],
        three_public_leading=next((row for row in reversed(expenses) if latest and row.year == latest.year), None),
        executions=quarters,
        execution_figures=total_figures(snapshot, [quarter.disclosure for quarter in quarters]),
        disclosure_link=disclosure_link,
        execution_picture=_execution_picture(snapshot, code, quarters),
        managed=batches.DATASET.summary(snapshot, where(unit_code=code)),
        history=history(snapshot, code),
        documents=unit_documents.of_unit(snapshot, code),
        published_on={act.version: act.business_date for act in publications.everything(snapshot)},
        sentences=unit_story.sentences(snapshot, one, latest),
        ratios=unit_story.ratios(totals),
        ended=unit_story.ended(snapshot, one),
        functions=_functions(snapshot, latest),
        words=budget.words(snapshot, latest.id) if latest else (),
        funds=[fund for fund in funds.everything(snapshot) if fund.unit_code == code and fund.batches],
        registered=register_views.of_unit(snapshot, code),
        names={u.code: u.name for u in units.everything(snapshot)},
        feed=link("unit_feed", code=code),
        children=[child for child in units.in_year(snapshot) if child.parent_code == code],
        twins=TABLE,
    )


def _functions(snapshot: Snapshot, latest: BudgetTotal | None) -> Picture | None:
    if latest is None:
        return None
    return unit_charts.unit_functions(snapshot, code=latest.unit_code, year=latest.year, disclosure=latest.id)


def _execution_picture(snapshot: Snapshot, code: str, quarters: list[Quarter]) -> Picture | None:
    """The newest year that has quarters."""
    year = max((quarter.year for quarter in quarters), default=None)
    return None if year is None else unit_charts.unit_execution(snapshot, code=code, year=year)


@pages.get("/units/<code>/<int:year>")
def unit_year(code: str, year: int) -> str:
    """One unit's budget and final accounts of a year, every table as published."""
    snapshot = get_snapshot()
    one = found(units.detail(snapshot, code, year))
    totals = budget.unit_totals(snapshot, code, year)
    name = totals[0].unit_name if totals else one.name
    years = sorted({row.year for row in budget.unit_totals(snapshot, code)} | {year}, reverse=True)
    crumbs = [
        (_("部门预决算"), link("units", year=year)),
        (one.name, link("unit", code=code)),
        (_("%(year)s 年", year=year), None),
    ]
    return render(
        "pages/unit_year.html",
        crumbs=crumbs,
        code=code,
        year=year,
        years=years,
        name=name,
        unit=one,
        documents=documents(snapshot, totals),
        then=unit_story.structure_then(snapshot, code, year),
        has_deadlines=bool(timeliness.in_fiscal_year(snapshot, year)),
        twins=TABLE,
    )
