"""Partitions by year on PostgreSQL, beside one table: `python -m benchmarks.postgresql_partitions [--rows N]`.

The same made-up payments with the same indexes, once in `disbursements` as migrated, once in a copy that is partitioned
by year; what is asked is what lists ask. A measurement: the site has no partitions (docs/scaling.md says when it
would).
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, create_engine, text

from benchmarks.postgresql_load import YEARS, load
from tests.store.conftest import new_server

REPEATED = 5
QUESTIONS = {
    "one year, largest 50": "SELECT * FROM {} WHERE year = 2010 ORDER BY amount_fen DESC, id LIMIT 50",
    "all years, largest 50": "SELECT * FROM {} ORDER BY amount_fen DESC, id LIMIT 50",
    "one year, count and sum": "SELECT count(*), sum(amount_fen) FROM {} WHERE year = 2010",
    "all years, sums by year": "SELECT year, count(*), sum(amount_fen) FROM {} GROUP BY year",
    "one row by id": "SELECT * FROM {} WHERE id = 500000",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    with new_server("fsync=on") as server:
        loaded = load(server.url, rows)
        print(f"{loaded.rows:,} rows loaded: {loaded.rate:,} rows/s", flush=True)
        engine = create_engine(server.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            _partition(connection)
            for name, question in QUESTIONS.items():
                plain, parts = (_best(connection, question.format(table)) for table in ("disbursements", "parts"))
                print(f"{name}: {plain:.1f} ms in one table, {parts:.1f} ms in partitions", flush=True)
            for table in ("disbursements", "parts_2010"):
                with _told(f"VACUUM FULL {table}"):
                    connection.execute(text(f"VACUUM FULL {table}"))
        engine.dispose()


def _partition(connection: Connection) -> None:
    """A copy of the table in a partition for each year, with the same indexes."""
    connection.execute(text("CREATE TABLE parts (LIKE disbursements INCLUDING DEFAULTS) PARTITION BY LIST (year)"))
    for year in YEARS:
        connection.execute(text(f"CREATE TABLE parts_{year} PARTITION OF parts FOR VALUES IN ({year})"))
    with _told("copied into partitions"):
        connection.execute(text("INSERT INTO parts SELECT * FROM disbursements"))
    with _told("indexes of the partitions"):
        connection.execute(text("CREATE UNIQUE INDEX ON parts (id, year)"))
        for definition in _indexes(connection):
            connection.execute(text(definition))
    connection.execute(text("VACUUM ANALYZE disbursements"))
    connection.execute(text("VACUUM ANALYZE parts"))


def _indexes(connection: Connection) -> Iterator[str]:
    """The table's indexes but those that must be unique, as they would be made on the copy."""
    found = connection.execute(text("SELECT indexdef FROM pg_indexes WHERE tablename = 'disbursements'"))
    for (definition,) in found.all():
        if "UNIQUE" not in definition:
            yield f"CREATE INDEX ON parts {definition[definition.index('USING') :]}"


def _best(connection: Connection, question: str) -> float:
    """Milliseconds, the best of a few."""
    best = float("inf")
    for _ in range(REPEATED):
        started = time.perf_counter()
        connection.execute(text(question)).all()
        best = min(best, time.perf_counter() - started)
    return best * 1000


@contextmanager
def _told(what: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    print(f"{what}: {time.perf_counter() - started:.1f} s", flush=True)


if __name__ == "__main__":
    main()
