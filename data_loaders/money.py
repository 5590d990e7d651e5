"""Money as written in workbooks: strict numbers, declared units, exact integer fen, and 大写 (amounts in words)."""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_EVEN, Context, Decimal

from data_loaders.text import clean, match_key

MONEY_UNITS = {"元": 100, "千元": 100_000, "万元": 1_000_000}
"""Fen per declared unit of money."""

MAX_FEN = 10**13
"""No amount of a county is larger: 1,000 亿元 (reliability: uploads are hostile)."""

_NUMBER = re.compile(r"(-?)([0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(\.[0-9]+)?")
_BLANKS = frozenset({"", "-", "--", "—", "——", "–", "−"})
# Only the full-width block is folded, not all of NFKC: NFKC makes 10² into 102 and ① into 1.
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x2212: 0x2D}
_FIFTEEN = Context(prec=15, rounding=ROUND_HALF_EVEN)
_MAX_DIGITS = 30
_UNIT = re.compile(r"(?:金额)?(?:计量|货币|金额)?单位:?(?:人民币)?:?(百万元|十万元|千万元|亿元|万元|千元|元)")
_BARE_UNIT = re.compile(r"\((?:人民币|单位:?)?(万元|千元|元)\)")


class NotANumber(ValueError):
    """The cell holds something that the grammar of numbers does not know."""


class NotExact(ValueError):
    """The number is not a whole number of fen in its unit."""


class TooLarge(ValueError):
    """The amount is beyond `MAX_FEN`."""


def parse_number(value: object) -> Decimal | None:
    """The number in a cell; None for a blank one ("", None, a dash). Raises NotANumber for everything else.

    Accepted: int, float (through its shortest decimal), and text of ASCII or full-width digits with an optional leading
    minus, well-formed thousands separators and decimals. No exponent, NaN, underscore, other digits or currency signs.
    """
    if value is None:
        return None
    if isinstance(value, bool):
        raise NotANumber("a truth value")
    if isinstance(value, int):
        return _bounded(Decimal(value))
    if isinstance(value, float):
        if not math.isfinite(value):
            raise NotANumber("not finite")
        return _bounded(Decimal(repr(value)))
    if isinstance(value, str):
        return _parse_text(value)
    raise NotANumber(type(value).__name__)


def _parse_text(text: str) -> Decimal | None:
    folded = clean(text).translate(_FULL_WIDTH).strip()
    if folded in _BLANKS:
        return None
    match = _NUMBER.fullmatch(folded)
    if match is None:
        raise NotANumber("not a number")
    sign, whole, fraction = match.groups()
    return _bounded(Decimal(sign + whole.replace(",", "") + (fraction or "")))


def _bounded(number: Decimal) -> Decimal:
    if len(number.as_tuple().digits) > _MAX_DIGITS or number.adjusted() > _MAX_DIGITS:
        raise NotANumber("too many digits")
    return number


def to_fen(number: Decimal, unit: str) -> int:
    """`number` of `unit` (元, 千元, 万元) as fen. Raises NotExact, TooLarge, KeyError for an unknown unit.

    A binary float such as 0.30000000000000004 is taken at the 15 significant digits that Excel shows and stores
    (`has_float_noise` tells, for a notice); what is still no whole number of fen is NotExact.
    """
    fen = _exact_fen(number, unit)
    if fen is None:
        fen = _exact_fen(_FIFTEEN.plus(number), unit)
    if fen is None:
        raise NotExact(f"not exact to the fen in {unit}")
    if abs(fen) > MAX_FEN:
        raise TooLarge(f"beyond {MAX_FEN} fen")
    return fen


def has_float_noise(number: Decimal, unit: str) -> bool:
    """Whether `to_fen` takes `number` only at 15 significant digits (the rule `money-float-noise`)."""
    return _exact_fen(number, unit) is None and _exact_fen(_FIFTEEN.plus(number), unit) is not None


def _exact_fen(number: Decimal, unit: str) -> int | None:
    fen = number * MONEY_UNITS[unit]
    return int(fen) if fen == fen.to_integral_value() else None


def declared_unit(text: str) -> str | None:
    """The unit of money that `text` declares: 单位：万元, 金额单位:元, (万元); None where it declares none.

    Raises nothing; a declared unit that we do not keep (亿元) is returned as it stands, so that a caller can refuse it.
    """
    found = declared_units(text)
    return found[0] if len(found) == 1 else None


def declared_units(text: str) -> tuple[str, ...]:
    """Every different unit that `text` declares, in order; two that disagree are an error for the caller."""
    key = match_key(text)
    names = [match[1] for match in _UNIT.finditer(key)] + [match[1] for match in _BARE_UNIT.finditer(key)]
    return tuple(dict.fromkeys(names))
