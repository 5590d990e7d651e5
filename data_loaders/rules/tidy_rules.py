"""Rules about tidy templates, batches, execution and three-public statements."""

from __future__ import annotations

from data_loaders.rules.base import Rule

RULES: tuple[Rule, ...] = ()
