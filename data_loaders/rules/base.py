"""What a rule is: one entry of the catalogue from which findings, the report and the documentation are made."""

from __future__ import annotations

from dataclasses import dataclass

from data_loaders.findings import Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """`message_*` are `str.format` templates and say what to do; `sheet`, `cell` and `value` may be used in each.

    `first_year` and `last_year` (both inclusive) limit rules of law and classification to the years in which they hold.
    """

    code: str
    severity: Severity
    title_zh: str
    title_en: str
    explanation_zh: str
    explanation_en: str
    message_zh: str
    message_en: str
    first_year: int | None = None
    last_year: int | None = None

    def holds_in(self, year: int | None) -> bool:
        """Whether the rule is applied to fiscal year `year`; an unknown year only meets rules without years."""
        if year is None:
            return self.first_year is None and self.last_year is None
        return (self.first_year is None or self.first_year <= year) and (
            self.last_year is None or year <= self.last_year
        )
