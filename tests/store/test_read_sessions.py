"""A session that reads: rows and objects of one moment over one connection, which goes back to the pool."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from transparency_site.db import Base, make_engine, make_read_sessions
from transparency_site.models import Publication

MOMENT = dt.datetime(2014, 2, 15, 9)
COUNT = select(func.count()).select_from(Publication)


def test_one_moment_over_one_connection(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'site.db'}")
    Base.metadata.create_all(engine)
    begun: list[object] = []
    with make_read_sessions(engine)() as session:
        event.listen(engine, "begin", begun.append)
        before = session.connection().execute(COUNT).scalar_one()
        _commit_one(tmp_path)
        assert session.scalar(COUNT) == before == 0
        assert session.scalars(select(Publication)).all() == []
        assert len(begun) == 1
        assert engine.pool.checkedout() == 1  # type: ignore[attr-defined]
    assert engine.pool.checkedout() == 0  # type: ignore[attr-defined]
    with make_read_sessions(engine)() as session:
        assert session.connection().execute(COUNT).scalar_one() == 1
        assert len(session.scalars(select(Publication)).all()) == 1


def test_nothing_asked_nothing_opened(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'site.db'}")
    with make_read_sessions(engine)():
        assert engine.pool.checkedout() == 0  # type: ignore[attr-defined]


def _commit_one(folder: Path) -> None:
    other = make_engine(f"sqlite:///{folder / 'site.db'}")
    with Session(other) as session:
        act = {"published_at": MOMENT, "business_date": MOMENT.date(), "kind": "first", "reason": "公开"}
        session.add(Publication(version=1, **act, published_by="甲", approved_by="乙"))
        session.commit()
    other.dispose()
