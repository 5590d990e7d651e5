"""The unified social credit code 统一社会信用代码 and its check digit (GB 32100-2015)."""

from __future__ import annotations

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = tuple(pow(3, position, 31) for position in range(17))


def check_character(first_seventeen: str) -> str:
    """The eighteenth character for the first seventeen. Raises ValueError for a character that no code has."""
    total = sum(_ALPHABET.index(one) * weight for one, weight in zip(first_seventeen, _WEIGHTS, strict=True))
    return _ALPHABET[(31 - total % 31) % 31]


def is_valid(code: str) -> bool:
    """Whether `code` has 18 characters of the alphabet and the right check digit."""
    plain = code.upper()
    if len(plain) != 18 or any(one not in _ALPHABET for one in plain):
        return False
    return check_character(plain[:17]) == plain[17]
