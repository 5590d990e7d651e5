"""The measured COPY load, small: every row arrives, exact to the fen, on a real PostgreSQL server."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, inspect

from benchmarks.postgresql_load import load, rows_of
from tests.store.conftest import new_database
from transparency_site.models import Disbursement

pytestmark = pytest.mark.postgres
ROWS = 5_000
INDEXES = {index.name for index in Disbursement.__table__.indexes}


def test_all_rows_arrive_and_their_rate_is_told(postgresql_server: str, capsys: pytest.CaptureFixture[str]) -> None:
    with new_database(postgresql_server, "loaded") as url:
        loaded = load(url, ROWS, indexes_after=True)
        engine = create_engine(url)
        assert {index["name"] for index in inspect(engine).get_indexes("disbursements")} >= INDEXES
        engine.dispose()
    assert loaded.rows == ROWS
    assert loaded.sum_fen == sum(row["amount_fen"] for row in rows_of(1, 0, ROWS))
    assert loaded.rate > 0
    assert "5,000 rows" in capsys.readouterr().out
