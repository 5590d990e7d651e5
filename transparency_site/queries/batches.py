"""Special-fund batches 批次: lists, one batch with its recipients, notices that are open on the business date."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, select

from transparency_site.db import sum_fen
from transparency_site.filters import Column, Filters, Kind, Paging, where
from transparency_site.models import Batch, Disclosure, Publication
from transparency_site.queries import disbursements
from transparency_site.queries.datasets import Source
from transparency_site.queries.memo import remembered
from transparency_site.queries.sources import public_files, source
from transparency_site.queries.sql_rows import SqlDataset
from transparency_site.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One batch as announced. `amount_fen` is its stated amount = the sum of its recipients.

    `notice_status` on the business date: upcoming, open 公示中, over 公示期满; None where no notice was announced.
    """

    id: str  # the disclosure's: batch.2013.045
    figure: str  # of the amount
    year: int
    number: str
    document_no: str
    upper_document_no: str | None
    basis: str | None
    fund: str
    fund_name: str
    fund_level: str
    unit_code: str
    unit_name: str
    functional_code: str | None
    money_kind: str | None
    allocated_on: dt.date
    notice_start: dt.date | None
    notice_end: dt.date | None
    notice_status: str | None
    complaint_office: str | None
    complaint_phone: str | None
    recipients: int
    amount_fen: int
    status: str
    source: Source


@dataclass(frozen=True, slots=True)
class BatchDetail:
    """A batch, its recipients, its revision and where it was published. Withdrawn: status and reason, no content."""

    batch: BatchRow
    revision: int
    published_in: int
    recipients: tuple[disbursements.DisbursementRow, ...]
    reason: str | None  # of the withdrawal
    marks: tuple[Any, ...]


def notice_status(start: dt.date | None, end: dt.date | None, on_date: dt.date) -> str | None:
    """Where a notice stands on `on_date`; both of its days count."""
    if start is None or end is None:
        return None
    if on_date < start:
        return "upcoming"
    return "open" if on_date <= end else "over"


def figure_id(disclosure: str) -> str:
    """The permanent id of a batch's amount."""
    return f"{disclosure}.batch.stated.amount"


SELECTED = (
    Disclosure.key, Disclosure.file_sha256, Disclosure.retired_as, Disclosure.published_in, Disclosure.retired_in,
    *Batch.__table__.c,
)


def present(snapshot: Snapshot, rows: list[Any]) -> list[BatchRow]:
    files = public_files(snapshot, (row.file_sha256 for row in rows))
    return [_batch(snapshot, row, files.get(row.file_sha256)) for row in rows]


def _batch(snapshot: Snapshot, row: Any, file: str | None) -> BatchRow:
    retired = snapshot.has_retired(row.retired_in)
    return BatchRow(
        row.key, figure_id(row.key), row.year, row.number, row.document_no, row.upper_document_no, row.basis,
        row.fund_code, row.fund_name, row.fund_level, row.unit_code, row.unit_name, row.functional_code,
        row.money_kind, row.allocated_on, row.notice_start, row.notice_end,
        notice_status(row.notice_start, row.notice_end, snapshot.on_date), row.complaint_office, row.complaint_phone,
        row.recipients, row.amount_fen, row.retired_as if retired and row.retired_as else "published",
        source(file, row.sheet, row.row, row.column),
    )


def _notice_on(snapshot: Snapshot) -> ColumnElement[str | None]:
    day = snapshot.on_date
    return case(
        (Batch.notice_start.is_(None) | Batch.notice_end.is_(None), None),
        (Batch.notice_start > day, "upcoming"), (Batch.notice_end >= day, "open"), else_="over",
    )


