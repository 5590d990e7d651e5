"""The figures in which a quarter's execution is stated as a whole: ids of its total expenditure line."""

from __future__ import annotations

from collections.abc import Iterable

from transparency_site.models import BudgetExecution, Disclosure
from transparency_site.queries.execution import figure_id
from transparency_site.snapshot import Snapshot


def total_figures(snapshot: Snapshot, disclosures: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Disclosure key -> figure ids (budget, executed) of its total expenditure; without such a line it is not in it."""
    statement = snapshot.rows(BudgetExecution, Disclosure.key, BudgetExecution.line).where(
        Disclosure.key.in_(set(disclosures)),
        BudgetExecution.level == "total",
        BudgetExecution.direction == "expenditure",
    ).order_by(BudgetExecution.position)
    found: dict[str, tuple[str, str]] = {}
    for key, line in snapshot.session.execute(statement):
        found.setdefault(key, (figure_id(key, line, "budget"), figure_id(key, line, "executed")))
    return found
