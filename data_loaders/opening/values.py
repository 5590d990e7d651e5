"""Single values on their way from a parser to the grid: numbers, dates, escaped text."""

from __future__ import annotations

import datetime as dt
import math
import re

from data_loaders.grid import CellError, CellValue

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's dates have no zone
_DAYS_TO_1904 = 1462
_EXACT = 2**53


def plain(value: object) -> CellValue:
    """A parser's value as one of ours: blanks None, whole numbers int, times of day and durations text."""
    if value is None or isinstance(value, bool | int | dt.date):
        return value
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, float):
        if not math.isfinite(value):
            return CellError("error", "#NUM!")
        return int(value) if value.is_integer() and abs(value) < _EXACT else value
    return str(value)


def unescape(text: str) -> str:
    """_x000D_ as spreadsheets write control characters."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def serial_of(value: object, epoch_1904: bool) -> float | None:
    """The day number that a spreadsheet stores for a date or duration; None for anything else."""
    shift = _DAYS_TO_1904 if epoch_1904 else 0
    if isinstance(value, dt.datetime):
        return (value - _EPOCH) / dt.timedelta(days=1) - shift
    if isinstance(value, dt.date):
        return (dt.datetime.combine(value, dt.time()) - _EPOCH).days - shift
    if isinstance(value, dt.timedelta):
        return value / dt.timedelta(days=1)
    return None
