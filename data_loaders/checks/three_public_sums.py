"""Three-public figures: their sums, what is too large to be true, counts beside amounts, final figures beside
budgets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from data_loaders.checks.figures import Figure, compare
from data_loaders.findings import Finding
from data_loaders.reading import Context
from data_loaders.records import Document, ThreePublic
from data_loaders.rules import finding

_MAX_FEN = 100_000 * 1_000_000  # 100,000 万元 (domain, three-public)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?:\.0)?")
_LABELS = {
    "total": "“三公”经费合计",
    "grand_total": "合计",
    "overseas_travel": "因公出国（境）费",
    "vehicles": "公务用车购置及运行费",
    "vehicle_purchase": "公务用车购置费",
    "vehicle_operation": "公务用车运行费",
    "reception": "公务接待费",
    "meeting": "会议费",
    "training": "培训费",
    "operating": "机关运行经费",
}
_COUNTED = (
    ("overseas_travel", ("overseas_groups", "overseas_persons")),
    ("vehicle_purchase", ("vehicles_purchased",)),
    ("vehicle_operation", ("vehicles_kept",)),
    ("reception", ("reception_batches", "reception_persons")),
)


def check_three_public(documents: tuple[Document, ...], _context: Context) -> Iterator[Finding]:
    """Every statement, and every 三公 table of a budget or account."""
    for document in documents:
        for statement in document.three_public:
            for prefix in ("", "budgeted_"):
                yield from _sums(document, statement, _figures(document, statement, prefix))
            yield from _plausible(document, statement)
            yield from _counts(document, statement)
        yield from _over_budget(document)


def _figures(document: Document, statement: ThreePublic, prefix: str) -> dict[str, Figure]:
    found: dict[str, Figure] = {}
    for name, label in _LABELS.items():
        amount = statement.amounts.get(prefix + name)
        if amount is not None and amount.fen is not None:
            shown = f"{label}{'（预算数）' if prefix else ''}"
            found[name] = Figure(
                statement.sheet, document.title, statement.money_unit, statement.row, amount.column, shown, amount.fen
            )
    return found


def _sums(document: Document, statement: ThreePublic, figures: Mapping[str, Figure]) -> Iterator[Finding]:
    def parts(*names: str) -> list[Figure]:
        return [figures[name] for name in names if name in figures]

    vehicle_parts = parts("vehicle_purchase", "vehicle_operation")
    if "vehicles" in figures and len(vehicle_parts) == 2:
        yield from compare("vehicles-sum", document, figures["vehicles"], vehicle_parts)
    vehicles = parts("vehicles") or vehicle_parts
    addends = [*parts("overseas_travel", "reception"), *vehicles]
    if statement.includes_meeting_training and "grand_total" not in figures:
        addends += parts("meeting", "training")
    if "total" in figures and len(addends) >= 2:
        yield from compare("three-public-sum", document, figures["total"], addends)
    if "grand_total" in figures and "total" in figures:
        yield from compare("three-public-sum", document, figures["grand_total"], parts("total", "meeting", "training"))


def _plausible(document: Document, statement: ThreePublic) -> Iterator[Finding]:
    year = document.identity.year
    for name, amount in statement.amounts.items():
        if amount.fen is None:
            continue
        own = Figure(
            statement.sheet, document.title, statement.money_unit, statement.row, amount.column, name, amount.fen
        )
        if abs(amount.fen) > _MAX_FEN:
            yield finding(
                "three-public-too-large", sheet=own.sheet, cell=own.cell, value=own.shown, disclosure=document.key
            )
        if year and _YEAR.fullmatch(amount.raw) and abs(int(amount.raw[:4]) - year) <= 1:
            yield finding(
                "three-public-year", sheet=own.sheet, cell=own.cell, value=amount.raw, disclosure=document.key
            )


def _counts(document: Document, statement: ThreePublic) -> Iterator[Finding]:
    """amount > 0 exactly where a count is > 0; a vehicle may be kept without cost, so that one way is not asked."""
    for name, counted in _COUNTED:
        amount = statement.amounts.get(name)
        values = [statement.counts[count] for count in counted if count in statement.counts]
        known = [(value, column) for value, column in values if value is not None]
        if amount is None or amount.fen is None or not known:
            continue
        spent, counts = amount.fen > 0, any(value > 0 for value, _ in known)
        if spent != counts and not (name == "vehicle_operation" and counts):
            own = Figure(
                statement.sheet, document.title, statement.money_unit, statement.row, amount.column, name, amount.fen
            )
            yield finding(
                "count-amount-contradiction",
                sheet=own.sheet,
                cell=own.cell,
                value=own.shown,
                disclosure=document.key,
                label=_LABELS[name],
                count=sum(value for value, _ in known),
            )


def _over_budget(document: Document) -> Iterator[Finding]:
    """Final figures above the budget need a reason in words."""
    for statement in document.three_public:
        if statement.stage != "final" or statement.reason:
            continue
        final, budget = _figures(document, statement, ""), _figures(document, statement, "budgeted_")
        if not budget:
            budget = next((_figures(document, one, "") for one in document.three_public if one.stage == "budget"), {})
        for name in ("total", "overseas_travel", "vehicles", "reception"):
            if name in final and name in budget and final[name].fen > budget[name].fen:
                own = final[name]
                yield finding(
                    "final-over-budget",
                    sheet=own.sheet,
                    cell=own.cell,
                    value=own.shown,
                    disclosure=document.key,
                    label=own.label,
                    budget=budget[name].shown,
                )
