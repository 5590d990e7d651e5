"""Many rows into one table at once: COPY on PostgreSQL, one prepared statement over tuples on SQLite.

SQLAlchemy's own insert of dictionaries looks at every key of every row; a workbook of a hundred thousand payments has
two million. Types are bound and defaults filled in as SQLAlchemy would (dates, JSON, `Fen` refuses floats).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Column, Connection, Table

Row = Mapping[str, Any]
Bind = Callable[[Any], Any] | None


def insert_many(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert `rows`, which have the same keys; nothing for no rows. In the connection's transaction.

    Raises ValueError for a row of other keys, and the database's own errors as SQLAlchemy wraps them.
    """
    if not rows:
        return
    columns = _columns(table, rows[0])
    values = _tuples(connection, columns, rows)
    if connection.dialect.name == "postgresql":
        _copy(connection, table, columns, values)
        return
    names = ", ".join(_quoted(connection, column.name) for column in columns)
    marks = ", ".join("?" * len(columns))
    target = connection.dialect.identifier_preparer.format_table(table)
    connection.exec_driver_sql(f"INSERT INTO {target} ({names}) VALUES ({marks})", list(values))  # noqa: S608 - own names


def _columns(table: Table, first: Row) -> list[Column[Any]]:
    """The columns given, and those that have a default of their own."""
    unknown = set(first) - set(table.columns.keys())
    if unknown:
        raise ValueError(f"{table.name} has no column {', '.join(sorted(unknown))}")
    return [column for column in table.columns if column.key in first or _has_default(column)]


def _has_default(column: Column[Any]) -> bool:
    return column.default is not None and column.default.is_scalar


def _tuples(connection: Connection, columns: Sequence[Column[Any]], rows: Sequence[Row]) -> Iterator[tuple[Any, ...]]:
    given = [column.key for column in columns if column.key in rows[0]]
    tail = [column.default.arg for column in columns if column.key not in rows[0]]  # type: ignore[union-attr]
    order = [*given, *(column.key for column in columns if column.key not in rows[0])]
    places = [order.index(column.key) for column in columns]
    binds = [(place, bind) for place, bind in enumerate(_bind(connection, column) for column in columns) if bind]
    for row in rows:
        if len(row) != len(given):
            raise ValueError("the rows of one insert have different columns")
        found = [row[key] for key in given] + tail
        ready = [found[place] for place in places]
        for place, bind in binds:
            ready[place] = bind(ready[place])
        yield tuple(ready)


def _bind(connection: Connection, column: Column[Any]) -> Bind:
    bind: Bind = column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    return bind


def _copy(
    connection: Connection, table: Table, columns: Sequence[Column[Any]], values: Iterator[tuple[Any, ...]]
) -> None:
    if not connection.in_transaction():
        connection.begin()  # the driver's COPY goes past SQLAlchemy, which would not know that something was begun
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    names = sql.SQL(", ").join(sql.Identifier(one.name) for one in columns)
    target = sql.Identifier(*(name for name in (table.schema, table.name) if name))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(target, names)
    with driver.cursor() as cursor, cursor.copy(statement) as copied:
        for row in values:
            copied.write_row(row)


def _quoted(connection: Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote(name)
