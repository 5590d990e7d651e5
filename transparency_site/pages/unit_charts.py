"""Charts of one unit: budgets and accounts over the years, a year by function, three-public expenses, execution."""

from __future__ import annotations

from transparency_site.pages import pictures
from transparency_site.pages.embedding import chart
from transparency_site.pages.language import gettext as _
from transparency_site.pages.pictures import Picture, Row
from transparency_site.pages.words import THREE_PUBLIC, word
from transparency_site.queries import budget, execution, three_public, units
from transparency_site.queries.budget_totals import BudgetTotal
from transparency_site.queries.execution_figures import total_figures
from transparency_site.queries.three_public import ThreePublicRow
from transparency_site.snapshot import Snapshot

PARTS = ("overseas_travel", "vehicle_purchase", "vehicle_operation", "reception")


def _name(snapshot: Snapshot, code: str) -> str:
    unit = units.detail(snapshot, code)
    return unit.name if unit else code


@chart("/units/<code>/years", "unit")
def unit_years(snapshot: Snapshot, code: str) -> Picture | None:
    """Expenditure of every year, basic and project, budget beside accounts."""
    totals = budget.unit_totals(snapshot, code)
    rows = [row for row in totals if row.scope == "department"] or list(totals)
    stacks = [_year(row) for row in sorted(rows, key=lambda row: (row.year, row.kind == "accounts"))]
    title = _("%(unit)s历年支出：预算与决算", unit=_name(snapshot, code))
    return pictures.columns(title, [one for one in stacks if one], [_("基本支出"), _("项目支出")])


def _year(row: BudgetTotal) -> pictures.Stack | None:
    if row.basic_fen is None and row.project_fen is None:
        return None
    label = f"{row.year}\n{word('stage', 'final' if row.kind == 'accounts' else 'budget')}"
    figures = (row.basic_figure, row.project_figure, row.expenditure_figure)
    return pictures.Stack(label, (row.basic_fen, row.project_fen), row.expenditure_fen, figures)


@chart("/units/<code>/<int:year>/functions/<disclosure>", "unit_year")
def unit_functions(snapshot: Snapshot, code: str, year: int, disclosure: str) -> Picture | None:
    """One document's expenditure by functional class."""
    one = next((row for row in budget.unit_totals(snapshot, code, year) if row.id == disclosure), None)
    if one is None:
        return None
    title = _("%(unit)s %(year)s 年%(kind)s支出按功能分类", unit=one.unit_name, year=year, kind=word("kind", one.kind))
    return pictures.areas(title, [Row(part.name, part.amount_fen) for part in one.classes])


@chart("/units/<code>/three-public", "unit")
def unit_three_public(snapshot: Snapshot, code: str) -> Picture | None:
    """Three-public expenses of every year and stage, by their parts."""
    rows = sorted(three_public.for_unit(snapshot, code), key=lambda row: (row.year, row.stage))
    title = _("%(unit)s历年“三公”经费", unit=_name(snapshot, code))
    legend = [str(THREE_PUBLIC[f"{part}_fen"]) for part in PARTS]
    return pictures.columns(title, [_expenses(row) for row in rows], legend)


def _expenses(row: ThreePublicRow) -> pictures.Stack:
    figures = tuple(f"{row.id}.{part}" for part in (*PARTS, "total"))
    amounts = tuple(getattr(row, f"{part}_fen") for part in PARTS)
    return pictures.Stack(f"{row.year}\n{word('stage', row.stage)}", amounts, row.total_fen, figures)


@chart("/units/<code>/<int:year>/execution", "unit_year")
def unit_execution(snapshot: Snapshot, code: str, year: int) -> Picture | None:
    """What was spent by the end of each quarter, against the year's budget."""
    quarters = [one for one in execution.unit_quarters(snapshot, code, year) if one.basis == "ytd"]
    shown = {one.quarter: one for one in quarters}
    planned = {number: one.budget_fen for number, one in shown.items()}
    labels = [_("第 %(quarter)s 季度", quarter=number) for number in (1, 2, 3, 4)]
    figures = total_figures(snapshot, [one.disclosure for one in quarters])
    done = tuple(shown[number].executed_fen if number in shown else None for number in (1, 2, 3, 4))
    ids = tuple(figures.get(shown[number].disclosure, (None, None))[1] if number in shown else None
                for number in (1, 2, 3, 4))
    lines = [pictures.Line(_("累计执行"), done, figures=ids)]
    if any(fen is not None for fen in planned.values()):
        lines.append(pictures.Line(_("全年预算"), tuple(planned.get(number) for number in (1, 2, 3, 4))))
    title = _("%(unit)s %(year)s 年累计执行数", unit=units.name_in(snapshot, code, year) or code, year=year)
    return pictures.lines(title, labels, lines)
