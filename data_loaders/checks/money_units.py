"""Money units that contradict: a table 10,000 times too large or too small beside the others, totals out of all
bounds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from data_loaders.checks.figures import Figure
from data_loaders.checks.tables_of import Tables
from data_loaders.findings import Finding
from data_loaders.reading import Context
from data_loaders.records import Direction, Document, Kind, Table, ThreePublic
from data_loaders.rules import finding

_IN, _OUT = Direction.INCOME, Direction.EXPENDITURE
_IMPLAUSIBLE = 100
"""Figures that ought to be alike, or a part and its whole: only another money unit makes one 100 times the other."""
_TEN = 1_000  # a thousandth: 千元 and 万元 differ by ten, which must be met nearly exactly to be more than a mistake
_SMALLEST_PART = 9_000  # a part so small that only another unit explains it
_SMALLEST_STATEMENT = 10_000  # fen: 0.01 万元 is the smallest amount that a statement in 万元 can show


@dataclass(frozen=True, slots=True)
class Link:
    """Two tables whose figures ought to be alike; `off` where only another money unit explains the difference."""

    one: str
    other: str
    off: bool
    figures: tuple[Figure, Figure]


def check_money_units(documents: tuple[Document, ...], _context: Context) -> Iterator[Finding]:
    """One error for each table whose money unit contradicts the other tables of its document."""
    for document in documents:
        for key, link in _contradictions(document).items():
            own, other = link.figures if link.one == key else link.figures[::-1]
            yield finding(
                "money-unit-contradiction",
                sheet=own.sheet,
                cell=own.cell,
                value=own.shown,
                disclosure=document.key,
                title=own.title,
                unit=own.money_unit,
                other=f"“{other.sheet}”{other.cell}",
                other_value=other.shown,
            )
        yield from _tiny_statements(document)
        yield from _empty_tables(document)


def _empty_tables(document: Document) -> Iterator[Finding]:
    """Nothing can contradict the label of an empty table but the labels of all the others."""
    others = [table for table in document.tables if table.key != "three-public"]
    filled = {table.money_unit for table in others if _is_filled(table)}
    for table in others:
        if len(filled) == 1 and not _is_filled(table) and table.money_unit not in filled:
            yield finding(
                "money-unit-differs",
                sheet=table.sheet,
                disclosure=document.key,
                title=table.title,
                unit=table.money_unit,
                expected="、".join(filled),
            )


def _is_filled(table: Table) -> bool:
    return any(amount.fen for line in table.lines for amount in line.amounts.values())


def contradictory_tables(document: Document) -> frozenset[str]:
    """Keys of the tables whose declared money unit contradicts the others'."""
    return frozenset(_contradictions(document))


def _contradictions(document: Document) -> dict[str, Link]:
    """The tables to blame, the one with most contradictions first, each with one link that shows it."""
    links = list(_links(document))
    units = Counter(table.money_unit for table in document.tables if table.key != "three-public")
    blamed: dict[str, Link] = {}
    while off := [link for link in links if link.off]:
        counts = Counter(key for link in off for key in (link.one, link.other))
        agreeing = Counter(key for link in links if not link.off for key in (link.one, link.other))
        key = max(counts, key=lambda name: (counts[name] - agreeing[name], -units[_unit(document, name)], name))
        blamed[key] = next(link for link in off if key in (link.one, link.other))
        links = [link for link in links if key not in (link.one, link.other)]
    return blamed


def _unit(document: Document, key: str) -> str:
    return next((table.money_unit for table in document.tables if table.key == key), "")


def _links(document: Document) -> Iterator[Link]:
    tables = Tables(document)
    total_in, total_out = (tables.total("income-expenditure", direction=one) for one in (_IN, _OUT))
    basic = tables.basic_economic()
    equal: tuple[tuple[str, Figure | None, str, Figure | None], ...] = (
        ("income-expenditure", total_in, "income", tables.total("income")),
        ("income-expenditure", total_out, "expenditure", tables.total("expenditure")),
        ("income", tables.total("income"), "expenditure", tables.total("expenditure")),
        ("income", tables.total("income", "fiscal"), "appropriation", tables.of_year("appropriation", direction=_IN)),
        (
            "appropriation",
            tables.of_year("appropriation", "general_public", _OUT),
            "general-public",
            tables.total("general-public"),
        ),
        (
            "appropriation",
            tables.by_label("appropriation", _IN).get("general_public"),
            "general-public",
            tables.total("general-public"),
        ),
        (
            "appropriation",
            tables.of_year("appropriation", "government_funds", _OUT),
            "government-funds",
            tables.total("government-funds"),
        ),
        (
            "appropriation",
            tables.of_year("appropriation", "state_capital", _OUT),
            "state-capital",
            tables.total("state-capital"),
        ),
        (
            "appropriation",
            tables.total("appropriation", direction=_OUT),
            "fiscal-expenditure",
            tables.total("fiscal-expenditure"),
        ),
        ("general-public", tables.total("general-public", "basic"), "basic-economic", basic),
        ("expenditure", tables.total("expenditure", "basic"), "basic-economic", basic),
        (
            "fiscal-basic-economic",
            tables.total("fiscal-basic-economic"),
            "basic-economic",
            tables.total("basic-economic"),
        ),
        (
            "operating-cost",
            tables.by_code("operating-cost").get("302"),
            "basic-economic",
            tables.by_code("basic-economic").get("302"),
        ),
    )
    for one, left, other, right in equal:
        if left is not None and right is not None and left.fen > 0 and right.fen > 0:
            yield Link(one, other, _is_scaled(left.fen, right.fen), (left, right))
    yield from _statement_links(document, tables, total_out or tables.total("expenditure"))


