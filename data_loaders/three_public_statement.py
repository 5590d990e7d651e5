"""Three-public statements in publishers' own layouts: a row per unit, columns in any order, up to three header rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from data_loaders.amounts import AmountReader
from data_loaders.city import City
from data_loaders.findings import Finding
from data_loaders.grid import Sheet, Workbook
from data_loaders.headers import Path, header_paths
from data_loaders.identity import find_unit
from data_loaders.money import MONEY_UNITS, declared_units
from data_loaders.reading import Context, Reading, SheetAccount
from data_loaders.records import Amount, Document, Identity, Kind, RowCount, Stage, ThreePublic
from data_loaders.rows import is_note, is_number
from data_loaders.rules import finding
from data_loaders.special_fund import kept_sheet
from data_loaders.text import match_key
from data_loaders.tidy_cells import read_code, read_count
from data_loaders.tidy_recognise import recognise
from data_loaders.tidy_sheet import column_key
from data_loaders.tidy_totals import ABSENT_TOTALS, check_totals
from data_loaders.tidy_types import ColumnType
from data_loaders.tidy_unit_columns import THREE_PUBLIC_COLUMNS

_COLUMNS = {column.key: column for column in THREE_PUBLIC_COLUMNS}
_NAMES = {
    column_key(name): column.key
    for column in reversed(THREE_PUBLIC_COLUMNS)
    for name in (column.header, *column.aliases)
} | {"单位": "unit_name", "部门(单位)": "unit_name", "编码": "unit_code"}
_EXPENSES = frozenset({"overseas_travel", "reception", "vehicles", "vehicle_purchase", "vehicle_operation"})
_STAGE_WORDS = {"预算数": "budget", "预算": "budget", "决算数": "final", "决算": "final", "执行数": "final"}
_STAGES = {"budget": Stage.APPROVED, "final": Stage.FINAL}
_STAGE_TITLES = {"budget": "预算", "final": "决算"}
_YEAR = re.compile(r"((?:19|20)[0-9]{2})年")
_MAX_HEADER = 12


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand: `columns` by (stage, key); the stage is "" where the headers do not say it."""

    first_row: int
    units: Mapping[str, int]
    columns: Mapping[tuple[str, str], int]


@dataclass(slots=True)
class _Read:
    """What one sheet gives."""

    documents: list[Document] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    used: int = 0
    totals: list[int] = field(default_factory=list)
    notes: int = 0
    blank: int = 0


def statement_layout(sheet: Sheet) -> Layout | None:
    """The layout of a statement of many units; None without a column of units, or without 三公 in its words."""
    first = next((row for row in range(1, sheet.height + 1) if _has_numbers(sheet, row)), None)
    if first is None or first > _MAX_HEADER or recognise(sheet) is not None:
        return None
    header = [sheet.row_texts(row) for row in range(1, first)]
    words = match_key("".join(text for row in header for text in row)).replace('"', "")
    rows = [row for row in header if sum(1 for text in row if text) > 2]
    units: dict[str, int] = {}
    columns: dict[tuple[str, str], int] = {}
    for position, path in enumerate(header_paths(rows), 1):
        key, stage = _column(path)
        if key in ("unit_code", "unit_name"):
            units.setdefault(key, position)
        elif key is not None:
            columns.setdefault((stage, key), position)
    expenses = _EXPENSES & {key for _, key in columns}
    return Layout(first, units, columns) if units and len(expenses) >= 2 and "三公" in words else None


def _has_numbers(sheet: Sheet, row: int) -> bool:
    return sum(1 for value in sheet.rows[row - 1] if is_number(value)) >= 2


def _column(path: Path) -> tuple[str | None, str]:
    """(key, stage) of a column by the headers above it; 小计 means the group that it stands in."""
    words = [column_key(word) for word in path]
    stage = ""
    if words and words[-1] in _STAGE_WORDS:
        stage = _STAGE_WORDS[words.pop()]
    if len(words) > 1 and words[-1] in ("小计", "合计"):
        group = _NAMES.get(words[-2])
        return (group if group in _EXPENSES else "total"), stage
    return (_NAMES.get(words[-1]) if words else None), stage


def read_statements(workbook: Workbook, context: Context) -> Reading | None:
    """The statements of a workbook, or None where it has none."""
    layouts = {sheet.name: layout for sheet in workbook.sheets if (layout := statement_layout(sheet)) is not None}
    if not layouts:
        return None
    documents: list[Document] = []
    findings: list[Finding] = []
    accounts: list[SheetAccount] = []
    for sheet in workbook.sheets:
        if sheet.name not in layouts:
            accounts.append(kept_sheet(sheet))
            continue
        read, account = _read_sheet(sheet, layouts[sheet.name], context)
        documents += read.documents
        findings += read.findings
        accounts.append(account)
    open_rules = () if context.city else ("unit-unknown", "amount-out-of-bounds")
    return Reading(tuple(documents), tuple(findings), tuple(accounts), open_rules)


def _read_sheet(sheet: Sheet, layout: Layout, context: Context) -> tuple[_Read, SheetAccount]:
    read = _Read()
    unit = _money_unit(sheet, layout, read)
    title = next((text for row in range(1, layout.first_row) for text in sheet.row_texts(row) if text), sheet.name)
    year = context.declared.year or _title_year(title)
    if year is None:
        read.findings.append(finding("header-cell-missing", sheet=sheet.name, label="年度", expected="标题中的 2013年"))
    reader = AmountReader(sheet, unit)
    rows = [row for row in range(layout.first_row, sheet.height + 1) if _is_unit_row(sheet, layout, row, read)]
    amounts = {row: _amounts(reader, layout, row) for row in rows}
    for row in rows:
        _add_documents(sheet, row, amounts[row], layout, (title, unit, year, context.city), read)
    flat = {f"{stage}:{key}": column for (stage, key), column in layout.columns.items() if _is_money(key)}
    values = [{f"{stage}:{key}": one for (stage, key), one in amounts[row].items()} for row in rows]
    stated, problems = check_totals(sheet, unit, read.totals, (), flat, values)
    read.findings += reader.findings + [one for one in problems if one.code not in ABSENT_TOTALS]
    count = RowCount(sheet.height, len(rows), len(read.totals), read.notes, layout.first_row - 1, read.blank)
    totals = {key.partition(":")[2]: fen for key, fen in stated.items()}
    return read, SheetAccount(sheet.name, "three-public", title, unit, count, totals)


