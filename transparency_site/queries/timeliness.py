"""Who is late: the calendar of deadlines crossed with the units. "Not published" is a row with days late, no zero."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select

from transparency_site.filters import Column, Filters, Kind
from transparency_site.models import CalendarEntry, Disclosure, Publication
from transparency_site.queries import three_public
from transparency_site.queries.list_rows import ListDataset
from transparency_site.queries.memo import remembered
from transparency_site.queries.units import Unit, in_year
from transparency_site.snapshot import Snapshot

Asked = tuple[str, str, int]
"""Kind as the calendar names it (budget, three-public-final, execution-Q1 …), unit code, year."""


@dataclass(frozen=True, slots=True)
class Obligation:
    """What a unit had to publish by when. `status` on the business date: on-time, late, missing, pending (not due)."""

    id: str
    kind: str
    year: int
    unit_code: str
    unit_name: str
    replied_on: dt.date | None
    due_on: dt.date
    published_on: dt.date | None
    status: str
    days_late: int | None
    disclosure: str | None
    rule: str


@remembered
def everything(snapshot: Snapshot) -> tuple[Obligation, ...]:
    """Every obligation of the calendar, by year, kind and unit."""
    published = _published(snapshot)
    entries = snapshot.session.scalars(snapshot.rows(CalendarEntry).order_by(
        CalendarEntry.year, CalendarEntry.due_on, CalendarEntry.kind
    ))
    return tuple(
        _obligation(snapshot, entry, unit, published.get((entry.kind, unit.code, entry.year)))
        for entry in entries
        for unit in in_year(snapshot, entry.year, first_level=True)
        # A unit that was merged before the day owes nothing any more, but what it did publish is shown.
        if unit.valid_on(entry.due_on) or (entry.kind, unit.code, entry.year) in published
    )


def _obligation(
    snapshot: Snapshot, entry: CalendarEntry, unit: Unit, found: tuple[str, dt.date] | None
) -> Obligation:
    published_on = found[1] if found else None
    days = ((published_on or snapshot.on_date) - entry.due_on).days
    status = (("on-time", "late") if published_on else ("pending", "missing"))[days > 0]
    return Obligation(
        f"{entry.kind}.{unit.code}.{entry.year}", entry.kind, entry.year, unit.code, unit.name, entry.replied_on,
        entry.due_on, published_on, status, days if status in ("late", "missing") else None,
        found[0] if found else None, entry.rule,
    )


def _published(snapshot: Snapshot) -> dict[Asked, tuple[str, dt.date]]:
    """What stands published, and the business date on which its first revision came."""
    first = _first_dates(snapshot)
    statement = snapshot.rows(Disclosure).where(
        Disclosure.kind.in_(("budget", "accounts", "execution", "three-public")))
    found: dict[Asked, tuple[str, dt.date]] = {}
    for one in snapshot.session.scalars(statement):
        for kind in _calendar_kinds(one):
            key = (kind, one.unit_code or "", one.year or 0)
            found[key] = min(found.get(key, (one.key, first[one.key])), (one.key, first[one.key]), key=lambda f: f[1])
    for row in three_public.everything(snapshot):
        asked = (f"three-public-{row.stage}", row.unit_code, row.year)
        found.setdefault(asked, (row.disclosure, first[row.disclosure]))
    return found


def _calendar_kinds(one: Disclosure) -> Iterator[str]:
    if one.kind == "execution":
        yield f"execution-Q{one.quarter}"
    elif one.kind == "three-public":
        yield f"three-public-{one.key.rpartition('.')[2]}"
    else:
        yield one.kind


def _first_dates(snapshot: Snapshot) -> dict[str, dt.date]:
    acts = snapshot.session.execute(select(Publication.version, Publication.business_date))
    dates = {version: day for version, day in acts}
    rows = snapshot.session.execute(
        select(Disclosure.key, func.min(Disclosure.published_in))
        .where(snapshot.ever_published()).group_by(Disclosure.key)
    )
    return {key: dates[version] for key, version in rows if version is not None}


def in_fiscal_year(snapshot: Snapshot, year: int) -> tuple[Obligation, ...]:
    """The obligations of a fiscal year."""
    return tuple(one for one in everything(snapshot) if one.year == year)


def missing(snapshot: Snapshot) -> tuple[Obligation, ...]:
    """What is due and not published of the newest fiscal year that lacks anything, by unit."""
    found = [one for one in everything(snapshot) if one.status == "missing"]
    newest = max((one.year for one in found), default=0)
    return tuple(sorted((one for one in found if one.year == newest), key=lambda one: (one.unit_code, one.kind)))


def counts(snapshot: Snapshot, year: int | None = None) -> dict[str, int]:
    """How many obligations have each status (of one fiscal year)."""
    found = Counter(one.status for one in everything(snapshot) if year in (None, one.year))
    return {status: found[status] for status in ("on-time", "late", "missing", "pending")}


COLUMNS: tuple[Column, ...] = (
    Column("id", "编号", "Id", Kind.CODE, filtered=False),
    Column("kind", "应公开内容", "Kind", Kind.CODE, sort=True),
    Column("year", "年度", "Year", Kind.INTEGER, sort=True),
    Column("unit_code", "单位编码", "Unit code", Kind.CODE, name="unit", sort=True),
    Column("unit_name", "单位名称", "Unit", sort=True),
    Column("replied_on", "批复日期", "Replied on", Kind.DATE),
    Column("due_on", "应公开日期", "Due on", Kind.DATE, sort=True),
    Column("published_on", "公开日期", "Published on", Kind.DATE, sort=True),
    Column("status", "状态", "Status", Kind.CODE, name="timeliness", choices=("on-time", "late", "missing", "pending"),
           sort=True),
    Column("days_late", "逾期天数", "Days late", Kind.INTEGER, sort=True),
    Column("disclosure", "公开件编号", "Disclosure", Kind.CODE),
    Column("rule", "依据", "Rule"),
)


def _load(snapshot: Snapshot, _filters: Filters) -> tuple[Obligation, ...]:
    return everything(snapshot)


DATASET: ListDataset[Obligation] = ListDataset(
    name="timeliness", zh="公开及时性", en="Timeliness", columns=COLUMNS, load=_load, identify=lambda one: one.id,
    default_sort=("year", "due_on", "unit"),
)
page = DATASET.page
