"""Personal integrity files 廉政档案: known by their title, or by a person's name beside family, property, income."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from data_loaders.addresses import a1
from data_loaders.findings import Finding
from data_loaders.grid import Sheet, Workbook
from data_loaders.rules import finding
from data_loaders.text import match_key

_TITLE = re.compile(
    r"(?:廉政|廉洁|勤廉|廉洁从政)(?:电子)?档案|个人有关事项(?:报告)?|家庭财产申报|"
    r"(?:personal)?integrity(?:file|dossier)|assetdeclaration"
)
_NAME = re.compile(r"(?:干部|本人|领导|人员|报告人|填表人)?姓名|name|fullname")
_LABEL = 16  # characters of the longest label; a sentence about family matters is none
_SCANNED = 80  # rows in which the labels of a form stand

PRIVATE: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    ("家庭成员", "family",
     re.compile(r"家庭(?:主要)?成员|配偶|子女|直系亲属|家属(?:姓名)?|family(?:members)?|spouse|children")),
    ("房产", "property", re.compile(r"房产|不动产|住房(?:情况|面积)|车辆情况|property|realestate|housing")),
    (
        "收入和财产", "income and assets",
        re.compile(r"(?:个人|家庭|工资|本人|年|劳务)收入|收入(?:情况|申报)|存款|股票|投资(?:理财|情况)|"
                   r"有价证券|礼金|income|assets|savings"),
    ),
    ("出国（境）", "journeys abroad",
     re.compile(r"因私出国.*|出国\(境\)(?:情况|记录|证件)|出国情况|护照(?:号码?)?|passport|travelabroad")),
    ("婚姻", "marriage", re.compile(r"婚姻(?:状况|情况|变化)|maritalstatus")),
    ("处分和举报", "discipline", re.compile(r"(?:处分|奖惩|被举报|信访举报|违纪)(?:情况|记录)|disciplinaryrecord")),
)
_NUMBER = ("身份证号", "identity number", re.compile(r"(?:居民)?身份证(?:号码?)?|证件号码?|idnumber|identitycard"))
_POST = re.compile(r"职务|任职(?:情况|时间)|现任职务|职级|岗位|position|post")


def scan(workbook: Workbook, payment_forms: Collection[str]) -> Iterator[Finding]:
    """One finding for each sheet that is a personal integrity file; payment forms name persons by design."""
    for sheet in workbook.sheets:
        found = _title(sheet) or (None if sheet.name in payment_forms else _labels(sheet))
        if found is not None:
            cell, what_zh, what_en = found
            yield finding("personal-integrity-file", sheet=sheet.name, cell=cell, what_zh=what_zh, what_en=what_en)


def _title(sheet: Sheet) -> tuple[str, str, str] | None:
    if _TITLE.search(match_key(sheet.name)):
        return "A1", "工作表名称", "the sheet's name"
    for row in range(1, min(sheet.height, 3) + 1):
        for column, text in enumerate(sheet.row_texts(row), 1):
            if 0 < len(text) <= 40 and _TITLE.search(match_key(text)):
                return a1(row, column), "标题", "its title"
    return None


def _labels(sheet: Sheet) -> tuple[str, str, str] | None:
    """The cell of the first private label where a person's name stands beside it: in one row of headers, or in a form
    with one label under the other that has two kinds of them.
    """
    named, posted = False, False
    found: dict[str, tuple[str, str, str]] = {}
    for row in range(1, min(sheet.height, _SCANNED) + 1):
        labels = [(column, match_key(text).strip("*:")) for column, text in enumerate(sheet.row_texts(row), 1)
                  if text and len(text) <= _LABEL]
        in_row = any(_NAME.fullmatch(label) for _column, label in labels)
        named = named or in_row
        posted = posted or any(_POST.fullmatch(label) for _column, label in labels)
        private = [one for column, label in labels for one in _private(row, column, label)]
        if in_row and private and len(labels) > 2:
            return private[0]
        for one in private:
            found.setdefault(one[1], one)
        if in_row and any(_NUMBER[2].fullmatch(label) for _column, label in labels) and posted:
            column = next(column for column, label in labels if _NUMBER[2].fullmatch(label))
            return a1(row, column), _NUMBER[0], _NUMBER[1]
    return next(iter(found.values())) if named and len(found) > 1 else None


def _private(row: int, column: int, label: str) -> Iterator[tuple[str, str, str]]:
    for zh, en, pattern in PRIVATE:
        if pattern.fullmatch(label):
            yield a1(row, column), zh, en
