"""Which findings may be explained, and how an explanation is addressed: CODE@SHEET!CELL=words.

An error blocks. A mistake in the arithmetic of a document that its department has already published may be published
as it is, with an explanation, an approver and a public mark (contract, Rows and sums); nothing else can be explained
away. A warning needs a reason in words: its own explanation, or the reason given for the whole submission.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from data_loaders.findings import Finding, Severity

ARITHMETIC = frozenset(
    {
        "row-basic-project",
        "row-personnel-operating",
        "row-sources",
        "row-funds",
        "funds-balance",
        "sum-total",
        "sum-class",
        "sum-section",
        "accounts-balance",
        "income-equals-expenditure",
        "total-differs",
        "fund-total-differs",
        "fund-class-differs",
        "classes-differ",
        "rows-differ",
        "source-differs",
        "fiscal-differs",
        "basic-differs",
        "personnel-operating-differ",
        "use-differs",
        "three-public-sum",
        "vehicles-sum",
        "operating-over-public",
        "economic-over-three-public",
        "execution-sum-differs",
        "batch-sum-differs",
    }
)
"""Rules about a document's own arithmetic: what may be published as it stands, explained. Unknown units, personal
data, money
units, dates and everything else never."""


class ExplanationError(ValueError):
    """An explanation that is not CODE@SHEET!CELL=TEXT."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What stands in the way of a submission: errors that block, warnings that still want a reason."""

    blocking: tuple[Finding, ...]
    unexplained: tuple[Finding, ...]


def address_of(finding: Finding) -> str:
    """CODE@SHEET!CELL of a finding; without a cell CODE@SHEET, without a sheet CODE."""
    if finding.sheet is None:
        return finding.code
    return f"{finding.code}@{finding.sheet}" + (f"!{finding.cell}" if finding.cell else "")


def parse(text: str) -> tuple[str, str]:
    """(address, words) of `CODE@SHEET!CELL=TEXT`. Raises ExplanationError."""
    address, equals, words = text.partition("=")
    if not equals or not words.strip() or not address.strip():
        raise ExplanationError(text)
    return address.strip(), words.strip()


def is_explainable(finding: Finding) -> bool:
    """True for warnings, and for errors of the document's own arithmetic."""
    if finding.severity is Severity.WARNING:
        return True
    return finding.severity is Severity.ERROR and finding.code in ARITHMETIC


def explanation_of(finding: Finding, explanations: Mapping[str, str], reason: str | None = None) -> str | None:
    """The words for this finding; a warning also takes the submission's own reason."""
    if not is_explainable(finding):
        return None
    own = explanations.get(address_of(finding))
    return own or (reason if finding.severity is Severity.WARNING else None)


def judge(findings: Iterable[Finding], explanations: Mapping[str, str], reason: str | None = None) -> Judgement:
    """What blocks and what still wants words."""
    wanting = [f for f in findings if f.severity is not Severity.NOTICE and not explanation_of(f, explanations, reason)]
    return Judgement(
        tuple(f for f in wanting if f.severity is Severity.ERROR),
        tuple(f for f in wanting if f.severity is Severity.WARNING),
    )
