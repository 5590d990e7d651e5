"""Writing transactions and the lock that lets one publication happen at a time."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.orm import Session

from transparency_site.site import Site

PUBLISH_LOCK = 20130522  # the advisory lock's number on PostgreSQL; any constant does


@contextmanager
def writing(session: Session) -> Iterator[Session]:
    """One short transaction that writes: it takes SQLite's write lock at its beginning, sees what is newest, commits
    at its end.

    A read transaction that is open on the session ends first: it could not be turned into a writing one without a
    risk of "database is locked" when someone else wrote meanwhile.
    """
    session.commit()
    session.expire_all()
    session.connection(execution_options={"immediate": True})
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise


@contextmanager
def publish_lock(site: Site) -> Iterator[None]:
    """Hold the publish lock; waits for another publication. The lock ends with the process that holds it, even
    killed.
    """
    if site.engine.dialect.name == "postgresql":
        with site.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("SELECT pg_advisory_lock(:number)"), {"number": PUBLISH_LOCK})
            try:
                yield
            finally:
                connection.execute(text("SELECT pg_advisory_unlock(:number)"), {"number": PUBLISH_LOCK})
        return
    site.settings.var_dir.mkdir(parents=True, exist_ok=True)
    with (site.settings.var_dir / "publish.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