COLUMNS: tuple[Column, ...] = (
    Column("id", "公开件编号", "Disclosure", Kind.CODE, sql=Disclosure.key),
    Column("figure", "指标编号", "Figure id of the amount", Kind.CODE, filtered=False),
    Column("year", "年度", "Year", Kind.INTEGER, sql=Batch.year, sort=True),
    Column("number", "批次号", "Number", Kind.CODE, sql=Batch.number, sort=True),
    Column("document_no", "文号", "Document number", sql=Batch.document_no, sort=True),
    Column("upper_document_no", "上级文号", "Upper-level document number", sql=Batch.upper_document_no),
    Column("basis", "政策依据", "Policy basis", sql=Batch.basis),
    Column("fund", "专项资金编码", "Fund code", Kind.CODE, sql=Batch.fund_code, sort=True),
    Column("fund_name", "专项资金名称", "Fund", sql=Batch.fund_name, sort=True),
    Column("fund_level", "资金级次", "Level", sql=Batch.fund_level),
    Column("unit_code", "主管单位编码", "Unit code", Kind.CODE, name="unit", sql=Batch.unit_code, sort=True),
    Column("unit_name", "主管单位", "Unit", sql=Batch.unit_name, sort=True),
    Column("functional_code", "功能科目编码", "Functional code", Kind.CODE, sql=Batch.functional_code),
    Column("money_kind", "资金性质", "Kind of money", Kind.CODE, sql=Batch.money_kind),
    Column("allocated_on", "下达日期", "Allocated on", Kind.DATE, sql=Batch.allocated_on, sort=True),
    Column("notice_start", "公示开始", "Notice from", Kind.DATE, sql=Batch.notice_start, sort=True),
    Column("notice_end", "公示结束", "Notice to", Kind.DATE, sql=Batch.notice_end, sort=True),
    Column("notice_status", "公示状态", "Notice", Kind.CODE, choices=("upcoming", "open", "over"),
           sql=_notice_on),
    Column("complaint_office", "监督部门", "Complaints to", filtered=False),
    Column("complaint_phone", "监督电话", "Complaints' telephone", filtered=False),
    Column("recipients", "收款对象数", "Recipients", Kind.INTEGER, sql=Batch.recipients, sort=True),
    Column("amount_fen", "金额", "Amount", Kind.MONEY, sql=Batch.amount_fen, sort=True),
    Column("status", "状态", "Status", Kind.CODE, filtered=False),
    Column("source", "来源", "Source", Kind.SOURCE, filtered=False),
)

DATASET: SqlDataset[BatchRow] = SqlDataset(
    name="batches", zh="专项资金批次", en="Special-fund batches", model=Batch, columns=COLUMNS, selected=SELECTED,
    present=present, default_sort=("-year", "number"), amount=Batch.amount_fen,
)
page = DATASET.page


def detail(snapshot: Snapshot, year: int, number: str) -> BatchDetail | None:
    """The batch with all its recipients; a withdrawn one with its reason where this version knows it so; else None."""
    found = _one(snapshot, where(year=year, number=number))
    if found is not None:
        recipients = tuple(disbursements.DATASET.stream(snapshot, where(disclosure=found[0].id)))
        return BatchDetail(found[0], found[1].revision, found[1].published_in, recipients, None, tuple(found[1].marks))
    gone = _one(snapshot, Filters(where(year=year, number=number).conditions, status="withdrawn"))
    if gone is None:
        return None
    reason = snapshot.session.scalar(select(Publication.reason).where(Publication.version == gone[1].retired_in))
    return BatchDetail(gone[0], gone[1].revision, gone[1].published_in, (), reason, ())


def _one(snapshot: Snapshot, filters: Filters) -> tuple[BatchRow, Any] | None:
    extra = (Disclosure.revision, Disclosure.marks)
    statement = DATASET.select(snapshot, filters, *SELECTED, *extra).order_by(Disclosure.revision.desc()).limit(1)
    row = snapshot.session.execute(statement).first()
    return None if row is None else (present(snapshot, [row])[0], row)


@dataclass(frozen=True, slots=True)
class YearTotal:
    """A year's batches: how many, how many recipient rows, how much (fen)."""

    year: int
    batches: int
    recipients: int
    amount_fen: int


@remembered
def by_year(snapshot: Snapshot) -> tuple[YearTotal, ...]:
    """Totals of every year that has batches, newest first."""
    statement = snapshot.rows(
        Batch, Batch.year, func.count(), sum_fen(Batch.recipients), sum_fen(Batch.amount_fen)
    ).group_by(Batch.year).order_by(Batch.year.desc())
    return tuple(YearTotal(*row) for row in snapshot.session.execute(statement))


def open_notices(snapshot: Snapshot, limit: int = 20) -> tuple[BatchRow, ...]:
    """Batches whose notice is open on the business date, the first to end in front."""
    filters = where(notice_status="open").sorted_by("notice_end")
    return DATASET.page(snapshot, filters, Paging(page_size=limit)).items