def _money_unit(sheet: Sheet, layout: Layout, read: _Read) -> str:
    texts = [text for row in range(1, layout.first_row) for text in sheet.row_texts(row)]
    found = list(dict.fromkeys(unit for text in texts for unit in declared_units(text)))
    known = [unit for unit in found if unit in MONEY_UNITS]
    if not found:
        read.findings.append(finding("money-unit-missing", sheet=sheet.name, title="三公经费"))
    elif len(found) > 1 or not known:
        code = "money-unit-conflict" if len(found) > 1 else "money-unit-unsupported"
        words = "、".join(found)
        read.findings.append(finding(code, sheet=sheet.name, cell="A1", value=words, units=words))
    return known[0] if known else "万元"


def _title_year(title: str) -> int | None:
    match = _YEAR.search(match_key(title))
    return int(match[1]) if match else None


def _is_unit_row(sheet: Sheet, layout: Layout, row: int, read: _Read) -> bool:
    """Whether a row is of a unit; other rows are counted for what they are."""
    texts = [text for text in sheet.row_texts(row) if text]
    if not texts:
        read.blank += 1
    elif match_key(texts[0]) in ("合计", "总计") or match_key(_name(sheet, layout, row)) in ("合计", "总计"):
        read.totals.append(row)
    elif is_note(texts[0]) or not _has_numbers(sheet, row):
        read.notes += 1
    else:
        return True
    return False


def _name(sheet: Sheet, layout: Layout, row: int) -> str:
    return sheet.text(row, layout.units["unit_name"]) if "unit_name" in layout.units else ""


def _is_money(key: str) -> bool:
    return _COLUMNS[key].type is ColumnType.MONEY


def _amounts(reader: AmountReader, layout: Layout, row: int) -> dict[tuple[str, str], Amount]:
    wanted = {where: column for where, column in layout.columns.items() if _is_money(where[1])}
    flat = reader.many(row, {f"{stage}:{key}": column for (stage, key), column in wanted.items()})
    return {(stage, key): flat[f"{stage}:{key}"] for stage, key in wanted}


def _add_documents(
    sheet: Sheet,
    row: int,
    amounts: Mapping[tuple[str, str], Amount],
    layout: Layout,
    about: tuple[str, str, int | None, City | None],
    read: _Read,
) -> None:
    title, unit, year, city = about
    code, name = _unit(sheet, layout, row, year, city, read)
    stages = sorted({stage for stage, _ in amounts})
    for stage in stages:
        named = stage or ("final" if "决算" in title else "budget")
        own = {key: one for (of, key), one in amounts.items() if of == stage}
        figures = _figures(sheet, row, unit, named, own, layout)
        known = code is not None and year is not None
        read.documents.append(
            Document(
                key=f"three-public.{code}.{year}.{named}" if known else None,
                identity=Identity(Kind.THREE_PUBLIC, code, name, year, stage=_STAGES[named]),
                title=f"{name or code}{year or ''}年“三公”经费{_STAGE_TITLES[named]}",
                three_public=(figures,),
            )
        )


def _unit(
    sheet: Sheet, layout: Layout, row: int, year: int | None, city: City | None, read: _Read
) -> tuple[str | None, str | None]:
    """(code, name) of a row's unit: the code in its column, else the one that the city has for its name."""
    name = _name(sheet, layout, row) or None
    column = layout.units.get("unit_code")
    code = read_code(sheet.value(row, column)) if column else ""
    if city is None:
        return code or None, name
    unit = find_unit(code or name or "", city, year)
    if unit is None:
        where = sheet.address(row, column or layout.units["unit_name"])
        read.findings.append(finding("unit-unknown", sheet=sheet.name, cell=where, value=code or name, year=year or ""))
    return (unit.code if unit else None), name or (unit.name if unit else None)


def _figures(
    sheet: Sheet, row: int, unit: str, stage: str, amounts: Mapping[str, Amount], layout: Layout
) -> ThreePublic:
    counts = {
        key: (read_count(sheet.value(row, column)), column)
        for (_, key), column in layout.columns.items()
        if _COLUMNS[key].type is ColumnType.COUNT
    }
    reason = next((column for (_, key), column in layout.columns.items() if key == "reason"), None)
    text = sheet.text(row, reason) if reason else ""
    total, parts = amounts.get("total"), _parts(amounts)
    return ThreePublic(
        stage=stage,
        sheet=sheet.name,
        row=row,
        money_unit=unit,
        amounts=dict(amounts),
        counts=counts,
        reason=text or None,
        includes_meeting_training=total is not None and parts is not None and total.fen == parts,
    )


def _parts(amounts: Mapping[str, Amount]) -> int | None:
    """The three expenses with 会议费 and 培训费, where there is any of these; a total equal to it has them in it."""
    beside: Sequence[int] = [amounts[key].fen or 0 for key in ("meeting", "training") if key in amounts]
    if not any(beside):
        return None
    return sum(beside) + sum(
        amounts[key].fen or 0 for key in ("overseas_travel", "vehicles", "reception") if key in amounts
    )
