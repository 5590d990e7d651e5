"""The peers, in an environment of their own: Datasette (default, tuned) and nginx, on the same rows and bytes."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import rjieba

from benchmarks.processes import free_port, serving

DATASETTE = "datasette==0.65.5"
_COLUMNS = (
    "id", "line", "year", "batch", "fund_code", "unit_code", "township_code", "township_name", "village", "recipient",
    "recipient_type", "purpose", "amount_fen",
)  # fmt: skip
_TEXTS = ("recipient", "purpose", "township_name", "village")
_SEARCHED = " || ' ' || ".join(f"coalesce(d.{name}, '')" for name in _TEXTS)
TUNED = (
    "--setting", "suggest_facets", "off", "--setting", "num_sql_threads", "3",
    "--setting", "sql_time_limit_ms", "20000", "--setting", "max_csv_mb", "0", "--setting", "max_returned_rows", "5000",
)  # fmt: skip


def environment(folder: Path) -> Path:
    """The peers' own environment in `folder`, made once: its bin folder."""
    binaries = folder / "peers" / "bin"
    if not (binaries / "datasette").exists():
        subprocess.run([sys.executable, "-m", "venv", folder / "peers"], check=True)
        subprocess.run([binaries / "pip", "install", "-q", DATASETTE], check=True)
    return binaries


def database(site: Path, folder: Path) -> Path:
    """The visible disbursements of the site's database as one flat table with indexes and FTS5, made once.

    The words stand in a table beside it: Datasette would show them with every row. It knows the full text by `content=`
    with brackets or double quotes alone, and leaves a search out without a word where it does not.
    """
    path = folder / "datasette.db"
    if path.exists():
        return path
    with sqlite3.connect(path) as connection:
        connection.execute("ATTACH ? AS site", (str(site / "site.db"),))
        connection.create_function("words", 1, lambda text: " ".join(rjieba.cut_for_search(text, True)))
        listed = ", ".join(f"d.{name}" for name in _COLUMNS)
        connection.execute(
            f"CREATE TABLE disbursements AS SELECT {listed}"
            " FROM site.disbursements d JOIN site.disclosures s ON s.id = d.disclosure_id"
            " WHERE s.published_in IS NOT NULL AND s.retired_in IS NULL"
        )
        connection.execute(
            f"CREATE TABLE payment_words AS SELECT d.rowid AS payment, words({_SEARCHED}) AS words FROM disbursements d"
        )
        connection.execute("CREATE UNIQUE INDEX by_id ON disbursements (id)")
        for names in ("year, amount_fen", "township_code, year", "fund_code, year", "unit_code, year", "amount_fen"):
            connection.execute(f"CREATE INDEX [by {names}] ON disbursements ({names})")
        connection.execute("CREATE VIRTUAL TABLE disbursements_fts USING fts5 (words, content=[disbursements])")
        connection.execute("INSERT INTO disbursements_fts (rowid, words) SELECT payment, words FROM payment_words")
        connection.commit()
        connection.execute("DETACH site")
    with sqlite3.connect(path) as connection:
        connection.execute("ANALYZE")
    return path


@contextmanager
def datasette(binaries: Path, data: Path, *, tuned: bool) -> Iterator[int]:
    """Datasette on `data`; gives its port."""
    port = free_port()
    given: list[str | Path] = ["-i", data, *TUNED] if tuned else [data, "--setting", "sql_time_limit_ms", "20000"]
    command: list[str | Path] = [binaries / "datasette", "serve", *given, "--host", "127.0.0.1", "--port", str(port)]
    with serving(command, port, "/-/versions.json"):
        yield port


@contextmanager
def nginx(folder: Path, body: bytes) -> Iterator[int]:
    """nginx serving `body` from disk at /page, two workers; gives its port."""
    port, root = free_port(), folder / "nginx"
    (root / "files").mkdir(parents=True, exist_ok=True)
    (root / "files" / "page").write_bytes(body)
    (root / "nginx.conf").write_text(
        f"daemon off; worker_processes 2; pid {root}/pid; error_log {root}/error.log;\n"
        "events { worker_connections 256; }\n"
        f"http {{ access_log off; sendfile on; keepalive_requests 1000000; server {{ listen 127.0.0.1:{port};"
        f" root {root}/files; }} }}\n",
        encoding="ascii",
    )
    with serving(["nginx", "-p", root, "-c", root / "nginx.conf"], port, "/page"):
        yield port
