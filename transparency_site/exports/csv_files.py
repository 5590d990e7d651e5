"""CSV of a whole result, streamed: UTF-8 with a byte order mark (Excel and WPS need it), English or Chinese headers."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import Any

from transparency_site.exports.records import cell_maker, headers
from transparency_site.filters import Column, Filters, Kind
from transparency_site.queries.datasets import Dataset
from transparency_site.queries.flat_rows import END, SEPARATOR, flat_rows
from transparency_site.snapshot import Snapshot

BOM = "\ufeff"
_AT_ONCE = 500
FORMULA = ("=", "+", "-", "@", "\t", "\r")
_SELDOM, _LEADING = (b'"', b"\r", b"\n"), tuple(sign.encode() for sign in FORMULA)
_BETWEEN, _END = SEPARATOR.encode(), END.encode()
_BEFORE_A_CELL = _BETWEEN + _END
_WANTS_QUOTES = re.compile('[",\r\n]').search


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


def csv_of(
    dataset: Dataset, snapshot: Snapshot, filters: Filters, *, bom: bool = True, chinese: bool = False,
    sample: bool = False, protect: bool = True, written: Iterable[bytes] | None = None,
) -> Iterator[bytes]:
    """The file of a whole result in pieces, by the database's own rows where it writes them; `written`: those rows, in
    their order, where somebody has just read them.
    """
    chunks = written or flat_rows(dataset, snapshot, filters)
    if chunks is None:
        rows = dataset.stream(snapshot, filters)
        yield from csv_lines(dataset.columns, rows, bom=bom, chinese=chinese, sample=sample, protect=protect)
        return
    yield from csv_lines(dataset.columns, (), bom=bom, chinese=chinese, sample=sample)
    texts = _text_places(dataset.columns) if protect else []
    mark = ["示例数据"] if sample else []
    for some in chunks:
        yield _written(some, mark, texts)


def _written(rows: bytes, mark: list[str], texts: list[int]) -> bytes:
    """Rows that the database wrote as CSV: only those with a sign that wants protection or more than quotes are looked
    at cell by cell, and where there is none, only commas.
    """
    signs = [sign for sign in _SELDOM if sign in rows]
    if texts:
        signs += [sign for sign in _LEADING if sign in rows and _leads(rows, sign)]
    if signs:
        lines = rows.split(_END)
        rows = _END.join(
            [_row(line, texts) if any([sign in line for sign in signs]) else _quoted(line) for line in lines]
        )
    else:
        rows = _quoted(rows)
    end = "".join(f",{one}" for one in mark).encode() + b"\r\n"
    return rows.replace(_END, end).replace(_BETWEEN, b",")


def _leads(whole: bytes, sign: bytes) -> bool:
    """Whether a cell begins with `sign`."""
    at = whole.find(sign)
    while at > 0 and whole[at - 1] not in _BEFORE_A_CELL:
        at = whole.find(sign, at + 1)
    return at >= 0


def _quoted(rows: bytes) -> bytes:
    """Rows with their cells that have a comma in quotes: found from the comma, for few cells have one."""
    pieces, done = list[bytes](), 0
    comma = rows.find(b",")
    while comma >= 0:
        start = max(rows.rfind(_BETWEEN, done, comma), rows.rfind(_END, done, comma), done - 1) + 1
        row_end = rows.find(_END, comma)
        row_end = len(rows) if row_end < 0 else row_end
        end = rows.find(_BETWEEN, comma, row_end)
        end = row_end if end < 0 else end
        pieces += (rows[done:start], b'"', rows[start:end], b'"')
        done, comma = end, rows.find(b",", end)
    return b"".join([*pieces, rows[done:]])


def _row(line: bytes, texts: list[int]) -> bytes:
    """As the csv module writes it: a cell with a comma, quote or line break stands in quotes."""
    cells = line.decode().split(SEPARATOR)
    for place in texts:
        cells[place] = safe(cells[place])
    quoted = ['"' + cell.replace('"', '""') + '"' if _WANTS_QUOTES(cell) else cell for cell in cells]
    return ",".join(quoted).encode()


def _text_places(columns: tuple[Column, ...]) -> list[int]:
    kinds = (Kind.TEXT, Kind.CODE, Kind.LIST)
    return [place for place, (_key, _zh, _en, kind) in enumerate(headers(columns)) if kind in kinds]


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()
