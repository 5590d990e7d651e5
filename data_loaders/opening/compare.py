"""Two readers, one grid: the first one's values where the second saw the same; every difference is a finding."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from data_loaders import progress
from data_loaders.addresses import a1
from data_loaders.findings import Finding
from data_loaders.grid import CellError, CellValue
from data_loaders.opening.values import plain, serial_of, unescape
from data_loaders.rules import finding
from data_loaders.second_reader import Raw
from data_loaders.text import clean

_FIRST_SAFE_SERIAL = 61  # before 1900-03-01 spreadsheets disagree about the day
_SECOND = 1 / 86_400


def merge_rows(
    sheet: str, first: Sequence[Sequence[object]], second: dict[int, dict[int, Raw]], epoch_1904: bool, limit: int
) -> tuple[list[list[CellValue]], list[Finding]]:
    """The grid on which both agree; where they do not, the cell becomes an "unreadable" CellError with a finding."""
    rows: list[list[CellValue]] = []
    findings: list[Finding] = []
    height = max(len(first), max(second, default=0))
    for number in progress.rows(range(1, height + 1)):
        seen = first[number - 1] if number <= len(first) else ()
        raw = second.pop(number, {})
        merged = _merge_row(seen, raw, epoch_1904)
        if merged is None:
            merged = _merge_differing(sheet, number, seen, raw, epoch_1904, findings, limit)
        rows.append(merged)
    return trim(rows), findings


def _merge_row(seen: Sequence[object], raw: dict[int, Raw], epoch_1904: bool) -> list[CellValue] | None:
    """The row where the readers agree, else None."""
    merged: list[CellValue] = []
    met = 0
    for column, value in enumerate(seen, 1):
        other = raw.get(column)
        if other is None:
            if value != "" and not _empty(value):
                return None
            merged.append(None)
            continue
        met += 1
        if value == other and type(other) is str and "_x" not in other and not other.isspace():
            merged.append(other)
            continue
        agreed, result = agree(value, other, epoch_1904)
        if not agreed:
            return None
        merged.append(result)
    return merged if met == len(raw) else None


def _merge_differing(
    sheet: str,
    row: int,
    seen: Sequence[object],
    raw: dict[int, Raw],
    epoch_1904: bool,
    findings: list[Finding],
    limit: int,
) -> list[CellValue]:
    merged: list[CellValue] = []
    for column in range(1, max(len(seen), max(raw, default=0)) + 1):
        value = seen[column - 1] if column <= len(seen) else ""
        other = raw.get(column)
        agreed, result = (True, None) if other is None and _empty(value) else agree(value, other, epoch_1904)
        if not agreed:
            if len(findings) < limit:
                findings.append(finding("readers-disagree", sheet=sheet, cell=a1(row, column)))
            result = CellError("unreadable", "?")
        merged.append(result)
    return merged


def _empty(value: object) -> bool:
    return isinstance(value, str) and not value.strip()


def agree(value: object, raw: Raw | None, epoch_1904: bool) -> tuple[bool, CellValue]:
    """Whether the two values are the same, and the value to keep."""
    if isinstance(raw, str):
        return _agree_text(value, raw)
    if isinstance(raw, tuple):
        return _agree_number(value, raw[0], epoch_1904)
    if isinstance(raw, CellError):
        return True, raw  # the first reader gives '' or the last value here; the error is what stands in the file
    if isinstance(raw, bool):
        return value is raw, raw
    return False, None


def _agree_text(value: object, raw: str) -> tuple[bool, CellValue]:
    if isinstance(value, str):
        if value == unescape(raw):
            return True, (value if value.strip() else None)
        if value == raw or clean(unescape(value)) == clean(unescape(raw)):
            return True, (unescape(value) if value.strip() else None)
        return False, None
    kept = plain(value)
    if isinstance(kept, dt.date):
        return raw[:10] == kept.isoformat()[:10], kept
    return not clean(raw) and value in ("", None), kept


def _agree_number(value: object, raw: str, epoch_1904: bool) -> tuple[bool, CellValue]:
    try:
        number = float(raw)
    except ValueError:
        return False, None
    if isinstance(value, float | int) and not isinstance(value, bool):
        return value == number, plain(value)
    if number < _FIRST_SAFE_SERIAL:
        return isinstance(value, dt.date | dt.time | dt.timedelta), plain(number)
    serial = serial_of(value, epoch_1904)
    return serial is not None and abs(serial - number) < _SECOND, plain(value)


def trim(rows: list[list[CellValue]]) -> list[list[CellValue]]:
    """Without trailing empty rows and columns; every row is as long as the widest."""
    width = max((_width(row) for row in rows), default=0)
    while rows and _width(rows[-1]) == 0:
        rows.pop()
    return [row[:width] + [None] * (width - len(row)) for row in rows]


def _width(row: list[CellValue]) -> int:
    return next((column for column in range(len(row), 0, -1) if row[column - 1] is not None), 0)
