"""Whole files of many rows leave the server in pieces: its memory stays flat. `python -m benchmarks.streaming` has a
million of them and a real server; TORTURE_CASES runs that here.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from benchmarks import large_city, streaming
from transparency_site import create_app

ROWS = 50_000
MOST_MB = 40  # above what the process had; the rows as objects, or the file as one text, would be more
SUM = sum(map(large_city.amount_of, range(ROWS)))


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


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_memory_stays_flat(app: Flask, kind: str) -> None:
    client = app.test_client()
    client.get(f"/api/v1/disbursements.{kind}?batch=001").close()
    before = peak = own_memory()
    answer = client.get(f"/api/v1/disbursements.{kind}", buffered=False)
    said, size, digest = dict(answer.headers), 0, hashlib.sha256()
    for piece in answer.iter_encoded():
        size += len(piece)
        digest.update(piece)
        peak = max(peak, own_memory())
    answer.close()
    assert (said["X-Data-Count"], said["X-Data-Sum-Fen"]) == (str(ROWS), str(SUM))
    assert size > (500_000 if kind == "parquet" else 10_000_000)
    assert peak - before < MOST_MB


@pytest.mark.skipif("TORTURE_CASES" not in os.environ, reason="minutes: make torture")
def test_a_million_rows_take_less_than_150_megabytes(capsys: pytest.CaptureFixture[str]) -> None:
    assert streaming.main(1_000_000) == 0, capsys.readouterr().out
