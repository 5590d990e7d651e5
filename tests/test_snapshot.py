"""The visibility rule: a value of (version, retirement), known to `snapshot.py` and to nothing else that reads."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from transparency_site.db import Base, make_engine, make_sessions
from transparency_site.models import Disclosure, Publication, SourceFile, Submission, User
from transparency_site.snapshot import Snapshot, UnknownVersion, open_snapshot

PACKAGE = Path(__file__).resolve().parent.parent / "transparency_site"
READERS = ("queries", "search", "pages", "api", "exports", "answers.py", "detail_answers.py", "search_answers.py")
RULE = re.compile(r"(published_in|retired_in)(\)|\s)*(<=|>=|<|>|\.is_\()")
DAY = dt.date(2014, 2, 15)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    engine = make_engine(f"sqlite:///{tmp_path / 'rule.db'}")
    Base.metadata.create_all(engine)
    with make_sessions(engine)() as session:
        for version in (1, 2, 3):
            day = dt.date(2014, 1, version)
            moment = dt.datetime.combine(day, dt.time(9))
            session.add(Publication(version=version, published_at=moment, business_date=day, kind="first",
                                    reason="公开", published_by="甲", approved_by="乙"))
        session.flush()
        session.add_all((
            _disclosure("a", 1, published_in=1, retired_in=2, retired_as="superseded"),
            _disclosure("a", 2, published_in=2),
            _disclosure("b", 1, published_in=1, retired_in=3, retired_as="withdrawn"),
            _disclosure("c", 1, published_in=None),
        ))
        session.commit()
        yield session
    engine.dispose()


def _disclosure(key: str, revision: int, **given: object) -> Disclosure:
    return Disclosure(key=key, revision=revision, kind="budget", title=key, digest="", totals={}, marks=[], **given)


def _shown(session: Session, version: int) -> list[tuple[str, int]]:
    snapshot = open_snapshot(session, DAY, str(version))
    return sorted((row.key, row.revision) for row in session.scalars(snapshot.rows(Disclosure)))


@pytest.mark.parametrize(
    ("version", "shown"), [(1, [("a", 1), ("b", 1)]), (2, [("a", 2), ("b", 1)]), (3, [("a", 2)])]
)
def test_a_version_shows_what_was_published_and_not_yet_retired(
    session: Session, version: int, shown: list[tuple[str, int]]
) -> None:
    assert _shown(session, version) == shown


def test_withdrawn_ones_are_known_as_withdrawn_from_that_version_on(session: Session) -> None:
    for version, known in ((2, []), (3, ["b"])):
        snapshot = open_snapshot(session, DAY, str(version))
        assert list(session.scalars(select(Disclosure.key).where(snapshot.withdrawn()))) == known


def test_as_of_a_date_is_the_last_version_of_that_day_read_on_its_own_day(session: Session) -> None:
    snapshot = open_snapshot(session, DAY, "2014-01-02")
    assert (snapshot.version, snapshot.on_date, snapshot.latest) == (2, dt.date(2014, 1, 2), 3)
    assert open_snapshot(session, DAY).on_date == DAY


@pytest.mark.parametrize("as_of", [
    "4", "0", "2013-12-31", "yesterday", "９", "1" * 40, "", "03", "2014-W07-1", "20140215"])
def test_an_unknown_version_is_unknown(session: Session, as_of: str) -> None:
    with pytest.raises(UnknownVersion):
        open_snapshot(session, DAY, as_of)


def test_a_candidate_replaces_what_it_corrects(session: Session) -> None:
    now = dt.datetime(2014, 2, 15)
    session.add_all((
        User(id=1, name="clerk", display_name="经办人", role="uploader", created_at=now),
        SourceFile(sha256="f" * 64, name="b.xlsx", size=1, received_at=now),
    ))
    session.flush()
    submission = Submission(file_sha256="f" * 64, state="submitted", options={}, explanations={}, uploaded_by_id=1,
                            received_at=now)
    session.add(submission)
    session.flush()
    session.add(_disclosure("b", 2, published_in=None, submission_id=submission.id))
    session.flush()
    snapshot = Snapshot(session, 2, DAY, 3, candidate=submission.id)
    shown = sorted((row.key, row.revision) for row in session.scalars(snapshot.rows(Disclosure)))
    assert shown == [("a", 2), ("b", 2)]


def test_nothing_that_reads_for_the_public_knows_the_rule_itself() -> None:
    knowing = []
    for name in READERS:
        place = PACKAGE / name
        for path in [place] if place.suffix else sorted(place.rglob("*.py")):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if RULE.search(line):
                    knowing.append(f"{path.relative_to(PACKAGE)}:{number}")
    assert knowing == []
