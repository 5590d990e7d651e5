"""Reads tidy workbooks: each sheet goes to the reader of its kind; payment forms beside batches join them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from data_loaders.addresses import column_letters
from data_loaders.city_lookup import in_year
from data_loaders.execution import execution_documents
from data_loaders.findings import Finding
from data_loaders.grid import Sheet, Workbook
from data_loaders.reading import Context, Reading, SheetAccount
from data_loaders.records import Document
from data_loaders.register_documents import register_documents
from data_loaders.registers import REGISTERS
from data_loaders.rules import finding
from data_loaders.special_fund import PaymentSheet, assign_numbers, kept_sheet, read_payments
from data_loaders.templates import NOTES_SHEET
from data_loaders.three_public import statement_documents
from data_loaders.tidy_batches import PERSONS, Numbered, batch_documents, recipients_of
from data_loaders.tidy_budget import budget_documents
from data_loaders.tidy_columns import TEMPLATES
from data_loaders.tidy_recognise import recognise
from data_loaders.tidy_sheet import TidySheet, read_sheet
from data_loaders.tidy_units import unit_findings

UNIT_RULES = ("unit-unknown", "unit-name-differs", "unit-alias")
BATCH_RULES = (
    *("fund-unknown", "fund-name-differs", "fund-alias", "person-refused", "notice-too-short"),
    *("township-unknown", "township-name-differs", "township-alias", "functional-code-unknown"),
)
BOUNDS_RULES = ("amount-out-of-bounds",)


@dataclass(slots=True)
class _Found:
    """What the sheets of a workbook give, gathered."""

    documents: list[Document] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    accounts: dict[str, SheetAccount] = field(default_factory=dict)


def read(workbook: Workbook, context: Context) -> Reading | None:
    """The documents of a tidy workbook; None where no sheet is tidy."""
    specs = [(sheet, spec) for sheet in workbook.sheets if (spec := recognise(sheet)) is not None]
    if not specs:
        return None
    sheets = [read_sheet(spec, sheet, context.declared.year) for sheet, spec in specs]
    found = _Found()
    year = _year(sheets, context, found)
    for sheet in sheets:
        found.findings += sheet.findings
        found.accounts[sheet.name] = _account(sheet)
        if "unit_code" in sheet.columns:
            found.findings += unit_findings(sheet, context.city, year)
        documents, findings = _build(sheet, context, year)
        found.documents += documents
        found.findings += findings
    tidy_names = {sheet.name for sheet in sheets}
    _read_batches(sheets, [sheet for sheet in workbook.sheets if sheet.name not in tidy_names], context, year, found)
    accounts = tuple(found.accounts.get(sheet.name) or _kept(sheet) for sheet in workbook.sheets)
    return Reading(tuple(found.documents), tuple(found.findings), accounts, _not_checked(sheets, context))


def _build(sheet: TidySheet, context: Context, year: int | None) -> tuple[list[Document], list[Finding]]:
    if sheet.spec.key == "execution":
        return execution_documents(sheet, year)
    if sheet.spec.key == "three-public":
        return statement_documents(sheet, year)
    if sheet.spec.key == "budget":
        return budget_documents(sheet, year, context.city)
    if sheet.spec.key in REGISTERS:
        return register_documents(sheet, year)
    return [], []  # batches need all sheets: `_read_batches`


def _year(sheets: Sequence[TidySheet], context: Context, found: _Found) -> int | None:
    """The one year of the file; sheets that disagree with each other or with what was declared are findings."""
    years = [sheet.year for sheet in sheets if sheet.year is not None]
    year = context.declared.year or (years[0] if years else None)
    for sheet in sheets:
        if sheet.year is not None and sheet.year != year:
            value, cell = str(sheet.year), sheet.year_cell
            found.findings.append(finding("sheet-year-differs", sheet=sheet.name, cell=cell, value=value, other=year))
    return year


def _read_batches(
    sheets: Sequence[TidySheet], others: Sequence[Sheet], context: Context, year: int | None, found: _Found
) -> None:
    """Batches and their recipients, from 拨付明细 sheets and from payment forms."""
    batches = [sheet for sheet in sheets if sheet.spec.key == "batches"]
    lists = [sheet for sheet in sheets if sheet.spec.key == "recipients"]
    if not batches and not lists:
        return
    city = in_year(context.city, year) if context.city is not None and year is not None else None
    payments = [payment for sheet in others if (payment := read_payments(sheet, city)) is not None]
    found.accounts.update({payment.account.sheet: payment.account for payment in payments})
    found.findings += _missing_sheets(batches, lists, payments)
    recipients = [one for sheet in lists for one in recipients_of(sheet, city)]
    joined, problems = assign_numbers(payments, _waiting(batches, recipients), context.declared.number)
    found.findings += problems
    recipients += [Numbered(row.number, row.cell, row.recipient) for row in joined]
    for sheet in lists:
        found.findings += _masked(sheet, recipients, found)
    accounts = {sheet.name: sheet.account for sheet in (*batches, *lists)}
    accounts |= {payment.account.sheet: payment.account for payment in payments}
    documents, problems = batch_documents(batches, recipients, accounts, context, year)
    found.documents += documents
    found.findings += problems


def _missing_sheets(
    batches: Sequence[TidySheet], lists: Sequence[TidySheet], payments: Sequence[PaymentSheet]
) -> list[Finding]:
    first, second = TEMPLATES["batches"].sheets
    if not batches:
        return [finding("sheet-missing", expected=first.name)]
    if not lists and not payments:
        return [finding("sheet-missing", expected=second.name)]
    return []


def _waiting(batches: Sequence[TidySheet], recipients: Sequence[Numbered]) -> list[str]:
    """Numbers of the batches that no 拨付明细 row belongs to."""
    taken = {one.number for one in recipients}
    numbers = (row.text("number") for sheet in batches for row in sheet.rows)
    return [number for number in dict.fromkeys(numbers) if number is not None and number not in taken]


def _masked(sheet: TidySheet, recipients: Sequence[Numbered], found: _Found) -> list[Finding]:
    """Where a 拨付明细 names persons, its column of names is declared as masked, and a notice says so."""
    named = any(one.recipient.sheet == sheet.name and one.recipient.recipient_type in PERSONS for one in recipients)
    column = sheet.columns.get("recipient")
    if not named or column is None:
        return []
    found.accounts[sheet.name] = replace(found.accounts[sheet.name], masked_columns=frozenset({column}))
    return [finding("personal-columns-masked", sheet=sheet.name, columns=column_letters(column))]


def _account(sheet: TidySheet) -> SheetAccount:
    # No column of a register is exempt from the personal-data scan: its rows are about people's posts.
    codes = frozenset() if sheet.spec.key in REGISTERS else sheet.account.code_columns
    return replace(sheet.account, title=sheet.title, code_columns=codes)


def _kept(sheet: Sheet) -> SheetAccount:
    return kept_sheet(sheet, "notes" if sheet.name == NOTES_SHEET else "other")


def _not_checked(sheets: Sequence[TidySheet], context: Context) -> tuple[str, ...]:
    keys = {sheet.spec.key for sheet in sheets}
    previous = ("execution-below-previous",) if "execution" in keys and not context.prior else ()
    if context.city is not None:
        return previous
    batches = keys & {"batches", "recipients"}
    units = any("unit_code" in sheet.columns for sheet in sheets)
    bounds = BOUNDS_RULES if keys - REGISTERS.keys() else ()
    return (*(UNIT_RULES if units else ()), *(BATCH_RULES if batches else ()), *bounds, *previous)
