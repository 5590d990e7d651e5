"""Disclosures: what is published now, what was withdrawn, and every revision that this version knows of one id."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, select

from transparency_site.filters import Column, Kind
from transparency_site.models import Disclosure, Publication
from transparency_site.queries.datasets import NO_FILTERS
from transparency_site.queries.memo import Memo, each_remembered, many_remembered
from transparency_site.queries.prepared import executed, named_snapshot, shape_of, values_of
from transparency_site.queries.sources import public_files
from transparency_site.queries.sql_rows import SqlDataset
from transparency_site.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class DisclosureRow:
    """One revision of one disclosure. `status` as this version knows it: published superseded withdrawn redacted."""

    id: str
    revision: int
    kind: str
    title: str
    unit_code: str | None
    unit_name: str | None
    year: int | None
    scope: str | None
    stage: str | None
    quarter: int | None
    digest: str
    file_sha256: str | None
    published_in: int
    retired_in: int | None
    status: str
    marks: tuple[Any, ...]


def present(snapshot: Snapshot, rows: list[Any]) -> list[DisclosureRow]:
    files = public_files(snapshot, (row.file_sha256 for row in rows))
    return [_row(snapshot, row, files.get(row.file_sha256)) for row in rows]


def _row(snapshot: Snapshot, row: Any, file: str | None) -> DisclosureRow:
    retired = row.retired_in if snapshot.has_retired(row.retired_in) else None
    status = (row.retired_as or "superseded") if retired else "published"
    return DisclosureRow(
        row.key, row.revision, row.kind, row.title, row.unit_code, row.unit_name, row.year, row.scope, row.stage,
        row.quarter, row.digest, file, row.published_in or 0, retired, status, tuple(row.marks),
    )


SELECTED = (
    Disclosure.key, Disclosure.revision, Disclosure.kind, Disclosure.title, Disclosure.unit_code, Disclosure.unit_name,
    Disclosure.year, Disclosure.scope, Disclosure.stage, Disclosure.quarter, Disclosure.digest, Disclosure.file_sha256,
    Disclosure.published_in, Disclosure.retired_in, Disclosure.retired_as, Disclosure.marks,
)

COLUMNS: tuple[Column, ...] = (
    Column("id", "公开件编号", "Disclosure", Kind.CODE, sql=Disclosure.key, sort=True),
    Column("revision", "修订号", "Revision", Kind.INTEGER, sql=Disclosure.revision),
    Column("kind", "类型", "Kind", Kind.CODE, sql=Disclosure.kind, sort=True,
           choices=("budget", "accounts", "three-public", "execution", "batch", "reference", "register")),
    Column("title", "标题", "Title", sql=Disclosure.title),
    Column("unit_code", "单位编码", "Unit code", Kind.CODE, name="unit", sql=Disclosure.unit_code, sort=True),
    Column("unit_name", "单位名称", "Unit", sql=Disclosure.unit_name),
    Column("year", "年度", "Year", Kind.INTEGER, sql=Disclosure.year, sort=True),
    Column("scope", "口径", "Scope", Kind.CODE, sql=Disclosure.scope, choices=("department", "unit")),
    Column("stage", "阶段", "Stage", Kind.CODE, sql=Disclosure.stage),
    Column("quarter", "季度", "Quarter", Kind.INTEGER, sql=Disclosure.quarter),
    # No filter: `digest` in an address asks for the digest of the whole result.
    Column("digest", "摘要", "Digest", Kind.CODE, sql=Disclosure.digest, filtered=False),
    Column("file_sha256", "文件摘要", "File's SHA-256", Kind.CODE, filtered=False),
    Column("published_in", "公布版本", "Published in version", Kind.INTEGER, sql=Disclosure.published_in, sort=True),
    Column("retired_in", "退出版本", "Retired in version", Kind.INTEGER, filtered=False),
    Column("status", "状态", "Status", Kind.CODE, filtered=False),
    Column("marks", "勾稽说明", "Explained mistakes", Kind.OBJECT, filtered=False),
)

DATASET: SqlDataset[DisclosureRow] = SqlDataset(
    name="disclosures", zh="公开件", en="Disclosures", model=Disclosure, columns=COLUMNS, selected=SELECTED,
    present=present, default_sort=("kind", "year", "id"),
)
page = DATASET.page


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision of a disclosure with the publication that brought it and the one that retired it.

    In a preview the last one may be the candidate: published in version 0, on this business date, no reason yet.
    """

    row_id: int
    disclosure: DisclosureRow
    published_at: str
    published_on: str
    reason: str
    retired_reason: str | None


_REVISIONS = Memo(4)  # statements by shape


@many_remembered
def revisions(snapshot: Snapshot, key: str) -> tuple[Revision, ...]:
    """Every revision of `key` published at or before this version, oldest first, in a preview with the candidate; ()
    for an unknown id.
    """
    statement = _REVISIONS.get(shape_of(snapshot, NO_FILTERS), lambda: _known(named_snapshot(snapshot)))
    rows = list(executed(snapshot, statement, values_of(snapshot, NO_FILTERS, key=key)))
    shown = _with_candidate(present(snapshot, rows))
    acts = acts_of(snapshot, {one.published_in for one in shown} | {one.retired_in for one in shown if one.retired_in})
    return tuple(_revision(snapshot, row.row_id, one, acts) for row, one in zip(rows, shown, strict=True))


def _known(snapshot: Snapshot) -> Select[Any]:
    statement = select(Disclosure.id.label("row_id"), *SELECTED)
    return statement.where(Disclosure.key == bindparam("key"), snapshot.known_revisions()).order_by(Disclosure.revision)


def _with_candidate(shown: list[DisclosureRow]) -> list[DisclosureRow]:
    """The revisions as they will be: where the last is a candidate (version 0), what is public is superseded."""
    if not shown or shown[-1].published_in:
        return shown
    before = [replace(one, status="superseded") if one.status == "published" else one for one in shown[:-1]]
    return [*before, shown[-1]]


def _revision(snapshot: Snapshot, row_id: int, one: DisclosureRow, acts: Mapping[int, Act]) -> Revision:
    act = acts.get(one.published_in)
    if act is None:
        return Revision(row_id, one, "", snapshot.on_date.isoformat(), "", None)
    retired = acts[one.retired_in].reason if one.retired_in else None
    return Revision(row_id, one, f"{act.published_at.isoformat()}Z", act.business_date.isoformat(), act.reason, retired)


class Act(NamedTuple):
    """When and why a version was published."""

    version: int
    published_at: dt.datetime
    business_date: dt.date
    reason: str


def acts_of(snapshot: Snapshot, versions: set[int]) -> dict[int, Act]:
    """Publications by version."""
    found = each_remembered(snapshot, "acts", versions, partial(_acts, snapshot))
    return {version: act for version, act in found.items() if act is not None}


def _acts(snapshot: Snapshot, versions: list[int]) -> dict[int, Act]:
    columns = (Publication.version, Publication.published_at, Publication.business_date, Publication.reason)
    rows = snapshot.session.execute(select(*columns).where(Publication.version.in_(versions)))
    return {row.version: Act(*row) for row in rows}


def current(snapshot: Snapshot, key: str) -> DisclosureRow | None:
    """The visible revision of `key`; the withdrawn one where there is none; None for an unknown id."""
    known = [revision.disclosure for revision in revisions(snapshot, key)]
    visible = [one for one in known if one.status == "published"]
    return (visible or known)[-1] if known else None
