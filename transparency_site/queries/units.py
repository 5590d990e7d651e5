"""Budget units 预算单位: lists by year, one unit with its former names, parents, predecessors and successors."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from transparency_site.filters import Column, Condition, Filters, Kind
from transparency_site.models import BudgetUnit
from transparency_site.queries.list_rows import ListDataset
from transparency_site.queries.memo import remembered
from transparency_site.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Unit:
    """A budget unit as the reference list of this version knows it. `valid_to` is exclusive; None: still valid."""

    code: str
    name: str
    short_name: str
    category: str
    unit_type: str
    parent_code: str | None
    first_level: bool
    valid_from: dt.date
    valid_to: dt.date | None
    former_names: tuple[str, ...]
    aliases: tuple[str, ...]
    predecessors: tuple[str, ...]
    successors: tuple[str, ...]
    township_code: str | None
    telephone: str | None

    def valid_in(self, year: int) -> bool:
        """Valid on any day of `year` (contract, Identities)."""
        return dt.MINYEAR <= year <= dt.MAXYEAR and self.valid_from <= dt.date(year, 12, 31) and (
            self.valid_to is None or self.valid_to > dt.date(year, 1, 1)
        )

    def valid_on(self, day: dt.date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or self.valid_to > day)


def _unit(row: BudgetUnit) -> Unit:
    return Unit(
        row.code, row.name, row.short_name, row.category, row.unit_type, row.parent_code, row.parent_code is None,
        row.valid_from, row.valid_to, tuple(map(str, row.former_names)), tuple(map(str, row.aliases)),
        tuple(map(str, row.predecessors)), tuple(map(str, row.successors)), row.township_code, row.telephone,
    )


@remembered
def everything(snapshot: Snapshot) -> tuple[Unit, ...]:
    """Every unit that this version's reference list holds, past and present, by code, then validity."""
    rows = snapshot.session.scalars(snapshot.rows(BudgetUnit).order_by(BudgetUnit.code, BudgetUnit.valid_from))
    return tuple(_unit(row) for row in rows)


def in_year(snapshot: Snapshot, year: int | None = None, first_level: bool | None = None) -> tuple[Unit, ...]:
    """Units valid on any day of `year` (None: valid on the business date), optionally only first-level ones."""
    return tuple(
        unit
        for unit in everything(snapshot)
        if (unit.valid_on(snapshot.on_date) if year is None else unit.valid_in(year))
        and first_level in (None, unit.first_level)
    )


def detail(snapshot: Snapshot, code: str, year: int | None = None) -> Unit | None:
    """The unit `code` (as it was in `year`, else its newest entry), or None."""
    entries = [unit for unit in everything(snapshot) if unit.code == code]
    then = [unit for unit in entries if year is not None and unit.valid_in(year)]
    found = then or entries
    return found[-1] if found else None


@remembered
def first_level_codes(snapshot: Snapshot) -> frozenset[str]:
    """Codes of units that are first-level in this version's list; city totals are theirs alone."""
    return frozenset(unit.code for unit in everything(snapshot) if unit.first_level)


def name_in(snapshot: Snapshot, code: str, year: int | None = None) -> str | None:
    """The unit's name in `year` (old years are never relabelled), else its newest; None: unknown code."""
    unit = detail(snapshot, code, year)
    return None if unit is None else unit.name


def categories(snapshot: Snapshot, year: int | None = None) -> tuple[tuple[str, tuple[Unit, ...]], ...]:
    """First-level units of `year` by category, categories in the order of their first unit."""
    groups: dict[str, list[Unit]] = {}
    for unit in in_year(snapshot, year, first_level=True):
        groups.setdefault(unit.category, []).append(unit)
    return tuple((category, tuple(units)) for category, units in groups.items())


def _load(snapshot: Snapshot, filters: Filters) -> tuple[Unit, ...]:
    dated = any(condition.key in ("year", "code") for condition in filters.conditions)
    return everything(snapshot) if dated else in_year(snapshot)


def _in_years(unit: Unit, condition: Condition) -> bool:
    years = condition.values
    if condition.operator == "gte":
        return unit.valid_to is None or unit.valid_to > dt.date(_bounded(years[0]), 1, 1)
    if condition.operator == "lte":
        return unit.valid_from <= dt.date(_bounded(years[0]), 12, 31)
    return any(unit.valid_in(_bounded(year)) for year in years)


def _bounded(year: int) -> int:
    return min(max(year, 1), 9999)


COLUMNS: tuple[Column, ...] = (
    Column("code", "单位编码", "Unit code", Kind.CODE, sort=True),
    Column("name", "单位名称", "Name", sort=True),
    Column("short_name", "简称", "Short name", sort=True),
    Column("category", "类别", "Category", sort=True),
    Column("unit_type", "单位性质", "Type"),
    Column("parent_code", "上级单位编码", "Parent's code", Kind.CODE, name="parent"),
    Column("first_level", "一级预算单位", "First-level unit", Kind.FLAG),
    Column("valid_from", "生效日期", "Valid from", Kind.DATE, sort=True),
    Column("valid_to", "失效日期（不含）", "Valid to (exclusive)", Kind.DATE),
    Column("former_names", "曾用名", "Former names", Kind.LIST),
    Column("aliases", "别名", "Aliases", Kind.LIST),
    Column("predecessors", "前身单位", "Predecessors", Kind.LIST),
    Column("successors", "承接单位", "Successors", Kind.LIST),
    Column("township_code", "所辖乡镇编码", "Township governed", Kind.CODE, name="township"),
    Column("telephone", "公开电话", "Telephone"),
    Column("year", "年度（当年任一天有效）", "Year (valid on any day of it)", Kind.INTEGER, shown=False),
)

DATASET: ListDataset[Unit] = ListDataset(
    name="units", zh="预算单位", en="Budget units", columns=COLUMNS, load=_load,
    identify=lambda unit: f"{unit.code}@{unit.valid_from.isoformat()}", default_sort=("code",),
    matchers={"year": _in_years},
)
page = DATASET.page
