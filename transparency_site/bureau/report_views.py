"""A check report as the page shows it: findings by sheet, what each wants, row accounting, control totals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from data_loaders.excerpts import Excerpt
from data_loaders.findings import Finding, Severity
from data_loaders.rules import RULES
from transparency_site.bureau.words import figure_name, is_english, table_name
from transparency_site.explanations import address_of, explanation_of, is_explainable
from transparency_site.models import Submission

MOST = 200
"""So many findings are shown; all of them stand in the marked workbook."""
_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTICE: 2}


@dataclass(frozen=True, slots=True)
class FindingView:
    """One finding: where, which rule, what it says; `explanation` is the bureau's words where there are any."""

    address: str
    severity: str
    sheet: str | None
    cell: str | None
    code: str
    title: str
    message: str
    about: str
    explainable: bool
    explanation: str
    excerpt: Excerpt | None

    @property
    def place(self) -> int:
        """Which of the excerpt's columns the cell stands in, from 0."""
        return self.excerpt.column - self.excerpt.first_column if self.excerpt else 0

    @property
    def near(self) -> range:
        """The excerpt's columns that a narrow screen has room for: the cell's and those beside it."""
        return range(self.place - 1, self.place + 2)


@dataclass(frozen=True, slots=True)
class SheetView:
    """One sheet (None: the whole file): what was recognised, its rows and totals (fen), its findings."""

    name: str | None
    table: str
    title: str
    money_unit: str | None
    kept_as: str | None
    rows: Mapping[str, int]
    control_totals: Sequence[tuple[str, int]]
    findings: tuple[FindingView, ...]


def findings_of(submission: Submission) -> list[Finding]:
    """The findings of the submission's report, errors first."""
    report: Mapping[str, Any] = submission.report or {}
    found = [Finding(**{**one, "severity": Severity(one["severity"])}) for one in report.get("findings", ())]
    return sorted(found, key=lambda one: _RANK[one.severity])


def cells_of(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    """(sheet, cell) of those that name a cell, each once."""
    return list(dict.fromkeys((one.sheet, one.cell) for one in findings if one.sheet and one.cell))


def sheets(
    submission: Submission, findings: Sequence[Finding], excerpts: Mapping[tuple[str, str], Excerpt]
) -> list[SheetView]:
    """The report by sheet: the whole file, then sheets with findings, then the others."""
    report: Mapping[str, Any] = submission.report or {}
    by_sheet: dict[str | None, list[FindingView]] = {}
    for one in findings:
        by_sheet.setdefault(one.sheet, []).append(_view(one, submission, excerpts))
    tables: dict[str, Mapping[str, Any]] = {}
    for table in report.get("tables", ()):
        tables.setdefault(table["sheet"], table)
    totals: Mapping[str, Mapping[str, int]] = report.get("control_totals", {})
    names = [*by_sheet, *(name for name in tables if name not in by_sheet)]
    return [_sheet(name, tables.get(name or ""), totals.get(name or "", {}), by_sheet.get(name, ())) for name in names]


def _sheet(
    name: str | None, table: Mapping[str, Any] | None, totals: Mapping[str, int], findings: Sequence[FindingView]
) -> SheetView:
    known = table or {}
    return SheetView(
        name,
        table_name(known["key"]) if known.get("key") else "",
        known.get("title") or "",
        known.get("money_unit"),
        known.get("kept_as"),
        known.get("rows") or {},
        [(figure_name(measure), fen) for measure, fen in totals.items()],
        tuple(findings),
    )


def _view(one: Finding, submission: Submission, excerpts: Mapping[tuple[str, str], Excerpt]) -> FindingView:
    rule = RULES.get(one.code)
    english = is_english()
    title = (rule.title_en if english else rule.title_zh) if rule else one.code
    about = (rule.explanation_en if english else rule.explanation_zh) if rule else ""
    words = explanation_of(one, submission.explanations, submission.reason)
    return FindingView(
        address_of(one),
        str(one.severity),
        one.sheet,
        one.cell,
        one.code,
        title,
        one.message_en if english else one.message_zh,
        about,
        is_explainable(one),
        words or "",
        excerpts.get((one.sheet or "", one.cell or "")),
    )
