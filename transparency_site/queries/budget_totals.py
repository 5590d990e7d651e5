"""Totals of budgets and final accounts: a row per disclosure, from what was computed at checking; city sums of them.

City totals add only the consolidated (`department`) disclosures of first-level units (contract, Identities).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, tuple_

from transparency_site.filters import Column, Filters, Kind
from transparency_site.models import BudgetLine, Disclosure
from transparency_site.queries.datasets import Source
from transparency_site.queries.list_rows import ListDataset
from transparency_site.queries.memo import remembered
from transparency_site.queries.sources import public_files, source, tables_of
from transparency_site.queries.sql_rows import visible_rows
from transparency_site.queries.units import first_level_codes
from transparency_site.snapshot import Snapshot

MEASURES = ("income", "expenditure", "basic", "project")


@dataclass(frozen=True, slots=True)
class ClassTotal:
    """One functional class of a disclosure's expenditure: the sum of its leaves in fen, named as published there."""

    code: str
    name: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class BudgetTotal:
    """One disclosure's totals in fen, each with figure id and source cell. None: not published there (never zero)."""

    id: str  # the disclosure's
    kind: str
    year: int
    stage: str
    scope: str
    unit_code: str
    unit_name: str
    first_level: bool
    income_fen: int | None
    income_figure: str | None
    income_source: Source | None
    expenditure_fen: int | None
    expenditure_figure: str | None
    expenditure_source: Source | None
    basic_fen: int | None
    basic_figure: str | None
    basic_source: Source | None
    project_fen: int | None
    project_figure: str | None
    project_source: Source | None
    classes: tuple[ClassTotal, ...]
    class_table: str | None  # the table that the classes were added from
    marks: int  # public reconciliation marks: explained mistakes


def _figure(totals: Mapping[str, Any], name: str) -> str | None:
    """The figure behind a total; None where it was computed, because the document states none."""
    figure: str | None = totals.get("figures", {}).get(f"{name}_fen")
    return figure


@remembered
def everything(snapshot: Snapshot) -> tuple[BudgetTotal, ...]:
    """The totals of every visible budget and final-accounts disclosure, by year, kind and unit."""
    return _totals(snapshot, "published")


@remembered
def _totals(snapshot: Snapshot, status: str) -> tuple[BudgetTotal, ...]:
    statement = visible_rows(snapshot, Disclosure, (Disclosure,), Filters(status=status)).where(
        Disclosure.kind.in_(("budget", "accounts"))
    ).order_by(Disclosure.year, Disclosure.kind, Disclosure.unit_code, Disclosure.key, Disclosure.revision)
    disclosures = list(snapshot.session.scalars(statement))
    sources = figure_sources(snapshot, {
        (one.id, figure): one for one in disclosures for name in MEASURES
        if (figure := _figure(one.totals, name))
    })
    first_level = first_level_codes(snapshot)
    return tuple(_total(one, sources, one.unit_code in first_level) for one in disclosures)


def _total(one: Disclosure, sources: Mapping[tuple[int, str], Source], first_level: bool) -> BudgetTotal:
    figures: dict[str, Any] = {}
    for name in MEASURES:
        figure = _figure(one.totals, name)
        figures[f"{name}_fen"] = one.totals.get(f"{name}_fen")
        figures[f"{name}_figure"] = figure
        figures[f"{name}_source"] = sources.get((one.id, figure)) if figure else None
    return BudgetTotal(
        id=one.key, kind=one.kind, year=one.year or 0, stage=one.stage or "", scope=one.scope or "",
        unit_code=one.unit_code or "", unit_name=one.unit_name or "", first_level=first_level,
        classes=_classes(one.totals), class_table=one.totals.get("by_class_table"), marks=len(one.marks), **figures,
    )


def _classes(totals: Mapping[str, Any]) -> tuple[ClassTotal, ...]:
    classes = totals.get("by_class", {})
    return tuple(ClassTotal(code, entry["name"], entry["fen"]) for code, entry in sorted(classes.items()))


