"""What a unit's page says in sentences: made from figures, with the base of every comparison named. Never typed."""

from __future__ import annotations

from transparency_site.formatting import change, share
from transparency_site.pages.language import gettext as _
from transparency_site.pages.showing import amount_text, day
from transparency_site.pages.words import word
from transparency_site.queries import budget, compare, units
from transparency_site.queries.budget_totals import BudgetTotal
from transparency_site.queries.units import Unit
from transparency_site.snapshot import Snapshot


def sentences(snapshot: Snapshot, unit: Unit, latest: BudgetTotal | None) -> list[str]:
    """Against the year before, and the last accounts against their own year's budget."""
    if latest is None:
        return []
    totals = [one for one in budget.unit_totals(snapshot, unit.code) if one.scope == latest.scope]
    return [text for text in (_year_on_year(snapshot, unit, latest, totals), _fulfilled(totals)) if text]


def _year_on_year(snapshot: Snapshot, unit: Unit, latest: BudgetTotal, totals: list[BudgetTotal]) -> str:
    year = latest.year - 1
    before = next((one for one in totals if (one.year, one.kind) == (year, latest.kind)), None)
    if not compare.unit_years(snapshot, unit).comparable(year, latest.year):
        return _("%(year)s 年这个单位有撤并或职责转移，与上年的数字不可比，不作比较。", year=latest.year)
    if before is None or before.expenditure_fen is None or latest.expenditure_fen is None:
        return ""
    rate = change(latest.expenditure_fen, before.expenditure_fen)
    if rate is None:
        return ""
    named = {"year": year, "kind": word("kind", before.kind), "base": amount_text(before.expenditure_fen)}
    if latest.expenditure_fen < before.expenditure_fen:
        return _("比 %(year)s 年%(kind)s（%(base)s）减少 %(rate)s。", rate=rate.removeprefix("-"), **named)
    return _("比 %(year)s 年%(kind)s（%(base)s）增加 %(rate)s。", rate=rate.removeprefix("+"), **named)


def _fulfilled(totals: list[BudgetTotal]) -> str:
    """The newest accounts of which the year's budget is published, too."""
    for final in sorted((one for one in totals if one.kind == "accounts"), key=lambda one: -one.year):
        plan = next((one for one in totals if (one.year, one.kind) == (final.year, "budget")), None)
        rate = share(final.expenditure_fen, plan.expenditure_fen) if plan else None
        if plan and rate:
            return _("%(year)s 年决算支出是当年%(stage)s（%(plan)s）的 %(rate)s。", year=final.year,
                     stage=word("stage", plan.stage), plan=amount_text(plan.expenditure_fen), rate=rate)
    return ""


def ratios(totals: tuple[BudgetTotal, ...]) -> dict[str, str]:
    """Accounts -> expenditure as a percentage of the same year's budget in the same scope, by disclosure id."""
    plans = {(one.year, one.scope): one.expenditure_fen for one in totals if one.kind == "budget"}
    finals = [one for one in totals if one.kind == "accounts"]
    return {one.id: share(one.expenditure_fen, plans.get((one.year, one.scope))) or "" for one in finals}


def structure_then(snapshot: Snapshot, code: str, year: int) -> dict[str, list[tuple[str, str]]]:
    """The unit's place in `year`: its department above, the units below it, as they were called then."""
    unit = units.detail(snapshot, code, year)
    parent = unit.parent_code if unit else None
    below = [(one.code, one.name) for one in units.in_year(snapshot, year) if one.parent_code == code]
    above = [(parent, units.name_in(snapshot, parent, year) or parent)] if parent else []
    return {"above": above, "below": below}


def ended(snapshot: Snapshot, unit: Unit) -> str:
    """That the unit is no more, since when; empty while it is."""
    if unit.valid_to is None or unit.valid_to > snapshot.on_date:
        return ""
    return _("这个单位已于%(date)s撤并，以下是它存在期间的数字，不改用新名称。", date=day(unit.valid_to))
