"""Rules about the arithmetic of official tables: sums, identities between tables, bounds, changes from year to year."""

from __future__ import annotations

from data_loaders.rules.base import Rule

RULES: tuple[Rule, ...] = ()
