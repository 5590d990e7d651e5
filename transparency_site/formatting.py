"""How figures are shown: money from integer fen to 元, 万元 or 亿元, percentages, dates. Rounds only for display.

Babel prints 99,999,999 as "10000万", so money has a formatter of its own on integers. Every shown amount carries its
exact yuan beside it (`Shown.exact`), which pages put into a title attribute.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
FEN_PER = {
    "yuan": 100,
    "thousand": 100 * 1_000,
    "wan": 100 * 10_000,
    "million": 100 * 1_000_000,
    "yi": 100 * 100_000_000,
    "billion": 100 * 10**9,
}
UNIT_WORDS = {
    "zh": {"yuan": "元", "thousand": "千元", "wan": "万元", "million": "百万元", "yi": "亿元", "billion": "十亿元"},
    "en": {
        "yuan": "yuan",
        "thousand": "thousand yuan",
        "wan": "×10,000 yuan",
        "million": "million yuan",
        "yi": "×100 million yuan",
        "billion": "billion yuan",
    },
}
# What the address may ask for (`?money=`); the English steps are chosen only by `fitting_unit`.
MONEY_SWITCH = ("yuan", "wan", "yi")
_STEPS = {"zh": ("yi", "wan"), "en": ("billion", "million")}
_TABLE_UNIT = {"zh": "wan", "en": "thousand"}


@dataclass(frozen=True, slots=True)
class Shown:
    """An amount as it is shown: `number` in `unit` (words), and `exact`, the same in yuan to the fen."""

    number: str
    unit: str
    exact: str

    def __str__(self) -> str:
        return f"{self.number} {self.unit}"


def fitting_unit(fen: int | None, lang: str = "zh") -> str:
    """The unit in which `fen` reads best: 亿元 from a hundred million yuan, 万元 from ten thousand, else 元."""
    for unit in _STEPS[lang]:
        if fen is not None and abs(fen) >= FEN_PER[unit]:
            return unit
    return "yuan"


def yuan(fen: int) -> str:
    """`fen` as exact yuan with thousands separators and two decimals: 123456 -> "1,234.56"."""
    whole, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole:,}.{rest:02d}"


def in_unit(fen: int, unit: str) -> str:
    """`fen` in `unit` with two decimals, rounded half up (away from zero), with thousands separators."""
    per = FEN_PER[unit]
    hundredths = (abs(fen) * 200 + per) // (2 * per)
    whole, rest = divmod(hundredths, 100)
    return f"{'-' if fen < 0 and hundredths else ''}{whole:,}.{rest:02d}"


def money(fen: int, unit: str | None = None, lang: str = "zh") -> Shown:
    """How to show `fen` in `unit` (a key of FEN_PER), or in the unit that fits it."""
    unit = unit or fitting_unit(fen, lang)
    return Shown(in_unit(fen, unit), UNIT_WORDS[lang][unit], yuan(fen))


def common_unit(amounts: Iterable[int | None], lang: str = "zh") -> str:
    """One unit for a column of amounts: the one that fits its largest."""
    return fitting_unit(max((abs(fen) for fen in amounts if fen is not None), default=None), lang)


def table_unit(amounts: Iterable[int | None], lang: str = "zh") -> str:
    """One unit for a table's amounts: small rows beside large ones must not round away, so 万元 at most (zh)."""
    largest = max((abs(fen) for fen in amounts if fen is not None), default=0)
    return _TABLE_UNIT[lang] if largest >= FEN_PER["wan"] else "yuan"


def share(part: int | None, whole: int | None) -> str | None:
    """`part` of `whole` as a percentage with one decimal, half up; None where either is missing or the whole is 0."""
    if part is None or not whole:
        return None
    percent = (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    return f"{abs(percent) if percent == 0 else percent:,.1f}%"


def change(now: int | None, before: int | None) -> str | None:
    """Change from `before` to `now` with its sign: "+3.2%"; None where there is no honest percentage."""
    if now is None or before is None or before <= 0:
        return None
    text = share(now - before, before)
    return f"+{text}" if text and now > before else text


def count(number: int) -> str:
    """A count with thousands separators."""
    return f"{number:,}"


def date(day: dt.date, lang: str = "zh") -> str:
    """2013年3月5日 / 5 March 2013."""
    if lang == "en":
        return f"{day.day} {day:%B} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"


def moment(utc: dt.datetime, lang: str = "zh") -> str:
    """A stored UTC time in Beijing time: 2014年2月15日 09:30."""
    local = utc.replace(tzinfo=dt.UTC).astimezone(SHANGHAI)
    return f"{date(local.date(), lang)} {local:%H:%M}"


def short_hash(digest: str) -> str:
    """The first twelve characters of a SHA-256, enough to compare by eye; the whole stands in the title attribute."""
    return digest[:12]


def column_letters(column: int) -> str:
    """A spreadsheet column's letters: 1 -> A, 27 -> AA."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
