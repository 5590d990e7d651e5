"""A site that searches in PostgreSQL (`SEARCH=postgresql`) answers as one with an index, whatever is published."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from tests import small_city
from tests.store.conftest import new_database
from tests.store.killing import DAY
from transparency_site import row_redaction, search_index, self_check, text_table
from transparency_site.config import SettingError, read_settings
from transparency_site.queries.search import Answered, search, suggest
from transparency_site.search.find import Query
from transparency_site.site import Site
from transparency_site.snapshot import open_snapshot
from transparency_site.transactions import publish_lock
from transparency_site.users import find_user

pytestmark = pytest.mark.postgres
QUESTIONS = ("", "教育", "桥梁", "重复", "一般", "jyj", "204001", "样财农[2013]1号", "2013年", "没有这样的词", "-教育")


@pytest.fixture
def site(postgresql_server: str, tmp_path: Path) -> Iterator[Site]:
    """The small published city, searched in the database."""
    with new_database(postgresql_server, "searched") as url:
        opened = small_city.open_site(tmp_path / "var", database_url=url, SEARCH="postgresql")
        with opened.sessions() as session:
            small_city.build(opened, session)
        yield opened
        opened.dispose()


@pytest.fixture
def session(site: Site) -> Iterator[Session]:
    with site.sessions() as opened:
        yield opened


@pytest.fixture
def indexed(site: Site) -> Iterator[Site]:
    """The same site with the index, which is kept beside the texts."""
    opened = dataclasses.replace(site, settings=dataclasses.replace(site.settings, search="index"))
    yield opened
    opened.dispose()


def answers(site: Site, session: Session) -> list[Answered]:
    """What is found at every version."""
    last = open_snapshot(session, site.today()).version
    snapshots = [open_snapshot(session, site.today(), str(version)) for version in range(1, last + 1)]
    queries = [Query(words, limit=200, facets=True, sums=True) for words in QUESTIONS]
    return [search(site, snapshot, query) for snapshot in snapshots for query in queries]


def test_every_version_answers_as_from_the_index(site: Site, indexed: Site, session: Session) -> None:
    found = answers(site, session)
    assert found == answers(indexed, session)
    assert not any(one.degraded for one in found)
    assert sum(one.found.total for one in found) > 1000
    snapshot = open_snapshot(session, site.today())
    assert suggest(site, snapshot, "jy") == suggest(indexed, snapshot, "jy") != ()
    assert self_check.run(site, session) == []


def test_switched_on_later_it_says_so_until_the_texts_are_written(
    site: Site, indexed: Site, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.execute(text("DROP SCHEMA search CASCADE"))
    session.commit()
    asked: list[str] = []
    monkeypatch.setattr(search_index, "start_rebuild", lambda _site, reason: asked.append(reason))
    assert all(one.degraded for one in answers(site, session))
    assert asked
    session.commit()
    assert {problem.code for problem in self_check.run(site, session)} == {"index-rebuilt"}
    assert answers(site, session) == answers(indexed, session)


def test_hidden_words_are_not_found(site: Site, indexed: Site, session: Session) -> None:
    reviewer, targets = find_user(session, "reviewer"), [("recipients", "0003")]
    said = select(func.count()).select_from(text_table.TEXTS).where(text_table.TEXTS.c.form.contains("桥梁"))
    assert session.scalar(said)
    row_redaction.hide(site, session, "batch.2013.001", targets, "示例法第一条", reviewer, DAY)
    assert search(site, open_snapshot(session, site.today()), Query("桥梁")).found.total == 0
    assert answers(site, session) == answers(indexed, session)
    assert not session.scalar(said)


def test_rebuilding_writes_all_of_it_anew(site: Site, session: Session) -> None:
    before = answers(site, session)
    session.commit()
    session.execute(text("DELETE FROM search.texts"))
    session.commit()
    with publish_lock(site):
        search_index.rebuild(site, session)
    assert answers(site, session) == before
    assert not text_table.lacks(session)


def test_the_setting_needs_postgresql(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="SEARCH=postgresql"):
        read_settings({"VAR_DIR": str(tmp_path), "SEARCH": "postgresql"})
    with pytest.raises(SettingError, match="index or postgresql"):
        read_settings({"VAR_DIR": str(tmp_path), "SEARCH": "google"})
