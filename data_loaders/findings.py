"""A finding: one thing that is wrong or notable in a file, with its rule code, sheet, cell, value and what to do.

The catalogue of rules (code, severity, title, explanation, message templates in Chinese and English) is in `rules.py`;
tests assert (code, sheet, cell), never prose.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    ERROR = "error"  # blocks
    WARNING = "warning"  # needs a reason in words
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Finding:
    """`cell` is an A1 address, None for a finding about the sheet or file; `value` is its text, never personal data.

    `disclosure` names the document that the finding is about (None: the whole file).
    """

    code: str
    severity: Severity
    sheet: str | None
    cell: str | None
    value: str | None
    message_zh: str
    message_en: str
    disclosure: str | None = None
