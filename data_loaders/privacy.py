"""Personal data in workbooks: every place where text can hide is scanned, and natural persons' names are masked."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from data_loaders import progress
from data_loaders.addresses import a1
from data_loaders.findings import Finding
from data_loaders.grid import CellValue, Sheet, Workbook
from data_loaders.personal_data import (
    ACCOUNT,
    BANK_CARD,
    ID_NUMBER,
    LOST_DIGITS,
    PHONE,
    Hit,
    fold,
    is_bank_card,
    is_id_number,
    is_old_id_number,
    is_phone,
    redact,
    scan_text,
)
from data_loaders.rules import finding
from data_loaders.text import clean

__all__ = ["Columns", "Hit", "mask_name", "names_are_personal", "redact", "scan_text", "scan_workbook"]

_COMPOUND_NAMES = (
    "欧阳司马上官诸葛皇甫尉迟公孙慕容令狐司徒司空东方南宫西门夏侯轩辕长孙宇文端木百里呼延闻人澹台公冶"
    "宗政濮阳淳于单于太叔申屠仲孙钟离鲜于闾丘亓官司寇独孤东郭南门赫连拓跋万俟"
)
_COMPOUND = frozenset(_COMPOUND_NAMES[start : start + 2] for start in range(0, len(_COMPOUND_NAMES), 2))
_LONGEST_KEPT = 10**15  # a number in a cell keeps 15 digits
_SHORTEST_PERSONAL = 10**10
_NUMBER_HEADER = re.compile(r"身份证|证件号|银行卡|卡号|账号|帐号|银行账户")
_BANK_HEADER = re.compile(r"卡号|银行卡|账号|帐号|银行账户")
_LONG_NUMBER = re.compile(r"[0-9Xx][0-9Xx \-]{7,}")
_HEADER_LENGTH = 20
_PIECE = re.compile(r"[0-9]{2,16}[Xx]?")
_LONGEST_PIECE = 20
_PHONE_PARTS = ([3, 8], [7, 4], [3, 4, 4])  # as people group them


@dataclass(frozen=True, slots=True)
class Columns:
    """What readers declared about a sheet's columns: `exempt` are codes or masked, `money` are amounts."""

    exempt: Collection[int] = field(default=frozenset())
    money: Collection[int] = field(default=frozenset())


def mask_name(name: str) -> str:
    """A natural person's name for the public: surname, one star, and the last character of a given name of two or more.

    张三→张*, 王小明→王*明, 欧阳娜娜→欧阳*娜. One star whatever it stands for, so that the length is not told; masking
    a masked name changes nothing.
    """
    kept = clean(name).replace(" ", "")
    if len(kept) < 2:
        return "*" if kept else ""
    surname = kept[:2] if kept[:2] in _COMPOUND and len(kept) > 2 else kept[:1]
    given = kept[len(surname) :]
    return f"{surname}*{given[-1]}" if len(given) > 1 else f"{surname}*"


def names_are_personal(workbook: Workbook) -> bool:
    """Whether the file's or a sheet's name carries personal data, so that even the report must not repeat it."""
    return any(scan_text(name) for name in (workbook.name, *(sheet.name for sheet in workbook.sheets)))


def scan_workbook(workbook: Workbook, exempt: Mapping[str, Columns] | None = None) -> list[Finding]:
    """Every piece of personal data in cells, comments, hidden sheets, properties, leftovers and names, never repeated.

    `exempt` gives by sheet name the columns that are declared as codes, are masked on reading, or hold amounts.
    """
    findings = list(_in_text(workbook.name, "文件名", "The file's name"))
    progress.begin(progress.SCANNING, sum(sheet.height for sheet in workbook.sheets))
    for place, text in (*workbook.properties.items(), *workbook.hidden_text.items()):
        shown = redact(place)
        findings += _in_text(text, f"文件的隐含内容（{shown}）", f"Content that no cell shows ({shown})")
    for position, sheet in enumerate(workbook.sheets, 1):
        findings += _in_text(sheet.name, f"第 {position} 张工作表的名称", f"The name of sheet {position}")
        findings += _in_sheet(sheet, (exempt or {}).get(sheet.name, Columns()))
    return findings


def _in_text(text: str, place_zh: str, place_en: str) -> Iterator[Finding]:
    for kind in sorted({hit.kind for hit in scan_text(text)}):
        yield finding(f"personal-{kind}", place_zh=place_zh, place_en=place_en)


