"""The rules of the ground floor, merged: files, packages, cells, personal data, and the running of the check."""

from __future__ import annotations

from data_loaders.rules import cell_rules, opening_rules, package_rules, privacy_rules, running_rules
from data_loaders.rules.base import Rule

RULES: tuple[Rule, ...] = (
    *opening_rules.RULES,
    *package_rules.RULES,
    *running_rules.RULES,
    *cell_rules.RULES,
    *privacy_rules.RULES,
)
