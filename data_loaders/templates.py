"""Writes tidy workbooks: the blank template with drop-downs, notes and an example row, and filled workbooks.

Rows are dicts keyed by the English column keys of `tidy_columns`. Money is integer **fen**; dates are `date` or ISO
text; choices are the English key (`person`) or the Chinese word (个人). `tidy_columns` describes a sheet.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from data_loaders.amount_words import in_words
from data_loaders.money import MONEY_UNITS as FEN_PER_UNIT
from data_loaders.tidy_columns import (
    EXAMPLE_MARK,
    MONEY_UNITS,
    TEMPLATES,
    TOTAL_LABEL,
    WORDS_LABEL,
    Column,
    ColumnType,
    HeaderCell,
    SheetSpec,
    TemplateSpec,
)

NOTES_SHEET = "填写说明"
TITLE_ROW, DECLARED_ROW, HEADER_ROW, FIRST_ROW = 0, 1, 2, 3  # 0-based, as XlsxWriter counts
EMPTY_ROWS = 10  # left for typing between the example and the total row of a blank template
LAST_VALIDATED = 20_000

_MONEY_NOTES: tuple[tuple[str, ...], ...] = (
    ("“单位：”与金额列括号中的单位必须一致；改用万元时两处都要改。“大写”一律以元为单位。", "", "", "", ""),
    ("The declared unit and the unit in the money headers must agree; 大写 is always in yuan.", "", "", "", ""),
    (
        "“合计”行填金额列所有数据行之和（含小计行，用于校对），“大写”行填第一个金额列合计的大写。",
        "",
        "",
        "",
        "",
    ),
    (
        "合计: the sum of a money column's data rows; 大写: the first money column's sum in words.",
        "",
        "",
        "",
        "",
    ),
)

Row = Mapping[str, object]
Formats = Mapping[str, Any]


def write_template(
    kind: str,
    path: str | Path,
    rows: Mapping[str, Iterable[Row]] | None = None,
    *,
    header: Row | None = None,
    money_unit: str | None = None,
    example: bool = True,
) -> Path:
    """Write the blank template of `kind` (a key of TEMPLATES), or, with `rows`, a filled workbook; returns `path`.

    A blank one has drop-downs, an example row that readers skip, and a sheet of notes; `money_unit` 元 or 万元.
    Raises KeyError for an unknown kind.
    """
    if rows is not None:
        return write_workbook(kind, path, header or {}, rows, money_unit=money_unit)
    spec = TEMPLATES[kind]
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        formats = _formats(book)
        for sheet in spec.sheets:
            _write_blank(book, sheet, formats, money_unit or sheet.money_unit, example)
        _write_notes(book, spec, formats)
    return Path(path)


def write_workbook(
    kind: str,
    path: str | Path,
    header: Row,
    rows_by_sheet: Mapping[str, Iterable[Row]],
    *,
    money_unit: str | None = None,
    created: dt.datetime | None = None,
) -> Path:
    """Write a filled workbook: `header` by header key (year, quarter, stage …), rows by sheet key; gives back `path`.

    With `created` in the file's properties instead of now, the same rows give the same bytes. Fast and flat in memory
    (about 20,000 rows a second). Raises KeyError for an unknown kind, sheet, column or choice, and for a header cell
    or mandatory value that is missing.
    """
    spec = TEMPLATES[kind]
    unknown = set(rows_by_sheet) - {sheet.key for sheet in spec.sheets}
    if unknown:
        raise KeyError(f"unknown sheets: {sorted(unknown)}")
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd", "constant_memory": True}) as book:
        if created is not None:
            book.set_properties({"created": created})
        formats = _formats(book)
        for sheet in spec.sheets:
            _write_filled(
                book, sheet, formats, header, rows_by_sheet.get(sheet.key, ()), money_unit or sheet.money_unit
            )
    return Path(path)


def header_text(column: Column, money_unit: str) -> str:
    """The column header as a template shows it: 金额(元)*."""
    unit = f"({money_unit})" if column.type is ColumnType.MONEY else ""
    return f"{column.header}{unit}{'*' if column.required else ''}"


def _formats(book: Any) -> Formats:
    wan = "#,##0.00####"
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "declared": book.add_format({"bold": True, "bg_color": "#FFF4D6"}),
        "header": book.add_format(
            {"bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True, "valign": "top"}
        ),
        "example": book.add_format({"italic": True, "font_color": "#7F7F7F", "num_format": "@"}),
        "bold": book.add_format({"bold": True}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        "text": book.add_format({"num_format": "@"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "count": book.add_format({"num_format": "0"}),
        "元": book.add_format({"num_format": "#,##0.00"}),
        "万元": book.add_format({"num_format": wan}),
        "总元": book.add_format({"num_format": "#,##0.00", "bold": True}),
        "总万元": book.add_format({"num_format": wan, "bold": True}),
    }


def _column_format(column: Column, formats: Formats, money_unit: str) -> Any:
    names = {ColumnType.MONEY: money_unit, ColumnType.DATE: "date", ColumnType.COUNT: "count"}
    return formats[names.get(column.type, "text")]


def _open_sheet(book: Any, spec: SheetSpec, formats: Formats, money_unit: str, header: Row) -> Any:
    """Add the sheet and write its first three rows."""
    sheet = book.add_worksheet(spec.name)
    sheet.freeze_panes(FIRST_ROW, 2)
    for position, column in enumerate(spec.columns):
        sheet.set_column(position, position, column.width, _column_format(column, formats, money_unit))
    sheet.write_string(TITLE_ROW, 0, spec.title, formats["title"])
    for position, cell in enumerate(spec.header):
        sheet.write_string(DECLARED_ROW, 2 * position, cell.label, formats["declared"])
        sheet.write(DECLARED_ROW, 2 * position + 1, _shown_header(cell, header), formats["declared"])
    if spec.has_money:
        sheet.write_string(DECLARED_ROW, 2 * len(spec.header), f"单位：{money_unit}", formats["declared"])
    for position, column in enumerate(spec.columns):
        sheet.write_string(HEADER_ROW, position, header_text(column, money_unit), formats["header"])
    return sheet


def _shown_header(cell: HeaderCell, header: Row) -> object:
    value = header[cell.key]
    return _word(cell.choices, value) if cell.choices else value


def _word(choices: Mapping[str, str], value: object) -> str:
    """The Chinese word of a choice that is given by its word or by its English key."""
    if value in choices:
        return str(value)
    if value is True:
        return next(iter(choices))
    for word, key in choices.items():
        if key == str(value):
            return word
    raise KeyError(f"{value!r} is none of {list(choices.values())}")


def _write_filled(
    book: Any, spec: SheetSpec, formats: Formats, header: Row, rows: Iterable[Row], money_unit: str
) -> None:
    sheet = _open_sheet(book, spec, formats, money_unit, header)
    known = {column.key for column in spec.columns}
    totals = dict.fromkeys((column.key for column in spec.money_columns), 0)
    number = FIRST_ROW
    for row in rows:
        if not known.issuperset(row):
            raise KeyError(f"unknown columns of {spec.key}: {sorted(set(row) - known)}")
        for position, column in enumerate(spec.columns):
            value = row.get(column.key)
            if value is None or value == "" or (value is False and column.choices):
                if column.required:
                    raise KeyError(f"row {number + 1} of {spec.key} lacks {column.key}")
                continue
            _write_value(sheet, number, position, column, value, money_unit)
            if column.type is ColumnType.MONEY:
                totals[column.key] += int(str(value))
        number += 1
    if number > FIRST_ROW and spec.has_money and spec.has_totals:
        _write_totals(sheet, spec, formats, number, totals, money_unit)


def _write_value(sheet: Any, row: int, position: int, column: Column, value: object, money_unit: str) -> None:
    """One cell; the column's format applies by itself, so that a row costs no format object."""
    if column.type is ColumnType.MONEY:
        sheet.write_number(row, position, in_unit(value, money_unit))
    elif column.type is ColumnType.COUNT:
        sheet.write_number(row, position, value)
    elif column.type is ColumnType.DATE:
        day = value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))
        sheet.write_datetime(row, position, day)
    else:
        sheet.write_string(row, position, _word(column.choices, value) if column.choices else str(value))


