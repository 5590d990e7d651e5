"""Batches against themselves and each other: sums, document numbers, dates, notices, reductions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from data_loaders.addresses import a1
from data_loaders.city_lookup import in_year
from data_loaders.document_numbers import is_well_formed
from data_loaders.findings import Finding
from data_loaders.reading import Context
from data_loaders.records import Batch, Document, Recipient
from data_loaders.rules.placed import placed
from data_loaders.tidy_totals import shown

_DATES = (("allocated_on", "下达日期"), ("notice_start", "公示开始"), ("notice_end", "公示结束"))
_NOTICE_MONTHS = 3  # a notice that began in December may run into the next year's first quarter


def batches(documents: tuple[Document, ...]) -> Iterator[tuple[Document, Batch]]:
    """The documents that are batches, each with its batch."""
    for document in documents:
        if document.batch is not None:
            yield document, document.batch


def cell(record: Batch | Recipient, key: str) -> str:
    """The A1 address of one field of a batch or recipient (its row's first cell where the sheet has no such column)."""
    return a1(record.row, record.columns.get(key, 1))


def check_batch_sums(documents: tuple[Document, ...], _context: Context) -> Iterator[Finding]:
    """A batch's amount is the sum of its recipients, to the fen; a batch has recipients."""
    for document, batch in batches(documents):
        if document.key is None:
            continue
        if not document.recipients:
            at = cell(batch, "number")
            yield placed("batch-without-recipients", document, batch.sheet, at, batch.number)
            continue
        total = sum(recipient.amount.fen or 0 for recipient in document.recipients)
        if total != batch.amount.fen:
            at, stated = a1(batch.row, batch.amount.column), shown(batch.amount.fen or 0, "元")
            words = {"number": batch.number, "computed": shown(total, "元"), "unit": "元"}
            yield placed("batch-sum-differs", document, batch.sheet, at, stated, **words)


def check_duplicates(documents: tuple[Document, ...], context: Context) -> Iterator[Finding]:
    """Document number and batch number together stand once, in the file and among what is published."""
    seen: dict[tuple[str, str], int] = {}
    for document, batch in batches(documents):
        at, text, pair = cell(batch, "document_no"), batch.document_no, (batch.document_no, batch.number)
        if not is_well_formed(text):
            yield placed("document-number-invalid", document, batch.sheet, at, text)
        if pair in seen:
            words = {"number": batch.number, "other": seen[pair]}
            yield placed("document-repeated", document, batch.sheet, at, text, **words)
        seen.setdefault(pair, batch.row)
        known = context.known_documents.get(pair)
        if known is not None and known != document.key:
            yield placed("document-known", document, batch.sheet, at, text, number=batch.number, known=known)


def check_dates(documents: tuple[Document, ...], context: Context) -> Iterator[Finding]:
    """Dates within the year; a notice that does not end before it begins and is as long as its fund asks."""
    for document, batch in batches(documents):
        year = document.identity.year
        if year is not None:
            yield from _outside_year(document, batch, year)
        if batch.notice_start is not None and batch.notice_end is not None:
            yield from _notice(document, batch, batch.notice_start, batch.notice_end, context)


def _notice(document: Document, batch: Batch, start: dt.date, end: dt.date, context: Context) -> Iterator[Finding]:
    at, value = cell(batch, "notice_end"), end.isoformat()
    if end < start:
        yield placed("notice-reversed", document, batch.sheet, at, value, start=start.isoformat())
        return
    required = _days_required(batch, context, document.identity.year)
    days = (end - start).days + 1
    if required is not None and days < required:
        yield placed("notice-too-short", document, batch.sheet, at, value, days=days, required=required)


def _outside_year(document: Document, batch: Batch, year: int) -> Iterator[Finding]:
    for key, column in _DATES:
        day: dt.date | None = getattr(batch, key)
        last = dt.date(year + 1, _NOTICE_MONTHS, 31) if key == "notice_end" else dt.date(year, 12, 31)
        if day is not None and not dt.date(year, 1, 1) <= day <= last:
            at, value = cell(batch, key), day.isoformat()
            yield placed("date-outside-year", document, batch.sheet, at, value, column=column, year=year)


def _days_required(batch: Batch, context: Context, year: int | None) -> int | None:
    if context.city is None or year is None:
        return None
    fund = in_year(context.city, year).fund(batch.fund_code, batch.fund_name)
    return fund.notice_days if fund else None


def check_marks(documents: tuple[Document, ...], _context: Context) -> Iterator[Finding]:
    """A negative amount is marked as a reduction, and a marked one is negative."""
    for document, batch in batches(documents):
        records: list[Batch | Recipient] = [batch, *document.recipients]
        for record in records:
            negative = (record.amount.fen or 0) < 0
            if negative != record.reduction:
                code = "negative-without-mark" if negative else "mark-without-negative"
                yield placed(code, document, record.sheet, a1(record.row, record.amount.column), record.amount.raw)
