"""Checking one file: open it, ask every reader, run the checks, and report all of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from data_loaders import (
    batch_checks,
    budget,
    checks,
    integrity_files,
    progress,
    special_fund,
    three_public,
    tidy,
)
from data_loaders.findings import Finding, Severity
from data_loaders.grid import Limits, Sheet, UnusableFile, Workbook
from data_loaders.personal_data import redact
from data_loaders.privacy import Columns, names_are_personal, scan_workbook
from data_loaders.reading import Context, Reading, SheetAccount
from data_loaders.records import Document
from data_loaders.report import Report, verdict_of
from data_loaders.rules import finding
from data_loaders.twin import names_persons, redacted_twin
from data_loaders.workbook import open_workbook

Check = Callable[[tuple[Document, ...], Context], Iterable[Finding]]

_ONLY_IN_TABLES = frozenset({"cell-error", "formula-without-value", "text-bidi", "text-control", "text-private-use"})
_PERSONAL = "personal-"


READERS = (budget, tidy, special_fund, three_public)
CHECKS: tuple[Check, ...] = (*checks.CHECKS, *batch_checks.CHECKS)


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """What a file says and what is to be said about it. No documents where it is unusable or carries personal data.

    `sealed`: the form has columns of personal data, which were masked on reading. `twin` is the xlsx that is served in
    the original's place, where `needs_twin` and it was asked for.
    """

    file_sha256: str
    report: Report
    documents: tuple[Document, ...]
    sealed: bool = False
    twin: bytes | None = field(default=None, repr=False)

    @property
    def needs_twin(self) -> bool:
        """Whether the original must never be served: it names persons, or has columns of personal data."""
        return bool(self.documents) and (self.sealed or names_persons(self.documents))


def check_file(
    path: str | Path,
    context: Context,
    name: str | None = None,
    limits: Limits | None = None,
    *,
    with_twin: bool = False,
) -> CheckedFile:
    """Read and check one file in this process; write its twin where it needs one and that is asked for. Never raises
    for what is in it; see `isolation` for hostile ones.
    """
    path = Path(path)
    shown = name or context.file_name or path.name
    try:
        workbook = open_workbook(path, shown, limits)
    except UnusableFile as refused:
        return refused_file(path, shown, *refused.findings)
    if names_are_personal(workbook):
        return refused_file(path, shown, *scan_workbook(workbook))
    checked = check_workbook(workbook, replace(context, file_name=shown))
    if not (with_twin and checked.needs_twin):
        return checked
    return replace(checked, twin=redacted_twin(workbook.sheets, checked.documents, checked.report.tables))


def refused_file(path: str | Path, name: str | None, *findings: Finding) -> CheckedFile:
    """The result for a file that cannot be used at all."""
    path = Path(path)
    sha256 = _sha256(path)
    report = Report(redact(name or path.name), sha256, "unusable", (), findings)
    return CheckedFile(sha256, report, ())


def _sha256(path: Path) -> str:
    """The digest of the file, '' where it cannot be read; in pieces, for it may be far too large."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def with_reason(checked: CheckedFile) -> CheckedFile:
    """The result for somebody who wants to publish: a file without documents has an error that says so."""
    report = checked.report
    if checked.documents or any(item.severity is Severity.ERROR for item in report.findings):
        return checked
    sheets = "、".join(account.sheet for account in report.tables)
    findings = (finding("nothing-to-publish", sheets=sheets), *report.findings)
    return replace(checked, report=replace(report, verdict=verdict_of(findings), findings=findings))


