"""Words that look damaged: characters that no form uses, quotes without a partner, a word said twice.

Nothing in a file repeats a name or a note, so that damage to it shows in the word itself or nowhere.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache


def _han() -> str:
    """The 6,763 characters of GB 2312, which nearly every name is written with."""
    rows = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    return "".join(pair.decode("gb2312", "ignore") for pair in rows)


_SIGNS = "·—…‘’“”々～‖×÷±≤≥°℃％‰№§￥¥²³㎡㎥Ⅰ-Ⅻⅰ-ⅹ①-⑳㈠-㈩\u3001-\u301f\uff01-\uff5e★☆○●◎◇◆□■△▲→←↑↓√"
_USUAL = re.compile(rf"[\s -~{_SIGNS}{_han()}]*")
_UNUSUAL = re.compile(rf"[^\s -~{_SIGNS}{_han()}]+")
_APOSTROPHE = re.compile(r"(?<=[A-Za-z])'(?=[A-Za-z])")
_NO_LABEL = re.compile(r"[A-Za-z!#$&*+;<=>?@\\^_`{|}~]+")
_NUMBER = re.compile(r"^[^一二三四五六七八九十0-9(](?=[、.])")
_YEAR = re.compile(r"[0-9]{4}(?=年)")
_ANY_HAN = re.compile("[\u4e00-\u9fff]")
_SECTION = 12  # characters
_SHORTEST = 2  # characters of a word that may be said twice: 娜娜 is a name


@lru_cache(maxsize=65_536)  # the same names stand in many rows
def doubt(text: str) -> str | None:
    """The part of free words that looks damaged; None where nothing does."""
    if not _USUAL.fullmatch(text) and (unusual := _UNUSUAL.search(unicodedata.normalize("NFC", text))):
        return unusual[0]
    if '"' in text or "'" in text:
        return _lone_quote(text)
    return _said_twice(text)


def doubt_of_section(text: str) -> str | None:
    """The same for what a document says at length: without one Chinese character it was not read as it was written."""
    return text[:_SECTION] if len(text) >= _SECTION and not _ANY_HAN.search(text) else doubt(text)


@lru_cache(maxsize=16_384)
def doubt_of_label(text: str) -> str | None:
    """The same for titles and names of lines: no letters or odd signs, no number 饣、 and no year 3013年."""
    if found := doubt(text):
        return found
    plain = unicodedata.normalize("NFKC", text)
    odd, year = _NO_LABEL.search(plain) or _NUMBER.search(plain), _YEAR.search(plain)
    if odd:
        return odd[0]
    return year[0] if year and not year[0].startswith(("19", "20")) else None


def _lone_quote(text: str) -> str | None:
    """A straight quote without its partner, or a pair around nothing."""
    for quote, plain in (('"', text), ("'", _APOSTROPHE.sub("", text))):
        if plain.count(quote) % 2 or quote * 2 in plain:
            return quote
    return None


def _said_twice(text: str) -> str | None:
    half = len(text) // 2
    word = text[:half]
    if half < _SHORTEST or text[-half:] != word or text[half:-half].strip():
        return None
    return word if _ANY_HAN.search(word) else None
