"""Three-public statements of one unit and year against each other: a final figure above its budget needs a reason."""

from __future__ import annotations

from collections.abc import Iterator

from data_loaders.addresses import a1
from data_loaders.findings import Finding
from data_loaders.reading import Context
from data_loaders.records import Document, Kind, ThreePublic
from data_loaders.rules import finding
from data_loaders.tidy_columns import TEMPLATES

_COMPARED = ("total", "overseas_travel", "vehicles", "reception")
_LABELS = {column.key: column.header for column in TEMPLATES["three-public"].sheets[0].columns}


def check_final_over_budget(documents: tuple[Document, ...], _context: Context) -> Iterator[Finding]:
    """Final statements in the file whose budget stands in it too."""
    budgets = {
        (document.identity.unit_code, document.identity.year): document.three_public[0]
        for document in documents
        if _is_statement(document, "budget")
    }
    for document in documents:
        budget = budgets.get((document.identity.unit_code, document.identity.year))
        if budget is None or not _is_statement(document, "final"):
            continue
        yield from _compare(document, document.three_public[0], budget)


def _is_statement(document: Document, stage: str) -> bool:
    statements = document.three_public
    return document.identity.kind is Kind.THREE_PUBLIC and bool(statements) and statements[0].stage == stage


def _compare(document: Document, final: ThreePublic, budget: ThreePublic) -> Iterator[Finding]:
    if final.reason:
        return
    for key in _COMPARED:
        spent, planned = final.amounts.get(key), budget.amounts.get(key)
        if spent is None or planned is None or (spent.fen or 0) <= (planned.fen or 0):
            continue
        yield finding(
            "final-over-budget",
            sheet=final.sheet,
            cell=a1(final.row, spent.column),
            value=f"{spent.raw} {final.money_unit}",
            disclosure=document.key,
            label=_LABELS[key],
            budget=f"{planned.raw} {budget.money_unit}",
        )
