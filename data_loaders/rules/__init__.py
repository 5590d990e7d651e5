"""The catalogue of rules, merged from its tables, and `finding`, the one way in which a finding is made."""

from __future__ import annotations

from data_loaders.findings import Finding, Severity
from data_loaders.personal_data import redact
from data_loaders.rules import file_rules, register_rules, table_rules, tidy_rules, word_rules
from data_loaders.rules.base import Rule
from data_loaders.text import shorten

__all__ = ["ALL_RULES", "RULES", "Rule", "finding"]

ALL_RULES: tuple[Rule, ...] = (
    *file_rules.RULES, *table_rules.RULES, *tidy_rules.RULES, *register_rules.RULES, *word_rules.RULES
)
RULES: dict[str, Rule] = {rule.code: rule for rule in ALL_RULES}


def finding(
    code: str,
    *,
    sheet: str | None = None,
    cell: str | None = None,
    value: str | None = None,
    disclosure: str | None = None,
    severity: Severity | None = None,
    **words: object,
) -> Finding:
    """The finding of rule `code`, its messages filled with `words` (and sheet, cell, value).

    `value` is the cell's text, cut to 64 characters; personal data in it or in a word is left out. `severity`
    overrides the rule's own. Raises KeyError for an unknown code or a word that the message needs and did not get.
    """
    rule = RULES[code]
    shown = None if value is None else redact(shorten(value))
    filled: dict[str, object] = {"sheet": sheet or "", "cell": cell or "", "value": "" if shown is None else shown}
    filled |= {key: redact(word) if isinstance(word, str) else word for key, word in words.items()}
    return Finding(
        code=code,
        severity=severity or rule.severity,
        sheet=sheet,
        cell=cell,
        value=shown,
        message_zh=rule.message_zh.format_map(filled),
        message_en=rule.message_en.format_map(filled),
        disclosure=disclosure,
    )
