"""Budgets and final accounts as readers ask of them: the city's year, a unit's year, a disclosure with its words."""

from __future__ import annotations

from dataclasses import dataclass

from transparency_site.filters import where
from transparency_site.models import Disclosure, TextSection
from transparency_site.queries import budget_lines, budget_totals
from transparency_site.queries.budget_totals import BudgetTotal, ClassTotal, added
from transparency_site.queries.memo import remembered
from transparency_site.queries.units import in_year
from transparency_site.snapshot import Snapshot

page = budget_lines.page
tables = budget_lines.tables


@dataclass(frozen=True, slots=True)
class ClassSum:
    """A functional class's expenditure over all units (fen), and how many units have it."""

    code: str
    name: str
    amount_fen: int
    units: int


@dataclass(frozen=True, slots=True)
class CityYear:
    """A year's department budgets (or final accounts) added: 109 个部门合计, not 全市支出 (contract). Fen."""

    year: int
    kind: str  # budget | accounts
    stage: str  # approved adjusted final, mixed
    units: int  # how many units are in the sums
    expected: int  # first-level units of the year
    income_fen: int | None
    expenditure_fen: int | None
    basic_fen: int | None
    project_fen: int | None
    classes: tuple[ClassSum, ...]  # largest first
    rows: tuple[BudgetTotal, ...]  # by unit code
    missing: tuple[str, ...]  # unit codes without a disclosure


@dataclass(frozen=True, slots=True)
class Words:
    """A text section of a disclosure."""

    key: str
    title: str
    text: str


@remembered
def city_year(snapshot: Snapshot, year: int, kind: str = "budget") -> CityYear:
    """The sums of `year` over consolidated disclosures of first-level units, with those missing named."""
    rows = budget_totals.city_rows(snapshot, year, kind)
    expected = {unit.code for unit in in_year(snapshot, year, first_level=True)}
    stages = {row.stage for row in rows}
    return CityYear(
        year, kind, stages.pop() if len(stages) == 1 else "mixed", len(rows), len(expected),
        added(row.income_fen for row in rows), added(row.expenditure_fen for row in rows),
        added(row.basic_fen for row in rows), added(row.project_fen for row in rows),
        classes_of(rows), rows, tuple(sorted(expected - {row.unit_code for row in rows})),
    )


def classes_of(rows: tuple[BudgetTotal, ...]) -> tuple[ClassSum, ...]:
    """Expenditure by functional class over `rows`, largest first."""
    found: dict[str, list[ClassTotal]] = {}
    for row in rows:
        for one in row.classes:
            found.setdefault(one.code, []).append(one)
    sums = (
        ClassSum(code, parts[0].name, sum(part.amount_fen for part in parts), len(parts))
        for code, parts in found.items()
    )
    return tuple(sorted(sums, key=lambda one: (-one.amount_fen, one.code)))


def years(snapshot: Snapshot, kind: str | None = None) -> tuple[int, ...]:
    """Years with a visible budget or final-accounts disclosure, newest first."""
    found = {one.year for one in budget_totals.everything(snapshot) if kind in (None, one.kind)}
    return tuple(sorted(found, reverse=True))


def unit_totals(snapshot: Snapshot, code: str, year: int | None = None) -> tuple[BudgetTotal, ...]:
    """A unit's totals per disclosure (of `year`), oldest first; `department` and `unit` scope are never added."""
    return budget_totals.for_unit(snapshot, code, year)


def words(snapshot: Snapshot, disclosure: str) -> tuple[Words, ...]:
    """The text sections of a visible disclosure (its key), in document order."""
    statement = snapshot.rows(TextSection, TextSection.key, TextSection.title, TextSection.text).where(
        Disclosure.key == disclosure
    ).order_by(TextSection.id)
    return tuple(Words(*row) for row in snapshot.session.execute(statement))


def line_count(snapshot: Snapshot, disclosure: str) -> int:
    """How many figures a disclosure's tables hold."""
    return budget_lines.DATASET.summary(snapshot, where(disclosure=disclosure)).count
