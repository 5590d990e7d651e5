"""The city's departments added, year by year, and departments side by side."""

from __future__ import annotations

from flask import request

from transparency_site.current import get_snapshot
from transparency_site.pages import pictures
from transparency_site.pages.addresses import link, remember_state
from transparency_site.pages.blueprint import TABLE, pages
from transparency_site.pages.embedding import chart
from transparency_site.pages.language import gettext as _
from transparency_site.pages.lineages import restated_years
from transparency_site.pages.pictures import Picture, Row
from transparency_site.pages.rendering import found, render
from transparency_site.queries import budget, home, units
from transparency_site.queries import compare as queries
from transparency_site.queries.budget import CityYear
from transparency_site.queries.compare import Comparison, UnitYear
from transparency_site.snapshot import Snapshot


@pages.get("/budget/<int:year>")
def budget_year(year: int) -> str:
    """All departments of a year: the sum, by functional class, by unit; what is missing is named."""
    snapshot = get_snapshot()
    years = budget.years(snapshot)
    found(year if year in years else None)
    kinds = {kind: budget.city_year(snapshot, year, kind) for kind in ("budget", "accounts")}
    lead = _lead(snapshot, year)
    names = {code: units.name_in(snapshot, code, year) or code for code in lead.missing}
    return render(
        "pages/budget_year.html",
        crumbs=[(_("部门预决算"), link("units")), (_("%(year)s 年汇总", year=year), None)],
        year=year,
        years=years,
        lead=lead,
        other=kinds["accounts"] if lead.kind == "budget" else None,
        missing=names,
        picture=city_functions(snapshot, year=year),
        ranking=city_departments(snapshot, year=year),
        rows=sorted(lead.rows, key=lambda row: -(row.expenditure_fen or 0)),
        twins=TABLE,
    )


def _lead(snapshot: Snapshot, year: int) -> CityYear:
    """The budgets of a year; its accounts where no budget is published."""
    planned = budget.city_year(snapshot, year, "budget")
    return planned if planned.units else budget.city_year(snapshot, year, "accounts")


@chart("/budget/<int:year>/functions", "budget_year")
def city_functions(snapshot: Snapshot, year: int) -> Picture | None:
    """All departments of a year by functional class."""
    lead = _lead(snapshot, year)
    title = _("%(year)s 年 %(units)s 个部门支出按功能分类", year=year, units=lead.units)
    return pictures.areas(title, [Row(one.name, one.amount_fen) for one in lead.classes])


@chart("/budget/<int:year>/departments", "budget_year")
def city_departments(snapshot: Snapshot, year: int) -> Picture | None:
    """The departments of a year, ranked by expenditure."""
    rows = [Row(row.unit_name, row.expenditure_fen, row.expenditure_figure) for row in _lead(snapshot, year).rows]
    return pictures.ranking(_("%(year)s 年支出最多的部门", year=year), rows)


@pages.get("/compare")
def compare() -> str:
    """Up to ten units side by side over the years; where a unit became another body the line is not drawn on."""
    snapshot = get_snapshot()
    compared = queries.compare(snapshot, tuple(request.args.getlist("unit")))
    codes = [one.unit.code for one in compared]
    remember_state([("unit", code) for code in codes])
    years = _years(compared)
    options = [(one.code, one.name) for one in units.in_year(snapshot, home.lead_year(snapshot), first_level=True)]
    return render(
        "pages/compare.html",
        crumbs=[(_("部门预决算"), link("units")), (_("部门比较"), None)],
        compared=compared,
        years=years,
        amounts=[year.budget.expenditure_fen for one in compared for year in one.years if year.budget],
        rows=[(one.unit, [_year(one, year) for year in years]) for one in compared],
        picture=comparison(snapshot, unit=tuple(codes)) if codes else None,
        restated=restated_years(snapshot, codes),
        options=[option for option in options if option[0] not in codes],
        twins=TABLE,
        most=queries.MOST_UNITS,
        without={code: link("compare", unit=[other for other in codes if other != code] or None) for code in codes},
    )


def _year(one: Comparison, year: int) -> UnitYear | None:
    return next((known for known in one.years if known.year == year), None)


@chart("/compare", "compare", repeated="unit")
def comparison(snapshot: Snapshot, unit: tuple[str, ...]) -> Picture | None:
    """Units' budgets over the years, side by side."""
    compared = queries.compare(snapshot, unit)
    years = _years(compared)
    lines = [_line(one, years) for one in compared]
    return pictures.lines(_("历年部门预算支出比较"), [str(year) for year in years], lines)


def _years(compared: tuple[Comparison, ...]) -> list[int]:
    return sorted({year.year for one in compared for year in one.years})


def _line(one: Comparison, years: list[int]) -> pictures.Line:
    budgets = [known.budget if (known := _year(one, year)) else None for year in years]
    amounts = tuple(total.expenditure_fen if total else None for total in budgets)
    figures = tuple(total.expenditure_figure if total else None for total in budgets)
    breaks = tuple(index for index in range(1, len(years)) if not one.comparable(years[index - 1], years[index]))
    return pictures.Line(one.unit.short_name or one.unit.name, amounts, breaks, figures)
