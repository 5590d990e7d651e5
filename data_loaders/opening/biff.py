"""Digits in every place of a BIFF .xls that is no cell: other records, other streams, strings that no cell uses."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterable, Iterator

import xlrd

from data_loaders.grid import Sheet
from data_loaders.opening.leftovers import digits_in

_SST, _CONTINUE, _FORMULA = 0x00FC, 0x003C, 0x0006
_CELLS = frozenset({0x00FD, 0x0204, 0x00D6, 0x0203, 0x027E, 0x00BD, 0x0207})  # what the readers of cells see
_TOKENS = 22  # of a formula record: what stands before is the cell and its saved result
_HEADER = struct.Struct("<HH")
_BOOKS = ("Workbook", "Book")
_STREAM, _FREE = 2, -1


def hidden_texts(content: bytes, book: xlrd.book.Book, sheets: Iterable[Sheet]) -> dict[str, str]:
    """Text and runs of digits that no cell of `sheets` shows, by the place where they stand.

    Raises what xlrd raises for a container that it cannot take apart.
    """
    document = xlrd.compdoc.CompDoc(content, io.StringIO())
    names = [entry.name for entry in document.dirlist if entry.etype == _STREAM]
    streams = {name: bytes(document.get_named_stream(name) or b"") for name in names}
    strings, beside = _walk(next((streams[name] for name in _BOOKS if name in streams), b""))
    shown = "\n".join(value for sheet in sheets for _row, _column, value in sheet.filled() if isinstance(value, str))
    leftovers = [run for run in digits_in(strings).split("\n") if run not in shown]
    found = {name: digits_in(stream) for name, stream in streams.items() if name not in _BOOKS}
    defined = [item.name for item in book.name_obj_list]
    found["workbook"] = "\n".join([*defined, *leftovers, *map(digits_in, beside)])
    found["unused"] = digits_in(_free_sectors(document))
    return {place: text for place, text in found.items() if text.strip()}


def _walk(records: bytes) -> tuple[bytes, list[bytes]]:
    """The table of strings, and the bodies of the records that are no cells."""
    strings: list[bytes] = []
    beside: list[bytes] = []
    owner = 0  # of records that continue another one
    for kind, body in _records(records):
        owner = owner if kind == _CONTINUE else kind
        if owner == _SST:
            strings.append(body)
        elif kind == _FORMULA:
            beside.append(body[_TOKENS:])
        elif kind not in _CELLS:
            beside.append(body)
    return b"\n".join(strings), beside


def _records(content: bytes) -> Iterator[tuple[int, bytes]]:
    position = 0
    while position + _HEADER.size <= len(content):
        kind, length = _HEADER.unpack_from(content, position)
        position += _HEADER.size
        yield kind, content[position : position + length]
        position += length


def _free_sectors(document: xlrd.compdoc.CompDoc) -> bytes:
    """The sectors that belong to no stream: what was deleted and not overwritten."""
    size = document.sec_size
    free = (number for number, after in enumerate(document.SAT) if after == _FREE)
    return b"\n".join(bytes(document.mem[512 + number * size : 512 + (number + 1) * size]) for number in free)
