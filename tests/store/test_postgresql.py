"""The same store on a real PostgreSQL server: migrations, guards, storing, publishing, replay, the lock."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from tests import factories as make
from tests import small_city
from tests.store import approvals
from tests.store.killing import DAY, index_differs
from transparency_site import database, erasing, publishing, restoring, row_redaction, self_check
from transparency_site.backup import BackupRefused, backup
from transparency_site.db import sum_fen
from transparency_site.models import BudgetLine, Disbursement, Disclosure, Event, Publication
from transparency_site.publishing import PublishingRefused
from transparency_site.row_digests import stored_digest
from transparency_site.site import Site
from transparency_site.snapshot import open_snapshot
from transparency_site.transactions import publish_lock
from transparency_site.users import find_user

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def site(postgresql_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The small published city on PostgreSQL."""
    opened = small_city.open_site(tmp_path_factory.mktemp("pg") / "var", database_url=postgresql_server)
    with opened.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    with opened.sessions() as session:
        small_city.build(opened, session)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def session(site: Site) -> Iterator[Session]:
    with site.sessions() as opened:
        yield opened
        opened.rollback()


def test_tables_equal_the_models(site: Site) -> None:
    with site.engine.connect() as connection:
        assert database.differences(connection) == []
    assert database.is_ready(site)


def test_the_small_city_is_the_same_as_on_sqlite(site: Site, session: Session, small_site: Site) -> None:
    with small_site.sessions() as other:
        for version in range(1, 10):
            assert shown(session, site, version) == shown(other, small_site, version)


def shown(session: Session, site: Site, version: int) -> object:
    snapshot = open_snapshot(session, site.today(), str(version))
    rows = session.execute(
        snapshot.rows(Disclosure, Disclosure.key, Disclosure.revision, Disclosure.totals).order_by(Disclosure.id)
    )
    total = session.scalar(snapshot.rows(Disbursement, sum_fen(Disbursement.amount_fen)))
    assert total is None or isinstance(total, int)
    return [tuple(row) for row in rows], total


def test_digests_and_index_agree(site: Site, session: Session) -> None:
    assert all(stored_digest(session, one) == one.digest for one in session.scalars(select(Disclosure)))
    assert index_differs(site, session) == []
    assert self_check.run(site, session) == []


def test_words_of_a_row_go_for_good(site: Site, session: Session) -> None:
    row = session.scalars(select(Disbursement).where(Disbursement.recipient == "王*明")).one()
    key, said = session.get_one(Disclosure, row.disclosure_id).key, (row.recipient, row.amount_fen)
    people = find_user(session, "reviewer"), find_user(session, "uploader")
    with pytest.raises(DatabaseError, match="never change"):
        session.execute(update(Disbursement).values(recipient="x"))
    session.rollback()
    hidden = row_redaction.hide(site, session, key, [("recipients", row.line)], "（虚构）依据", people[0], DAY)
    with pytest.raises(DatabaseError, match="never change"):
        session.execute(update(Disbursement).values(amount_fen=1))
    session.rollback()
    row_redaction.confirm(site, session, hidden, people[1])
    erasing.erase(site, session, hidden)
    session.expire_all()
    assert (row.recipient, row.amount_fen) == ("已依法删除（（虚构）依据）", said[1])
    assert self_check.run(site, session) == []
    with pytest.raises(DatabaseError, match="append-only"):
        session.execute(update(Event).values(details={}))


@pytest.mark.parametrize(
    "statement",
    [
        update(Event).values(actor="x"),
        delete(Event),
        update(BudgetLine).values(amount_fen=1),
        delete(BudgetLine),
        update(Disclosure).values(digest="x"),
        delete(Disclosure),
    ],
    ids=str,
)
def test_the_database_refuses_to_change_what_is_published(session: Session, statement: object) -> None:
    with pytest.raises(DatabaseError, match=r"append-only|never change"):
        session.execute(statement)  # type: ignore[call-overload]


def test_identical_content_is_refused(site: Site, session: Session) -> None:
    again = small_city.approved(
        site, session, [make.budget("212001", 2013, 250_000_00, 950_000_00, klass="212")], "again"
    )
    with pytest.raises(PublishingRefused) as refused:
        publishing.publish(site, session, [again], find_user(session, "reviewer"), "x", DAY)
    assert refused.value.code == "same-content"


def test_one_publication_waits_for_the_other(site: Site) -> None:
    order: list[str] = []

    def second() -> None:
        with publish_lock(site):
            order.append("second")

    with publish_lock(site):
        other = threading.Thread(target=second)
        other.start()
        time.sleep(0.3)
        order.append("first")
    other.join(10)
    assert order == ["first", "second"]


def test_a_correction_on_top(site: Site, session: Session) -> None:
    before = session.scalar(select(func.max(Publication.version))) or 0
    publication = small_city.publish(site, session, [make.batch("001", recipients=[make.recipient()])], DAY, "更正")
    assert (publication.version, publication.kind) == (before + 1, "correction")


def test_the_database_refuses_every_forged_approval(site: Site, session: Session) -> None:
    approvals.try_all(site, session)


def test_a_dump_is_restored_into_an_empty_database(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "site.backup"
    with site.sessions() as session:
        backup(site, session, file)
    with site.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("DROP DATABASE IF EXISTS restored"))
        connection.execute(text("CREATE DATABASE restored"))
    url = site.settings.database_url.replace("/postgres?", "/restored?")
    other = small_city.open_site(tmp_path / "other", database_url=url)
    done = restoring.restore(other, file)
    assert done.problems == []
    with site.sessions() as one, other.sessions() as two:
        rows = select(Disclosure.key, Disclosure.digest, Disclosure.published_in).order_by(Disclosure.id)
        assert one.execute(rows).all() == two.execute(rows).all()
    third = small_city.open_site(tmp_path / "third", database_url=url)
    with pytest.raises(BackupRefused, match="not-empty"):
        restoring.restore(third, file)
    third.engine.dispose()
    other.engine.dispose()
