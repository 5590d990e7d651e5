"""Cell addresses: (row, column), both 1-based, to A1 and back."""

from __future__ import annotations

import re
from functools import lru_cache

_A1 = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")


@lru_cache(maxsize=2_048)  # asked for every cell that is named
def column_letters(column: int) -> str:
    """1 -> A, 27 -> AA. Raises ValueError below 1."""
    if column < 1:
        raise ValueError(f"no column {column}")
    letters = ""
    while column:
        column, remainder = divmod(column - 1, 26)
        letters = chr(65 + remainder) + letters
    return letters


def a1(row: int, column: int) -> str:
    """(3, 2) -> B3. Raises ValueError below 1."""
    if row < 1:
        raise ValueError(f"no row {row}")
    return f"{column_letters(column)}{row}"


def parse_a1(address: str) -> tuple[int, int]:
    """B3 or $B$3 -> (3, 2). Raises ValueError for anything else, ranges included."""
    match = _A1.fullmatch(address)
    if match is None:
        raise ValueError(f"not a cell address: {address[:20]!r}")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column
