"""The tables of one document as the checks ask for them: by key, with their totals, classes and rows by code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from data_loaders.catalogue.measures import measure_of
from data_loaders.checks.figures import Figure, figure
from data_loaders.line_keys import plain_label
from data_loaders.lines import heading_is_subtotal
from data_loaders.records import Direction, Document, Level, Line, Table


@dataclass(frozen=True, slots=True)
class Tables:
    """A document's tables by key; the first of each key counts (a repeated table is a finding of its own)."""

    document: Document

    def get(self, key: str) -> Table | None:
        return next((table for table in self.document.tables if table.key == key), None)

    def total(self, key: str, measure: str = "total", direction: Direction | None = None) -> Figure | None:
        """The grand total of a table: its last total row of that direction that is no subtotal."""
        table = self.get(key)
        lines = [line for line in totals(table, direction) if not heading_is_subtotal(line.name)] if table else []
        return figure(table, lines[-1], measure) if table and lines else None

    def subtotal(self, key: str, measure: str = "total", direction: Direction | None = None) -> Figure | None:
        """本年收入合计, 本年支出合计 of a table that goes on to 总计; None where it has none."""
        table = self.get(key)
        lines = [line for line in totals(table, direction) if heading_is_subtotal(line.name)] if table else []
        return figure(table, lines[-1], measure) if table and lines else None

    def of_year(self, key: str, measure: str = "total", direction: Direction | None = None) -> Figure | None:
        """The total of the year alone: the subtotal where there is one, else the grand total."""
        return self.subtotal(key, measure, direction) or self.total(key, measure, direction)

    def by_code(self, key: str, measure: str = "total") -> dict[str, Figure]:
        """Figures by classification code; codes that stand twice are left out."""
        table = self.get(key)
        found: dict[str, list[Figure]] = {}
        for line in table.lines if table else ():
            code = line.functional_code or line.economic_code
            one = figure(table, line, measure) if table and code else None
            if code and one:
                found.setdefault(code, []).append(one)
        return {code: figures[0] for code, figures in found.items() if len(figures) == 1}

    def by_label(self, key: str, direction: Direction) -> dict[str, Figure]:
        """Figures of labelled lines by the measure that their label means (三、事业收入 -> business), the first of
        each."""
        table = self.get(key)
        found: dict[str, Figure] = {}
        for line in table.lines if table else ():
            if table and line.direction is direction and line.level is not Level.TOTAL and not line.functional_code:
                measure = measure_of((plain_label(line.name),))
                one = figure(table, line, "total")
                if measure and one:
                    found.setdefault(measure, one)
        return found

    def named_total(self, key: str, measure: str) -> Figure | None:
        """人员经费合计 and 公用经费合计 of a double panel, else the column of that measure in the total row."""
        table = self.get(key)
        for line in totals(table, None) if table else ():
            if table and measure_of((line.name,)) == measure:
                return figure(table, line, "total")
        return self.total(key, measure)

    def basic_economic(self) -> Figure | None:
        """The total of the economic table; of a double panel it is 人员经费合计 + 公用经费合计, shown at the first."""
        named = [self.named_total("basic-economic", measure) for measure in ("personnel", "operating")]
        columns = [self.total("basic-economic", measure) for measure in ("personnel", "operating")]
        parts = [one for one in named if one is not None]
        if named == columns or len(parts) < 2:
            return self.total("basic-economic")
        return replace(parts[0], label="人员经费合计＋公用经费合计", fen=sum(one.fen for one in parts))


def totals(table: Table, direction: Direction | None) -> list[Line]:
    """Total lines of a table, in order; of one direction where it is given."""
    return [
        line for line in table.lines if line.level is Level.TOTAL and (direction is None or line.direction is direction)
    ]


def panels(table: Table) -> Iterator[Sequence[Line]]:
    """The lines of a table by panel: by direction, and in double panels of one direction by the column of their
    amounts."""
    groups: dict[tuple[str, int], list[Line]] = {}
    coded = any(line.economic_code for line in table.lines)
    for line in table.lines:
        column = min((amount.column for amount in line.amounts.values()), default=0) if coded else 0
        groups.setdefault((str(line.direction), column if _is_double(table) else 0), []).append(line)
    yield from groups.values()


def _is_double(table: Table) -> bool:
    """Whether one row holds two coded lines side by side (economic classes left and right)."""
    rows = [line.row for line in table.lines if line.economic_code]
    return len(rows) != len(set(rows))
