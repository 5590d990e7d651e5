"""Reads the official workbooks of department budgets and final accounts: one workbook, one document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from data_loaders.addresses import a1
from data_loaders.catalogue.measures import measure_of
from data_loaders.classes import class_label, class_names
from data_loaders.findings import Finding
from data_loaders.grid import Sheet, Workbook
from data_loaders.identity import Claims, claims_of_row, identify
from data_loaders.not_checked import unchecked_rules
from data_loaders.parsers import ParsedTable, outline, parse_table
from data_loaders.reading import Context, Reading, SheetAccount
from data_loaders.recognise import Region, find_regions
from data_loaders.records import (
    Direction,
    Document,
    Identity,
    Kind,
    Level,
    Line,
    RowCount,
    Scope,
    Section,
    Table,
    ThreePublic,
)
from data_loaders.rows import is_number, says_nothing_here
from data_loaders.rules import finding
from data_loaders.sections import kept_sheet, read_sections
from data_loaders.tables import REQUIRED_KEYS, TABLES, USE_KEYS, Shape, TableSpec
from data_loaders.three_public_statement import statement_layout
from data_loaders.three_public_table import read_three_public
from data_loaders.tidy_recognise import recognise
from data_loaders.trees import Resolver, build_lines

_CLAIM_ROWS = 6
_FEWEST_NUMBERS = 3  # a title above fewer numbers is a line of text
_WORDS = re.compile(r"\w")  # the … of a blank form's example rows is no note


@dataclass(frozen=True, slots=True)
class _ReadTable:
    """One region read: lines in `parsed`, or the figures of a 三公 table."""

    spec: TableSpec
    parsed: ParsedTable
    figures: ThreePublic | None = None


@dataclass(slots=True)
class _Found:
    """What the sheets of a workbook turned out to be, in their order."""

    tables: list[_ReadTable] = field(default_factory=list)
    kept: list[SheetAccount] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    claims: Claims = field(default_factory=Claims)
    findings: list[Finding] = field(default_factory=list)


def read(workbook: Workbook, context: Context) -> Reading | None:
    """The document of an official workbook; None where no sheet holds a table of the catalogue."""
    if any(recognise(sheet) or statement_layout(sheet) for sheet in workbook.sheets):
        return None  # tidy sheets and statements of many units have readers of their own
    found = _Found()
    for sheet in workbook.sheets:
        _read_sheet(sheet, found)
    if not found.tables:
        return None
    kind = Counter(table.spec.kind for table in found.tables).most_common(1)[0][0]
    identified = identify(found.claims, kind, context.declared, context.file_name, context.city)
    tables, accounts = _tables(found, _resolver(found, identified.identity, context))
    document = _document(found, identified.identity, tables)
    findings = (
        *identified.findings,
        *found.findings,
        *(problem for table in found.tables for problem in table.parsed.findings),
        *_table_findings(found, tables, kind),
    )
    return Reading(
        (document,),
        tuple(replace(problem, disclosure=document.key) for problem in findings),
        _in_sheet_order((*accounts, *found.kept), workbook),
        unchecked_rules(context, identified.identity),
    )


def _read_sheet(sheet: Sheet, found: _Found) -> None:
    recognised = [_read_region(region, found) for region in find_regions(sheet)]
    if any(recognised):
        return
    kept = kept_sheet(sheet)
    if kept in ("section", "other"):
        found.sections.extend(read_sections(sheet))
    if kept in ("cover", "section"):
        for row in range(1, min(sheet.height, 12 if kept == "cover" else 1) + 1):
            claims_of_row(found.claims, sheet, row)
    found.kept.append(SheetAccount(sheet.name, None, None, None, _words_only(sheet, 1, sheet.height), {}, kept))


def _read_region(region: Region, found: _Found) -> bool:
    """Whether the region is a table, read or kept; what it says of the document's identity is gathered."""
    if region.spec is None:
        last = min(region.first + _CLAIM_ROWS, region.last + 1)
        _claim(region, range(region.first, last), found)
        rows = _words_only(region.sheet, region.first, region.last)
        found.kept.append(SheetAccount(region.sheet.name, None, region.title, None, rows, {}, region.kept))
        return True
    table = (
        _three_public(region, region.spec)
        if region.spec.shape is Shape.THREE_PUBLIC
        else _lines_table(region, region.spec)
    )
    if table is None:
        return _report_unread(region, found)
    found.tables.append(table)
    _claim(region, table.parsed.frame_rows, found)
    return True


