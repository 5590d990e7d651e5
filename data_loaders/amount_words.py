"""Amounts in words, 大写: 人民币壹佰贰拾叁元肆角伍分, written and read. Totals of the tidy templates carry them."""

from __future__ import annotations

import re

from data_loaders.text import match_key

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("仟", "佰", "拾", "")
_DIGIT = f"[{_DIGITS[1:]}]"
_GROUP = f"(?:(?:({_DIGIT})仟)?零?(?:({_DIGIT})佰)?零?(?:({_DIGIT})拾)?零?({_DIGIT})?)"
_WORDS = re.compile(
    rf"(?:合计|总计)?(?:\(?大写\)?)?:?(?:人民币)?:?(负)?(?:({_GROUP})亿)?零?(?:({_GROUP})万)?零?(零|{_GROUP})?元"
    rf"(?:整|零?(?:({_DIGIT})角)?(?:零?({_DIGIT})分)?整?)"
)
_VARIANTS = str.maketrans(
    {
        "圆": "元",
        "圓": "元",
        "正": "整",
        "〇": "零",
        "億": "亿",
        "萬": "万",
        "貳": "贰",
        "弍": "贰",
        "兩": "贰",
        "叄": "叁",
        "叅": "叁",
        "參": "叁",
        "陸": "陆",
        "幣": "币",
    }
)


def in_words(fen: int) -> str:
    """`fen` in words: 12345 -> 人民币壹佰贰拾叁元肆角伍分. Raises ValueError beyond 9,999 亿元."""
    yuan, cents = divmod(abs(fen), 100)
    if yuan >= 10**12:
        raise ValueError("too large for words")
    jiao, cent = divmod(cents, 10)
    sign = "负" if fen < 0 else ""
    return f"人民币{sign}{_whole(yuan)}元{_decimals(jiao, cent, yuan)}"


def _whole(yuan: int) -> str:
    if yuan == 0:
        return "零"
    words, gap = "", False
    for divisor, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        group = yuan // divisor % 10**4
        if group == 0:
            gap = gap or bool(words)
            continue
        if words and (gap or group < 1000):
            words += "零"
        words += _four_digits(group) + name
        gap = False
    return words


def _four_digits(group: int) -> str:
    words, gap = "", False
    for place, name in zip((1000, 100, 10, 1), _PLACES, strict=True):
        digit = group // place % 10
        if digit == 0:
            gap = bool(words)
            continue
        words += ("零" if gap else "") + _DIGITS[digit] + name
        gap = False
    return words


def _decimals(jiao: int, cent: int, yuan: int) -> str:
    if not jiao and not cent:
        return "整"
    tenths = f"{_DIGITS[jiao]}角" if jiao else ("零" if yuan else "")
    return tenths + (f"{_DIGITS[cent]}分" if cent else "整")


def from_words(text: str) -> int | None:
    """The amount in fen that `text` says in words; None where it is no well-formed amount in words."""
    key = match_key(text).translate(_VARIANTS)
    match = _WORDS.fullmatch(key)
    if match is None or not re.search(f"[{_DIGITS}]", key):
        return None
    groups = match.groups()
    yuan = _value(groups[2:6]) * 10**8 + _value(groups[7:11]) * 10**4 + _value(groups[12:16])
    jiao, cent = (_digit(group) for group in groups[16:18])
    fen = yuan * 100 + jiao * 10 + cent
    return -fen if groups[0] else fen


def _value(digits: tuple[str | None, ...]) -> int:
    return sum(_digit(digit) * place for digit, place in zip(digits, (1000, 100, 10, 1), strict=True))


def _digit(character: str | None) -> int:
    return _DIGITS.index(character) if character else 0
