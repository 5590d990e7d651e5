"""Cells of large archived workbooks, ready to be shown: opening one takes a second or two, a page shows seven rows.

Derived from the archived file, one small database for each in `site.cells`, written by an idle worker or for the first
reader. Whatever is erased by law may be in any of them: then all are deleted (`file_store.forget_derived`).
"""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import orjson

from data_loaders.grid import Sheet, Workbook

LARGE = 1_000  # rows of all sheets; a smaller workbook opens at once
_BLOCK = 16  # rows that are packed together
_SCHEMA = """
CREATE TABLE sheets (number INTEGER PRIMARY KEY, name TEXT, width INTEGER, height INTEGER);
CREATE TABLE blocks (sheet INTEGER, block INTEGER, packed BLOB, PRIMARY KEY (sheet, block)) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class KeptSheet:
    """One sheet; its rows are read as they are asked for."""

    path: Path
    number: int
    name: str
    width: int
    height: int
    _blocks: dict[int, list[list[str]]] = field(default_factory=dict, repr=False, compare=False)

    def text(self, row: int, column: int) -> str:
        """The text of a cell, '' where there is none. Raises sqlite3.Error where the file is damaged."""
        block, place = divmod(row - 1, _BLOCK)
        if block not in self._blocks:
            self._read(block)
        rows = self._blocks[block]
        cells = rows[place] if place < len(rows) else []
        return cells[column - 1] if column <= len(cells) else ""

    def _read(self, block: int) -> None:
        """A block and the next one: rows around a cell often stand in both."""
        wanted = (block, block + 1)
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as connection:
            found = dict(connection.execute(
                "SELECT block, packed FROM blocks WHERE sheet = ? AND block IN (?, ?)", (self.number, *wanted)
            ))
        for one in wanted:
            self._blocks[one] = orjson.loads(zlib.decompress(found[one])) if one in found else []


def find(folder: Path, sha256: str, sheet: str) -> KeptSheet | None:
    """The kept sheet of a workbook; None where it is not kept. Raises sqlite3.Error where the file is damaged."""
    path = folder / f"{sha256}.cells"
    try:
        state = path.stat()
    except FileNotFoundError:
        return None
    row = _facts(path, (state.st_ino, state.st_mtime_ns), sheet)
    return KeptSheet(path, *row) if row else None


@lru_cache(maxsize=1024)
def _facts(path: Path, _state: tuple[int, int], sheet: str) -> tuple[int, str, int, int] | None:
    """Number, name, width and height of a sheet of the file as it stands."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        found: tuple[int, str, int, int] | None = connection.execute(
            "SELECT number, name, width, height FROM sheets WHERE name = ?", (sheet,)
        ).fetchone()
    return found


def keep(folder: Path, source: Path, sha256: str, workbook: Workbook) -> bool:
    """Keep a large workbook's cells; False for one that is small, or whose file was taken away meanwhile."""
    if sum(sheet.height for sheet in workbook.sheets) <= LARGE:
        return False
    folder.mkdir(parents=True, exist_ok=True)
    beside = folder / f".{sha256}.{os.getpid()}.part"
    beside.unlink(missing_ok=True)
    with closing(sqlite3.connect(beside)) as connection, connection:
        connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _SCHEMA)
        for number, sheet in enumerate(workbook.sheets):
            size = (sheet.width, sheet.height)
            connection.execute("INSERT INTO sheets VALUES (?, ?, ?, ?)", (number, sheet.name, *size))
            connection.executemany("INSERT INTO blocks VALUES (?, ?, ?)", _packed(number, sheet))
    path = folder / f"{sha256}.cells"
    beside.replace(path)
    if source.is_file():
        return True
    path.unlink(missing_ok=True)  # sealed or erased while its cells were written
    return False


def _packed(number: int, sheet: Sheet) -> Iterator[tuple[int, int, bytes]]:
    height, columns = sheet.height, range(1, sheet.width + 1)  # the sheet finds its width by looking through all rows
    for block in range(-(-height // _BLOCK)):
        rows = range(block * _BLOCK + 1, min((block + 1) * _BLOCK, height) + 1)
        texts = [[sheet.text(row, column) for column in columns] for row in rows]
        yield number, block, zlib.compress(orjson.dumps(texts), 1)