def _report_unread(region: Region, found: _Found) -> bool:
    """A table of the catalogue whose header is not understood: never passed over in silence.

    A list of contents is none.
    """
    cells = [value for row in region.sheet.rows[region.first - 1 : region.last] for value in row]
    if sum(1 for value in cells if is_number(value)) < _FEWEST_NUMBERS:
        return False
    found.findings.append(
        finding("table-not-read", sheet=region.sheet.name, cell=a1(region.title_row, 1), title=region.title)
    )
    return False


def _three_public(region: Region, spec: TableSpec) -> _ReadTable | None:
    table = read_three_public(region)
    return _ReadTable(spec, table.parsed, table.figures) if table else None


def _lines_table(region: Region, spec: TableSpec) -> _ReadTable | None:
    shape = outline(region)
    return _ReadTable(spec, parse_table(shape, spec.direction)) if shape else None


def _claim(region: Region, rows: Iterable[int], found: _Found) -> None:
    for row in rows:
        claims_of_row(found.claims, region.sheet, row)


def _words_only(sheet: Sheet, first: int, last: int) -> RowCount:
    filled = sum(1 for row in range(first, last + 1) if any(sheet.row_texts(row)))
    read = max(last - first + 1, 0)
    return RowCount(read, 0, 0, filled, 0, read - filled)


def _resolver(found: _Found, identity: Identity, context: Context) -> Resolver:
    """Class codes by name: as the document's own trees name them, else as the year's edition does."""
    own = {
        class_label(draft.name): draft.code
        for table in found.tables
        if table.spec.shape is Shape.FUNCTION
        for draft in table.parsed.drafts
        if draft.code and draft.level is Level.CLASS
    }
    names = class_names(context.city, identity.year)
    return lambda label: own.get(class_label(label)) or names.class_code(label)


def _tables(found: _Found, resolve: Resolver) -> tuple[list[Table], list[SheetAccount]]:
    tables: list[Table] = []
    accounts: list[SheetAccount] = []
    for read_table in found.tables:
        table = _table(read_table, len(tables), resolve)
        tables.append(table)
        accounts.append(_account(read_table, table))
        use = _use_table(read_table, len(tables), resolve)
        if use:
            tables.append(use)
    return tables, accounts


def _table(read_table: _ReadTable, order: int, resolve: Resolver) -> Table:
    parsed, spec = read_table.parsed, read_table.spec
    by_use = _use_panel(read_table)
    drafts = [draft for draft in parsed.drafts if draft.panel != by_use]
    columns = {
        measure: column for panel in reversed(parsed.layout.panels) for measure, column in panel.measures.items()
    }
    notes = [text for _, text in parsed.notes if _WORDS.search(text)]
    empty = not any(draft.is_filled for draft in drafts) and read_table.figures is None
    return Table(
        key=spec.key,
        sheet=parsed.region.sheet.name,
        title=parsed.region.title,
        money_unit=parsed.money_unit,
        order=order,
        columns=columns,
        rows=parsed.rows,
        lines=build_lines(drafts, spec, resolve),
        note="\n".join(notes) if notes and (empty or any(says_nothing_here(note) for note in notes)) else None,
    )


def _use_panel(read_table: _ReadTable) -> int | None:
    """The panel 支出用途 that stands beside a panel by function: a second cut of the same expenditure."""
    if read_table.spec.key not in USE_KEYS:
        return None
    panels = read_table.parsed.layout.panels
    by_use = [index for index, panel in enumerate(panels) if panel.by_use]
    functional = [panel for panel in panels if not panel.by_use and panel.direction is Direction.EXPENDITURE]
    return by_use[0] if by_use and functional else None


def _use_table(read_table: _ReadTable, order: int, resolve: Resolver) -> Table | None:
    index = _use_panel(read_table)
    if index is None:
        return None
    parsed = read_table.parsed
    drafts = [draft for draft in parsed.drafts if draft.panel == index]
    count = parsed.rows
    used = len(drafts)
    rows = RowCount(count.read, used, 0, count.notes, count.headers, count.read - used - count.notes - count.headers)
    return Table(
        key=USE_KEYS[read_table.spec.key],
        sheet=parsed.region.sheet.name,
        title=parsed.region.title,
        money_unit=parsed.money_unit,
        order=order,
        columns=parsed.layout.panels[index].measures,
        rows=rows,
        lines=build_lines(drafts, read_table.spec, resolve),
    )


