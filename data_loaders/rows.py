"""What a row of an official table looks like before its columns are known: numbers, codes, labels, totals, notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from data_loaders.catalogue.headings import heading_key
from data_loaders.catalogue.measures import measure_of
from data_loaders.catalogue.roles import role_of
from data_loaders.grid import CellError, CellValue, value_text
from data_loaders.money import NotANumber, declared_units, parse_number
from data_loaders.tables import spec_for_title
from data_loaders.text import match_key

_CODE = re.compile(r"[1-9][0-9]{2}(?:[0-9]{2}){0,2}(?:\.0)?")
_NUMBERED = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}[,.]|\([一二三四五六七八九十]{1,3}\)|\(?[0-9]{1,2}[,.)](?![0-9]))"
)
_TOTAL = re.compile(r"(?:本年|当年|本期)?(?:(?:财政拨款)?(?:收入|支出)|人员经费|公用经费)?(?:合计|总计|小计)")
_NOTE = re.compile(
    r"^(?:填表人?|制表人?|填报人|审核人?|复核人?|负责人|经办人|联系(?:人|电话)|(?:填报|制表|编制)?日期):"
    r"|(?:注|说明|备注|附注)[:.0-9]|^无$|^无数据$|^空表$|^\.{2,}$|^/$"
    r"|(?:本|我|该)(?:部门|单位|局|委|办|街道|镇|乡|年度?).{0,40}(?:无|没有|未安排|不涉及|为0|为空)"
    r"|(?:没有|无|未安排|不涉及)(?:使用)?.{0,20}(?:政府性基金|国有资本|收支|预算|支出).{0,40}(?:空表|故|$)"
)
_NONE_NOTE = re.compile(r"^无$|^空表$|无|没有|未安排|不涉及|空表")
_PAGE = re.compile(r"-*(?:第)?[0-9]{1,3}(?:\.0)?(?:页)?(?:,?共[0-9]+页)?-*")
_OWNER = re.compile(r"^(?:编制|填报|公开|预算|主管)*(?:部门|单位)(?:名称)?[:：]")


def is_number(value: CellValue) -> bool:
    """Whether a cell holds a number (text of digits counts); blanks and dashes do not."""
    if isinstance(value, bool) or value is None or isinstance(value, CellError):
        return False
    if isinstance(value, int | float):
        return True
    try:
        return isinstance(value, str) and parse_number(value) is not None
    except NotANumber:
        return False


def is_code(text: str) -> bool:
    """Whether `text` looks like a classification code of 3, 5 or 7 digits."""
    return bool(_CODE.fullmatch(text))


def is_total(text: str) -> bool:
    """Whether `text` is a total's label: 合计, 总计, 收入总计, 本年支出合计, 人员经费合计 …"""
    return bool(_TOTAL.fullmatch(heading_key(text)))


@lru_cache(maxsize=16_384)
def is_numbered(text: str) -> bool:
    """Whether `text` begins as a label of a totals table does: 一、 1. （一）."""
    return bool(_NUMBERED.match(match_key(text)))


@lru_cache(maxsize=16_384)
def is_note(text: str) -> bool:
    """Whether `text` is words about the table and no row of it: 注：…, 无, 本单位无政府性基金…, the … of a blank
    form."""
    return bool(_NOTE.search(match_key(text)))


@lru_cache(maxsize=16_384)
def says_nothing_here(text: str) -> bool:
    """Whether a note says that the table is empty (无, 本部门没有…)."""
    return bool(is_note(text) and _NONE_NOTE.search(match_key(text)))


def is_page_number(values: Sequence[CellValue]) -> bool:
    """Whether a row holds nothing but the number of a page: 3, - 3 -, 第 3 页."""
    filled = [text for value in values if (text := value_text(value))]
    return len(filled) == 1 and bool(_PAGE.fullmatch(match_key(filled[0])))


def is_owner(text: str) -> bool:
    """Whether `text` names the body that made the table: 编制部门：…, 部门：…"""
    return bool(_OWNER.match(text))


def is_frame(values: Sequence[CellValue]) -> bool:
    """Whether a row is a title, owner or money-unit line, which may also be repeated on later pages."""
    texts = [text for value in values if (text := value_text(value))]
    if not texts or any(is_number(value) for value in values):
        return False
    return spec_for_title(texts[0]) is not None or any(is_owner(text) for text in texts) or _is_unit_line(texts)


def _is_unit_line(texts: Sequence[str]) -> bool:
    return len(texts) <= 3 and any(
        _declares_unit(text) and role_of((text,)) is None and measure_of((text,)) is None for text in texts
    )


@lru_cache(maxsize=16_384)
def _declares_unit(text: str) -> bool:
    return bool(declared_units(text))


def is_data(values: Sequence[CellValue]) -> bool:
    """Whether a row can only be data or a note: it has a number, a code, a numbered label, a lone total's label, or
    words of a note."""
    texts = [value_text(value) for value in values]
    filled = [text for text in texts if text]
    if not filled:
        return False
    if heading_key(filled[0]) in ("栏次", "行次"):
        return False
    if any(is_number(value) for value in values) or is_note(filled[0]):
        return True
    if len(filled) == 1 and is_total(filled[0]):
        return True
    return any(is_numbered(text) or is_code(text) for text in filled) or heading_key(filled[0]) in _GRAND


_GRAND = frozenset({"收入总计", "支出总计", "总计", "收入合计", "本年收入合计"})


def is_heading(values: Sequence[CellValue], known: frozenset[str]) -> bool:
    """Whether a row in the middle of a table is a header again: no data, and all its cells are header words that stood
    there before (`known`, folded), or it has a word for a code or name column and is half made of header words."""
    if is_data(values):
        return False
    texts = [text for value in values if (text := value_text(value))]
    if all(heading_key(text) in known for text in texts):
        return True
    roles = [text for text in texts if role_of((text,))]
    words = [text for text in texts if role_of((text,)) or measure_of((text,))]
    return bool(roles) and len(words) >= 2 and len(words) * 2 >= len(texts)
