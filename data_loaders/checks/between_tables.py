"""Identities between the tables of one document: what stands in two tables must be the same figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from data_loaders.checks.figures import Figure, compare, tolerance
from data_loaders.checks.money_units import contradictory_tables
from data_loaders.checks.tables_of import Tables
from data_loaders.findings import Finding, Severity
from data_loaders.reading import Context
from data_loaders.records import Direction, Document
from data_loaders.rules import finding

_IN, _OUT = Direction.INCOME, Direction.EXPENDITURE
_FUND_TABLES = (
    ("general_public", "general-public"),
    ("government_funds", "government-funds"),
    ("state_capital", "state-capital"),
)
_ECONOMIC_LIMITS = (("30217", "reception"), ("30231", "vehicle_operation"), ("30212", "overseas_travel"))
Pair = tuple[str, Figure | None, Sequence[Figure | None]]


def check_between_tables(documents: tuple[Document, ...], _context: Context) -> Iterator[Finding]:
    """Each document on its own.

    Tables whose money unit contradicts the others are left out: that has its own finding.
    """
    for document in documents:
        wrong = contradictory_tables(document)
        tables = Tables(_without(document, wrong))
        for code, stated, others in _pairs(tables):
            if stated is not None:
                yield from _equals_one(code, document, stated, [one for one in others if one is not None])
        yield from _classes(document, tables)
        yield from _funds_by_class(document, tables)
        yield from _same_rows(document, tables)
        yield from _labels(document, tables)
        yield from _uses(document, tables)
        if "three-public" not in wrong:
            yield from _limits(document, tables)


def _without(document: Document, keys: frozenset[str]) -> Document:
    kept = tuple(table for table in document.tables if table.key not in keys)
    return Document(document.key, document.identity, document.title, kept, (), document.three_public)


def _equals_one(code: str, document: Document, stated: Figure, candidates: Sequence[Figure]) -> Iterator[Finding]:
    """`stated` must equal one of `candidates` (a total with or without balances); reported against the nearest."""
    if candidates:
        nearest = min(candidates, key=lambda one: abs(one.fen - stated.fen))
        yield from compare(code, document, stated, [nearest])


def _pairs(tables: Tables) -> Iterator[Pair]:
    both = tables.total("income-expenditure", direction=_OUT), tables.subtotal("income-expenditure", direction=_OUT)
    incomes = tables.total("income-expenditure", direction=_IN), tables.subtotal("income-expenditure", direction=_IN)
    yield "income-equals-expenditure", incomes[0], both[:1]
    yield (
        "income-equals-expenditure",
        tables.total("appropriation", direction=_IN),
        [tables.total("appropriation", direction=_OUT)],
    )
    yield "total-differs", tables.total("income"), incomes
    yield "total-differs", tables.total("expenditure"), both
    yield "total-differs", tables.total("fiscal-expenditure"), [tables.total("appropriation", direction=_OUT)]
    for measure, key in _FUND_TABLES:
        fund = [tables.of_year("appropriation", measure, _OUT), tables.total("appropriation", measure, _OUT)]
        if not any(fund):
            fund = [tables.by_label("appropriation", _IN).get(measure)]
        yield "fund-total-differs", tables.total(key), fund
    yield "basic-differs", tables.total("general-public", "basic"), [tables.basic_economic()]
    if _all_general_public(tables):
        yield "basic-differs", tables.total("expenditure", "basic"), [tables.basic_economic()]
        for measure in ("personnel", "operating"):
            yield (
                "personnel-operating-differ",
                tables.total("income-expenditure", measure, _OUT),
                [tables.named_total("basic-economic", measure)],
            )
    yield from _fiscal(tables)


def _fiscal(tables: Tables) -> Iterator[Pair]:
    """财政拨款 in 收入总表 against 财政拨款收支总表, with or without its opening balance."""
    fiscal = tables.total("income", "fiscal")
    yield (
        "fiscal-differs",
        fiscal,
        [tables.of_year("appropriation", direction=_IN), tables.total("appropriation", direction=_IN)],
    )


def _all_general_public(tables: Tables) -> bool:
    """Whether all spending is general public budget: the totals of the two tables are the same."""
    all_funds, general = tables.total("expenditure"), tables.total("general-public")
    if all_funds is None or general is None or not general.fen:
        return False
    return abs(all_funds.fen - general.fen) <= tolerance([all_funds.money_unit, general.money_unit], 1)


def _classes(document: Document, tables: Tables) -> Iterator[Finding]:
    """Functional classes of 收支总表 against the class rows of 支出总表, in every column that both have."""
    for measures in (("total", ("total",)), ("project", ("project",)), ("basic", ("basic",))):
        yield from _class_measure(document, tables, *measures)
    left = {code: one for code, one in tables.by_code("expenditure", "basic").items() if len(code) == 3}
    personnel, operating = (tables.by_code("income-expenditure", measure) for measure in ("personnel", "operating"))
    for code in sorted(set(left) & set(personnel) & set(operating)):
        yield from compare("classes-differ", document, left[code], [personnel[code], operating[code]])


def _class_measure(document: Document, tables: Tables, measure: str, others: tuple[str, ...]) -> Iterator[Finding]:
    totals = tables.by_code("income-expenditure", measure)
    rows = {code: one for code, one in tables.by_code("expenditure", others[0]).items() if len(code) == 3}
    if not rows:
        return
    for code in sorted(set(totals) | set(rows)):
        if code in totals and code in rows:
            yield from compare("classes-differ", document, totals[code], [rows[code]])
        elif code in totals and totals[code].fen:
            yield from compare("classes-differ", document, totals[code], [])
        elif (
            code in rows
            and rows[code].fen
            and measure == "total"
            and tables.get("income-expenditure")
            and not _unresolved(tables)
        ):
            yield from compare("classes-differ", document, rows[code], [])


def _unresolved(tables: Tables) -> bool:
    """Whether a filled expenditure line of 收支总表 has no class code, so that a class may stand under another name."""
    table = tables.get("income-expenditure")
    lines = table.lines if table else ()
    return any(
        line.direction is _OUT
        and line.is_leaf
        and not line.functional_code
        and any(amount.fen for amount in line.amounts.values())
        for line in lines
    ) or not any(line.functional_code for line in lines)


def _funds_by_class(document: Document, tables: Tables) -> Iterator[Finding]:
    """Classes of 财政拨款收支总表 by fund against the class rows of that fund's table."""
    for measure, key in _FUND_TABLES:
        stated, rows = tables.by_code("appropriation", measure), tables.by_code(key)
        for code in sorted(set(stated) & set(rows)):
            yield from compare("fund-class-differs", document, stated[code], [rows[code]])


