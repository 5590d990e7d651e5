"""The database handle: declarative base, engine, sessions, the `Fen` column type. Knows no Flask.

SQLite (WAL) by default, PostgreSQL by `DATABASE_URL`. Money is integer fen in a BIGINT; a sum of fen is cast back to an
integer, because PostgreSQL sums BIGINT to NUMERIC (`sum_fen`).
"""

from __future__ import annotations

import sqlite3
from typing import Any, ClassVar

from sqlalchemy import BigInteger, ColumnElement, Connection, Engine, MetaData, cast, create_engine, event, func
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import JSON, TypeDecorator

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Fen(TypeDecorator[int]):
    """Money as integer fen. Refuses floats, so that no binary fraction reaches a sum."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> int | None:  # noqa: ARG002 SQLAlchemy passes it
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            raise TypeError(f"money is integer fen, not {type(value).__name__}")
        return value


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {dict[str, Any]: JSON, list[Any]: JSON}


def sum_fen(column: ColumnElement[int] | Any) -> ColumnElement[int]:
    """Exact sum in fen as an integer on every database; None over no rows (no figure is not zero)."""
    return cast(func.sum(column), BigInteger)


def make_engine(url: str, *, read_only: bool = False) -> Engine:
    """An engine for `url`; SQLite gets WAL, foreign keys, a busy timeout and explicit transactions."""
    engine = create_engine(url, hide_parameters=True, pool_pre_ping=not url.startswith("sqlite"))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite_read_only if read_only else _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def reading(engine: Engine) -> Engine:
    """`engine` for public reads, on the same pool: on PostgreSQL each transaction sees one moment and cannot write.

    SQLite's transactions see one moment by themselves; its public readers share the process's connections.
    """
    if engine.dialect.name != "postgresql":
        return engine
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _set_up_sqlite(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    assert isinstance(connection, sqlite3.Connection)
    # The driver's own transactions leave DDL outside them (a rolled-back migration keeps its tables): BEGIN is ours.
    connection.isolation_level = None
    # A long file walks through the whole database: map and cache together bound what that takes of each connection, for
    # mapped pages count as the process's own where an operator looks. 32 and 16 MB; the system keeps the rest at hand.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000",
                   "cache_size=-16384", "mmap_size=33554432", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")


def _set_up_sqlite_read_only(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    _set_up_sqlite(connection, record)
    assert isinstance(connection, sqlite3.Connection)
    connection.execute("PRAGMA query_only=ON")


def _begin_sqlite(connection: Any) -> None:
    # A writer that upgrades a read transaction cannot wait for another writer; it takes the lock at once.
    if connection.get_execution_options().get("immediate", False):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:  # waits for nobody, so that there is no error to translate: every page begins with it
        connection.connection.dbapi_connection.execute("BEGIN")


class ReadSession(Session):
    """A session that reads, over one connection of its engine: plain rows are asked of that connection at once, without
    what a session keeps for objects that change, which costs a list more than its rows do.
    """

    _reading: Connection | None = None

    def get_bind(self, *_arguments: Any, **_named: Any) -> Connection:
        """The one connection; opened when something is asked."""
        if self._reading is None:
            assert isinstance(self.bind, Engine)
            self._reading = self.bind.connect()
        return self._reading

    def connection(self, *_arguments: Any, **_named: Any) -> Connection:
        return self.get_bind()

    def close(self) -> None:
        """Forget objects, where any were asked for, and give the connection back."""
        if self.in_transaction():
            super().close()
        if self._reading is not None:
            self._reading.close()
            self._reading = None


def make_read_sessions(engine: Engine) -> sessionmaker[Session]:
    """Sessions of public reads."""
    return sessionmaker(engine, class_=ReadSession, expire_on_commit=False)


def make_sessions(engine: Engine) -> sessionmaker[Session]:
    """Sessions whose objects stay readable after commit (queries hand out frozen values anyway)."""
    return sessionmaker(engine, expire_on_commit=False)
