"""Sums within one row: 合计 = 基本 + 项目, 合计 = 人员 + 公用, 合计 = sources, 合计 = funds, opening + income - spent
= closing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from data_loaders.checks.figures import Figure, compare, figure
from data_loaders.findings import Finding
from data_loaders.reading import Context
from data_loaders.records import Document, Line, Table

_SPENT = ("basic", "project", "contingency", "carried_out", "to_superior", "commercial", "to_affiliated")
_FUNDS = ("general_public", "government_funds", "state_capital")
_SOURCES = ("fiscal", "special_account", "superior", "business", "commercial", "affiliated", "other", "carried_in")


def check_rows(documents: tuple[Document, ...], _context: Context) -> Iterator[Finding]:
    """Every row of every table."""
    for document in documents:
        for table in document.tables:
            for line in table.lines:
                yield from _row(document, table, line)


def _row(document: Document, table: Table, line: Line) -> Iterator[Finding]:
    figures = {measure: one for measure in line.amounts if (one := figure(table, line, measure))}
    for code, stated, parts in _identities(table, figures):
        if stated in figures:
            yield from compare(code, document, figures[stated], [figures[part] for part in parts if part in figures])
    if {"opening", "income", "closing"} <= set(figures):
        spent = [figures["total"]] if "total" in figures else []
        yield from compare(
            "funds-balance", document, figures["closing"], [figures["opening"], figures["income"]], spent
        )


def _identities(table: Table, figures: Mapping[str, Figure]) -> Iterable[tuple[str, str, Sequence[str]]]:
    """The identities whose columns the row has: (rule, stated measure, measures that add up to it)."""
    has = set(figures)
    if {"personnel", "operating"} <= has:
        if "basic" in has:
            yield "row-personnel-operating", "basic", ("personnel", "operating")
        else:
            yield "row-personnel-operating", "total", ("personnel", "operating", "project")
    if {"basic", "project"} <= has:
        yield "row-basic-project", "total", _SPENT
    if table.key == "income" and "fiscal" in has and not _has_unknown(table):
        yield "row-sources", "total", _SOURCES
    elif "fiscal" not in has and len(has & set(_FUNDS)) >= 2 and not _has_unknown(table):
        yield "row-funds", "total", (*_FUNDS, *(part for part in _SOURCES if part in has))
    if "fiscal" in has and len(has & set(_FUNDS)) >= 2:
        yield "row-funds", "fiscal", _FUNDS


def _has_unknown(table: Table) -> bool:
    known = {
        "total",
        "basic",
        "project",
        "personnel",
        "operating",
        *_SPENT,
        *_FUNDS,
        *_SOURCES,
        "opening",
        "income",
        "closing",
    }
    return not set(table.columns) <= known
