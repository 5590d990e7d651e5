"""Publishing: versions, corrections, withdrawals, replay of every version, what is refused; ids of figures; digests."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests import factories as make
from tests import small_city
from transparency_site import publishing, submissions, withdrawal
from transparency_site.lifecycle import NotAllowed, State
from transparency_site.models import (
    Batch,
    BudgetExecution,
    BudgetLine,
    Disbursement,
    Disclosure,
    Event,
    Publication,
    ThreePublicExpense,
)
from transparency_site.publishing import PublishingRefused
from transparency_site.row_digests import stored_digest
from transparency_site.site import Site
from transparency_site.snapshot import Snapshot, open_snapshot
from transparency_site.users import find_user

DAY = dt.date(2014, 2, 13)
FACTS = (BudgetLine, BudgetExecution, ThreePublicExpense, Batch, Disbursement)


def keys(session: Session, site: Site, as_of: str | None = None) -> list[str]:
    snapshot = open_snapshot(session, site.today(), as_of)
    statement = snapshot.rows(Disclosure).where(Disclosure.kind != "reference").order_by(Disclosure.key)
    return [f"{one.key}~{one.revision}" for one in session.scalars(statement)]


def content(snapshot: Snapshot) -> dict[str, Any]:
    """Everything that a version shows, as values."""
    return {
        model.__tablename__: sorted(map(str, snapshot.session.execute(snapshot.rows(model, *model.__table__.columns))))
        for model in FACTS
    }


def test_versions_are_consecutive_with_dates_that_run_forwards(session: Session) -> None:
    publications = session.scalars(select(Publication).order_by(Publication.version)).all()
    assert [one.version for one in publications] == list(range(1, 10))
    assert [one.kind for one in publications] == [
        "reference",
        "first",
        "first",
        "first",
        "first",
        "correction",
        "correction",
        "withdrawal",
        "first",
    ]
    dates = [one.business_date for one in publications]
    assert dates == sorted(dates)


def test_a_correction_replaces_and_a_withdrawal_takes_away(small_site: Site, session: Session) -> None:
    assert "budget.204001.2013.department~1" in keys(session, small_site, "5")
    assert "budget.204001.2013.department~2" in keys(session, small_site, "6")
    assert "budget.204001.2013.department~1" not in keys(session, small_site, "6")
    assert "batch.2013.003~1" in keys(session, small_site, "7")
    assert "batch.2013.003~1" not in keys(session, small_site, "8")
    withdrawn = session.scalars(select(Disclosure).where(Disclosure.retired_as == "withdrawn")).all()
    assert [(one.key, one.retired_in) for one in withdrawn] == [("batch.2013.003", 8)]


def test_as_of_a_date_is_the_last_version_of_that_day(small_site: Site, session: Session) -> None:
    assert open_snapshot(session, small_site.today(), "2013-09-05").version == 6
    assert open_snapshot(session, small_site.today(), "2013-09-10").version == 7


def test_every_version_replays_the_same_after_later_publications(small_site: Site, session: Session) -> None:
    today = small_site.today()
    before = {version: content(open_snapshot(session, today, str(version))) for version in range(1, 10)}
    small_city.publish(
        small_site,
        session,
        [make.budget("204001", 2013, 1_00, 2_00), make.batch("001", recipients=[make.recipient()])],
        DAY,
        "更正两项",
    )
    withdrawal.withdraw(
        small_site,
        session,
        "budget.101001.2013.department",
        find_user(session, "uploader"),
        find_user(session, "reviewer"),
        "发错单位",
        DAY,
    )
    assert {version: content(open_snapshot(session, today, str(version))) for version in range(1, 10)} == before
    assert open_snapshot(session, today).version == 11


def test_identical_content_is_refused(small_site: Site, session: Session) -> None:
    again = small_city.approved(
        small_site, session, [make.budget("212001", 2013, 250_000_00, 950_000_00, klass="212")], "again"
    )
    with pytest.raises(PublishingRefused) as refused:
        publishing.publish(small_site, session, [again], find_user(session, "reviewer"), "再次", DAY)
    assert refused.value.code == "same-content"
    assert open_snapshot(session, DAY).version == 9


def test_of_a_corrected_workbook_only_what_changed_goes_out(small_site: Site, session: Session) -> None:
    same = make.budget("212001", 2013, 250_000_00, 950_000_00, klass="212")
    other = make.budget("101001", 2013, 310_000_00, 100_000_00, klass="201")
    public = keys(session, small_site)
    before = {one: one.rpartition("~")[0] for one in public}
    workbook = small_city.approved(small_site, session, [same, other], "two budgets, one corrected")
    publishing.publish(small_site, session, [workbook], find_user(session, "reviewer"), "改正", DAY)
    assert sorted(set(keys(session, small_site)) - set(public)) == ["budget.101001.2013.department~2"]
    assert "budget.212001.2013.department~1" in keys(session, small_site)
    assert {one.rpartition("~")[0] for one in keys(session, small_site)} == set(before.values())
    left = session.scalars(select(Disclosure.key).where(Disclosure.published_in.is_(None))).all()
    assert left == []
    assert [one.key for one in workbook.disclosures] == ["budget.101001.2013.department"]


def test_content_that_was_withdrawn_may_come_again(small_site: Site, session: Session) -> None:
    document = make.batch("003", recipients=[make.recipient("重复公示的项目", 9_900_00, 8)])
    small_city.publish(small_site, session, [document], DAY, "重新公示")
    assert "batch.2013.003~2" in keys(session, small_site)


def test_two_submissions_of_one_disclosure_do_not_go_out_together(small_site: Site, session: Session) -> None:
    one = small_city.approved(small_site, session, [make.budget("204001", 2013, 1_00, 1_00)], "one")
    two = small_city.approved(small_site, session, [make.budget("101001", 2014, 1_00, 1_00, klass="201")], "two")
    two.disclosures[0].key = "budget.204001.2013.department"
    two.disclosures[0].revision = 9
    session.commit()
    with pytest.raises(PublishingRefused) as refused:
        publishing.publish(small_site, session, [one, two], find_user(session, "reviewer"), "一并公开", DAY)
    assert refused.value.code == "twice"


def test_business_dates_do_not_run_backwards(small_site: Site, session: Session) -> None:
    early = small_city.approved(small_site, session, [make.budget("101001", 2014, klass="201")], "early")
    with pytest.raises(PublishingRefused) as refused:
        publishing.publish(small_site, session, [early], find_user(session, "reviewer"), "x", dt.date(2014, 2, 11))
    assert refused.value.code == "business-date"


def test_only_what_was_approved_is_published_and_only_by_another(small_site: Site, session: Session) -> None:
    reviewer, uploader = find_user(session, "reviewer"), find_user(session, "uploader")
    submission = small_city.upload(small_site, session, [make.budget("101001", 2014, klass="201")], "x")
    for user, code in ((reviewer, "wrong-state"), (uploader, "wrong-state")):
        with pytest.raises(NotAllowed) as refused:
            publishing.publish(small_site, session, [submission], user, "x", DAY)
        assert refused.value.code == code
    submissions.submit(small_site, session, submission, uploader)
    submissions.approve(small_site, session, submission, reviewer)
    with pytest.raises(NotAllowed) as refused:
        publishing.publish(small_site, session, [submission], uploader, "x", DAY)
    assert refused.value.code == "wrong-role"
    publishing.publish(small_site, session, [submission], reviewer, "x", DAY)
    assert submission.state == State.PUBLISHED


def test_withdrawing_wants_two_people_and_something_public(small_site: Site, session: Session) -> None:
    uploader, reviewer = find_user(session, "uploader"), find_user(session, "reviewer")
    with pytest.raises(NotAllowed):
        withdrawal.withdraw(small_site, session, "batch.2013.001", uploader, uploader, "x", DAY)
    for key in ("batch.2013.003", "reference.units", "batch.1999.001"):
        with pytest.raises(PublishingRefused) as refused:
            withdrawal.withdraw(small_site, session, key, uploader, reviewer, "x", DAY)
        assert refused.value.code == "not-visible"


def test_every_publication_is_in_the_log(session: Session) -> None:
    counted = Counter(session.execute(select(Event.action, func.count()).group_by(Event.action)).all())
    published = session.scalar(select(func.count()).select_from(Disclosure).where(Disclosure.published_in.is_not(None)))
    retired = session.scalar(select(func.count()).select_from(Disclosure).where(Disclosure.retired_in.is_not(None)))
    assert counted[("publish", published or 0)] == 1
    assert counted[("retire", retired or 0)] == 1


def test_ids_of_figures_are_unique_within_a_version(small_site: Site, session: Session) -> None:
    snapshot = open_snapshot(session, small_site.today())
    figures = [
        f"{key}.{table}.{line}.{measure}"
        for key, table, line, measure in session.execute(
            snapshot.rows(BudgetLine, Disclosure.key, BudgetLine.table, BudgetLine.line, BudgetLine.measure)
        )
    ]
    rows = [
        f"{key}.recipients.{line}"
        for key, line in session.execute(snapshot.rows(Disbursement, Disclosure.key, Disbursement.line))
    ]
    assert len(figures) == len(set(figures)) > 50
    assert len(rows) == len(set(rows)) > 4


def test_recipients_keep_their_keys_over_a_correction(session: Session) -> None:
    rows = session.execute(
        select(Disclosure.revision, Disbursement.line, Disbursement.recipient, Disbursement.amount_fen)
        .join(Disclosure, Disclosure.id == Disbursement.disclosure_id)
        .where(Disclosure.key == "batch.2013.001")
        .order_by(Disclosure.revision, Disbursement.position)
    ).all()
    assert [(revision, line, fen) for revision, line, _who, fen in rows] == [
        (1, "0001", 100_000_00),
        (1, "0002", 50_000_00),
        (2, "0002", 55_000_00),
        (2, "0001", 100_000_00),
        (2, "0003", 20_000_00),
    ]


def test_digests_are_those_of_the_stored_rows(session: Session) -> None:
    for disclosure in session.scalars(select(Disclosure)):
        assert stored_digest(session, disclosure) == disclosure.digest


def test_one_statement_per_disclosure_and_the_final_one_of_accounts(session: Session) -> None:
    rows = session.execute(
        select(Disclosure.key, ThreePublicExpense.stage, ThreePublicExpense.total_fen)
        .join(Disclosure, Disclosure.id == ThreePublicExpense.disclosure_id)
        .where(Disclosure.retired_in.is_(None))
        .order_by(Disclosure.key)
    ).all()
    assert rows == [
        ("accounts.204001.2012.department", "final", 90_000_00),
        ("budget.204001.2013.department", "budget", 100_000_00),
        ("three-public.101001.2013.budget", "budget", 130_000_00),
    ]
