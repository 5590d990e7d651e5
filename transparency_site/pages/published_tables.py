"""Published tables as pages show them: measures in words, one cell per measure; documents with tables and words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from data_loaders.registers import REGISTERS
from data_loaders.tables import TABLES, measure_names
from transparency_site.pages import unit_charts
from transparency_site.pages.language import language
from transparency_site.pages.pictures import Picture
from transparency_site.pages.words import DIRECTIONS, MEASURES, THREE_PUBLIC, word
from transparency_site.queries import budget, disclosures
from transparency_site.queries.budget_lines import Cell, PublishedTable
from transparency_site.queries.budget_totals import BudgetTotal
from transparency_site.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Measure:
    """A column of amounts: its key and its word in the language of the page."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class RowView:
    """A published row with one cell (or none) for each measure of its table."""

    name: str
    level: str
    direction: str
    functional_code: str | None
    economic_code: str | None
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class TableView:
    """A published table, ready to be written down row by row."""

    key: str
    title: str
    sheet: str
    money_unit: str
    note: str | None
    measures: tuple[Measure, ...]
    panels: tuple[tuple[str, tuple[RowView, ...]], ...]  # 收入 and 支出 apart where a table has both side by side
    amounts: tuple[int, ...]
    has_codes: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A public reconciliation mark: where the mistake stands, what the rule says, how the bureau explains it."""

    where: str
    message: str
    explanation: str
    approved_by: str


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A budget or final accounts as published: totals, picture, tables, words, marks."""

    totals: BudgetTotal
    revision: int
    picture: Picture | None
    tables: tuple[TableView, ...]
    words: tuple[budget.Words, ...]
    marks: tuple[Mark, ...]


def measure_word(key: str) -> str:
    """A measure's name in the language of the page."""
    chinese, english = measure_names(key)
    return english if language() == "en" else chinese


def table_of(figure: str, disclosure: str) -> str:
    """The common name of the table that a figure of `disclosure` stands in; "" where the catalogue has none."""
    key = figure.removeprefix(f"{disclosure}.").partition(".")[0]
    register = REGISTERS.get(disclosure.split(".")[1]) if disclosure.startswith("register.") else None
    if register is not None:
        return register.title.en if language() == "en" else register.title.zh
    spec = next((one for one in TABLES if one.key == key), None)
    if spec is None:
        return ""
    return spec.title_en if language() == "en" else spec.title_zh


def column_word(register: str, key: str) -> str:
    """A register's column in the language of the page; other words stay as they are."""
    columns = REGISTERS[register].columns if register in REGISTERS else ()
    column = next((one for one in columns if one.value_key == key), None)
    if column is None:
        return key
    return column.en if language() == "en" else column.zh


def figure_word(key: str, figure: str) -> str:
    """A measure's word; of three-public statements (told by the id) their own. Other names stay as published."""
    if figure.startswith("register."):
        return column_word(figure.split(".")[1], key)
    if ".three-public.statement." in figure:
        for name in (f"{key}_fen", key):
            if name in THREE_PUBLIC:
                return word("three_public", name)
    return word("measure", key) if key in MEASURES else measure_word(key)


def table_view(table: PublishedTable) -> TableView:
    """`table` with its cells in the order of its measures."""
    rows = tuple(
        RowView(
            row.name,
            row.level,
            row.direction,
            row.functional_code,
            row.economic_code,
            tuple(row.cell(measure) for measure in table.measures),
        )
        for row in table.rows
    )
    amounts = tuple(cell.amount_fen for row in rows for cell in row.cells if cell and cell.amount_fen is not None)
    return TableView(
        table.key,
        table.title,
        table.sheet,
        table.money_unit,
        table.note,
        tuple(Measure(key, measure_word(key)) for key in table.measures),
        _panels(rows),
        amounts,
        any(row.functional_code or row.economic_code for row in rows),
    )


def _panels(rows: tuple[RowView, ...]) -> tuple[tuple[str, tuple[RowView, ...]], ...]:
    directions = [name for name in DIRECTIONS if any(row.direction == name for row in rows)]
    if len(directions) < 2:
        return (("", rows),) if rows else ()
    return tuple((word("direction", name), tuple(row for row in rows if row.direction == name)) for name in directions)


def mark_view(mark: dict[str, Any]) -> Mark:
    """A mark as stored with the disclosure."""
    where = "!".join(part for part in (mark.get("sheet"), mark.get("cell")) if part)
    message = mark.get("message_en" if language() == "en" else "message_zh", "")
    return Mark(where, message, mark.get("explanation") or "", mark.get("approved_by") or "")


def documents(snapshot: Snapshot, totals: Sequence[BudgetTotal]) -> list[DocumentView]:
    """The documents behind `totals`, whole."""
    return [_document(snapshot, one) for one in totals]


def _document(snapshot: Snapshot, totals: BudgetTotal) -> DocumentView:
    record = disclosures.current(snapshot, totals.id)
    drawn = unit_charts.unit_functions(snapshot, code=totals.unit_code, year=totals.year, disclosure=totals.id)
    return DocumentView(
        totals,
        record.revision if record else 1,
        drawn,
        tuple(table_view(table) for table in budget.tables(snapshot, totals.id)),
        budget.words(snapshot, totals.id),
        tuple(mark_view(mark) for mark in (record.marks if record else ())),
    )
