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
from transparency_site.queries.flat_rows import SEPARATOR, flat_rows
from transparency_site.snapshot import Snapshot

BOM = "\ufeff"
_AT_ONCE = 500
FORMULA = ("=", "+", "-", "@", "\t", "\r")
_SELDOM, _LEADING = (b'"', b"\r"), tuple(sign.encode() for sign in FORMULA)
_BETWEEN = SEPARATOR.encode()
_BEFORE_A_CELL = _BETWEEN + b"\n"
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
    sample: bool = False, protect: bool = True,
) -> Iterator[bytes]:
    """The file of a whole result in pieces, by the database's own rows where it writes them."""
    chunks = flat_rows(dataset, snapshot, filters)
    if chunks is None:
        rows = dataset.stream(snapshot, filters)
        yield from csv_lines(dataset.columns, rows, bom=bom, chinese=chinese, sample=sample, protect=protect)
        return
    yield from csv_lines(dataset.columns, (), bom=bom, chinese=chinese, sample=sample)
    texts = _text_places(dataset.columns) if protect else []
    mark = ["示例数据"] if sample else []
    for lines in chunks:
        yield _written(lines, mark, texts)


def _written(lines: list[bytes], mark: list[str], texts: list[int]) -> bytes:
    """Rows of cells between separators as CSV: only those with a sign that wants protection or more than quotes are
    looked at cell by cell.
    """
    whole = b"\n".join(lines)
    signs = [sign for sign in _SELDOM if sign in whole]
    if texts:
        signs += [sign for sign in _LEADING if sign in whole and _leads(whole, sign)]
    if whole.count(b"\n") >= len(lines):
        signs.append(b"\n")
    if signs:
        lines = [_row(line, texts) if any([sign in line for sign in signs]) else _quoted(line) for line in lines]
    elif b"," in whole:
        lines = [_quoted(line) if b"," in line else line for line in lines]
    end = "".join(f",{one}" for one in mark).encode() + b"\r\n"
    return (end.join(lines) + end).replace(_BETWEEN, b",")


def _leads(whole: bytes, sign: bytes) -> bool:
    """Whether a cell begins with `sign`."""
    at = whole.find(sign)
    while at > 0 and whole[at - 1] not in _BEFORE_A_CELL:
        at = whole.find(sign, at + 1)
    return at >= 0


def _quoted(line: bytes) -> bytes:
    """The row with its cells that have a comma in quotes: found from the comma, for few cells have one."""
    comma = line.find(b",")
    while comma >= 0:
        start = line.rfind(_BETWEEN, 0, comma) + 1
        end = line.find(_BETWEEN, comma)
        end = len(line) if end < 0 else end
        line = b'%b"%b"%b' % (line[:start], line[start:end], line[end:])
        comma = line.find(b",", end + 2)
    return line


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
