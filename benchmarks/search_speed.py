"""Search evaluation in one process: ours against SQLite FTS5 over the same words, total and 20 ids for each query."""

from __future__ import annotations

import sqlite3
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import rjieba

from benchmarks.processes import site_environment
from benchmarks.report import Measured
from benchmarks.scenarios import WORDS
from transparency_site import search_index
from transparency_site.config import read_settings
from transparency_site.queries.search import visible
from transparency_site.search.find import Query, find
from transparency_site.site import Site
from transparency_site.snapshot import open_snapshot

REPEATED = 5


def shapes(years: Sequence[int], units: Sequence[str]) -> dict[str, list[Query]]:
    """Queries by shape, one for each word."""
    payment = Query(text="", kinds=("disbursement",), limit=20)
    words = [replace(payment, text=word) for word in WORDS]
    two = [replace(one, text=f"{one.text} {other}") for one, other in zip(words, (*WORDS[3:], *WORDS[:3]), strict=True)]
    narrowed = [
        replace(one, years=(years[place % len(years)],), units=(units[place % len(units)],))
        for place, one in enumerate(words)
    ]
    return {
        "word": words,
        "two words": two,
        "word, year, unit": narrowed,
        "by amount": [replace(one, sort="-amount") for one in words],
        "with facets and sums": [replace(one, facets=True, sums=True) for one in words],
    }


def milliseconds(ask: Callable[[], Any]) -> float:
    """The best of a few runs: what it costs, without what else the machine does."""
    best = float("inf")
    for _ in range(REPEATED):
        started = time.perf_counter()
        ask()
        best = min(best, time.perf_counter() - started)
    return best * 1000


def ours(searcher: Any, visible: Any, queries: Sequence[Query]) -> list[float]:
    """Milliseconds of each query."""
    return [milliseconds(lambda query=query: find(searcher, query, visible)) for query in queries]  # type: ignore[misc]


def fts5(data: Path, queries: Sequence[Query]) -> list[float]:
    """Milliseconds of each query in Datasette's database: its count and 20 ids in the same order."""
    with sqlite3.connect(data) as connection:
        return [milliseconds(lambda query=query: _ask(connection, query)) for query in queries]  # type: ignore[misc]


def _ask(connection: sqlite3.Connection, query: Query) -> tuple[int, list[Any]]:
    words = " ".join(f'"{word}"' for word in rjieba.cut(query.text, True) if word.strip())
    conditions = ["f.disbursements_fts MATCH ?"]
    values: list[Any] = [words]
    for column, wanted in (("year", query.years), ("unit_code", query.units)):
        if wanted:
            conditions.append(f"d.{column} = ?")
            values.append(wanted[0])
    source = "FROM disbursements_fts f JOIN disbursements d ON d.rowid = f.rowid WHERE " + " AND ".join(conditions)
    if not query.years and not query.units:
        counted = "SELECT count(*) FROM disbursements_fts f WHERE f.disbursements_fts MATCH ?"
    else:
        counted = f"SELECT count(*) {source}"
    order = "ORDER BY d.amount_fen DESC" if query.sort == "-amount" else ""
    total = connection.execute(counted, values).fetchone()[0]
    return total, connection.execute(f"SELECT f.rowid {source} {order} LIMIT 20", values).fetchall()


def p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20)[-1] if len(values) > 1 else values[0]


def measure(size: str, site: Path, data: Path) -> list[Measured]:
    """Every shape of query: the 95th percentile, and the ratio of medians to FTS5."""
    with sqlite3.connect(data) as connection:
        years = [row[0] for row in connection.execute("SELECT DISTINCT year FROM disbursements ORDER BY year DESC")]
        units = [row[0] for row in connection.execute("SELECT DISTINCT unit_code FROM disbursements")]
    opened = Site(read_settings(site_environment(site)))
    found: list[Measured] = []
    with opened.sessions() as session:
        snapshot = open_snapshot(session, opened.today())
        searcher, seen = search_index.searcher(opened, snapshot).searcher, visible(snapshot)
        for shape, queries in shapes(years, units).items():
            mine, other = ours(searcher, seen, queries), fts5(data, queries)
            ratio = statistics.median(theirs / ms for ms, theirs in zip(mine, other, strict=True))
            found.append(Measured(f"search, {shape}: p95", size, p95(mine), "ms", 5, at_least=False))
            told = f"{statistics.median(mine):.2f} against {statistics.median(other):.2f} ms"
            found.append(Measured(f"search, {shape} : FTS5", size, ratio, "×", 10, True, told))
    return found
