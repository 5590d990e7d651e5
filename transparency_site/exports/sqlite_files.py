"""One SQLite file with every dataset as a table, indexed where people look: opens in Datasette, DB Browser, Python."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from transparency_site.exports.records import cell_maker, headers
from transparency_site.filters import Column, Kind

INDEXED = ("id", "code", "year", "disclosure", "unit_code", "functional_code", "economic_code", "fund", "batch",
           "township_code", "recipient", "amount_fen")
_AT_ONCE = 1000


def table_name(dataset: str) -> str:
    """`budget-lines` -> `budget_lines`, `registers.recusals` -> `registers_recusals`: nobody has to quote it."""
    return dataset.replace("-", "_").replace(".", "_")


def write_sqlite(
    path: Path, tables: Iterable[tuple[str, tuple[Column, ...], Iterator[Any]]], about: Mapping[str, Any]
) -> None:
    """Write a new file at `path`. Money is whole fen in `*_fen`; yuan is fen / 100.0 and has no column of its own."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT)")
        database.executemany("INSERT INTO about VALUES (?, ?)", [(name, str(value)) for name, value in about.items()])
        database.execute('CREATE TABLE dictionary ("table" TEXT, "column" TEXT, zh TEXT, en TEXT, kind TEXT)')
        for dataset, columns, items in tables:
            _fill(database, table_name(dataset), columns, items)


def _fill(database: sqlite3.Connection, table: str, columns: tuple[Column, ...], items: Iterator[Any]) -> None:
    heads = headers(columns)
    kept = [place for place, head in enumerate(heads) if head[3] is not Kind.MONEY]
    names = [heads[place][0] for place in kept]
    typed = (f'"{heads[place][0]}" {"INTEGER" if heads[place][3] is Kind.INTEGER else "TEXT"}' for place in kept)
    database.execute(f'CREATE TABLE "{table}" ({", ".join(typed)})')
    database.executemany("INSERT INTO dictionary VALUES (?, ?, ?, ?, ?)",
                         [(table, *heads[place][:3], heads[place][3].value) for place in kept])
    make, holes = cell_maker(columns), ", ".join("?" * len(kept))
    while chunk := list(islice(items, _AT_ONCE)):
        rows = map(make, chunk)
        database.executemany(f'INSERT INTO "{table}" VALUES ({holes})',  # noqa: S608 - names are our own keys
                             [[row[place] for place in kept] for row in rows])
    for name in names:
        if name in INDEXED:
            database.execute(f'CREATE INDEX "{table}_{name}" ON "{table}" ("{name}")')
