"""COPY on PostgreSQL: `python -m benchmarks.postgresql_load [--rows N] [--indexes-after]` into a server of its own.

The rows go through `bulk.insert_many`, as a publication's do, into the migrated table with its indexes and guards; the
server is made for the run (Debian's binaries, data on this disk, fsync as shipped) and removed after it.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, insert, select

from tests.small_city import open_site
from tests.store.conftest import new_server
from transparency_site import database
from transparency_site.bulk import insert_many
from transparency_site.db import sum_fen
from transparency_site.models import Disbursement, Disclosure
from transparency_site.site import Site

PIECE = 50_000
YEARS = tuple(range(2004, 2014))


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load came to; `seconds` without making the rows' disclosure and the server."""

    rows: int
    seconds: float
    sum_fen: int

    @property
    def rate(self) -> int:
        """Rows per second."""
        return round(self.rows / self.seconds)


def load(url: str, rows: int, *, indexes_after: bool = False) -> Loaded:
    """Load so many made-up disbursement rows into the empty database at `url`, in one transaction.

    `indexes_after`: as a first load may, without the table's indexes, which are made again at the end.
    """
    with tempfile.TemporaryDirectory(prefix="load-") as folder:
        site = open_site(Path(folder), database_url=url)
        database.upgrade(site)
        try:
            return _loaded(site, rows, indexes_after)
        finally:
            site.dispose()


def _loaded(site: Site, rows: int, indexes_after: bool) -> Loaded:
    table: Any = Disbursement.__table__
    with site.engine.begin() as connection:
        disclosure = _disclosure(connection)
        indexes = sorted(table.indexes, key=lambda index: str(index.name)) if indexes_after else []
        for index in indexes:
            index.drop(connection)
        started = time.perf_counter()
        for start in range(0, rows, PIECE):
            insert_many(connection, table, list(rows_of(disclosure, start, min(rows, start + PIECE))))
            print(f"{min(rows, start + PIECE):>10,} rows, {time.perf_counter() - started:6.1f} s", flush=True)
        for index in indexes:
            index.create(connection)
    seconds = time.perf_counter() - started  # the commit is part of it
    with site.engine.connect() as connection:
        count, total = connection.execute(select(func.count(), sum_fen(table.c.amount_fen)).select_from(table)).one()
    return Loaded(count, seconds, total or 0)


def _disclosure(connection: Connection) -> int:
    """One unpublished batch that the rows belong to."""
    values = {
        "key": "batch.2013.001", "revision": 1, "kind": "batch", "title": "示例批次", "digest": "0" * 64, "totals": {},
        "marks": [],
    }
    made = connection.execute(insert(Disclosure).values(values).returning(Disclosure.id))
    return made.scalar_one()


def rows_of(disclosure: int, start: int, end: int) -> Iterator[dict[str, Any]]:
    for number in range(start, end):
        yield {
            "disclosure_id": disclosure, "line": f"{number:07}", "position": number, "year": YEARS[number % len(YEARS)],
            "batch": f"{number // 1000 % 1000:03}", "fund_code": f"SF{number % 23:02}",
            "unit_code": f"{101001 + number % 109}", "township_code": f"99998{number % 37:04}",
            "township_name": f"示例{number % 37}镇", "village": f"示例{number % 311}村",
            "recipient": f"示例项目第{number}号", "recipient_type": "project", "credit_code": None,
            "purpose": "示例用途", "standard": None, "amount_fen": 1_000_00 + number * 7919 % 90_000_000,
            "row": number % 1000 + 5, "column": 7, "raw": "1000.00",
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--indexes-after", action="store_true")
    asked = parser.parse_args()
    with new_server("fsync=on") as server:
        loaded = load(server.url, asked.rows, indexes_after=asked.indexes_after)
    print(f"{loaded.rows:,} rows in {loaded.seconds:.1f} s: {loaded.rate:,} rows/s, {loaded.sum_fen:,} fen")


if __name__ == "__main__":
    main()