def check_workbook(workbook: Workbook, context: Context) -> CheckedFile:
    """Check an opened workbook with every reader and every check."""
    progress.begin(progress.CHECKING, sum(sheet.height for sheet in workbook.sheets))
    readings = [reading for reader in READERS if (reading := reader.read(workbook, context)) is not None]
    accounts = merge_accounts(readings)
    personal = [
        *integrity_files.scan(workbook, frozenset(account.sheet for account in accounts if account.masked_columns)),
        *scan_workbook(workbook, {account.sheet: _columns(account) for account in accounts}),
    ]
    documents = tuple(document for reading in readings for document in reading.documents)
    findings = (
        *personal,
        *_opening_findings(workbook, accounts),
        *(finding for reading in readings for finding in reading.findings),
        *(finding for check in CHECKS for finding in check(documents, context)),
        *_account_findings(workbook, accounts, documents),
    )
    if not readings:
        unknown = () if _stopped(personal) else (finding("layout-unknown", sheets=_sheet_names(workbook)),)
        findings = (*unknown, *personal, *workbook.findings)
    verdict = verdict_of(findings) if readings else "unusable"
    not_checked = tuple(dict.fromkeys(code for reading in readings for code in reading.not_checked))
    report = Report(workbook.name, workbook.sha256, verdict, accounts, _distinct(findings), not_checked)
    sealed = any(account.masked_columns for account in accounts)
    return CheckedFile(workbook.sha256, report, () if _stopped(findings) else documents, sealed)


def _stopped(findings: Iterable[Finding]) -> bool:
    """Whether personal data was found: then nothing of the file goes any further."""
    return any(item.code.startswith(_PERSONAL) and item.severity is Severity.ERROR for item in findings)


def _distinct(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each finding once, errors first, in the order of the file."""
    rank = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTICE: 2}
    return tuple(sorted(dict.fromkeys(findings), key=lambda item: rank[item.severity]))


def _sheet_names(workbook: Workbook) -> str:
    names = [sheet.name for sheet in workbook.sheets]
    return "、".join(names[:12]) + ("……" if len(names) > 12 else "")


def _columns(account: SheetAccount) -> Columns:
    return Columns(account.code_columns | account.masked_columns, account.money_columns)


def merge_accounts(readings: Iterable[Reading]) -> tuple[SheetAccount, ...]:
    """One account per table: of a sheet that one reader knows and another does not, the former's."""
    accounts = [account for reading in readings for account in reading.sheets]
    known = {account.sheet for account in accounts if account.key is not None}
    kept: list[SheetAccount] = []
    unknown: set[str] = set()
    for account in accounts:
        if account.key is None and (account.sheet in known or account.sheet in unknown):
            continue
        if account.key is None:
            unknown.add(account.sheet)
        kept.append(account)
    return tuple(kept)


def _opening_findings(workbook: Workbook, accounts: tuple[SheetAccount, ...]) -> Iterator[Finding]:
    """The opening's findings; errors in cells of sheets from which no figure is taken are notices only."""
    read = {account.sheet for account in accounts if account.key is not None}
    for item in workbook.findings:
        if item.code in _ONLY_IN_TABLES and item.sheet not in read:
            yield replace(item, severity=Severity.NOTICE)
        else:
            yield item


def _account_findings(
    workbook: Workbook, accounts: tuple[SheetAccount, ...], documents: tuple[Document, ...]
) -> Iterator[Finding]:
    unverified = _sheets_with_figures(documents) if workbook.format == "xls" else frozenset()
    for account in accounts:
        rows = account.rows
        accounted = rows.used + rows.totals + rows.notes + rows.headers + rows.blank
        if rows.read != accounted:
            yield finding("rows-unaccounted", sheet=account.sheet, read=rows.read, accounted=accounted)
        if account.sheet in unverified and rows.used > 1 and not account.control_totals:
            yield finding("xls-without-total", sheet=account.sheet)
    mentioned = {account.sheet for account in accounts}
    for sheet in workbook.sheets:
        if sheet.name not in mentioned and (count := _filled_rows(sheet)):
            yield finding("sheet-not-read", sheet=sheet.name, count=count)


def _sheets_with_figures(documents: Iterable[Document]) -> frozenset[str]:
    """The sheets from which any amount was taken; blank forms need no total."""
    sheets: set[str] = set()
    for document in documents:
        for table in document.tables:
            if any(amount.fen for line in table.lines for amount in line.amounts.values()):
                sheets.add(table.sheet)
        sheets.update(recipient.sheet for recipient in document.recipients)
        sheets.update(statement.sheet for statement in document.three_public)
        if document.register:
            sheets.update(entry.sheet for entry in document.register.entries)
    return frozenset(sheets)


def _filled_rows(sheet: Sheet) -> int:
    return sum(any(value is not None for value in row) for row in sheet.rows)
