"""A snapshot of the small published city, and a count of the statements that a query costs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from transparency_site.queries.memo import MEMO
from transparency_site.site import Site
from transparency_site.snapshot import Snapshot, open_snapshot


@pytest.fixture
def snapshot(small_site: Site, session: Session) -> Iterator[Snapshot]:
    MEMO.clear()
    yield open_snapshot(session, small_site.today())
    MEMO.clear()


@pytest.fixture
def at(small_site: Site, session: Session, snapshot: Snapshot) -> Callable[[str | int], Snapshot]:
    """The city as of a version or date."""
    return lambda as_of: open_snapshot(session, small_site.today(), str(as_of))


@pytest.fixture
def statements(small_site: Site) -> Any:
    """`with statements() as found:` gathers every SELECT sent in the block."""

    @contextmanager
    def counted() -> Iterator[list[str]]:
        found: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if statement.lstrip().upper().startswith("SELECT"):
                found.append(statement)

        event.listen(small_site.engine, "before_cursor_execute", note)
        try:
            yield found
        finally:
            event.remove(small_site.engine, "before_cursor_execute", note)

    return counted
