"""The report on one checked file, as JSON (contract, Commands) and as plain text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from data_loaders.findings import Finding, Severity
from data_loaders.reading import SheetAccount


@dataclass(frozen=True, slots=True)
class Report:
    """`verdict` is "clean" (nothing, or notices only), "warnings", "errors" or "unusable"."""

    file: str
    sha256: str
    verdict: str
    tables: tuple[SheetAccount, ...]
    findings: tuple[Finding, ...]
    not_checked: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 clean or only notices and warnings, 1 errors, 2 unusable (contract, Commands)."""
        return {"errors": 1, "unusable": 2}.get(self.verdict, 0)


def verdict_of(findings: tuple[Finding, ...]) -> str:
    """The verdict on a file that could be read."""
    severities = {finding.severity for finding in findings}
    if Severity.ERROR in severities:
        return "errors"
    return "warnings" if Severity.WARNING in severities else "clean"


def as_json(report: Report) -> Mapping[str, object]:
    """The report as contract.md, Commands, gives it; control totals are fen."""
    return {
        "file": report.file,
        "sha256": report.sha256,
        "verdict": report.verdict,
        "tables": [_table(account) for account in report.tables],
        "control_totals": {
            account.sheet: dict(account.control_totals) for account in report.tables if account.control_totals
        },
        "findings": [_finding(finding) for finding in report.findings],
        "not_checked": list(report.not_checked),
    }


def _table(account: SheetAccount) -> Mapping[str, object]:
    rows = account.rows
    return {
        "sheet": account.sheet,
        "key": account.key,
        "title": account.title,
        "money_unit": account.money_unit,
        "kept_as": account.kept_as,
        "rows": {
            "read": rows.read,
            "used": rows.used,
            "totals": rows.totals,
            "notes": rows.notes,
            "headers": rows.headers,
            "blank": rows.blank,
        },
    }


def _finding(finding: Finding) -> Mapping[str, object]:
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "sheet": finding.sheet,
        "cell": finding.cell,
        "value": finding.value,
        "message_zh": finding.message_zh,
        "message_en": finding.message_en,
        "disclosure": finding.disclosure,
    }
