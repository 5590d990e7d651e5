"""Checking one file: open it, ask every reader, run the checks, and report all of it."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from data_loaders.findings import Finding
from data_loaders.reading import Context, Reading
from data_loaders.records import Document
from data_loaders.report import Report, verdict_of
from data_loaders.rules import finding
from data_loaders.workbook import Limits, UnusableFile, Workbook, open_workbook

Reader = Callable[[Workbook, Context], Reading | None]
Check = Callable[[tuple[Document, ...], Context], Iterable[Finding]]


def _present(names: tuple[str, ...]) -> list[object]:
    return [importlib.import_module(name) for name in names if importlib.util.find_spec(name)]


READERS = tuple(
    _present(("data_loaders.budget", "data_loaders.tidy", "data_loaders.special_fund", "data_loaders.three_public"))
)
CHECKS: tuple[Check, ...] = tuple(
    check for module in _present(("data_loaders.checks", "data_loaders.batch_checks")) for check in module.CHECKS  # type: ignore[attr-defined]
)


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """What a file says and what is to be said about it; no documents where it is unusable."""

    file_sha256: str
    report: Report
    documents: tuple[Document, ...]


def check_file(path: str | Path, context: Context, name: str | None = None, limits: Limits | None = None) -> CheckedFile:
    """Read and check one file in this process. Never raises for what is in the file; see `isolation` for hostile ones."""
    path = Path(path)
    shown = name or context.file_name or path.name
    try:
        workbook = open_workbook(path, shown, limits)
    except UnusableFile as refused:
        return refused_file(path, shown, *refused.findings)
    return check_workbook(workbook, replace(context, file_name=shown))


def refused_file(path: str | Path, name: str | None, *findings: Finding) -> CheckedFile:
    """The result for a file that cannot be used at all."""
    path = Path(path)
    sha256 = _sha256(path)
    return CheckedFile(sha256, Report(name or path.name, sha256, "unusable", (), findings), ())


def _sha256(path: Path) -> str:
    """The digest of the file, '' where it cannot be read; in pieces, for it may be far too large."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def check_workbook(workbook: Workbook, context: Context) -> CheckedFile:
    """Check an opened workbook with every reader and every check."""
    readings = [reading for reader in READERS if (reading := reader.read(workbook, context)) is not None]  # type: ignore[attr-defined]
    if not readings:
        sheets = "、".join(sheet.name for sheet in workbook.sheets[:12])
        findings = (*workbook.findings, finding("layout-unknown", sheets=sheets))
        return CheckedFile(workbook.sha256, Report(workbook.name, workbook.sha256, "unusable", (), findings), ())
    documents = tuple(document for reading in readings for document in reading.documents)
    findings = (
        *workbook.findings,
        *(finding for reading in readings for finding in reading.findings),
        *(finding for check in CHECKS for finding in check(documents, context)),
    )
    accounts = tuple(account for reading in readings for account in reading.sheets)
    not_checked = tuple(dict.fromkeys(code for reading in readings for code in reading.not_checked))
    report = Report(workbook.name, workbook.sha256, verdict_of(findings), accounts, findings, not_checked)
    return CheckedFile(workbook.sha256, report, documents)
