"""Migrations: tables equal the models, running them twice is nothing, a failed one leaves nothing; the database's own
guards.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import delete, insert, inspect, select, update
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.orm import Session

from tests import small_city
from tests.store import approvals
from transparency_site import database
from transparency_site.db import Base
from transparency_site.migrations import guards_of_words
from transparency_site.models import BudgetLine, BudgetUnit, Disclosure, Event, Submission
from transparency_site.site import Site


def test_tables_equal_the_models(empty_site: Site) -> None:
    with empty_site.engine.connect() as connection:
        assert database.differences(connection) == []


def test_upgrading_twice_changes_nothing(empty_site: Site) -> None:
    database.upgrade(empty_site)
    assert database.is_ready(empty_site)


def test_a_database_without_tables_is_not_ready(tmp_path: Path) -> None:
    site = small_city.open_site(tmp_path)
    assert not database.is_ready(site)


def test_downgrade_takes_everything_away(empty_site: Site) -> None:
    with empty_site.engine.begin() as connection:
        command.downgrade(database._alembic(connection), "base")
    assert set(inspect(empty_site.engine).get_table_names()) == {"alembic_version"}


def test_the_newest_step_can_be_taken_back_and_made_again(empty_site: Site) -> None:
    with empty_site.engine.begin() as connection:
        command.downgrade(database._alembic(connection), "0010")
    database.upgrade(empty_site)
    assert database.is_ready(empty_site)


def test_a_failed_migration_leaves_no_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = small_city.open_site(tmp_path)
    monkeypatch.setattr("transparency_site.migrations.guards._sqlite", lambda: ["CREATE NONSENSE"])
    with pytest.raises(DatabaseError):
        database.upgrade(site)
    assert inspect(site.engine).get_table_names() == []


@pytest.mark.parametrize(
    "statement",
    [
        update(Event).values(actor="x"),
        delete(Event),
        update(BudgetUnit).values(name="x"),
        delete(BudgetUnit),
        update(BudgetLine).values(amount_fen=1),
        delete(BudgetLine),
        update(Disclosure).values(digest="x"),
        update(Disclosure).values(published_in=None),
        delete(Disclosure),
    ],
    ids=str,
)
def test_the_database_refuses_to_change_what_is_published(session: Session, statement: object) -> None:
    with pytest.raises(DatabaseError):
        session.execute(statement)  # type: ignore[call-overload]


def test_the_database_refuses_an_approver_who_uploaded(session: Session) -> None:
    submission = session.scalars(select(Submission)).first()
    assert submission is not None
    with pytest.raises(IntegrityError, match="four_eyes"):
        session.execute(update(Submission).values(approved_by_id=Submission.uploaded_by_id))


def test_the_database_refuses_every_forged_approval(small_site: Site, session: Session) -> None:
    approvals.try_all(small_site, session)


def test_every_column_of_words_is_guarded() -> None:
    for name, words in guards_of_words.WORDS.items():
        columns = Base.metadata.tables[name].columns
        assert sorted([*words, *guards_of_words.OTHERS[name]]) == sorted(column.name for column in columns), name
    columns = Base.metadata.tables["register_rows"].columns
    assert sorted([*guards_of_words.REGISTER_ROWS, "content"]) == sorted(column.name for column in columns)


def test_a_key_has_each_revision_once(session: Session) -> None:
    known = session.execute(select(Disclosure.__table__).limit(1)).mappings().one()
    copy = {name: value for name, value in known.items() if name != "id"}
    with pytest.raises(IntegrityError):
        session.execute(insert(Disclosure.__table__), [copy])
