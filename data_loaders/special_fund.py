"""Reads the payment forms of bureaus (to people and households, to enterprises): recipients for a batch told elsewhere.

Natural persons are masked here; identity numbers, accounts and telephones are seen and go no further.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from data_loaders.addresses import column_letters
from data_loaders.city_lookup import Lookup
from data_loaders.findings import Finding
from data_loaders.grid import Sheet, Workbook
from data_loaders.payment_columns import ENTERPRISES, PEOPLE, PERSONAL
from data_loaders.privacy import mask_name
from data_loaders.reading import Context, Reading, SheetAccount
from data_loaders.records import Amount, Recipient, RowCount
from data_loaders.rules import finding
from data_loaders.text import match_key
from data_loaders.tidy_recognise import recognise
from data_loaders.tidy_sheet import MAX_HEADER_ROW, TidyRow, TidySheet, match_columns, read_sheet
from data_loaders.tidy_types import SheetSpec

_NUMBER_CELL = re.compile(r"批次(?:号|编号)?:([0-9]{3})")
_ANCHORS = {
    PEOPLE.key: ("recipient", "recipient_type", "amount"),
    ENTERPRISES.key: ("recipient", "credit_code", "amount"),
}


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One payment; `number` where the row or the sheet says its batch. `recipient` has columns and a masked name."""

    number: str | None
    cell: str
    recipient: Recipient


@dataclass(frozen=True, slots=True)
class PaymentSheet:
    account: SheetAccount
    rows: tuple[PaymentRow, ...]
    findings: tuple[Finding, ...]


def payment_spec(sheet: Sheet) -> SheetSpec | None:
    """The payment form that a sheet has, by its headers; None where it has none."""
    for row in range(1, min(sheet.height, MAX_HEADER_ROW) + 1):
        texts = sheet.row_texts(row)
        for spec in (PEOPLE, ENTERPRISES):
            if match_columns(spec, texts).keys() >= set(_ANCHORS[spec.key]):
                return spec
    return None


def read_payments(sheet: Sheet, city: Lookup | None = None) -> PaymentSheet | None:
    """The payments of a sheet; None where it is no payment form."""
    spec = payment_spec(sheet)
    if spec is None:
        return None
    read = read_sheet(spec, sheet)
    sheet_number = _number_above(sheet)
    rows = tuple(
        PaymentRow(
            row.text("batch_number") or sheet_number, _cell(read, row), _recipient(read, row, name, amount, city)
        )
        for row in read.rows
        if (name := row.text("recipient")) is not None and (amount := row.amount("amount")) is not None
    )
    masked = _masked_columns(read)
    findings = list(read.findings)
    if masked:
        columns = "、".join(column_letters(column) for column in sorted(masked))
        findings.append(finding("personal-columns-masked", sheet=sheet.name, columns=columns))
    account = replace(read.account, masked_columns=masked, title=read.title)
    return PaymentSheet(account, rows, tuple(findings))


def _cell(read: TidySheet, row: TidyRow) -> str:
    return read.cell(row.row, "batch_number" if "batch_number" in read.columns else "recipient")


def _masked_columns(read: TidySheet) -> frozenset[int]:
    keys = PERSONAL | ({"recipient"} if read.spec is PEOPLE else frozenset())
    return frozenset(column for key, column in read.columns.items() if key in keys)


def _number_above(sheet: Sheet) -> str | None:
    for row in range(1, min(sheet.height, 6) + 1):
        match = _NUMBER_CELL.search(match_key("".join(sheet.row_texts(row))))
        if match:
            return match[1]
    return None


def _recipient(read: TidySheet, row: TidyRow, name: str, amount: Amount, city: Lookup | None) -> Recipient:
    people = read.spec is PEOPLE
    place = city.place(row.text("township_code"), row.text("township_name")) if city else None
    month = row.text("month")
    return Recipient(
        sheet=read.name,
        row=row.row,
        columns={key: column for key, column in read.columns.items() if key not in PERSONAL},
        recipient=mask_name(name) if people else name,
        recipient_type=(row.text("recipient_type") or "person") if people else "enterprise",
        amount=amount,
        credit_code=row.text("credit_code"),
        township_code=row.text("township_code") or (place.key if place else None),
        township_name=row.text("township_name"),
        village=row.text("village"),
        purpose=f"发放月份：{month}" if month else None,
        note=row.text("note"),
    )


def assign_numbers(
    payments: Iterable[PaymentSheet], waiting: Sequence[str], declared: str | None
) -> tuple[list[PaymentRow], list[Finding]]:
    """Payments with their batch numbers: their own, the declared one, or the only batch that waits for recipients."""
    rows: list[PaymentRow] = []
    findings: list[Finding] = []
    for payment in payments:
        findings += payment.findings
        default = declared or (waiting[0] if len(waiting) == 1 else None)
        if default is None and any(row.number is None for row in payment.rows):
            findings.append(finding("payment-batch-unclear", sheet=payment.account.sheet, count=len(waiting)))
            continue
        rows += [row if row.number else replace(row, number=default) for row in payment.rows]
    return rows, findings


def read(workbook: Workbook, _context: Context) -> Reading | None:
    """Payment forms without a sheet of batches: read and accounted for, with a finding that says what to add.

    None where no sheet is a payment form, or where a tidy sheet stands beside it (then `tidy` reads both).
    """
    if any(recognise(sheet) for sheet in workbook.sheets):
        return None
    payments = [payment for sheet in workbook.sheets if (payment := read_payments(sheet)) is not None]
    if not payments:
        return None
    findings = [problem for payment in payments for problem in payment.findings]
    findings += [finding("payment-identity-missing", sheet=payment.account.sheet) for payment in payments]
    read_names = {payment.account.sheet: payment.account for payment in payments}
    accounts = tuple(read_names.get(sheet.name) or kept_sheet(sheet) for sheet in workbook.sheets)
    return Reading((), tuple(findings), accounts)


def kept_sheet(sheet: Sheet, kept_as: str = "other") -> SheetAccount:
    """The account of a sheet that is kept but not read."""
    blank = sum(1 for row in sheet.rows if not any(value not in (None, "") for value in row))
    rows = RowCount(sheet.height, 0, 0, sheet.height - blank, 0, blank)
    return SheetAccount(sheet.name, None, None, None, rows, kept_as=kept_as)
