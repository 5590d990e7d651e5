"""CSV of a whole result, streamed: UTF-8 with a byte order mark (Excel and WPS need it), English or Chinese headers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from transparency_site.exports.records import cell_maker, headers
from transparency_site.filters import Column, Kind

BOM = "\ufeff"
_AT_ONCE = 500
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula gets an apostrophe in front; numbers stay numbers."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) and not _is_number(value) else value


def _is_number(text: str) -> bool:
    digits = text[1:].replace(".", "", 1)
    return text[0] == "-" and digits.isascii() and digits.isdigit()


def csv_lines(
    columns: tuple[Column, ...], items: Iterable[Any], *, bom: bool = True, chinese: bool = False, sample: bool = False,
    protect: bool = True,
) -> Iterator[bytes]:
    """The file in pieces. `sample` adds a last column that says on every row that the figures are made up.

    `protect` puts an apostrophe before what a spreadsheet would run; a program that wants the exact text does without.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    head = [zh if chinese else key for key, zh, _en, _kind in headers(columns)]
    buffer.write(BOM if bom else "")
    writer.writerow(head + ([("示例数据" if chinese else "sample")] if sample else []))
    mark = ["示例数据"] if sample else []
    make, texts = cell_maker(columns), _text_places(columns) if protect else []
    for number, item in enumerate(items, start=1):
        row = make(item)
        for place in texts:
            if (text := row[place]) and text[0] in FORMULA:
                row[place] = safe(text)
        writer.writerow(row + mark)
        if number % _AT_ONCE == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def _text_places(columns: tuple[Column, ...]) -> list[int]:
    kinds = (Kind.TEXT, Kind.CODE, Kind.LIST)
    return [place for place, (_key, _zh, _en, kind) in enumerate(headers(columns)) if kind in kinds]


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()
