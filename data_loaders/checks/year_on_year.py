"""Changes from last year's published figures: a unit's total or a class by more than 30 %, a rise of three-public
expenses."""

from __future__ import annotations

from collections.abc import Iterator

from data_loaders.addresses import a1
from data_loaders.checks.figures import Figure, figure, in_unit
from data_loaders.checks.tables_of import totals
from data_loaders.findings import Finding
from data_loaders.reading import Context, Prior
from data_loaders.records import Document, Level, Line, Table
from data_loaders.rules import finding

_PERCENT = 30
_FLOOR_FEN = 10 * 1_000_000  # 10 万元 (domain, severity): below it a third of real lines would trip
_TABLES = ("income", "expenditure", "general-public")


def check_year_on_year(documents: tuple[Document, ...], context: Context) -> Iterator[Finding]:
    """Documents of units whose figures of the year before are known (`Context.prior` by unit, that year and kind)."""
    for document in documents:
        prior = _prior(document, context)
        if prior is None:
            continue
        for table in document.tables:
            if table.key in _TABLES:
                yield from _changes(document, table, prior)
        yield from _rises(document, prior)


def _prior(document: Document, context: Context) -> Prior | None:
    identity = document.identity
    if identity.unit_code is None or identity.year is None or identity.kind is None:
        return None
    return context.prior.get((identity.unit_code, identity.year - 1, str(identity.kind)))


def _changes(document: Document, table: Table, prior: Prior) -> Iterator[Finding]:
    lines = [
        *totals(table, None)[-1:],
        *(line for line in table.lines if line.level is Level.CLASS and line.functional_code),
    ]
    for line in lines:
        own, before = figure(table, line, "total"), prior.totals.get((table.key, "total", _code(line)))
        if own is not None and before is not None and _is_large(own.fen, before):
            yield _finding("year-on-year", document, own, before)


def _code(line: Line) -> str:
    return "total" if line.level is Level.TOTAL else line.functional_code or ""


def _is_large(now: int, before: int) -> bool:
    return max(abs(now), abs(before)) >= _FLOOR_FEN and abs(now - before) * 100 > _PERCENT * abs(before)


def _rises(document: Document, prior: Prior) -> Iterator[Finding]:
    for statement in document.three_public:
        amount, before = statement.amounts.get("total"), prior.totals.get(("three-public", "total", "total"))
        if amount is None or amount.fen is None or before is None or amount.fen <= before or statement.reason:
            continue
        own = Figure(
            statement.sheet,
            document.title,
            statement.money_unit,
            statement.row,
            amount.column,
            "“三公”经费合计",
            amount.fen,
        )
        yield _finding("three-public-rise", document, own, before)


def _finding(code: str, document: Document, own: Figure, before: int) -> Finding:
    percent = "—" if not before else f"{(own.fen - before) * 100 // abs(before):+d}%"
    return finding(
        code,
        sheet=own.sheet,
        cell=a1(own.row, own.column),
        value=own.shown,
        disclosure=document.key,
        label=own.label,
        before=f"{in_unit(before, own.money_unit)} {own.money_unit}",
        percent=percent,
    )
