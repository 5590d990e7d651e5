"""Totals of units in three modes: as published, restated to today's units, and with what does not compare set apart.

Every mode adds the same disclosures, each exactly once: the city's totals are equal in all three, to the fen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from transparency_site.filters import Column, Filters, Kind
from transparency_site.queries import budget, units
from transparency_site.queries.budget_totals import BudgetTotal, added, city_rows
from transparency_site.queries.lineage import changed, today_of
from transparency_site.queries.list_rows import ListDataset
from transparency_site.queries.memo import remembered
from transparency_site.snapshot import Snapshot

MODES = ("as-published", "restated", "not-comparable")
SET_APART = "—"


@dataclass(frozen=True, slots=True)
class RestatedTotal:
    """One row of a year (fen): the `parts` (unit codes) added into `unit_code`; None: those that do not compare.

    `comparable`: the row speaks of the same body, wholly published, in every year. `missing` are the units of that
    year that belong into the row and published nothing.
    """

    year: int
    kind: str
    stage: str
    mode: str
    unit_code: str | None
    unit_name: str | None
    comparable: bool
    parts: tuple[str, ...]
    missing: tuple[str, ...]
    disclosures: tuple[str, ...]
    income_fen: int | None
    expenditure_fen: int | None
    basic_fen: int | None
    project_fen: int | None


@dataclass(frozen=True, slots=True)
class Place:
    """Into which row a unit's figures go, under which name."""

    code: str | None
    name: str | None
    comparable: bool


Placer = Callable[[str, str], Place]  # (unit code, name as published) -> its row


def added_up(
    rows: Sequence[BudgetTotal], absent: Sequence[str], place: Placer, mode: str
) -> tuple[RestatedTotal, ...]:
    """`rows` of one year and kind by the place of each; every row of `rows` is in exactly one of the result."""
    groups: dict[str | None, list[BudgetTotal]] = {}
    places: dict[str | None, Place] = {}
    for row in rows:
        where = place(row.unit_code, row.unit_name)
        groups.setdefault(where.code, []).append(row)
        before = places.get(where.code, where)
        places[where.code] = Place(where.code, where.name, where.comparable and before.comparable)
    missing: dict[str | None, list[str]] = {}
    for code in absent:
        missing.setdefault(place(code, code).code, []).append(code)
    return tuple(
        _total(of_place, places[code], tuple(missing.get(code, ())), mode) for code, of_place in groups.items()
    )


def _total(rows: Sequence[BudgetTotal], place: Place, missing: tuple[str, ...], mode: str) -> RestatedTotal:
    stages = {row.stage for row in rows}
    return RestatedTotal(
        year=rows[0].year, kind=rows[0].kind, stage=stages.pop() if len(stages) == 1 else "mixed", mode=mode,
        unit_code=place.code, unit_name=place.name, comparable=place.comparable and not missing,
        parts=tuple(row.unit_code for row in rows), missing=missing, disclosures=tuple(row.id for row in rows),
        income_fen=added(row.income_fen for row in rows), expenditure_fen=added(row.expenditure_fen for row in rows),
        basic_fen=added(row.basic_fen for row in rows), project_fen=added(row.project_fen for row in rows),
    )


def placer(snapshot: Snapshot, year: int, mode: str) -> Placer:
    """Where each unit's figures of `year` go in `mode`."""
    moved = changed(snapshot)

    def as_published(code: str, name: str) -> Place:
        return Place(code, name, code not in moved)

    def restated(code: str, name: str) -> Place:
        today = sorted(today_of(snapshot, code, year))
        if len(today) != 1:
            return Place(code, name, False)  # split or ended: nobody can divide or pass on its figures
        return Place(today[0], units.name_in(snapshot, today[0]) or name, True)

    def set_apart(code: str, name: str) -> Place:
        return Place(None, SET_APART, False) if code in moved else Place(code, name, True)

    return {"as-published": as_published, "restated": restated, "not-comparable": set_apart}[mode]


@remembered
def of_year(snapshot: Snapshot, year: int, kind: str, mode: str) -> tuple[RestatedTotal, ...]:
    """The city's consolidated first-level totals of a year in one of `MODES`."""
    rows = city_rows(snapshot, year, kind)
    published = {row.unit_code for row in rows}
    absent = [unit.code for unit in units.in_year(snapshot, year, first_level=True) if unit.code not in published]
    return added_up(rows, absent, placer(snapshot, year, mode), mode)


def of_unit(snapshot: Snapshot, code: str, kind: str = "budget") -> tuple[RestatedTotal, ...]:
    """Today's unit `code` over the years, its predecessors' figures added, oldest first."""
    years = reversed(budget.years(snapshot, kind))
    return tuple(
        row for year in years for row in of_year(snapshot, year, kind, "restated") if row.unit_code == code
    )


def _money(name: str, zh: str, en: str) -> Column:
    return Column(f"{name}_fen", zh, en, Kind.MONEY, filtered=False, sort=True)


COLUMNS: tuple[Column, ...] = (
    Column("year", "年度", "Year", Kind.INTEGER, sort=True),
    Column("kind", "类型", "Kind", Kind.CODE, filtered=False),
    Column("stage", "阶段", "Stage", Kind.CODE, filtered=False),
    Column("mode", "口径", "Mode", Kind.CODE, filtered=False),
    Column("unit_code", "单位编码", "Unit code", Kind.CODE, name="unit", sort=True),
    Column("unit_name", "单位名称", "Unit", filtered=False),
    Column("comparable", "可比", "Comparable", Kind.FLAG),
    Column("parts", "合并的单位编码", "Unit codes added", Kind.LIST),
    Column("missing", "缺少的单位编码", "Unit codes missing", Kind.LIST),
    Column("disclosures", "公开件编号", "Disclosures", Kind.LIST),
    _money("income", "收入合计", "Income"),
    _money("expenditure", "支出合计", "Expenditure"),
    _money("basic", "基本支出", "Basic expenditure"),
    _money("project", "项目支出", "Project expenditure"),
)


def dataset_of(kind: str, mode: str) -> ListDataset[RestatedTotal]:
    """The totals of every year as a dataset; its sum is given within one year."""

    def load(snapshot: Snapshot, _filters: Filters) -> tuple[RestatedTotal, ...]:
        return tuple(row for year in budget.years(snapshot, kind) for row in of_year(snapshot, year, kind, mode))

    return ListDataset(
        name=f"unit-totals:{kind}:{mode}", zh="单位合计（三种口径）", en="Totals of units in three modes",
        columns=COLUMNS, load=load, identify=lambda row: f"{row.year}:{row.unit_code}",
        default_sort=("year", "unit"), amount="expenditure_fen",
        additive=lambda items: len({item.year for item in items}) == 1,
    )
