"""Whether the database changed since it was last asked: microseconds on SQLite, one small question on PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from sqlite3 import Connection
from typing import Any, Generic, TypeVar

from sqlalchemy import Engine

S = TypeVar("S")


class Freshness(Generic[S]):
    """Gives `ask(argument)`, and asks again only where something was committed or the argument is another one.

    SQLite counts the commits of all other connections (`PRAGMA data_version`); each thread keeps a connection of its
    own for it. Another database is asked each time.
    """

    def __init__(self, engine: Engine, ask: Callable[[Any], S]) -> None:
        self._engine, self._ask = engine, ask
        self._of_thread = threading.local()

    def current(self, argument: Hashable) -> S:
        """The answer as of now. Raises what `ask` raises."""
        if self._engine.dialect.name != "sqlite":
            return self._ask(argument)
        seen = (self._commits(), argument)
        if getattr(self._of_thread, "seen", None) != seen:
            # The count is read first: a commit between the two is asked for again, never missed.
            self._of_thread.answer = self._ask(argument)
            self._of_thread.seen = seen
        answer: S = self._of_thread.answer
        return answer

    def _commits(self) -> int:
        connection = getattr(self._of_thread, "connection", None)
        if connection is None:
            pooled = self._engine.raw_connection()
            pooled.detach()  # this thread's for good: the pool's connections are other requests'
            connection = self._of_thread.connection = pooled.dbapi_connection
        assert isinstance(connection, Connection)
        count: int = connection.execute("PRAGMA data_version").fetchone()[0]
        return count
