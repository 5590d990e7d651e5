"""Text sheets of a disclosure (部门职责, 机构设置, 编制说明 …) as sections; covers and lists of contents are kept, not
read."""

from __future__ import annotations

import re

from data_loaders.grid import Sheet
from data_loaders.records import Section
from data_loaders.text import match_key, shorten

_COVER = re.compile(r"^封面|^封皮")
_CONTENTS = re.compile(r"^目录")
_KEYS: tuple[tuple[str, str], ...] = (
    ("three-public-reasons", r"三公"),
    ("operating", r"机关运行"),
    ("procurement", r"政府采购"),
    ("performance", r"绩效"),
    ("glossary", r"名词解释"),
    ("duties", r"职责|职能"),
    ("organisation", r"机构设置|机构情况|内设机构|单位构成"),
    ("changes", r"编制说明|增减变化|收支(?:总体)?(?:预算|决算)?情况|情况说明"),
)
_HEADED = re.compile(r"^[一二三四五六七八九十]{1,3}[、.．](.{2,60})$")


def kept_sheet(sheet: Sheet) -> str:
    """What a sheet without a table of the catalogue is kept as: cover, contents, section, empty, or other."""
    if not any(True for _ in sheet.filled()):
        return "empty"
    name, first = match_key(sheet.name), match_key(next(str(value) for _, _, value in sheet.filled()))
    if _COVER.search(name) or (sheet.height <= 12 and re.search(r"[0-9]{4}年.{0,12}(?:预算|决算)$", first)):
        return "cover"
    if _CONTENTS.search(name) or first == "目录":
        return "contents"
    return "section" if _words(sheet) else "other"


def _words(sheet: Sheet) -> bool:
    """Whether a sheet is text: most filled cells stand in one column."""
    columns = [column for _, column, value in sheet.filled() if isinstance(value, str)]
    return bool(columns) and columns.count(min(columns)) * 10 >= len(columns) * 8


def read_sections(sheet: Sheet) -> list[Section]:
    """The sections of a text sheet: one by its title, and one for each 一、… heading whose subject is known."""
    lines = [
        (row, line)
        for row in range(1, sheet.height + 1)
        for text in sheet.row_texts(row)
        if text
        for line in text.split("\n")
        if line
    ]
    if not lines:
        return []
    title_row, title = lines[0]
    found = [Section(_key(title) or _key(sheet.name) or "other", shorten(title, 80), "", sheet.name, title_row)]
    bodies: list[list[str]] = [[]]
    for row, line in lines[1:]:
        headed = _HEADED.match(line.strip())
        key = _key(headed[1]) if headed else None
        if headed and key:
            found.append(Section(key, shorten(headed[1], 80), "", sheet.name, row))
            bodies.append([])
        else:
            bodies[-1].append(line)
    texts = ["\n".join(body).strip() for body in bodies]
    sections = [Section(one.key, one.title, text, one.sheet, one.row) for one, text in zip(found, texts, strict=True)]
    return [section for section in sections if section.text]


def _key(text: str) -> str | None:
    words = match_key(text)
    return next((key for key, pattern in _KEYS if re.search(pattern, words)), None)
