"""Three-public expenses 三公经费: one owner per (unit, year, stage), a statement or else a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from transparency_site.filters import Column, Filters, Kind
from transparency_site.models import Disclosure, ThreePublicExpense
from transparency_site.queries.budget_totals import added
from transparency_site.queries.datasets import Source
from transparency_site.queries.list_rows import ListDataset
from transparency_site.queries.memo import remembered
from transparency_site.queries.sources import public_files, source
from transparency_site.queries.sql_rows import visible_rows
from transparency_site.queries.units import first_level_codes
from transparency_site.snapshot import Snapshot

AMOUNTS = (
    "total", "overseas_travel", "vehicles", "vehicle_purchase", "vehicle_operation", "reception", "meeting", "training",
    "operating",
)
COUNTS = (
    "overseas_groups", "overseas_persons", "vehicles_purchased", "vehicles_kept", "reception_batches",
    "reception_persons", "foreign_reception_batches", "foreign_reception_persons",
)


@dataclass(frozen=True, slots=True)
class ThreePublicRow:
    """One unit's three-public figures at one stage (budget or final), money in fen. None: not published, never zero.

    A field's figure id is `<id>.<field without _fen>`. `meeting`, `training` and `operating` stand beside the total.
    `source` is the cell of the total.
    """

    id: str
    disclosure: str
    owner: str  # statement, budget or accounts
    year: int
    stage: str
    unit_code: str
    unit_name: str
    first_level: bool
    total_fen: int | None
    overseas_travel_fen: int | None
    vehicles_fen: int | None
    vehicle_purchase_fen: int | None
    vehicle_operation_fen: int | None
    reception_fen: int | None
    meeting_fen: int | None
    training_fen: int | None
    operating_fen: int | None
    overseas_groups: int | None
    overseas_persons: int | None
    vehicles_purchased: int | None
    vehicles_kept: int | None
    reception_batches: int | None
    reception_persons: int | None
    foreign_reception_batches: int | None
    foreign_reception_persons: int | None
    reason: str | None
    source: Source


def row_id(disclosure: str) -> str:
    """What the figure ids of a statement begin with."""
    return f"{disclosure}.three-public.statement"


@remembered
def everything(snapshot: Snapshot, status: str = "published") -> tuple[ThreePublicRow, ...]:
    """One row per (unit, year, stage), by year, unit and stage."""
    selected = (Disclosure.key, Disclosure.kind, Disclosure.scope, Disclosure.unit_name, Disclosure.file_sha256,
                *(c for c in ThreePublicExpense.__table__.c if c.name not in ("id", "raw")))
    statement = visible_rows(snapshot, ThreePublicExpense, selected, Filters(status=status))
    rows = sorted(snapshot.session.execute(statement), key=_rank)
    owners: dict[tuple[str, int, str], Any] = {}
    for row in rows:
        owners.setdefault((row.unit_code, row.year, row.stage), row)
    files = public_files(snapshot, (row.file_sha256 for row in owners.values()))
    first_level = first_level_codes(snapshot)
    return tuple(
        _present(row, files, row.unit_code in first_level)
        for row in sorted(owners.values(), key=lambda row: (row.year, row.unit_code, row.stage))
    )


def _rank(row: Any) -> tuple[bool, bool, bool, str]:
    """The owner first: a statement, then the table of the right document, the consolidated before the body's own."""
    right = row.kind == ("accounts" if row.stage == "final" else "budget")
    return (row.kind != "three-public", not right, row.scope != "department", row.key)


def _present(row: Any, files: dict[str, str], first_level: bool) -> ThreePublicRow:
    names = [f"{name}_fen" for name in AMOUNTS] + list(COUNTS)
    place = source(files.get(row.file_sha256), row.sheet, row.row, row.columns.get("total"))
    return ThreePublicRow(
        id=row_id(row.key), disclosure=row.key, owner="statement" if row.kind == "three-public" else row.kind,
        year=row.year, stage=row.stage, unit_code=row.unit_code, unit_name=row.unit_name, first_level=first_level,
        reason=row.reason, source=place, **{name: getattr(row, name) for name in names},
    )


def _money(name: str, zh: str, en: str) -> Column:
    return Column(f"{name}_fen", zh, en, Kind.MONEY, sort=True)


