"""Rows of a recognised table become lines: every row is told apart and counted, none is dropped in silence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from data_loaders.addresses import a1
from data_loaders.amounts import AmountReader
from data_loaders.catalogue.headings import heading_key
from data_loaders.findings import Finding
from data_loaders.grid import CellValue, value_text
from data_loaders.headers import Layout, read_layout
from data_loaders.lines import Draft, PanelReader
from data_loaders.recognise import Region, money_unit
from data_loaders.records import Amount, Direction, Level, RowCount
from data_loaders.rows import is_data, is_frame, is_heading, is_note, is_number, is_page_number
from data_loaders.rules import finding


@dataclass(slots=True)
class RowKinds:
    """The row numbers of a region by what they are."""

    used: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    notes: list[int] = field(default_factory=list)
    frame: list[int] = field(default_factory=list)
    headers: list[int] = field(default_factory=list)
    blank: list[int] = field(default_factory=list)

    def count(self) -> RowCount:
        """The row accounting; `read` is counted on its own by the caller's range, so that the sum can be checked."""
        headers = len(self.frame) + len(self.headers)
        parts = (len(self.used), len(self.totals), len(self.notes), headers, len(self.blank))
        return RowCount(sum(parts), *parts)


@dataclass(slots=True)
class Block:
    """Consecutive data rows under one layout: a table has one, unless its columns change on a later page."""

    layout: Layout
    rows: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Outline:
    """A region with its rows told apart: header rows, blocks of data under their layouts, notes."""

    region: Region
    kinds: RowKinds = field(default_factory=RowKinds)
    blocks: list[Block] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ParsedTable:
    """A region read: its draft lines in order, its layout, unit, notes and accounting, and what was found on the
    way."""

    region: Region
    layout: Layout
    money_unit: str
    drafts: tuple[Draft, ...]
    rows: RowCount
    notes: tuple[tuple[int, str], ...]
    frame_rows: tuple[int, ...]
    findings: tuple[Finding, ...]


def outline(region: Region) -> Outline | None:
    """Tell the rows of a region apart; None where no header with an amount column stands in it (a list of contents,
    say)."""
    result = Outline(region)
    known: frozenset[str] = frozenset()
    pending: list[int] = []
    for row in range(region.first, region.last + 1):
        values = region.sheet.rows[row - 1]
        kind = _kind(values, bool(result.blocks), known)
        if kind == "header":
            pending.append(row)
            result.kinds.headers.append(row)
        elif kind in ("blank", "frame"):
            (result.kinds.blank if kind == "blank" else result.kinds.frame).append(row)
        else:
            known = _begin_block(result, pending, known)
            pending = []
            _place(result, row, values)
    _begin_block(result, pending, known)
    return result if result.blocks else None


def _kind(values: Sequence[CellValue], has_layout: bool, known: frozenset[str]) -> str:
    if not any(value_text(value) for value in values):
        return "blank"
    if is_frame(values):
        return "frame"
    if not has_layout:
        return "data" if is_data(values) else "header"
    return "header" if is_heading(values, known) else "data"


def _begin_block(result: Outline, pending: list[int], known: frozenset[str]) -> frozenset[str]:
    """Header rows have ended: a new layout begins a block, a repeated one continues it."""
    if not pending:
        return known
    texts = [result.region.sheet.row_texts(row) for row in pending]
    layout = read_layout(texts)
    words = frozenset(heading_key(text) for row in texts for text in row if text)
    if layout and not (result.blocks and words <= known and _same_columns(layout, result.blocks[-1].layout)):
        result.blocks.append(Block(layout))
    return known | words


def _same_columns(one: Layout, other: Layout) -> bool:
    return one.columns <= other.columns


def _place(result: Outline, row: int, values: Sequence[CellValue]) -> None:
    first = next(text for value in values if (text := value_text(value)))
    words = is_note(first) and not any(is_number(value) for value in values)
    if not result.blocks or words or is_page_number(values):
        result.kinds.notes.append(row)
    else:
        result.blocks[-1].rows.append(row)


