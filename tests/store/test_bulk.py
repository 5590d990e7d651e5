"""Bulk inserts put in what SQLAlchemy's own would, on SQLite and PostgreSQL."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    Column,
    Date,
    DateTime,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    insert,
    select,
)
from sqlalchemy.exc import IntegrityError, StatementError

from transparency_site.bulk import insert_many
from transparency_site.db import Fen

THINGS = Table(
    "bulk things", MetaData(),
    Column("id", Integer, primary_key=True), Column("order", Integer, nullable=False), Column("name", String(40)),
    Column("amount_fen", Fen), Column("on", Date), Column("at", DateTime), Column("said", JSON),
    Column("blank", Integer, default=7, nullable=False),
)  # fmt: skip
ROWS: list[dict[str, Any]] = [
    {"order": 1, "name": 'a\t"b"\n\\N,c', "amount_fen": 10**13, "on": dt.date(2013, 2, 28),
     "at": dt.datetime(2013, 2, 28, 1, 2, 3, 4), "said": {"词": [1, None, "x\\y"]}},
    {"order": 2, "name": None, "amount_fen": None, "on": None, "at": None, "said": None},
    {"order": 3, "name": "", "amount_fen": -1, "on": dt.date(1, 1, 1), "at": dt.datetime(2013, 1, 1), "said": []},
    {"order": 4, "name": "示例𠀀😀", "amount_fen": 0, "on": dt.date(9999, 12, 31), "at": None, "said": "text"},
]  # fmt: skip


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest, tmp_path: Any) -> Iterator[Engine]:
    sqlite = request.param == "sqlite"
    made = create_engine(f"sqlite:///{tmp_path}/some.db" if sqlite else request.getfixturevalue("postgresql_server"))
    THINGS.drop(made, checkfirst=True)
    THINGS.create(made)
    yield made
    THINGS.drop(made)
    made.dispose()


def stored(engine: Engine) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(row)[1:] for row in connection.execute(select(THINGS).order_by(THINGS.c.id))]


def test_the_same_rows_as_by_sqlalchemy(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(insert(THINGS), ROWS)
    expected = stored(engine)
    with engine.begin() as connection:
        connection.execute(THINGS.delete())
        insert_many(connection, THINGS, ROWS)
        insert_many(connection, THINGS, [])
    assert stored(engine) == expected
    assert {row[-1] for row in expected} == {7}


def test_all_or_nothing(engine: Engine) -> None:
    with pytest.raises(Exception) as raised, engine.begin() as connection:  # noqa: PT012 - the block is one transaction
        insert_many(connection, THINGS, ROWS)
        insert_many(connection, THINGS, [{**ROWS[0], "order": None}])
    assert "null" in str(raised.value).lower()
    assert stored(engine) == []


def test_floats_and_other_columns_are_refused(engine: Engine) -> None:
    with engine.connect() as connection:
        with pytest.raises(TypeError, match="integer fen"):
            insert_many(connection, THINGS, [{**ROWS[0], "amount_fen": 1.5}])
        connection.rollback()
        with pytest.raises(ValueError, match="no column nothing"):
            insert_many(connection, THINGS, [{"nothing": 1}])
        with pytest.raises((ValueError, KeyError, IntegrityError, StatementError)):
            insert_many(connection, THINGS, [ROWS[0], {"order": 1}])
        connection.rollback()
    assert stored(engine) == []