def _in_sheet(sheet: Sheet, columns: Columns) -> Iterator[Finding]:
    yield from _across(sheet, columns)
    headed: dict[int, str] = {}  # columns under a header such as 身份证号 or 银行账号
    of_text, header_of = cache(_kinds_in_text), cache(_number_header)  # a table says most words many times
    reached = 0
    for row, column, value in sheet.filled():
        if row != reached:
            progress.row(row - reached)
            reached = row
        if column in columns.exempt:
            continue
        money, text = column in columns.money, value if isinstance(value, str) else ""
        kinds = of_text(text, money) if text else kinds_in(value, money)
        if not kinds and column in headed and _LONG_NUMBER.fullmatch(_digits_of(value)):
            kinds = frozenset({headed[column]})
        for kind in sorted(kinds):
            yield _cell_finding(kind, sheet.name, row, column)
        if text and (header := header_of(text)):
            headed[column] = header
    for (row, column), text in sheet.comments.items():
        for kind in sorted({hit.kind for hit in scan_text(text)}):
            yield _cell_finding(kind, sheet.name, row, column, "的批注", ", comment,")


def _number_header(text: str) -> str | None:
    """What numbers a header announces: 身份证号, 银行账号."""
    if len(text) > _HEADER_LENGTH or not _NUMBER_HEADER.search(text):
        return None
    return ACCOUNT if _BANK_HEADER.search(text) else ID_NUMBER


def _across(sheet: Sheet, columns: Columns) -> Iterator[Finding]:
    """Numbers that two or three neighbouring cells of text spell together; the first of them is named."""
    aside = {*columns.exempt, *columns.money}
    piece_of = cache(_piece)
    for row, values in enumerate(sheet.rows, 1):
        pieces = [
            piece_of(value) if isinstance(value, str) and column not in aside else ""
            for column, value in enumerate(values, 1)
        ]
        if sum(map(bool, pieces)) < 2:
            continue
        for column in range(1, len(pieces)):
            kind = _spelt(pieces[column - 1 : column + 1]) or _spelt(pieces[column - 1 : column + 2])
            if kind:
                yield _cell_finding(kind, sheet.name, row, column, "与右边的格", " and the cells beside it")


def _piece(value: str) -> str:
    """The digits of a cell of text that holds nothing else, else ''."""
    if len(value) > _LONGEST_PIECE or not value.strip()[:1].isdigit():
        return ""
    text = fold(value).strip()
    return text if _PIECE.fullmatch(text) else ""


def _spelt(pieces: list[str]) -> str | None:
    """The kind of personal number that the pieces spell; codes beside each other spell none."""
    if len(pieces) < 2 or not all(pieces):
        return None
    number = "".join(pieces)
    if is_id_number(number.upper()):
        return ID_NUMBER
    if [len(piece) for piece in pieces] in _PHONE_PARTS and is_phone(number):
        return PHONE
    return BANK_CARD if min(map(len, pieces)) >= 4 and is_bank_card(number) else None


def _cell_finding(kind: str, sheet: str, row: int, column: int, what_zh: str = "", what_en: str = "") -> Finding:
    cell = a1(row, column)
    return finding(
        f"personal-{kind}",
        sheet=sheet,
        cell=cell,
        place_zh=f"工作表“{sheet}”{cell}{what_zh}",
        place_en=f"Sheet “{sheet}” {cell}{what_en}",
    )


def kinds_in(value: CellValue, money: bool = False) -> frozenset[str]:
    """The kinds of personal data in one cell; in a column of `money` a number of 11 digits is no telephone."""
    if isinstance(value, str):
        return _kinds_in_text(value, money)
    if isinstance(value, bool) or not isinstance(value, int | float) or value < _SHORTEST_PERSONAL:
        return frozenset()
    if value >= _LONGEST_KEPT:
        return frozenset({LOST_DIGITS})
    if isinstance(value, float):
        return frozenset()
    digits = str(value)
    if is_old_id_number(digits):
        return frozenset({ID_NUMBER})
    return frozenset({PHONE}) if is_phone(digits) and not money else frozenset()


def _kinds_in_text(text: str, money: bool) -> frozenset[str]:
    kinds = {hit.kind for hit in scan_text(text)}
    if "\n" in text:
        kinds |= {hit.kind for hit in scan_text(text.replace("\r", "").replace("\n", ""))}
    return frozenset(kinds - {PHONE} if money and clean(text).replace(",", "").isdigit() else kinds)


def _digits_of(value: CellValue) -> str:
    if isinstance(value, str):
        return clean(value)
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""