def in_unit(fen: object, money_unit: str) -> Decimal:
    """Integer fen in 元 or 万元, exact. Raises TypeError for anything but an integer."""
    if not isinstance(fen, int) or isinstance(fen, bool):
        raise TypeError(f"money is integer fen, not {type(fen).__name__}")
    return Decimal(fen) / FEN_PER_UNIT[money_unit]


def _write_totals(
    sheet: Any, spec: SheetSpec, formats: Formats, row: int, totals: Mapping[str, int], money_unit: str
) -> None:
    """The two control rows: 合计 under every money column, 大写 under the first; row by row, as flat memory asks."""
    positions = [
        (position, column.key) for position, column in enumerate(spec.columns) if column.type is ColumnType.MONEY
    ]
    sheet.write_string(row, 0, TOTAL_LABEL, formats["bold"])
    for position, key in positions:
        sheet.write_number(row, position, in_unit(totals[key], money_unit), formats[f"总{money_unit}"])
    first, key = positions[0]
    sheet.write_string(row + 1, 0, WORDS_LABEL, formats["bold"])
    sheet.write_string(row + 1, first, in_words(totals[key]), formats["bold"])


def _write_blank(book: Any, spec: SheetSpec, formats: Formats, money_unit: str, example: bool) -> None:
    header = {cell.key: cell.example for cell in spec.header}
    sheet = _open_sheet(book, spec, formats, money_unit, header)
    if example:
        _write_example(sheet, spec, formats, money_unit)
    if spec.has_totals:
        total_row = FIRST_ROW + int(example) + EMPTY_ROWS
        sheet.write_string(total_row, 0, TOTAL_LABEL, formats["bold"])
        sheet.write_string(total_row + 1, 0, WORDS_LABEL, formats["bold"])
    for position, cell in enumerate(spec.header):
        _validate(sheet, DECLARED_ROW, DECLARED_ROW, 2 * position + 1, tuple(cell.choices), cell.label, cell.note_zh)
    if spec.has_money:
        units = tuple(f"单位：{unit}" for unit in MONEY_UNITS)
        _validate(
            sheet, DECLARED_ROW, DECLARED_ROW, 2 * len(spec.header), units, "金额单位", "须与金额列括号中的单位一致。"
        )
    for position, column in enumerate(spec.columns):
        _validate(sheet, FIRST_ROW, LAST_VALIDATED, position, tuple(column.choices), column.header, column.note_zh)