def _document(found: _Found, identity: Identity, tables: Iterable[Table]) -> Document:
    statements = tuple(table.figures for table in found.tables if table.figures is not None)
    scope = "单位" if identity.scope is Scope.UNIT else "部门"
    year = f"{identity.year}年" if identity.year else ""
    title = f"{identity.unit_name or ''}{year}{scope}{'决算' if identity.kind is Kind.ACCOUNTS else '预算'}"
    return Document(document_key(identity), identity, title, tuple(tables), tuple(found.sections), statements[:1])


def document_key(identity: Identity) -> str | None:
    """The disclosure id `budget.101001.2013.department` (contract, Identities); None while a part is unknown."""
    parts = (identity.kind, identity.unit_code, identity.year, identity.scope)
    return None if any(part is None for part in parts) else ".".join(str(part) for part in parts)


def _account(read_table: _ReadTable, table: Table) -> SheetAccount:
    totals = control_totals(table)
    if read_table.figures:
        totals = {
            measure: amount.fen for measure, amount in read_table.figures.amounts.items() if amount.fen is not None
        }
    return SheetAccount(table.sheet, table.key, table.title, table.money_unit, table.rows, totals)


def control_totals(table: Table) -> Mapping[str, int]:
    """The amounts (fen) that the table's total rows state, by measure; `income_total` and so on where it has both
    directions,
    and the named totals of a double panel (人员经费合计) under the measure that they name."""
    both = len({line.direction for line in table.lines}) > 1
    totals: dict[str, int] = {}
    for line in stated_totals(table.lines):
        named = measure_of((line.name,))
        for measure, amount in line.amounts.items():
            key = named if measure == "total" and named in ("personnel", "operating") else measure
            if amount.fen is not None:
                totals[f"{line.direction}_{key}" if both else key] = amount.fen
    return totals


def stated_totals(lines: Iterable[Line]) -> list[Line]:
    """Total lines in order, so that the last of a direction is the grand total (总计 after 本年支出合计)."""
    return [line for line in lines if line.level is Level.TOTAL]


def _in_sheet_order(accounts: Iterable[SheetAccount], workbook: Workbook) -> tuple[SheetAccount, ...]:
    order = {sheet.name: index for index, sheet in enumerate(workbook.sheets)}
    return tuple(sorted(accounts, key=lambda account: order[account.sheet]))


def _table_findings(found: _Found, tables: Iterable[Table], kind: Kind) -> list[Finding]:
    problems = [
        problem for table in tables if table.key not in USE_KEYS.values() for problem in _emptiness(table, found)
    ]
    last = {table.spec.key: table.parsed.region for table in found.tables}
    for key, count in Counter(table.spec.key for table in found.tables).items():
        if count > 1:
            cell = a1(last[key].title_row, 1)
            problems.append(finding("table-repeated", sheet=last[key].sheet.name, cell=cell, table=key))
    return [*problems, *_missing(set(last), kind)]


def _missing(keys: set[str], kind: Kind) -> list[Finding]:
    """One finding about the required tables that the workbook does not have: a sheet that was lost is seen by nothing
    else."""
    missing = [spec for spec in TABLES if spec.kind is kind and spec.key in REQUIRED_KEYS - keys]
    if not missing:
        return []
    return [finding("table-missing", tables="、".join(spec.title_zh for spec in missing),
                    tables_en=", ".join(spec.title_en for spec in missing))]  # fmt: skip


def _emptiness(table: Table, found: _Found) -> list[Finding]:
    own = next(one for one in found.tables if one.parsed.region.sheet.name == table.sheet and one.spec.key == table.key)
    filled = own.figures is not None or any(amount.fen for line in table.lines for amount in line.amounts.values())
    note_row = next((row for row, text in own.parsed.notes if _WORDS.search(text)), own.parsed.region.title_row)
    cell = a1(note_row if table.note else own.parsed.region.title_row, 1)
    if filled and table.note and says_nothing_here(table.note):
        return [finding("note-over-figures", sheet=table.sheet, cell=cell, value=table.note, title=table.title)]
    if not filled and table.note:
        return [finding("table-empty", sheet=table.sheet, cell=cell, value=table.note, title=table.title)]
    if not filled:
        return [finding("table-empty-without-note", sheet=table.sheet, cell=cell, title=table.title)]
    return []
