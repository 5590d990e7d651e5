"""The report on one checked file, as JSON (contract, Commands) and as plain text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from data_loaders.catalogue.measures import measure_names
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


def _table(account: SheetAccount) -> Mapping[str, Any]:
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


_GRAVITY = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTICE: 2}
_WORDS = {
    "zh": {
        "verdict": {
            "clean": "通过",
            "warnings": "有需要说明的问题",
            "errors": "有必须改正的错误",
            "unusable": "无法使用",
        },
        "severity": {"error": "错误", "warning": "警告", "notice": "提示"},
        "file": "文件",
        "whole": "整个文件",
        "unread": "未作为数据读取",
        "rows": "共 {read} 行：数据 {used}、合计 {totals}、说明 {notes}、表头 {headers}、空行 {blank}",
        "control": "合计行",
        "counts": "错误 {errors}，警告 {warnings}，提示 {notices}",
        "not_checked": "因缺少资料未检查的规则",
        "read": "读到的内容（控制合计单位：元）",
        "kept": {
            "cover": "封面", "section": "文字", "performance": "绩效目标", "procurement": "政府采购", "empty": "空表",
        },
    },
    "en": {
        "verdict": {
            "clean": "clean",
            "warnings": "needs a reason",
            "errors": "errors to correct",
            "unusable": "unusable",
        },
        "severity": {"error": "error", "warning": "warning", "notice": "notice"},
        "file": "File",
        "whole": "Whole file",
        "unread": "not read as data",
        "rows": "{read} rows: {used} data, {totals} totals, {notes} notes, {headers} headers, {blank} blank",
        "control": "total row",
        "counts": "{errors} errors, {warnings} warnings, {notices} notices",
        "not_checked": "Rules not checked for want of data",
        "read": "What was read (control totals in yuan)",
        "kept": {},
    },
}


def as_text(report: Report, language: str = "zh") -> str:
    """The report for reading; `language` is "zh" or "en". What is wrong comes first, by sheet and gravest first; then
    what was read in each sheet, with control totals in yuan.
    """
    words: Mapping[str, Any] = _WORDS[language]
    lines = [f"{words['file']}：{report.file}", f"{words['verdict'][report.verdict]}（{_counts(report, words)}）"]
    by_sheet: dict[str | None, list[Finding]] = {}
    for finding in sorted(report.findings, key=lambda finding: _GRAVITY[finding.severity]):
        by_sheet.setdefault(finding.sheet, []).append(finding)
    for sheet, findings in by_sheet.items():
        lines += ["", f"■ {sheet or words['whole']}", *_finding_lines(findings, words, language)]
    if report.tables:
        lines += ["", words["read"]]
    for account in report.tables:
        lines += _account_lines(account, words, language)
    if report.not_checked:
        lines += ["", f"{words['not_checked']}：{', '.join(report.not_checked)}"]
    return "\n".join(lines) + "\n"


def _counts(report: Report, words: Mapping[str, Any]) -> str:
    count = Counter(finding.severity for finding in report.findings)
    return str(
        words["counts"].format(
            errors=count[Severity.ERROR], warnings=count[Severity.WARNING], notices=count[Severity.NOTICE]
        )
    )


def _account_lines(account: SheetAccount, words: Mapping[str, Any], language: str) -> list[str]:
    kept = words["kept"].get(account.kept_as, account.kept_as or "")
    what = f"{account.title or account.key}" if account.key else f"{words['unread']}（{kept}）"
    unit = f" [{account.money_unit}]" if account.money_unit else ""
    lines = [f"· {account.sheet}：{what}{unit}"]
    if account.rows.read and account.key:
        lines.append("    " + words["rows"].format(**_table(account)["rows"]))
    if account.control_totals:
        name = 0 if language == "zh" else 1
        totals = "；".join(
            f"{measure_names(measure)[name]} {Decimal(fen) / 100:,.2f}"
            for measure, fen in account.control_totals.items()
        )
        lines.append(f"    {words['control']}：{totals}")
    return lines


def _finding_lines(findings: list[Finding], words: Mapping[str, Any], language: str) -> list[str]:
    return [
        f"  {words['severity'][finding.severity]} {f'{finding.cell} ' if finding.cell else ''}{finding.code}："
        + (finding.message_zh if language == "zh" else finding.message_en)
        for finding in findings
    ]
