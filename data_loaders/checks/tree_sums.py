"""Sums down a table: total = Σ classes, class = Σ sections, section = Σ items; 总计 = 本年合计 + balances."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from data_loaders.addresses import a1
from data_loaders.checks.figures import compare, figure
from data_loaders.checks.tables_of import panels
from data_loaders.findings import Finding
from data_loaders.lines import heading_is_subtotal
from data_loaders.reading import Context
from data_loaders.records import Direction, Document, Kind, Level, Line, Table
from data_loaders.rules import finding

_RULES = {Level.TOTAL: "sum-total", Level.CLASS: "sum-class", Level.SECTION: "sum-section"}
_TWO_SIDED = ("income-expenditure", "appropriation")
_DEPTH = {Level.TOTAL: 0, Level.CLASS: 1, Level.SECTION: 2, Level.ITEM: 3}


def check_trees(documents: tuple[Document, ...], _context: Context) -> Iterator[Finding]:
    """Every total and every parent of every table, in every measure."""
    for document in documents:
        for table in document.tables:
            for lines in panels(table):
                yield from _panel(document, table, lines)
            if table.key in _TWO_SIDED:
                yield from _one_sided(document, table)


def _one_sided(document: Document, table: Table) -> Iterator[Finding]:
    """A side of an overview with figures and no total, where the other side has one."""
    with_total = {line.direction for line in table.lines if line.level is Level.TOTAL}
    for direction in Direction:
        filled = [line for line in table.lines if line.direction is direction and _has_other_amounts([line])]
        if with_total and filled and direction not in with_total:
            cell = a1(filled[0].row, filled[0].label_column)
            yield finding("total-line-missing", sheet=table.sheet, cell=cell, disclosure=document.key)


def _panel(document: Document, table: Table, lines: Sequence[Line]) -> Iterator[Finding]:
    children = _children(lines)
    for parent, below in children:
        yield from _compare_all(_RULES[parent.level], document, table, parent, below)
    yield from _totals(document, table, lines, _tops(lines, children))


def _children(lines: Sequence[Line]) -> list[tuple[Line, list[Line]]]:
    """Each parent with the lines directly below it: by code where there are codes, else by order and level."""
    coded = [line for line in lines if _code(line) and line.level is not Level.TOTAL]
    found: dict[int, list[Line]] = {}
    parents = {id(line): line for line in lines}
    by_code: dict[str, list[Line]] = {}
    for line in coded:
        by_code.setdefault(_code(line), []).append(line)
    for line in coded:
        parent = _coded_parent(line, by_code)
        if parent is not None:
            found.setdefault(id(parent), []).append(line)
    for line, parent in _labelled_parents(lines):
        found.setdefault(id(parent), []).append(line)
    return [(parents[key], below) for key, below in found.items()]


def _code(line: Line) -> str:
    return line.functional_code or line.economic_code or ""


def _coded_parent(line: Line, by_code: dict[str, list[Line]]) -> Line | None:
    code = _code(line)
    for length in range(len(code) - 2, 2, -2):
        above = by_code.get(code[:length])
        if above:
            return above[0] if len(above) == 1 else None
    return None


def _labelled_parents(lines: Sequence[Line]) -> Iterator[tuple[Line, Line]]:
    """Lines without codes with the line above them that is less deep. 其中 lines are no part of a sum."""
    above: list[Line] = []
    for line in lines:
        if line.level is Level.TOTAL or (_code(line) and line.level is not Level.CLASS):
            above = [] if line.level is Level.TOTAL else above
            continue
        while above and _DEPTH[above[-1].level] >= _DEPTH[line.level]:
            above.pop()
        if above and not line.name.startswith("其中"):
            yield line, above[-1]
        above.append(line)


def _tops(lines: Sequence[Line], children: Sequence[tuple[Line, Sequence[Line]]]) -> list[Line]:
    below = {id(line) for _, lines_below in children for line in lines_below}
    return [
        line
        for line in lines
        if line.level is not Level.TOTAL and id(line) not in below and not line.name.startswith("其中")
    ]


def _totals(document: Document, table: Table, lines: Sequence[Line], tops: Sequence[Line]) -> Iterator[Finding]:
    """Totals in their order: a subtotal sums what stands above it, the grand total the subtotal and what follows it."""
    kept = {id(line) for line in tops}
    group: list[Line] = []
    pending: list[Line] = []
    for line in lines:
        if line.level is not Level.TOTAL:
            group.extend([line] if id(line) in kept else [])
            continue
        if not group:
            pending.append(line)
            continue
        subtotal = any(heading_is_subtotal(one.name) for one in group)
        rule = "accounts-balance" if subtotal and document.identity.kind is Kind.ACCOUNTS else "sum-total"
        yield from _compare_all(rule, document, table, line, group)
        group = [line] if heading_is_subtotal(line.name) else []
    if group and not any(one.level is Level.TOTAL for one in group):
        for line in pending:
            yield from _compare_all("sum-total", document, table, line, group)


def _compare_all(rule: str, document: Document, table: Table, stated: Line, below: Sequence[Line]) -> Iterator[Finding]:
    for measure in stated.amounts:
        total = figure(table, stated, measure)
        parts = [one for line in below if (one := figure(table, line, measure))]
        if total is not None and (parts or _has_other_amounts(below)):
            yield from compare(rule, document, total, parts)


def _has_other_amounts(lines: Sequence[Line]) -> bool:
    """Whether the lines publish amounts at all, so that a measure that none of them has is 0 and not unpublished."""
    return any(isinstance(amount.fen, int) for line in lines for amount in line.amounts.values())