def _count(name: str, zh: str, en: str) -> Column:
    return Column(name, zh, en, Kind.INTEGER, sort=True)


COLUMNS: tuple[Column, ...] = (
    Column("id", "编号", "Id", Kind.CODE, filtered=False),
    Column("disclosure", "公开件编号", "Disclosure", Kind.CODE),
    Column("owner", "出处", "Owner", Kind.CODE, choices=("statement", "budget", "accounts")),
    Column("year", "年度", "Year", Kind.INTEGER, sort=True),
    Column("stage", "阶段", "Stage", Kind.CODE, choices=("budget", "final"), sort=True),
    Column("unit_code", "单位编码", "Unit code", Kind.CODE, name="unit", sort=True),
    Column("unit_name", "单位名称", "Unit", sort=True),
    Column("first_level", "一级预算单位", "First-level unit", Kind.FLAG),
    _money("total", "“三公”经费合计", "Total"),
    _money("overseas_travel", "因公出国（境）费", "Overseas travel"),
    _money("vehicles", "公务用车购置及运行费", "Vehicles"),
    _money("vehicle_purchase", "公务用车购置费", "Vehicle purchase"),
    _money("vehicle_operation", "公务用车运行维护费", "Vehicle operation"),
    _money("reception", "公务接待费", "Reception"),
    _money("meeting", "会议费", "Meetings (beside the total)"),
    _money("training", "培训费", "Training (beside the total)"),
    _money("operating", "机关运行经费", "Operating costs (beside the total)"),
    _count("overseas_groups", "出国团组数", "Groups travelling abroad"),
    _count("overseas_persons", "出国人次", "Persons travelling abroad"),
    _count("vehicles_purchased", "购置车辆数", "Vehicles bought"),
    _count("vehicles_kept", "车辆保有量", "Vehicles kept"),
    _count("reception_batches", "国内接待批次", "Receptions"),
    _count("reception_persons", "国内接待人次", "Persons received"),
    _count("foreign_reception_batches", "外宾接待批次", "Receptions of foreigners"),
    _count("foreign_reception_persons", "外宾接待人次", "Foreigners received"),
    Column("reason", "增减原因", "Reason given"),
    Column("source", "来源", "Source", Kind.SOURCE, filtered=False),
)


def _additive(items: list[ThreePublicRow]) -> bool:
    """One stage; and no unit beside the department that its figures are already in."""
    return len({item.stage for item in items}) == 1 and len({item.first_level for item in items}) == 1


DATASET: ListDataset[ThreePublicRow] = ListDataset(
    name="three-public", zh="“三公”经费", en="Three-public expenses", columns=COLUMNS,
    load=lambda snapshot, filters: everything(snapshot, filters.status), identify=lambda row: f"{row.id}:{row.stage}",
    default_sort=("year", "unit", "stage"), amount="total_fen", additive=_additive,
)
page = DATASET.page


@dataclass(frozen=True, slots=True)
class YearStage:
    """A year's three-public figures of first-level units at one stage, added (fen)."""

    year: int
    stage: str
    units: int
    total_fen: int | None
    overseas_travel_fen: int | None
    vehicle_purchase_fen: int | None
    vehicle_operation_fen: int | None
    reception_fen: int | None


@remembered
def by_year(snapshot: Snapshot) -> tuple[YearStage, ...]:
    """City totals of every year and stage, newest first, the budget before the final figure."""
    groups: dict[tuple[int, str], list[ThreePublicRow]] = {}
    for row in everything(snapshot):
        if row.first_level:
            groups.setdefault((-row.year, row.stage), []).append(row)
    return tuple(_year_stage(rows) for _key, rows in sorted(groups.items()))


def _year_stage(rows: list[ThreePublicRow]) -> YearStage:
    return YearStage(
        rows[0].year, rows[0].stage, len(rows), added(row.total_fen for row in rows),
        added(row.overseas_travel_fen for row in rows), added(row.vehicle_purchase_fen for row in rows),
        added(row.vehicle_operation_fen for row in rows), added(row.reception_fen for row in rows),
    )


def for_unit(snapshot: Snapshot, code: str, year: int | None = None) -> tuple[ThreePublicRow, ...]:
    """A unit's rows (of `year`), oldest first."""
    return tuple(row for row in everything(snapshot) if row.unit_code == code and year in (None, row.year))
