"""Document numbers 文号 such as 示财农〔2013〕45号: one style of brackets, a shape, a key for searching."""

from __future__ import annotations

import re

from data_loaders.text import clean, match_key

_YEAR = r"(?:19|20)[0-9]{2}"
_BRACKETED = re.compile(rf"[〔\[［【（(〖｛{{]\s*({_YEAR})\s*(?:年)?[〕\]］】）)〗｝}}]")
_SHAPE = re.compile(rf"[\u3400-\u9fffA-Za-z]{{1,20}}〔({_YEAR})〕([1-9][0-9]{{0,4}})号")
_FULL_WIDTH_DIGITS = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)}
_KEY_PARTS = re.compile(rf"^(.*?)\(?({_YEAR})\)?(?:第)?0*([0-9]{{1,5}})号?$")


def normalise(text: str) -> str:
    """`text` cleaned, without spaces, digits half-width, and the year's brackets of whatever style as 〔〕."""
    plain = re.sub(r"\s+", "", clean(text)).translate(_FULL_WIDTH_DIGITS)
    return _BRACKETED.sub(r"〔\1〕", plain, count=1).replace("〕第", "〕")


def is_well_formed(number: str) -> bool:
    """Whether a normalised number has prefix, year and serial number: 示财农〔2013〕45号."""
    return _SHAPE.fullmatch(number) is not None


def year_of(number: str) -> int | None:
    """The year in a normalised number; None where it has none."""
    match = re.search(rf"〔({_YEAR})〕", number)
    return int(match[1]) if match else None


def search_key(text: str) -> str:
    """A key that is the same however a number is written: any brackets or none, any width, with 第 and 号 or not.

    示财农〔2013〕45号, 示财农(2013)第45号 and 示财农[2013]45 all give 示财农|2013|45.
    """
    key = match_key(text)
    match = _KEY_PARTS.match(key)
    return f"{match[1]}|{match[2]}|{match[3]}" if match else key