def figure_sources(snapshot: Snapshot, figures: Mapping[tuple[int, str], Disclosure]) -> dict[tuple[int, str], Source]:
    """Source cells of budget figures, by (disclosure row id, figure id); a thousand figures cost three statements."""
    wanted = {(row, *_parts(one.key, figure)): (row, figure) for (row, figure), one in figures.items()}
    files = public_files(snapshot, (one.file_sha256 for one in figures.values()))
    tables = tables_of(snapshot, (one.id for one in figures.values()))
    by_id = {one.id: one for one in figures.values()}
    found: dict[tuple[int, str], Source] = {}
    keys = list(wanted)
    address = tuple_(BudgetLine.disclosure_id, BudgetLine.table, BudgetLine.line, BudgetLine.measure)
    for start in range(0, len(keys), 500):
        statement = select(
            BudgetLine.disclosure_id, BudgetLine.table, BudgetLine.line, BudgetLine.measure, BudgetLine.row,
            BudgetLine.column,
        ).where(address.in_(keys[start : start + 500]))
        for number, table, line, measure, row, column in snapshot.session.execute(statement):
            sheet = tables.get((number, table), (None,))[0]
            file = files.get(by_id[number].file_sha256 or "")
            found[wanted[number, table, line, measure]] = source(file, sheet, row, column)
    return found


def _parts(disclosure: str, figure: str) -> tuple[str, str, str]:
    """Table, line and measure of a figure id; a line may hold dots of its own."""
    table, _, rest = figure.removeprefix(f"{disclosure}.").partition(".")
    line, _, measure = rest.rpartition(".")
    return table, line, measure


def _money(name: str, zh: str, en: str) -> tuple[Column, ...]:
    return (
        Column(f"{name}_fen", zh, en, Kind.MONEY, sort=True),
        Column(f"{name}_figure", f"{zh}指标编号", f"{en}: figure id", Kind.CODE, filtered=False),
        Column(f"{name}_source", f"{zh}来源", f"{en}: source", Kind.SOURCE, filtered=False),
    )


COLUMNS: tuple[Column, ...] = (
    Column("id", "公开件编号", "Disclosure", Kind.CODE),
    Column("kind", "类型", "Kind", Kind.CODE, choices=("budget", "accounts")),
    Column("year", "年度", "Year", Kind.INTEGER, sort=True),
    Column("stage", "阶段", "Stage", Kind.CODE, choices=("approved", "adjusted", "final"), sort=True),
    Column("scope", "口径", "Scope", Kind.CODE, choices=("department", "unit")),
    Column("unit_code", "单位编码", "Unit code", Kind.CODE, name="unit", sort=True),
    Column("unit_name", "单位名称", "Unit", sort=True),
    Column("first_level", "一级预算单位", "First-level unit", Kind.FLAG),
    *_money("income", "收入合计", "Income"),
    *_money("expenditure", "支出合计", "Expenditure"),
    *_money("basic", "基本支出", "Basic expenditure"),
    *_money("project", "项目支出", "Project expenditure"),
    Column("marks", "勾稽说明数", "Explained mistakes", Kind.INTEGER, sort=True),
)


def _additive(items: list[BudgetTotal]) -> bool:
    """Within one year, kind, stage and scope; a subordinate's is never added to its department's."""
    one = len({(item.year, item.kind, item.stage, item.scope) for item in items}) == 1
    return one and not any(item.scope == "department" and not item.first_level for item in items)


DATASET: ListDataset[BudgetTotal] = ListDataset(
    name="budget-totals", zh="预算决算合计", en="Budget and final-accounts totals", columns=COLUMNS,
    load=lambda snapshot, filters: _totals(snapshot, filters.status), identify=lambda total: total.id,
    default_sort=("year", "unit"), amount="expenditure_fen", additive=_additive,
)
page = DATASET.page


def for_unit(snapshot: Snapshot, code: str, year: int | None = None) -> tuple[BudgetTotal, ...]:
    """A unit's totals (of `year`), oldest first."""
    return tuple(one for one in everything(snapshot) if one.unit_code == code and year in (None, one.year))


def city_rows(snapshot: Snapshot, year: int, kind: str = "budget", stage: str | None = None) -> tuple[BudgetTotal, ...]:
    """What a city total adds: consolidated disclosures of first-level units; `stage` None: the latest of each unit."""
    rows = [
        one for one in everything(snapshot)
        if (one.year, one.kind, one.scope) == (year, kind, "department") and one.first_level
        and stage in (None, one.stage)
    ]
    latest = {one.unit_code: one for one in sorted(rows, key=lambda one: one.stage == "adjusted")}
    return tuple(latest[code] for code in sorted(latest))


def added(values: Iterable[int | None]) -> int | None:
    """The exact sum in fen of what is there; None where nothing is."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None