def parse_table(shape: Outline, usual: Direction | None) -> ParsedTable:
    """Read the lines of an outlined table; `usual` is the direction of tables whose headers name none."""
    region, kinds = shape.region, shape.kinds
    unit = money_unit(region, kinds.frame, kinds.headers)
    reader = AmountReader(region.sheet, unit.name)
    drafts: list[Draft] = []
    findings = [*unit.findings, *_unknown_columns(shape)]
    for block in shape.blocks:
        panels = _panel_readers(block.layout, usual, reader)
        for row in block.rows:
            found = _row_drafts(panels, row)
            _file_row(kinds, row, found)
            drafts.extend(found)
            findings.extend(_stray(region, row, block.layout, found))
        findings.extend(problem for panel in panels for problem in panel.findings)
    notes = tuple((row, " ".join(text for text in region.sheet.row_texts(row) if text)) for row in kinds.notes)
    findings.extend(reader.findings)
    return ParsedTable(
        region,
        shape.blocks[0].layout,
        unit.name,
        tuple(drafts),
        kinds.count(),
        notes,
        tuple(kinds.frame),
        tuple(findings),
    )


def _panel_readers(layout: Layout, usual: Direction | None, reader: AmountReader) -> list[PanelReader]:
    default = usual or Direction.EXPENDITURE
    return [
        PanelReader(index, panel, usual or panel.direction or default, reader)
        for index, panel in enumerate(layout.panels)
    ]


def _row_drafts(panels: Sequence[PanelReader], row: int) -> list[Draft]:
    drafts = [draft for panel in panels if (draft := panel.draft(row)) is not None]
    joined: list[Draft] = []
    for draft in drafts:
        if not draft.name and joined and not joined[-1].is_filled:
            joined[-1] = _with_amounts(joined[-1], draft.amounts)
        else:
            joined.append(draft)
    return joined


def _with_amounts(label: Draft, amounts: Mapping[str, Amount]) -> Draft:
    """支出合计 whose amount stands in the next panel (the label's own panel is blank there)."""
    return replace(label, amounts=amounts)


def _file_row(kinds: RowKinds, row: int, drafts: Sequence[Draft]) -> None:
    if not drafts:
        kinds.notes.append(row)
    elif all(draft.level is Level.TOTAL for draft in drafts):
        kinds.totals.append(row)
    else:
        kinds.used.append(row)


def _unknown_columns(shape: Outline) -> list[Finding]:
    row = (shape.kinds.headers or [shape.region.first])[-1]
    return [
        finding("column-unrecognised", sheet=shape.region.sheet.name, cell=a1(row, column), value=header)
        for block in shape.blocks
        for column, header in block.layout.unknown
    ]


def _stray(region: Region, row: int, layout: Layout, drafts: Sequence[Draft]) -> list[Finding]:
    """Numbers of a row that no column claims, and amounts without a label."""
    amounts = [amount for draft in drafts for amount in draft.amounts.values()]
    unnamed = [
        amount for draft in drafts if not draft.name for amount in draft.amounts.values() if amount.fen is not None
    ]
    found = stray_numbers(region, row, layout.columns | {amount.column for amount in amounts})
    for amount in unnamed[:1]:
        found.append(_at("label-missing", region, row, amount.column))
    return found


def stray_numbers(region: Region, row: int, claimed: frozenset[int]) -> list[Finding]:
    """A finding for each number of `row` in a column that has no header."""
    values = region.sheet.rows[row - 1]
    columns = [column for column, value in enumerate(values, 1) if column not in claimed and is_number(value)]
    return [_at("amount-outside-columns", region, row, column) for column in columns]


def _at(code: str, region: Region, row: int, column: int) -> Finding:
    return finding(code, sheet=region.sheet.name, cell=a1(row, column), value=region.sheet.text(row, column))
