"""Publications: each act of publishing with what it brought and what it retired."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select

from transparency_site.filters import Column, Filters, Kind
from transparency_site.models import Disclosure, Publication
from transparency_site.queries.disclosures import SELECTED, DisclosureRow, present
from transparency_site.queries.list_rows import ListDataset
from transparency_site.queries.memo import remembered
from transparency_site.queries.redlines import Redline, redlines
from transparency_site.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class PublicationRow:
    """One act of publishing; `disclosures` counts what it brought, `retired` what it took back or replaced."""

    version: int
    published_at: dt.datetime  # UTC
    business_date: dt.date
    kind: str
    reason: str
    published_by: str
    approved_by: str | None
    disclosures: int
    retired: int


@dataclass(frozen=True, slots=True)
class Correction:
    """One disclosure that a publication corrected: old revision, new revision, and each changed figure."""

    old: DisclosureRow
    new: DisclosureRow
    redlines: tuple[Redline, ...]


@dataclass(frozen=True, slots=True)
class PublicationDetail:
    """A publication, what it brought, what it withdrew, and corrections in redline."""

    publication: PublicationRow
    brought: tuple[DisclosureRow, ...]  # first publications
    withdrawn: tuple[DisclosureRow, ...]
    corrections: tuple[Correction, ...]


@remembered
def everything(snapshot: Snapshot) -> tuple[PublicationRow, ...]:
    """Every publication up to this version, newest first."""
    brought = _counts(snapshot, Disclosure.published_in)
    retired = _counts(snapshot, Disclosure.retired_in)
    rows = snapshot.session.scalars(
        select(Publication).where(Publication.version <= snapshot.version).order_by(Publication.version.desc())
    )
    return tuple(
        PublicationRow(row.version, row.published_at, row.business_date, row.kind, row.reason, row.published_by,
                       row.approved_by, brought.get(row.version, 0), retired.get(row.version, 0))
        for row in rows
    )


def _counts(snapshot: Snapshot, version: object) -> dict[int, int]:
    rows = snapshot.session.execute(
        select(version, func.count()).where(version <= snapshot.version).group_by(version)  # type: ignore[call-overload, operator]
    )
    return {number: count for number, count in rows}


def detail(snapshot: Snapshot, version: int) -> PublicationDetail | None:
    """Publication `version` with everything that it changed; None where this version does not know it."""
    found = next((row for row in everything(snapshot) if row.version == version), None)
    if found is None:
        return None
    new = {row.id: row for row in _rows(snapshot, Disclosure.published_in, version)}
    old = {row.id: row for row in _rows(snapshot, Disclosure.retired_in, version)}
    corrected = [key for key in new if key in old]
    return PublicationDetail(
        found,
        tuple(row for key, row in new.items() if key not in old),
        tuple(row for key, row in old.items() if key not in new),
        tuple(Correction(old[key], new[key], redlines(snapshot, new[key].kind, key, version)) for key in corrected),
    )


def _rows(snapshot: Snapshot, column: object, version: int) -> list[DisclosureRow]:
    statement = select(*SELECTED).where(column == version).order_by(Disclosure.key)  # type: ignore[arg-type]
    return present(snapshot, list(snapshot.session.execute(statement)))


def corrections(snapshot: Snapshot) -> tuple[PublicationDetail, ...]:
    """Every publication that corrected, withdrew or redacted something, newest first, in full."""
    changed = [row.version for row in everything(snapshot) if row.retired and row.kind != "reference"]
    details = (detail(snapshot, version) for version in changed)
    return tuple(one for one in details if one is not None)


@remembered
def last_redaction(snapshot: Snapshot) -> int | None:
    """The newest publication that deleted content: answers of older versions made before it are no longer true."""
    return snapshot.session.scalar(
        select(func.max(Publication.version)).where(
            Publication.kind == "redaction", Publication.version <= snapshot.latest
        )
    )


COLUMNS: tuple[Column, ...] = (
    Column("version", "版本", "Version", Kind.INTEGER, sort=True),
    Column("published_at", "公布时间（UTC）", "Published at (UTC)", Kind.TIME),
    Column("business_date", "公布日期", "Published on", Kind.DATE, sort=True),
    Column("kind", "性质", "Kind", Kind.CODE,
           choices=("reference", "first", "correction", "withdrawal", "redaction", "rollback")),
    Column("reason", "事由", "Reason"),
    Column("published_by", "经办人", "Prepared by"),
    Column("approved_by", "审核人", "Approved by"),
    Column("disclosures", "公布件数", "Disclosures brought", Kind.INTEGER, sort=True),
    Column("retired", "退出件数", "Disclosures retired", Kind.INTEGER, sort=True),
)


def _load(snapshot: Snapshot, _filters: Filters) -> tuple[PublicationRow, ...]:
    return everything(snapshot)


DATASET: ListDataset[PublicationRow] = ListDataset(
    name="publications", zh="公布记录", en="Publications", columns=COLUMNS, load=_load,
    identify=lambda row: f"{row.version:09d}", default_sort=("-version",),
)
page = DATASET.page
