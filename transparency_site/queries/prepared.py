"""Statements that are built once for each shape of a question and asked with other values: building one costs twenty
times what it costs to ask it again, and more than the database's answer.

A shape is which conditions, order and kind of page are asked for; the values (what a condition compares with, the
version, the day, the row to go on from) stand in the statement as named parameters.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import CursorResult, Date, Integer, Select, bindparam

from transparency_site.filters import Condition, Filters
from transparency_site.queries.cursors import Cursor
from transparency_site.snapshot import Snapshot

SIZE = 2048  # shapes of statements that are kept
ESCAPE = "/"

Values = dict[str, Any]


def executed(snapshot: Snapshot, statement: Select[*tuple[Any, ...]], values: Mapping[str, Any]) -> CursorResult[Any]:
    """Plain rows: the session's own execution costs as much again for every row, for objects that nobody asks for."""
    return snapshot.session.connection().execute(statement, values)


def shape_of(snapshot: Snapshot, filters: Filters, cursor: Cursor | None = None) -> Hashable:
    """All that decides what the statement says, without its values."""
    conditions = tuple((one.key, one.operator) for one in filters.conditions)
    where = None if cursor is None else (cursor.before, tuple(value is None for value in cursor.values))
    dialect = snapshot.engine.dialect.name
    return dialect, snapshot.candidate is None, conditions, filters.sort, filters.status, where


def values_of(snapshot: Snapshot, filters: Filters, cursor: Cursor | None = None, **more: Any) -> Values:
    """The values of a question by the names that `named_snapshot`, `named` and `named_cursor` give them."""
    values: Values = {"version": snapshot.version, "on_date": snapshot.on_date, "candidate": snapshot.candidate, **more}
    for place, condition in enumerate(filters.conditions):
        values[f"condition_{place}"] = _value(condition)
    if cursor is not None:
        values |= {f"key_value_{place}": value for place, value in enumerate(cursor.values)}
        values["row"] = cursor.row
    return values


def named_snapshot(snapshot: Snapshot) -> Snapshot:
    """`snapshot` with names in place of its values, to build a statement from."""
    candidate = None if snapshot.candidate is None else bindparam("candidate", type_=Integer)
    version: Any = bindparam("version", type_=Integer)
    on_date: Any = bindparam("on_date", type_=Date)
    return replace(snapshot, version=version, on_date=on_date, candidate=candidate)  # type: ignore[arg-type]


def named(filters: Filters) -> Filters:
    """`filters` whose conditions compare with names in place of values."""
    conditions = (
        Condition(one.key, one.operator, (bindparam(f"condition_{place}", expanding=one.operator == "in"),))
        for place, one in enumerate(filters.conditions)
    )
    return Filters(tuple(conditions), filters.sort, filters.status)


def named_cursor(cursor: Cursor | None) -> Cursor | None:
    """`cursor` with names in place of its values; a missing value is another shape and stays None."""
    if cursor is None:
        return None
    values: list[Any] = [
        None if value is None else bindparam(f"key_value_{place}") for place, value in enumerate(cursor.values)
    ]
    row: Any = bindparam("row", type_=Integer)
    return Cursor(0, dt.date.min, "", tuple(values), row, cursor.before)


def _value(condition: Condition) -> Any:
    match condition.operator:
        case "in":
            return list(condition.values)
        case "contains":
            return literal(condition.values[0])
    return condition.values[0]


def literal(text: str) -> str:
    """`text` as a pattern that finds just it (with `ESCAPE`)."""
    for sign in (ESCAPE, "%", "_"):
        text = text.replace(sign, ESCAPE + sign)
    return text
