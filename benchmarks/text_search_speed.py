"""Search in PostgreSQL's full text: `python -m benchmarks.text_search_speed VAR_DIR DATASETTE.db`.

The documents are those of the site's index; the server is made for the run. Asked are the shapes of `search_speed`.
"""

from __future__ import annotations

import sqlite3
import statistics
import sys
import time
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from sqlalchemy import text

from benchmarks import search_speed
from benchmarks.processes import site_environment
from tests.store.conftest import new_server
from transparency_site import search_index, text_table
from transparency_site.config import read_settings
from transparency_site.db import make_engine, make_sessions
from transparency_site.queries.search import visible
from transparency_site.search.documents import SearchDocument
from transparency_site.search.find import Visible, find
from transparency_site.search.index import Searcher
from transparency_site.site import Site
from transparency_site.snapshot import open_snapshot
from transparency_site.text_engine import TextEngine

QUERIES = 8


def main(var_dir: Path, data: Path) -> None:
    site = Site(read_settings(site_environment(var_dir)))
    with site.sessions() as session:
        snapshot = open_snapshot(session, site.today())
        searcher, seen = search_index.searcher(site, snapshot).searcher, visible(snapshot)
        assert isinstance(searcher, Searcher)
        seen = Visible(seen.key, seen.ids())
    with new_server("fsync=on", "shared_buffers=1GB", "work_mem=64MB") as server:
        engine = make_engine(server.url)
        with make_sessions(engine)() as session:
            started = time.perf_counter()
            text_table.append(session, groupby(_documents(searcher), key=lambda document: document.disclosure))
            session.commit()
            session.execute(text("ANALYZE search.texts"))
            size = session.scalar(text("SELECT pg_size_pretty(pg_total_relation_size('search.texts'))"))
            took = time.perf_counter() - started
            print(f"{searcher.documents:,} documents written in {took:.0f} s, {size}", flush=True)
            with sqlite3.connect(data) as connection:
                for shape in search_speed.shapes(connection):
                    some = shape.queries[:QUERIES]
                    each = [_milliseconds(TextEngine(session), searcher, query, seen) for query in some]
                    print(f"{shape.name}: median {statistics.median(each):.0f} ms, most {max(each):.0f} ms", flush=True)
        engine.dispose()


def _documents(searcher: Searcher) -> Iterator[SearchDocument]:
    for segment in searcher.segments:
        yield from map(segment.document, range(segment.documents))


def _milliseconds(engine: TextEngine, searcher: Searcher, query: search_speed.Query, seen: Visible) -> float:
    """Of the second asking; the first one shows that the answer is the index's."""
    assert find(engine, query, seen) == find(searcher, query, seen), query
    started = time.perf_counter()
    find(engine, query, seen)
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
