"""The measured COPY load, small: every row arrives, exact to the fen, on a real PostgreSQL server."""

from __future__ import annotations

import pytest

from benchmarks.postgresql_load import load, rows_of
from tests.store.conftest import new_database

pytestmark = pytest.mark.postgres
ROWS = 5_000


def test_all_rows_arrive_and_their_rate_is_told(postgresql_server: str, capsys: pytest.CaptureFixture[str]) -> None:
    with new_database(postgresql_server, "loaded") as url:
        loaded = load(url, ROWS)
    assert loaded.rows == ROWS
    assert loaded.sum_fen == sum(row["amount_fen"] for row in rows_of(1, 0, ROWS))
    assert loaded.rate > 0
    assert "5,000 rows" in capsys.readouterr().out
