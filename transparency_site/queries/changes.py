"""Changes: every figure that a correction or withdrawal altered, one row each, with reason and version."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from transparency_site.filters import Column, Filters, Kind
from transparency_site.queries.disclosures import DisclosureRow
from transparency_site.queries.list_rows import ListDataset
from transparency_site.queries.memo import remembered
from transparency_site.queries.publications import PublicationDetail, PublicationRow, corrections
from transparency_site.queries.redlines import Redline
from transparency_site.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Change:
    """One altered figure: fen where it is money, else the count in `old_value` and `new_value`.

    `change`: changed, added, removed, text, or withdrawn / redacted for a whole disclosure (then no figure).
    """

    id: str
    version: int
    business_date: dt.date
    reason: str
    disclosure: str
    unit_code: str | None
    unit_name: str | None
    year: int | None
    figure: str | None
    name: str
    measure: str | None
    change: str
    old_fen: int | None
    new_fen: int | None
    old_value: int | None
    new_value: int | None
    old_text: str | None
    new_text: str | None


@remembered
def everything(snapshot: Snapshot) -> tuple[Change, ...]:
    """Every change up to this version, newest first."""
    return tuple(change for one in corrections(snapshot) for change in _changes(one))


def _changes(one: PublicationDetail) -> list[Change]:
    act = one.publication
    changed = [_figure(act, c.new, line) for c in one.corrections if c.new.kind != "reference" for line in c.redlines]
    return changed + [_whole(act, row) for row in one.withdrawn if row.kind != "reference"]


def _figure(act: PublicationRow, row: DisclosureRow, line: Redline) -> Change:
    fen = (line.old_value, line.new_value) if line.is_money else (None, None)
    counts = (None, None) if line.is_money else (line.old_value, line.new_value)
    return Change(
        f"{act.version}:{line.figure}", act.version, act.business_date, act.reason, row.id, row.unit_code,
        row.unit_name, row.year, line.figure, line.name, line.measure, line.change, *fen, *counts,
        line.old_text or None, line.new_text or None,
    )


def _whole(act: PublicationRow, row: DisclosureRow) -> Change:
    return Change(
        f"{act.version}:{row.id}", act.version, act.business_date, act.reason, row.id, row.unit_code, row.unit_name,
        row.year, None, row.title, None, row.status, None, None, None, None, None, None,
    )


COLUMNS: tuple[Column, ...] = (
    Column("id", "编号", "Id", filtered=False),
    Column("version", "版本", "Version", Kind.INTEGER, sort=True),
    Column("business_date", "公布日期", "Published on", Kind.DATE, sort=True),
    Column("reason", "事由", "Reason"),
    Column("disclosure", "公开件编号", "Disclosure", Kind.CODE, sort=True),
    Column("unit_code", "单位编码", "Unit code", Kind.CODE, name="unit", sort=True),
    Column("unit_name", "单位名称", "Unit"),
    Column("year", "年度", "Year", Kind.INTEGER, sort=True),
    Column("figure", "指标编号", "Figure id", Kind.CODE),
    Column("name", "项目名称", "Name"),
    Column("measure", "栏目", "Measure", Kind.CODE),
    Column("change", "变动", "Change", Kind.CODE,
           choices=("changed", "added", "removed", "text", "withdrawn", "redacted", "superseded")),
    Column("old_fen", "原金额", "Old amount", Kind.MONEY, sort=True),
    Column("new_fen", "新金额", "New amount", Kind.MONEY, sort=True),
    Column("old_value", "原数值", "Old count", Kind.INTEGER),
    Column("new_value", "新数值", "New count", Kind.INTEGER),
    Column("old_text", "原文字", "Old words"),
    Column("new_text", "新文字", "New words"),
)


def _load(snapshot: Snapshot, _filters: Filters) -> tuple[Change, ...]:
    return everything(snapshot)


DATASET: ListDataset[Change] = ListDataset(
    name="changes", zh="更正记录", en="Changes", columns=COLUMNS, load=_load, identify=lambda change: change.id,
    default_sort=("-version",),
)
page = DATASET.page