def _validate(sheet: Any, first: int, last: int, position: int, choices: Sequence[str], title: str, note: str) -> None:
    """A drop-down where there are choices; a note that shows when a cell of the column is entered."""
    if not choices and not note:
        return
    options: dict[str, Any] = {"validate": "list", "source": list(choices)} if choices else {"validate": "any"}
    options |= {"input_title": title[:32], "input_message": note[:255]} if note else {}
    if choices:
        options |= {"error_title": "请从列表中选择", "error_message": "、".join(choices)[:255]}
    sheet.data_validation(first, position, last, position, options)


def _write_example(sheet: Any, spec: SheetSpec, formats: Formats, money_unit: str) -> None:
    for position, column in enumerate(spec.columns):
        value: object = column.example
        if column.type is ColumnType.MONEY and value != "":
            value = format(in_unit(value, money_unit), "f")
        text = f"{EXAMPLE_MARK}{value}" if position == 0 else str(value)
        if text:
            sheet.write_string(FIRST_ROW, position, text, formats["example"])


def _write_notes(book: Any, spec: TemplateSpec, formats: Formats) -> None:
    sheet = book.add_worksheet(NOTES_SHEET)
    sheet.set_column(0, 1, 22, formats["wrap"])
    sheet.set_column(2, 4, 44, formats["wrap"])
    lines: list[tuple[str, ...]] = [
        (f"{spec.title_zh}：填写说明", "", "", "", ""),
        (spec.title_en, "", "", "", ""),
        ("带 * 的列必填。带“（示例）”的行读取时跳过，可以删去。", "", "", "", ""),
        ("Columns with * are mandatory. A row with （示例） is skipped and may be deleted.", "", "", "", ""),
        *(_MONEY_NOTES if any(sheet.has_money for sheet in spec.sheets) else ()),
        ("不填身份证号、银行账号、手机号等个人信息。", "", "", "", ""),
        ("No ID numbers, bank accounts, mobile numbers or other personal data.", "", "", "", ""),
        ("", "", "", "", ""),
        ("工作表 Sheet", "列 Column", "说明", "Explanation", "可选值 Choices"),
    ]
    for spec_sheet in spec.sheets:
        lines += [
            (
                spec_sheet.name,
                column.header + ("*" if column.required else ""),
                column.note_zh,
                column.note_en,
                "、".join(column.choices),
            )
            for column in spec_sheet.columns
        ]
    for row, line in enumerate(lines):
        for position, text in enumerate(line):
            if text:
                sheet.write_string(row, position, text, formats["bold"] if row == 0 else formats["wrap"])
