"""Tidy sheets of batches and recipients become one document per batch."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from data_loaders.city_lookup import Lookup, in_year
from data_loaders.document_numbers import normalise
from data_loaders.findings import Finding
from data_loaders.privacy import mask_name
from data_loaders.reading import Context, SheetAccount
from data_loaders.records import Amount, Batch, Document, Identity, Kind, Recipient, Table
from data_loaders.rules import finding
from data_loaders.tidy_sheet import TidyRow, TidySheet

PERSONS = frozenset({"person", "household"})
_NUMBER = re.compile(r"[0-9]{3}")
_NEEDED = ("fund_name", "fund_level", "document_no")


@dataclass(frozen=True, slots=True)
class Numbered:
    """A recipient with the batch number that its row gives, and the cell of that number."""

    number: str | None
    cell: str
    recipient: Recipient


def recipients_of(sheet: TidySheet, city: Lookup | None) -> list[Numbered]:
    """The recipients of a tidy sheet; persons' names are masked here, and the township's code is found by its name."""
    found: list[Numbered] = []
    for row in sheet.rows:
        amount, name = row.amount("amount"), row.text("recipient")
        if amount is None or name is None:
            continue  # a finding of the cell says why
        recipient = _recipient(sheet, row, name, amount, city)
        found.append(Numbered(row.text("batch_number"), sheet.cell(row.row, "batch_number"), recipient))
    return found


def _recipient(sheet: TidySheet, row: TidyRow, name: str, amount: Amount, city: Lookup | None) -> Recipient:
    kind = row.text("recipient_type") or "unit"
    place = city.place(row.text("township_code"), row.text("township_name")) if city else None
    return Recipient(
        sheet=sheet.name,
        row=row.row,
        columns=sheet.columns,
        recipient=mask_name(name) if kind in PERSONS else name,
        recipient_type=kind,
        amount=amount,
        credit_code=row.text("credit_code"),
        township_code=row.text("township_code") or (place.key if place else None),
        township_name=row.text("township_name"),
        village=row.text("village"),
        purpose=row.text("purpose"),
        standard=row.text("standard"),
        note=row.text("note"),
        reduction=row.text("reduction") is not None,
    )


def batch_documents(
    sheets: Sequence[TidySheet],
    recipients: Iterable[Numbered],
    accounts: Mapping[str, SheetAccount],
    context: Context,
    year: int | None,
) -> tuple[list[Document], list[Finding]]:
    """One document per batch row, with its recipients; findings for numbers that repeat or lead nowhere. `accounts`
    are those of the sheets that the batches and recipients stand in, by name.

    A batch whose number is invalid or double has no key and is not stored.
    """
    city = in_year(context.city, year) if context.city is not None and year is not None else None
    grouped: dict[str, list[Recipient]] = {}
    orphans: list[Numbered] = []
    rows = [(sheet, row) for sheet in sheets for row in sheet.rows]
    numbers = {row.text("number") for _, row in rows}
    for one in recipients:
        if one.number in numbers and one.number is not None:
            grouped.setdefault(one.number, []).append(one.recipient)
        elif one.number is not None:
            orphans.append(one)
    findings = _orphan_findings(orphans)
    documents: list[Document] = []
    first_rows: dict[str, int] = {}
    for sheet, row in rows:
        number = row.text("number")
        problem = _number_problem(sheet, row, number, first_rows)
        if problem:
            findings.append(problem)
        mine = grouped.get(number or "", ()) if problem is None else ()
        document = _document(sheet, row, mine, accounts, city, year, usable=problem is None)
        if document is not None:
            documents.append(document)
    return documents, findings


def _orphan_findings(orphans: Sequence[Numbered]) -> list[Finding]:
    """One finding per unknown number: its first row stands for the others."""
    first: dict[str | None, Numbered] = {}
    for one in orphans:
        first.setdefault(one.number, one)
    return [
        finding("recipient-without-batch", sheet=one.recipient.sheet, cell=one.cell, value=one.number)
        for one in first.values()
    ]


def _number_problem(sheet: TidySheet, row: TidyRow, number: str | None, first_rows: dict[str, int]) -> Finding | None:
    if number is None:
        return None
    where = sheet.cell(row.row, "number")
    if not _NUMBER.fullmatch(number):
        return finding("batch-number-invalid", sheet=sheet.name, cell=where, value=number)
    if number in first_rows:
        return finding("batch-number-repeated", sheet=sheet.name, cell=where, value=number, other=first_rows[number])
    first_rows[number] = row.row
    return None


def _document(
    sheet: TidySheet,
    row: TidyRow,
    recipients: Sequence[Recipient],
    accounts: Mapping[str, SheetAccount],
    city: Lookup | None,
    year: int | None,
    *,
    usable: bool,
) -> Document | None:
    amount, allocated_on = row.amount("amount"), row.date("allocated_on")
    if amount is None or allocated_on is None or any(row.text(key) is None for key in _NEEDED):
        return None  # findings of the cells say why
    number = row.text("number") or ""
    fund = city.fund(row.text("fund_code"), row.text("fund_name")) if city else None
    batch = Batch(
        number=number,
        sheet=sheet.name,
        row=row.row,
        columns=sheet.columns,
        fund_name=row.text("fund_name") or "",
        fund_code=row.text("fund_code") or (fund.code if fund else None),
        fund_level=row.text("fund_level") or "",
        document_no=normalise(row.text("document_no") or ""),
        allocated_on=allocated_on,
        amount=amount,
        upper_document_no=_normalised(row.text("upper_document_no")),
        basis=row.text("basis"),
        functional_code=row.text("functional_code"),
        money_kind=row.text("money_kind"),
        notice_start=row.date("notice_start"),
        notice_end=row.date("notice_end"),
        complaint_office=row.text("complaint_office"),
        complaint_phone=row.text("complaint_phone"),
        reduction=row.text("reduction") is not None,
        note=row.text("note"),
    )
    identity = Identity(
        kind=Kind.BATCH, unit_code=row.text("unit_code"), unit_name=row.text("unit_name"), year=year, number=number
    )
    known = usable and number and year is not None and identity.unit_code is not None
    return Document(
        key=f"batch.{year}.{number}" if known else None,
        identity=identity,
        title=f"{year or ''}年第{number}批：{batch.fund_name}（{batch.document_no}）",
        tables=tuple(_tables(sheet, recipients, accounts)),
        batch=batch,
        recipients=tuple(recipients),
    )


def _tables(
    sheet: TidySheet, recipients: Sequence[Recipient], accounts: Mapping[str, SheetAccount]
) -> Iterator[Table]:
    """The sheets in which the figures stand: the batch's, and its recipients' where that is one."""
    lists = {one.sheet: one.columns for one in recipients}
    places = [("batches", sheet.name, sheet.columns)]
    places += [("recipients", *place) for place in lists.items() if len(lists) == 1]
    for order, (key, name, columns) in enumerate(places, start=1):
        account = accounts[name]
        amounts = {"amount": columns["amount"]} if "amount" in columns else {}
        yield Table(key, name, account.title or "", account.money_unit or "元", order, amounts, account.rows)


def _normalised(text: str | None) -> str | None:
    return None if text is None else normalise(text)
