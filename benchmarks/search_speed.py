"""Search in one process: ours against SQLite FTS5 over words of the same rows, both asked for the total and 20 ids.

Words, pairs and filters are taken from the rows themselves, so that every query has hits; FTS5 is asked for the same
order of results. What it cannot do (parts of words, earlier versions) is measured for us alone.
"""

from __future__ import annotations

import random
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.processes import site_environment
from benchmarks.report import Measured
from transparency_site import search_index
from transparency_site.config import read_settings
from transparency_site.queries.search import visible
from transparency_site.search.find import Query, find, warm_up
from transparency_site.search.index import Searcher
from transparency_site.search.searching import evaluate
from transparency_site.site import Site
from transparency_site.snapshot import open_snapshot

REPEATED = 5
QUERIES = 24  # of each shape
GOAL_MS, GOAL_RATIO = 5, 10
_FACETS = ("year", "unit_code", "township_code", "fund_code")


@dataclass(frozen=True)
class Shape:
    """Queries of one kind, and the words that FTS5 is asked for; None where it has no such question."""

    name: str
    queries: Sequence[Query]
    theirs: Sequence[str] | None
    facets: bool = False


def shapes(connection: sqlite3.Connection) -> Iterator[Shape]:
    """The shapes over the rows of Datasette's database."""
    payment = Query(text="", kinds=("disbursement",), limit=20)
    _make_vocabulary(connection)
    rows = list(_rows(connection))  # each with its words, the common ones first
    rare, common = (_words(connection, *range_) for range_ in ((0.0001, 0.002), (0.05, 1.0)))
    ordinary = [replace(payment, text=word) for word in common]
    yield Shape("rare word", [replace(payment, text=word) for word in rare], rare)
    yield Shape("common word", ordinary, common)
    pairs = [" ".join(row[3][:2]) for row in rows]
    yield Shape("two words", [replace(payment, text=pair) for pair in pairs], pairs)
    narrowed = [replace(payment, text=row[3][0], years=(row[1],), units=(row[2],)) for row in rows]
    yield Shape("word, year, unit", narrowed, [one.text for one in narrowed])
    yield Shape("by amount", [replace(one, sort="-amount") for one in ordinary], common)
    yield Shape("counts and sums", [replace(one, facets=True, sums=True) for one in ordinary], common, facets=True)
    phrases = ["".join(row[4][:2]) for row in rows]
    yield Shape(
        "phrase", [replace(payment, text=f'"{one}"') for one in phrases], [" ".join(row[4][:2]) for row in rows]
    )
    parts = [row[5][1:5] for row in rows]
    yield Shape("part of a text", [replace(payment, text=one) for one in parts], None)


def _rows(connection: sqlite3.Connection) -> Iterator[tuple[int, int, str, list[str], list[str], str]]:
    """Some rows: id, year, unit, its words (common ones first), two that stand side by side, its recipient."""
    often = dict(connection.execute("SELECT term, doc FROM temp.vocabulary"))
    statement = (
        "SELECT id, year, unit_code, words, recipient FROM disbursements d"
        " JOIN payment_words w ON w.payment = d.rowid WHERE length(recipient) > 6"
        " ORDER BY id * 7919 % 1000003 LIMIT ?"
    )
    for number, year, unit, said, recipient in connection.execute(statement, (QUERIES,)):
        cut = [word for word in said.split() if not word.isascii()]
        words = sorted({word for word in cut if len(word) > 1}, key=lambda word: (-often.get(word, 0), word))
        yield number, year, unit, words, _stretch(cut, recipient), recipient


def _stretch(cut: Sequence[str], text: str) -> list[str]:
    """Two words that stand one behind the other in the text and in the list of words, which has parts of words too."""
    pairs = ([one, other] for one, other in pairwise(cut) if one + other in text)
    return next(pairs, [cut[0]])


def _make_vocabulary(connection: sqlite3.Connection) -> None:
    """How many rows have each word, in memory: FTS5's own table of it is counted anew at each question."""
    connection.execute("CREATE VIRTUAL TABLE temp.counted USING fts5vocab(main, disbursements_fts, row)")
    connection.execute("CREATE TABLE temp.vocabulary AS SELECT term, doc FROM temp.counted")