def _same_rows(document: Document, tables: Tables) -> Iterator[Finding]:
    """Where all spending is general public, 支出总表 and 一般公共预算支出表 have the same rows."""
    if not _all_general_public(tables):
        return
    for measure in ("total", "basic", "project"):
        all_funds, general = tables.by_code("expenditure", measure), tables.by_code("general-public", measure)
        for code in sorted(set(all_funds) & set(general)):
            yield from compare("rows-differ", document, general[code], [all_funds[code]])
    yield from _rows_of_one_table(document, tables)


def _rows_of_one_table(document: Document, tables: Tables) -> Iterator[Finding]:
    """A row that only one of the two tables has, as deep as the other one goes: it was lost there."""
    both = tables.by_code("expenditure", "total"), tables.by_code("general-public", "total")
    depth = min(max((len(code) for code in one), default=0) for one in both)
    for has, lacks in (both, both[::-1]):
        for code in sorted(set(has) - set(lacks)):
            if len(code) <= depth and has[code].fen:
                yield from compare("rows-differ", document, has[code], [])


def _labels(document: Document, tables: Tables) -> Iterator[Finding]:
    """Sources of income by name: 收支总表 against the columns or blocks of 收入总表, and 财政拨款收支总表."""
    sources = tables.by_label("income-expenditure", _IN)
    blocks = tables.by_label("income", _IN)
    for measure, one in sources.items():
        other = tables.total("income", measure) if measure != "total" else None
        other = other or blocks.get(measure)
        if other is not None:
            yield from compare("source-differs", document, one, [other])
    for measure, one in tables.by_label("appropriation", _IN).items():
        if measure in sources and measure in dict(_FUND_TABLES):
            yield from compare("source-differs", document, one, [sources[measure]])


def _uses(document: Document, tables: Tables) -> Iterator[Finding]:
    """支出用途 against the columns of 支出总表, its own sum against the total, and 财政拨款 basic against its economic
    table."""
    uses = tables.by_label("expenditure-use", _OUT)
    for measure, one in uses.items():
        other = tables.total("expenditure", measure)
        if other is not None:
            yield from compare("use-differs", document, one, [other])
    total = tables.of_year("income-expenditure", direction=_OUT)
    if uses and total is not None:
        yield from compare("use-differs", document, total, list(uses.values()))
    basic, economic = tables.by_label("appropriation", _OUT).get("basic"), tables.total("fiscal-basic-economic")
    if basic is not None and economic is not None:
        yield from compare("basic-differs", document, basic, [economic])


def _limits(document: Document, tables: Tables) -> Iterator[Finding]:
    """机关运行经费 ≤ 公用经费 (never equality), and economic classes that are a part of 三公."""
    statement = next((one for one in document.three_public), None)
    table = tables.get("three-public")
    if statement is None or table is None:
        return

    def amount(name: str) -> Figure | None:
        found = statement.amounts.get(name)
        if found is None or found.fen is None:
            return None
        return Figure(table.sheet, table.title, table.money_unit, statement.row, found.column, name, found.fen)

    operating, public = amount("operating"), tables.named_total("basic-economic", "operating")
    if operating and public:
        yield from _at_most("operating-over-public", document, operating, public)
    by_code = tables.by_code("basic-economic", "total")
    for code, name in _ECONOMIC_LIMITS:
        limit = amount(name)
        if code in by_code and limit is not None:
            yield from _at_most("economic-over-three-public", document, by_code[code], limit)


def _at_most(code: str, document: Document, part: Figure, whole: Figure) -> Iterator[Finding]:
    excess = part.fen - whole.fen
    if excess <= 0:
        return
    allowed = tolerance([part.money_unit, whole.money_unit], 1)
    yield finding(
        code,
        sheet=part.sheet,
        cell=part.cell,
        value=part.shown,
        disclosure=document.key,
        severity=Severity.NOTICE if excess <= allowed else Severity.ERROR,
        label=part.label,
        limit=whole.shown,
        other=f"“{whole.sheet}”{whole.cell}",
    )
