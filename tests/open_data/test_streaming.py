"""Whole files of many rows leave the server in pieces: its memory stays flat. `python -m benchmarks.streaming` has a
million of them and a real server; TORTURE_CASES runs that here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from benchmarks import large_city, streaming
from transparency_site import create_app

ROWS = 50_000
MOST_MB = 40  # above what the process had; the rows as objects, or the file as one text, would be more
PIECES = {"xlsx": 1 << 16, "parquet": 1 << 16}  # bytes at once; lines are gathered, some thousand rows of them


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    site = large_city.build(tmp_path_factory.mktemp("large") / "var", ROWS, city="tests/cities/small")
    app = create_app(site.settings, site=site)
    yield app
    site.engine.dispose()


def own_memory() -> float:
    """This process's own memory in MiB."""
    text = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line.split()[1] for line in text.splitlines() if line.startswith("RssAnon"))) / 1024


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet", "xlsx"])
def test_memory_stays_flat_and_the_file_leaves_in_pieces(app: Flask, kind: str) -> None:
    """Through everything that stands around the application, as a server gets it."""
    client = app.test_client()
    client.get(f"/api/v1/disbursements.{kind}?batch=001").close()
    rows = range(0, ROWS, 6 if kind == "xlsx" else 1)  # one township of six: a workbook takes long to write
    before = peak = own_memory()
    answer = client.get(f"/api/v1/disbursements.{kind}", buffered=False,
                        query_string={"township": "999982001"} if kind == "xlsx" else {})
    said, sizes = dict(answer.headers), []
    for piece in answer.iter_encoded():
        sizes.append(len(piece))
        peak = max(peak, own_memory())
    answer.close()
    total = sum(map(large_city.amount_of, rows))
    assert (said["X-Data-Count"], said["X-Data-Sum-Fen"]) == (str(len(rows)), str(total))
    assert sum(sizes) > {"parquet": 500_000, "xlsx": 400_000}.get(kind, 10_000_000)
    assert max(sizes) <= PIECES.get(kind, 1 << 20)
    assert len(sizes) > 6
    assert peak - before < MOST_MB


@pytest.mark.skipif("TORTURE_CASES" not in os.environ, reason="minutes: make torture")
def test_a_million_rows_take_less_than_150_megabytes(capsys: pytest.CaptureFixture[str]) -> None:
    assert streaming.main(1_000_000) == 0, capsys.readouterr().out