def _words(connection: sqlite3.Connection, least: float, most: float) -> list[str]:
    """Words of two characters and more that stand in such a share of the rows."""
    count = connection.execute("SELECT count(*) FROM disbursements").fetchone()[0]
    found = connection.execute(
        "SELECT term FROM temp.vocabulary WHERE doc BETWEEN ? AND ? AND length(term) > 1 ORDER BY term",
        (max(1, count * least), count * most),
    )
    words = [row[0] for row in found if not row[0].isascii()]
    return random.Random(1).sample(words, min(QUERIES, len(words)))


def milliseconds(ask: Callable[[], Any]) -> float:
    """The best of a few runs: what it costs, without what else the machine does."""
    best = float("inf")
    for _ in range(REPEATED):
        started = time.perf_counter()
        ask()
        best = min(best, time.perf_counter() - started)
    return best * 1000


def _ours(searcher: Any, shape: Shape, seen: Any) -> list[float]:
    """Milliseconds of each query; counts and sums come with the whole answer, its texts and marks included."""
    answer: Callable[..., Any] = find if shape.facets else evaluate
    return [milliseconds(lambda query=query: answer(searcher, query, seen)) for query in shape.queries]  # type: ignore[misc]


def _theirs(connection: sqlite3.Connection, shape: Shape) -> list[float]:
    if shape.theirs is None:
        return []
    return [
        milliseconds(lambda query=query, words=words: _ask(connection, query, words, shape.facets))  # type: ignore[misc]
        for query, words in zip(shape.queries, shape.theirs, strict=True)
    ]


def _ask(connection: sqlite3.Connection, query: Query, words: str, facets: bool) -> list[Any]:
    """The total and 20 ids from FTS5, in the same order; where wanted the counts of each facet and the sum."""
    phrase = query.text.startswith('"')
    match = f'"{words}"' if phrase else " ".join(f'"{word}"' for word in words.split())
    conditions = ["f.disbursements_fts MATCH ?"]
    values: list[Any] = [match]
    for column, wanted in (("year", query.years), ("unit_code", query.units)):
        if wanted:
            conditions.append(f"d.{column} = ?")
            values.append(wanted[0])
    source = "FROM disbursements_fts f JOIN disbursements d ON d.rowid = f.rowid WHERE " + " AND ".join(conditions)
    counted = source if query.years else "FROM disbursements_fts f WHERE f.disbursements_fts MATCH ?"
    order = "ORDER BY d.amount_fen DESC" if query.sort == "-amount" else ""
    asked = [f"SELECT count(*) {counted}", f"SELECT f.rowid {source} {order} LIMIT 20"]
    if facets:
        asked += [f"SELECT d.{column}, count(*) {source} GROUP BY 1" for column in _FACETS]
        asked.append(f"SELECT sum(d.amount_fen) {source}")
    return [connection.execute(one, values).fetchall() for one in asked]


def p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20)[-1] if len(values) > 1 else values[0]


def measure(size: str, site: Path, data: Path) -> list[Measured]:
    """Every shape of query: the 95th percentile, and the median of the ratios to FTS5."""
    opened = Site(read_settings(site_environment(site)))
    with opened.sessions() as session, sqlite3.connect(data) as connection:
        newest = open_snapshot(session, opened.today())
        searcher = search_index.searcher(opened, newest).searcher
        assert isinstance(searcher, Searcher)
        warm_up(searcher, visible(newest))
        asked = list(shapes(connection))
        found = [
            one for shape in asked
            for one in _compared(size, shape, _ours(searcher, shape, visible(newest)), _theirs(connection, shape))
        ]  # fmt: skip
        common = next(shape for shape in asked if shape.name == "common word")
        versions = range(2, newest.version, max(1, newest.version // 5))
        past = [visible(open_snapshot(session, opened.today(), str(version))) for version in versions]
        earlier = [ms for then in past for ms in _ours(searcher, common, then)]
        found += _compared(size, Shape("common word, earlier versions", (), None), earlier, [])
    told = f"{searcher.documents:,} documents"
    return [*found, Measured("search, segments of the index", size, len(searcher.segments), "", details=told)]


def _compared(size: str, shape: Shape, mine: Sequence[float], other: Sequence[float]) -> list[Measured]:
    found = [Measured(f"search, {shape.name}: p95", size, p95(mine), "ms", GOAL_MS, at_least=False)]
    if other:
        ratio = statistics.median(theirs / ms for ms, theirs in zip(mine, other, strict=True))
        told = f"{statistics.median(mine):.2f} against {statistics.median(other):.2f} ms"
        goal = GOAL_RATIO if size == "1m" else None  # of a small table FTS5 reads little
        found.append(Measured(f"search, {shape.name} : FTS5", size, ratio, "×", goal, True, told))
    return found
