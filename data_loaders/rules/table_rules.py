"""Rules about tables, their recognition and arithmetic."""

from __future__ import annotations

from data_loaders.rules.base import Rule

RULES: tuple[Rule, ...] = ()
