"""A snapshot of the small published city, and a count of the statements that a query costs. Nothing here writes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from tests import small_city
from transparency_site.queries.memo import forget_everything
from transparency_site.site import Site
from transparency_site.snapshot import Snapshot, open_snapshot


@pytest.fixture(scope="package")
def reading_site(small_site_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One copy of the small city for all tests that only read."""
    folder = tmp_path_factory.mktemp("reading") / "var"
    shutil.copytree(small_site_folder, folder)
    site = small_city.open_site(folder)
    yield site
    site.engine.dispose()


@pytest.fixture
def reading_session(reading_site: Site) -> Iterator[Session]:
    with reading_site.sessions() as opened:
        yield opened


@pytest.fixture
def snapshot(reading_site: Site, reading_session: Session) -> Iterator[Snapshot]:
    forget_everything()
    yield open_snapshot(reading_session, reading_site.today())
    forget_everything()


@pytest.fixture
def at(reading_site: Site, reading_session: Session, snapshot: Snapshot) -> Callable[[str | int], Snapshot]:
    """The city as of a version or date."""
    return lambda as_of: open_snapshot(reading_session, reading_site.today(), str(as_of))


@pytest.fixture
def statements(reading_site: Site) -> Any:
    """`with statements() as found:` gathers every SELECT sent in the block."""

    @contextmanager
    def counted() -> Iterator[list[str]]:
        found: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if statement.lstrip().upper().startswith("SELECT"):
                found.append(statement)

        event.listen(reading_site.engine, "before_cursor_execute", note)
        try:
            yield found
        finally:
            event.remove(reading_site.engine, "before_cursor_execute", note)

    return counted
