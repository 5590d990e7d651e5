"""The 三公 table of a budget or of final accounts, in any order of columns, with or without 会议费 and 培训费."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data_loaders.amounts import AmountReader
from data_loaders.catalogue.headings import heading_key
from data_loaders.grid import value_text
from data_loaders.headers import Layout, Panel, Path, header_paths
from data_loaders.parsers import ParsedTable, RowKinds, stray_numbers
from data_loaders.recognise import Region, money_unit
from data_loaders.records import Amount, Kind, ThreePublic
from data_loaders.rows import is_frame, is_note, is_number
from data_loaders.rules import finding

_WORDS = (
    ("meeting", "会议费"),
    ("training", "培训费"),
    ("operating", "机关运行"),
    ("overseas_travel", "出国"),
    ("reception", "接待费"),
)
_COUNTS = (
    ("overseas_groups", ("团组",)),
    ("overseas_persons", ("出国", "人次")),
    ("vehicles_purchased", ("购置", "辆")),
    ("vehicles_purchased", ("购置数",)),
    ("vehicles_kept", ("保有量",)),
    ("foreign_reception_batches", ("外", "批次")),
    ("foreign_reception_persons", ("外", "人次")),
    ("reception_batches", ("接待", "批次")),
    ("reception_persons", ("接待", "人次")),
)


@dataclass(frozen=True, slots=True)
class ThreePublicTable:
    """The table with its figures: one ThreePublic, or none where no row holds figures."""

    parsed: ParsedTable
    figures: ThreePublic | None
    columns: Mapping[str, int]


def read_three_public(region: Region) -> ThreePublicTable | None:
    """Read a 三公 table; None where its headers name none of the three expenses.

    In final accounts the 预算数 columns become `budgeted_*` amounts: they only check. Where 三公 has a 小计 of its own
    beside 会议费 and 培训费, that is the total and the published 合计 is `grand_total`.
    """
    kinds, header_rows, data_rows = _split(region)
    paths = header_paths([region.sheet.row_texts(row) for row in header_rows])
    columns = _columns(paths, region)
    if not {"overseas_travel", "reception", "vehicles", "vehicle_operation"} & set(columns):
        return None
    unit = money_unit(region, kinds.frame, kinds.headers)
    reader = AmountReader(region.sheet, unit.name)
    found = list(unit.findings)
    figures = None
    for row in data_rows:
        if figures is None and _has_number(region, row, columns):
            figures = _figures(region, row, columns, reader)
            found.extend(stray_numbers(region, row, frozenset(columns.values())))
            kinds.used.append(row)
        elif _has_number(region, row, columns):
            found.append(finding("three-public-second-row", sheet=region.sheet.name, cell=region.sheet.address(row, 1)))
            kinds.used.append(row)
        else:
            kinds.notes.append(row)
    notes = tuple((row, " ".join(text for text in region.sheet.row_texts(row) if text)) for row in kinds.notes)
    panel = Panel((), (), dict(columns), {}, None)
    parsed = ParsedTable(
        region, Layout((panel,)), unit.name, (), kinds.count(), notes, tuple(kinds.frame), (*found, *reader.findings)
    )
    return ThreePublicTable(parsed, figures, columns)


def _split(region: Region) -> tuple[RowKinds, list[int], list[int]]:
    """Frame, header and data rows: the headers end with the first row of numbers or notes."""
    kinds = RowKinds()
    header_rows: list[int] = []
    data_rows: list[int] = []
    known: set[tuple[str, ...]] = set()
    for row in range(region.first, region.last + 1):
        values = region.sheet.rows[row - 1]
        texts = [value_text(value) for value in values]
        if not any(texts):
            kinds.blank.append(row)
        elif is_frame(values):
            kinds.frame.append(row)
        elif (
            any(is_number(value) for value in values)
            or is_note(next(filter(None, texts)))
            or (data_rows and tuple(texts) not in known)
        ):
            data_rows.append(row)
        else:
            kinds.headers.append(row)
            if not data_rows:
                header_rows.append(row)
                known.add(tuple(texts))
    return kinds, header_rows, data_rows


def _columns(paths: Sequence[Path], region: Region) -> dict[str, int]:
    final = region.spec is not None and region.spec.kind is Kind.ACCOUNTS
    keyed = [tuple(heading_key(word) for word in path) for path in paths]
    has_subtotal = any(_is_subtotal(path) for path in keyed)
    columns: dict[str, int] = {}
    for column, path in enumerate(keyed, 1):
        name = _count_name(path) or _amount_name(path, has_subtotal)
        if name is None:
            continue
        if final and path[-1].startswith("预算"):
            name = f"budgeted_{name}"
        columns.setdefault(name, column)
    return columns


def _is_subtotal(path: Path) -> bool:
    words = "".join(path)
    return bool(path) and path[-1] == "小计" and "三公" in words and "公务用车" not in words


def _amount_name(path: Path, has_subtotal: bool) -> str | None:
    words = [word for word in path if word not in ("预算数", "决算数", "统计数")]
    text = "".join(words)
    named = next((name for name, word in _WORDS if word in text), None)
    if named:
        return named
    if "公务用车" in text or "购置" in text or "运行" in text:
        return _vehicle_name(words)
    if words and words[-1] == "小计":
        return "total"
    if words and (words[-1] in ("合计", "总计") or words[-1].endswith("三公经费")):
        return "grand_total" if has_subtotal else "total"
    return None


def _vehicle_name(words: Sequence[str]) -> str:
    leaf = words[-1]
    if "购置" in leaf and "运行" not in leaf:
        return "vehicle_purchase"
    if "运行" in leaf and "购置" not in leaf:
        return "vehicle_operation"
    return "vehicles"


def _count_name(path: Path) -> str | None:
    text = "".join(path)
    return next((name for name, words in _COUNTS if all(word in text for word in words)), None)


def _has_number(region: Region, row: int, columns: Mapping[str, int]) -> bool:
    return any(is_number(region.sheet.value(row, column)) for column in columns.values())


def _figures(region: Region, row: int, columns: Mapping[str, int], reader: AmountReader) -> ThreePublic:
    count_names = {name for name, _ in _COUNTS}
    amounts = reader.many(row, {name: column for name, column in columns.items() if name not in count_names})
    counts = {name: (_count(region, row, column), column) for name, column in columns.items() if name in count_names}
    final = region.spec is not None and region.spec.kind is Kind.ACCOUNTS
    return ThreePublic(
        stage="final" if final else "budget",
        sheet=region.sheet.name,
        row=row,
        money_unit=reader.money_unit,
        amounts=amounts,
        counts=counts,
        includes_meeting_training=_total_includes(amounts),
    )


def _count(region: Region, row: int, column: int) -> int | None:
    text = region.sheet.text(row, column)
    whole = text[:-2] if text.endswith(".0") else text
    return int(whole) if whole.isascii() and whole.isdigit() else None


def _total_includes(amounts: Mapping[str, Amount]) -> bool:
    """Whether the published 合计 has 会议费 and 培训费 in it: it names them and stands above the 小计, or equals their
    sum."""
    if "meeting" not in amounts and "training" not in amounts:
        return False
    if "grand_total" in amounts:
        return True
    parts = ("overseas_travel", "vehicles", "reception", "meeting", "training")
    total = amounts.get("total")
    return total is not None and total.fen == sum(amounts[part].fen or 0 for part in parts if part in amounts)
