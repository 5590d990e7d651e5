"""The city's departments added, year by year, and departments side by side."""

from __future__ import annotations

from flask import request
from flask_babel import gettext as _

from transparency_site.current import get_snapshot
from transparency_site.pages import pictures
from transparency_site.pages.addresses import link, remember_state
from transparency_site.pages.blueprint import TABLE, pages
from transparency_site.pages.rendering import found, render
from transparency_site.queries import budget, home, units
from transparency_site.queries import compare as queries
from transparency_site.queries.compare import Comparison, UnitYear


@pages.get("/budget/<int:year>")
def budget_year(year: int) -> str:
    """All departments of a year: the sum, by functional class, by unit; what is missing is named."""
    snapshot = get_snapshot()
    years = budget.years(snapshot)
    found(year if year in years else None)
    kinds = {kind: budget.city_year(snapshot, year, kind) for kind in ("budget", "accounts")}
    lead = kinds["budget"] if kinds["budget"].units else kinds["accounts"]
    names = {code: units.name_in(snapshot, code, year) or code for code in lead.missing}
    title = _("%(year)s 年 %(units)s 个部门支出按功能分类", year=year, units=lead.units)
    return render(
        "pages/budget_year.html",
        crumbs=[(_("部门预决算"), link("units")), (_("%(year)s 年汇总", year=year), None)],
        year=year,
        years=years,
        lead=lead,
        other=kinds["accounts"] if lead.kind == "budget" else None,
        missing=names,
        picture=pictures.areas(title, [(one.name, one.amount_fen) for one in lead.classes]),
        ranking=pictures.ranking(
            _("%(year)s 年支出最多的部门", year=year), [(row.unit_name, row.expenditure_fen) for row in lead.rows]
        ),
        rows=sorted(lead.rows, key=lambda row: -(row.expenditure_fen or 0)),
        twins=TABLE,
    )


@pages.get("/compare")
def compare() -> str:
    """Up to six units side by side over the years; where a unit became another body the line is not drawn on."""
    snapshot = get_snapshot()
    compared = queries.compare(snapshot, tuple(request.args.getlist("unit")))
    codes = [one.unit.code for one in compared]
    remember_state([("unit", code) for code in codes])
    years = sorted({year.year for one in compared for year in one.years})
    options = [(one.code, one.name) for one in units.in_year(snapshot, home.lead_year(snapshot), first_level=True)]
    return render(
        "pages/compare.html",
        crumbs=[(_("部门预决算"), link("units")), (_("部门比较"), None)],
        compared=compared,
        years=years,
        amounts=[year.budget.expenditure_fen for one in compared for year in one.years if year.budget],
        rows=[(one.unit, [_year(one, year) for year in years]) for one in compared],
        picture=_picture(compared, years),
        options=[option for option in options if option[0] not in codes],
        twins=TABLE,
        most=queries.MOST_UNITS,
        without={code: link("compare", unit=[other for other in codes if other != code] or None) for code in codes},
    )


def _year(one: Comparison, year: int) -> UnitYear | None:
    return next((known for known in one.years if known.year == year), None)


def _picture(compared: tuple[Comparison, ...], years: list[int]) -> pictures.Picture | None:
    lines = [_line(one, years) for one in compared]
    return pictures.lines(_("历年部门预算支出比较"), [str(year) for year in years], lines)


def _line(one: Comparison, years: list[int]) -> pictures.Line:
    known = [_year(one, year) for year in years]
    amounts = tuple(year.budget.expenditure_fen if year and year.budget else None for year in known)
    breaks = tuple(index for index in range(1, len(years)) if not one.comparable(years[index - 1], years[index]))
    return pictures.Line(one.unit.short_name or one.unit.name, amounts, breaks)
