"""Cells of large archived workbooks, ready to be shown: opening one takes a second or two, a page shows seven rows.

Derived from the archived file, one file for each in `site.cells`, written by an idle worker or for the first reader.
Whatever is erased by law may be in any of them: then all are deleted (`file_store.forget_derived`), and since no reader
keeps one open, they are gone with that.

A file is `_MAGIC`, packed blocks of rows, their table of contents as JSON (of each sheet its name, width, height, and
where each of its blocks begins and the last one ends), and the length of that table in eight bytes.
"""

from __future__ import annotations

import os
import threading
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import IO, Any

import orjson

from data_loaders.grid import Sheet, Workbook

LARGE = 1_000  # rows of all sheets; a smaller workbook opens at once
_BLOCK = 16  # rows that are packed together
_MAGIC = b"cells 2\n"
_LENGTH = 8


class DamagedCells(Exception):
    """A file of kept cells that cannot be read, or is gone: it is made anew from its workbook."""


@dataclass(frozen=True)
class KeptSheet:
    """One sheet; its rows are read as they are asked for. `starts`: where its blocks begin, and where the last ends."""

    path: Path
    name: str
    width: int
    height: int
    starts: list[int]
    _blocks: dict[int, list[list[str]]] = field(default_factory=dict, repr=False, compare=False)

    def text(self, row: int, column: int) -> str:
        """The text of a cell, '' where there is none. Raises DamagedCells."""
        block, place = divmod(row - 1, _BLOCK)
        if block not in self._blocks:
            self._read(block)
        rows = self._blocks[block]
        cells = rows[place] if place < len(rows) else []
        return cells[column - 1] if column <= len(cells) else ""

    def _read(self, block: int) -> None:
        """A block and the next one: rows around a cell often stand in both."""
        bounds = self.starts[block : block + 3]
        self._blocks[block] = []
        if len(bounds) < 2:
            return
        try:
            with self.path.open("rb", buffering=0) as file:
                packed = os.pread(file.fileno(), bounds[-1] - bounds[0], bounds[0])
            for number, (start, end) in enumerate(pairwise(bounds), block):
                self._blocks[number] = orjson.loads(zlib.decompress(packed[start - bounds[0] : end - bounds[0]]))
        except (OSError, zlib.error, orjson.JSONDecodeError) as error:
            raise DamagedCells(self.path.name) from error


def find(folder: Path, sha256: str, sheet: str) -> KeptSheet | None:
    """The kept sheet of a workbook; None where it is not kept. Raises DamagedCells."""
    path = folder / f"{sha256}.cells"
    try:
        state = path.stat()
    except FileNotFoundError:
        return None
    known = _contents(path, (state.st_ino, state.st_mtime_ns)).get(sheet)
    return KeptSheet(path, sheet, *known) if known else None


def stand(folder: Path, sha256: str) -> bool:
    """Whether a workbook's cells are kept, in the form that is read."""
    try:
        with (folder / f"{sha256}.cells").open("rb") as file:
            return file.read(len(_MAGIC)) == _MAGIC
    except FileNotFoundError:
        return False


@lru_cache(maxsize=256)
def _contents(path: Path, _state: tuple[int, int]) -> dict[str, tuple[int, int, list[int]]]:
    """Width, height and places of the sheets of the file as it stands."""
    try:
        with path.open("rb") as file:
            if file.read(len(_MAGIC)) != _MAGIC:
                raise DamagedCells(path.name)
            file.seek(-_LENGTH, os.SEEK_END)
            length = int.from_bytes(file.read(), "little")
            file.seek(-_LENGTH - length, os.SEEK_END)
            return {name: (width, height, starts) for name, width, height, starts in orjson.loads(file.read(length))}
    except (OSError, ValueError) as error:  # half a file: its last bytes are no length, or what they lead to no table
        raise DamagedCells(path.name) from error


def keep(folder: Path, source: Path, sha256: str, workbook: Workbook) -> bool:
    """Keep a large workbook's cells; False for one that is small, or whose file was taken away meanwhile."""
    if sum(sheet.height for sheet in workbook.sheets) <= LARGE:
        return False
    folder.mkdir(parents=True, exist_ok=True)
    # One for each thread: several readers may be the first at once, and each then writes the same.
    beside = folder / f".{sha256}.{os.getpid()}.{threading.get_ident()}.part"
    with beside.open("wb") as file:
        file.write(_MAGIC)
        contents = orjson.dumps([_written(file, sheet) for sheet in workbook.sheets])
        file.write(contents + len(contents).to_bytes(_LENGTH, "little"))
    path = folder / f"{sha256}.cells"
    beside.replace(path)
    if source.is_file():
        return True
    path.unlink(missing_ok=True)  # sealed or erased while its cells were written
    return False


def _written(file: IO[bytes], sheet: Sheet) -> tuple[Any, ...]:
    """A sheet's entry in the table of contents, its blocks written."""
    starts = [file.tell()]
    for packed in _packed(sheet):
        file.write(packed)
        starts.append(file.tell())
    return sheet.name, sheet.width, sheet.height, starts


def _packed(sheet: Sheet) -> Iterator[bytes]:
    height, columns = sheet.height, range(1, sheet.width + 1)  # the sheet finds its width by looking through all rows
    for first in range(1, height + 1, _BLOCK):
        rows = range(first, min(first + _BLOCK, height + 1))
        yield zlib.compress(orjson.dumps([[sheet.text(row, column) for column in columns] for row in rows]), 1)