def _is_scaled(one: int, other: int) -> bool:
    """Whether two figures that ought to be alike differ so much that only another money unit explains it.

    元 and 千元 or 万元 differ by 1,000 or 10,000. 千元 and 万元 differ by ten, which must be met almost exactly.
    """
    larger, smaller = max(one, other), min(one, other)
    return larger >= smaller * _IMPLAUSIBLE or abs(larger - smaller * 10) * _TEN <= larger


def _statement_links(document: Document, tables: Tables, spent: Figure | None) -> Iterator[Link]:
    """The 三公 table is a part of the others: it may be smaller, but not by the factor between units, and never far
    larger."""
    table = tables.get("three-public")
    for statement in document.three_public[:1]:
        if table is None:
            return
        figures = {
            name: Figure(table.sheet, table.title, table.money_unit, statement.row, amount.column, name, amount.fen)
            for name, amount in statement.amounts.items()
            if amount.fen
        }
        for whole, part, often_equal in _statement_parts(tables, figures):
            yield Link("basic-economic", "three-public", _is_off(whole.fen, part.fen, often_equal), (whole, part))
        total = figures.get("total")
        if spent is not None and total is not None and spent.fen > 0:
            key = "income-expenditure" if tables.get("income-expenditure") else "expenditure"
            yield Link(key, "three-public", total.fen > spent.fen, (spent, total))


def _statement_parts(tables: Tables, figures: Mapping[str, Figure]) -> list[tuple[Figure, Figure, bool]]:
    """Pairs of a figure of the economic table and the statement's; True where the latter is the part."""
    by_code = tables.by_code("basic-economic")
    wanted = (
        (tables.named_total("basic-economic", "operating"), "operating"),
        (by_code.get("30217"), "reception"),
        (by_code.get("30231"), "vehicle_operation"),
        (by_code.get("30212"), "overseas_travel"),
    )
    return [
        (whole, figures[name], name == "operating")
        for whole, name in wanted
        if whole is not None and whole.fen > 0 and name in figures
    ]


def _is_off(economic: int, stated: int, stated_is_part: bool) -> bool:
    """机关运行经费 is a part of 公用经费, and economic classes are a part of 三公: a part is never 100 times the whole.

    It may be very small, for a body with large institutions, but not by nearly the factor between 元 and 万元.
    """
    part, whole = (stated, economic) if stated_is_part else (economic, stated)
    return part >= whole * _IMPLAUSIBLE or part * _SMALLEST_PART <= whole


def _tiny_statements(document: Document) -> Iterator[Finding]:
    """A 三公 total below 100 元: no statement is so small, its 万元 were labelled 元."""
    for statement in document.three_public:
        total = statement.amounts.get("total")
        if total is None or not total.fen or abs(total.fen) >= _SMALLEST_STATEMENT:
            continue
        own = _statement_figure(document, statement)
        yield finding(
            "three-public-too-small", sheet=own.sheet, cell=own.cell, value=own.shown, disclosure=document.key
        )


def _statement_figure(document: Document, statement: ThreePublic) -> Figure:
    amount = statement.amounts["total"]
    return Figure(
        statement.sheet, document.title, statement.money_unit, statement.row, amount.column, "合计", amount.fen or 0
    )


def check_bounds(documents: tuple[Document, ...], context: Context) -> Iterator[Finding]:
    """Totals against the bounds of the city's settings: `[bounds.budget] min_yuan, max_yuan`, and so on for each
    kind."""
    bounds = context.city.settings.get("bounds", {}) if context.city else {}
    for document in documents:
        if document.identity.kind not in (Kind.BUDGET, Kind.ACCOUNTS):
            continue
        tables = Tables(document)
        spent = tables.total("income-expenditure", direction=_OUT) or tables.total("expenditure")
        limits = bounds.get(str(document.identity.kind), {})
        if spent is not None and spent.fen:
            yield from _outside(document, spent, limits)
        for statement in document.three_public:
            total = statement.amounts.get("total")
            if total is not None and total.fen:
                yield from _outside(document, _statement_figure(document, statement), bounds.get("three-public", {}))


def _outside(document: Document, total: Figure, limits: Mapping[str, int]) -> Iterator[Finding]:
    minimum, maximum = limits.get("min_yuan"), limits.get("max_yuan")
    if (minimum is None or total.fen >= minimum * 100) and (maximum is None or total.fen <= maximum * 100):
        return
    yield finding(
        "amount-out-of-bounds",
        sheet=total.sheet,
        cell=total.cell,
        value=f"{total.fen // 100:,}",
        disclosure=document.key,
        title=total.title,
        minimum=f"{minimum or 0:,}",
        maximum=f"{maximum:,}" if maximum is not None else "∞",
    )
