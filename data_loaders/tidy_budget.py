"""The whole-city budget or final accounts: one document per unit, its tables as the official workbooks have them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from data_loaders.amounts import AmountReader
from data_loaders.city import City
from data_loaders.classes import class_label, class_names
from data_loaders.findings import Finding
from data_loaders.headers import Panel
from data_loaders.lines import Draft, PanelReader
from data_loaders.records import Direction, Document, Identity, Kind, Level, RowCount, Scope, Stage, Table
from data_loaders.rules import finding
from data_loaders.tables import Shape, TableSpec, table_spec
from data_loaders.tidy_columns import BUDGET_TABLES
from data_loaders.tidy_rows import by_unit
from data_loaders.tidy_sheet import TidyRow, TidySheet
from data_loaders.trees import Resolver, build_lines

_TITLES = {key: title for title, key in BUDGET_TABLES.items()}
_LEVELS = {3: Level.CLASS, 5: Level.SECTION, 7: Level.ITEM}
_ORDER = {key: order for order, key in enumerate(BUDGET_TABLES.values())}


@dataclass(frozen=True, slots=True)
class _Whole:
    """What holds for every unit of the sheet."""

    sheet: TidySheet
    kind: Kind
    measures: Mapping[str, Mapping[str, int]]  # table key -> measure -> column, as filled by any unit


def budget_documents(sheet: TidySheet, year: int | None, city: City | None) -> tuple[list[Document], list[Finding]]:
    """The budgets or accounts of every unit of the sheet; stage `final` gives accounts."""
    stage, scope = sheet.header.get("stage"), sheet.header.get("scope")
    kind = Kind.ACCOUNTS if stage == "final" else Kind.BUDGET
    whole = _Whole(sheet, kind, _measures(sheet))
    documents: list[Document] = []
    findings: list[Finding] = []
    for code, rows in by_unit(sheet).items():
        tables, problems = _tables(whole, rows, year, city)
        findings += problems
        known = None not in (stage, scope, year)
        identity = Identity(
            kind=kind,
            unit_code=code,
            unit_name=rows[0].text("unit_name"),
            year=year,
            scope=Scope(str(scope)) if scope else None,
            stage=Stage(str(stage)) if stage else None,
        )
        name = identity.unit_name or code
        title = f"{name}{year or ''}年部门{'决算' if kind is Kind.ACCOUNTS else '预算'}"
        documents.append(Document(f"{kind}.{code}.{year}.{scope}" if known else None, identity, title, tuple(tables)))
    return documents, findings


def _measures(sheet: TidySheet) -> dict[str, dict[str, int]]:
    """The money columns that each table really uses: those that any row of it fills."""
    used: dict[str, dict[str, int]] = {}
    for row in sheet.rows:
        table = row.text("table")
        if table is None:
            continue
        columns = used.setdefault(table, {})
        for column in sheet.spec.money_columns:
            if row.amount(column.key) is not None:
                columns.setdefault(column.key, sheet.columns[column.key])
    return used


def _tables(
    whole: _Whole, rows: Sequence[TidyRow], year: int | None, city: City | None
) -> tuple[list[Table], list[Finding]]:
    if "name" not in whole.sheet.columns:
        return [], []  # the missing column is a finding of the sheet
    grouped: dict[str, list[TidyRow]] = {}
    for row in rows:
        table = row.text("table")
        if table is not None:
            grouped.setdefault(table, []).append(row)
    findings: list[Finding] = []
    drafts: dict[str, list[Draft]] = {}
    for key in sorted(grouped, key=_ORDER.__getitem__):
        drafts[key], problems = _drafts(whole, table_spec(key, whole.kind), grouped[key])
        findings += problems
    resolve = _resolver(drafts, year, city)
    tables = [_table(whole, key, drafts[key], len(grouped[key]), resolve) for key in drafts]
    return tables, findings


def _drafts(whole: _Whole, spec: TableSpec, rows: Sequence[TidyRow]) -> tuple[list[Draft], list[Finding]]:
    """The draft lines of one table, read with the same reader as the official tables."""
    sheet = whole.sheet
    amounts = AmountReader(sheet.sheet, sheet.money_unit)  # its findings repeat those of the cells
    panel = _panel(whole, spec)
    readers = {one: PanelReader(index, panel, one, amounts) for index, one in enumerate(Direction)}
    drafts: list[Draft] = []
    findings: list[Finding] = []
    for row in rows:
        direction = spec.direction or _direction(row)
        if direction is None:
            where = sheet.cell(row.row, "direction")
            findings.append(finding("direction-missing", sheet=sheet.name, cell=where))
            continue
        draft = readers[direction].draft(row.row)
        if draft is not None:
            drafts.append(_with_code(draft, spec, row.text("code")))
    findings += [problem for reader in readers.values() for problem in reader.findings]
    return drafts, findings


def _with_code(draft: Draft, spec: TableSpec, code: str | None) -> Draft:
    """The official 收支总表 has no column of codes; where the row of the tidy one gives a code, it counts."""
    if spec.shape is not Shape.TOTALS or draft.level is Level.TOTAL or code is None or len(code) not in _LEVELS:
        return draft
    return replace(draft, code=code, level=_LEVELS[len(code)])


def _panel(whole: _Whole, spec: TableSpec) -> Panel:
    columns = whole.sheet.columns
    has_code = spec.shape in (Shape.FUNCTION, Shape.ECONOMIC) and "code" in columns
    codes = (columns["code"],) if has_code else ()
    return Panel(codes, (columns["name"],), dict(whole.measures.get(spec.key, {})), {}, spec.direction)


def _direction(row: TidyRow) -> Direction | None:
    text = row.text("direction")
    return Direction(text) if text else None


def _resolver(drafts: Mapping[str, Sequence[Draft]], year: int | None, city: City | None) -> Resolver:
    """Class codes by name: as the unit's own trees name them, else as the year's edition does."""
    own = {
        class_label(draft.name): draft.code
        for table in drafts.values()
        for draft in table
        if draft.code and draft.level is Level.CLASS
    }
    names = class_names(city, year)
    return lambda label: own.get(class_label(label)) or names.class_code(label)


def _table(whole: _Whole, key: str, drafts: Sequence[Draft], rows: int, resolve: Resolver) -> Table:
    spec = table_spec(key, whole.kind)
    totals = sum(1 for draft in drafts if draft.level is Level.TOTAL)
    count = RowCount(rows, len(drafts) - totals, totals, rows - len(drafts), 0)
    lines = build_lines(drafts, spec, resolve)
    sheet = whole.sheet
    columns = dict(whole.measures.get(key, {}))
    return Table(key, sheet.name, _TITLES[key], sheet.money_unit, _ORDER[key] + 1, columns, count, lines)
