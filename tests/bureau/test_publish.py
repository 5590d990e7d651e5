"""From a file to a publication through the pages, by two people; corrections, withdrawal, rollback, a set time."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.bureau.conftest import Clock, SignedInAs
from tests.bureau.test_jobs import batches
from tests.bureau.walking import page, send, total_on, upload, words, work
from transparency_site import jobs
from transparency_site.lifecycle import Role, State
from transparency_site.models import Disclosure, Proposal, Publication, Submission
from transparency_site.site import Site
from transparency_site.snapshot import latest_version


@pytest.fixture
def uploader(signed_in_as: SignedInAs) -> FlaskClient:
    return signed_in_as(Role.UPLOADER, "uploader")


@pytest.fixture
def reviewer(signed_in_as: SignedInAs) -> FlaskClient:
    return signed_in_as(Role.REVIEWER, "reviewer")


def hand_in(site: Site, uploader: FlaskClient, path: Path) -> int:
    """Upload, check, submit: the submission's number."""
    address = upload(uploader, [path])
    work(site)
    response = send(uploader, f"{address}/submit")
    assert response.status_code == 303, words(response)
    with site.sessions() as session:
        return session.scalars(select(Submission.id).order_by(Submission.id.desc())).first() or 0


def approve(reviewer: FlaskClient, number: int) -> None:
    total = total_on(reviewer, f"/bureau/submissions/{number}/review")
    response = send(reviewer, f"/bureau/submissions/{number}/approve", {"total": total})
    assert response.status_code == 303, words(response)


def publish(site: Site, reviewer: FlaskClient, number: int, **fields: str) -> int:
    total = total_on(reviewer, "/bureau/publish")
    given = {"number": number, "total": total, "reason": "公开批次", **fields}
    response = send(reviewer, "/bureau/publish", given)
    assert response.status_code == 303, words(response)
    with site.sessions() as session:
        return latest_version(session)


def test_the_whole_way(
    site: Site, app: Flask, uploader: FlaskClient, reviewer: FlaskClient, tmp_path: Path
) -> None:
    number = hand_in(site, uploader, batches(tmp_path, "a.xlsx", "101"))
    review = page(reviewer, f"/bureau/submissions/{number}/review")
    assert "900,000.00" in review
    assert "人民币玖拾万元整" in review
    approve(reviewer, number)
    assert app.test_client().get("/batches/2013/101").status_code == 404
    assert publish(site, reviewer, number) == 2
    public = app.test_client().get("/batches/2013/101")
    assert public.status_code == 200
    assert "甲镇第1项目" in words(public)


def test_the_total_must_be_typed_as_it_stands(
    site: Site, uploader: FlaskClient, reviewer: FlaskClient, tmp_path: Path
) -> None:
    number = hand_in(site, uploader, batches(tmp_path, "a.xlsx", "101"))
    for typed in ("", "900000.01", "九十万", "1e6"):
        response = send(reviewer, f"/bureau/submissions/{number}/approve", {"total": typed})
        assert response.status_code == 409, typed
    with site.sessions() as session:
        assert session.get_one(Submission, number).state == State.SUBMITTED


def test_a_correction_needs_a_reason_code_and_shows_its_redline(
    site: Site, app: Flask, uploader: FlaskClient, reviewer: FlaskClient, tmp_path: Path
) -> None:
    number = hand_in(site, uploader, batches(tmp_path, "a.xlsx", "101"))
    approve(reviewer, number)
    publish(site, reviewer, number)
    number = hand_in(site, uploader, batches(tmp_path, "b.xlsx", "101", 9_000_000_00))
    compared = page(uploader, f"/bureau/submissions/{number}/compare")
    assert "×10" in compared
    assert "900,000.00" in compared
    assert "9,000,000.00" in compared
    approve(reviewer, number)
    total = total_on(reviewer, "/bureau/publish")
    response = send(reviewer, "/bureau/publish", {"number": number, "total": total, "reason": "漏一个零"})
    assert response.status_code == 409
    publish(site, reviewer, number, reason="漏一个零", reason_code="figures")
    with site.sessions() as session:
        newest = session.scalars(select(Publication).order_by(Publication.version.desc())).first()
        assert newest is not None
        assert (newest.kind, newest.reason) == ("correction", "数字差错：漏一个零")
    assert "漏一个零" in words(app.test_client().get("/corrections"))


def test_at_a_set_time_and_not_before(
    site: Site, app: Flask, uploader: FlaskClient, reviewer: FlaskClient, tmp_path: Path, clock: Clock
) -> None:
    number = hand_in(site, uploader, batches(tmp_path, "a.xlsx", "101"))
    approve(reviewer, number)
    later = (clock.now + dt.timedelta(hours=8, minutes=10)).replace(tzinfo=None)  # Beijing time, in ten minutes
    assert publish(site, reviewer, number, at=later.isoformat(timespec="minutes")) == 1
    assert "已定时" in page(reviewer, "/bureau/publish")
    assert work(site) == 0
    clock.forward(minutes=9, seconds=59)
    assert work(site) == 0
    clock.forward(seconds=1)
    assert work(site) == 1
    with site.sessions() as session:
        assert latest_version(session) == 2


def test_a_timed_publication_can_be_taken_back(
    site: Site, uploader: FlaskClient, reviewer: FlaskClient, tmp_path: Path, clock: Clock
) -> None:
    number = hand_in(site, uploader, batches(tmp_path, "a.xlsx", "101"))
    approve(reviewer, number)
    publish(site, reviewer, number, at="2026-03-02T23:00")
    with site.sessions() as session:
        [job] = jobs.scheduled(session)
    assert send(reviewer, f"/bureau/publish/{job.id}/cancel").status_code == 303
    clock.forward(hours=20)
    assert work(site) == 0


def test_several_in_one_publication(
    site: Site, uploader: FlaskClient, reviewer: FlaskClient, tmp_path: Path
) -> None:
    address = upload(uploader, [batches(tmp_path, f"{n}.xlsx", f"10{n}") for n in (1, 2, 3)])
    assert work(site) == 3
    send(uploader, f"{address}/submit")
    with site.sessions() as session:
        chosen = list(session.scalars(select(Submission.id)))
    total = total_on(reviewer, "/bureau/review")
    assert total == "2,700,000.00"
    assert send(reviewer, "/bureau/review", {"number": chosen, "total": total}).status_code == 303
    response = send(reviewer, "/bureau/publish", {"number": chosen, "total": total, "reason": "公开三批"})
    assert response.status_code == 303, words(response)
    with site.sessions() as session:
        assert latest_version(session) == 2
        shown = session.scalars(select(Disclosure.key).where(Disclosure.published_in == 2)).all()
        assert sorted(shown) == ["batch.2013.101", "batch.2013.102", "batch.2013.103"]


def publish_two_revisions(site: Site, uploader: FlaskClient, reviewer: FlaskClient, folder: Path) -> None:
    for name, fen in (("a.xlsx", 900_000_00), ("b.xlsx", 800_000_00)):
        number = hand_in(site, uploader, batches(folder, name, "101", fen))
        approve(reviewer, number)
        publish(site, reviewer, number, reason_code="figures")


def propose(uploader: FlaskClient, site: Site, **fields: str) -> int:
    given = {"reason_code": "figures", "reason": "改错了", **fields}
    response = send(uploader, "/bureau/published/batch.2013.101", given)
    assert response.status_code == 303, words(response)
    with site.sessions() as session:
        return session.scalars(select(Proposal.id).order_by(Proposal.id.desc())).first() or 0


def test_an_earlier_revision_again_as_a_new_one(
    site: Site, app: Flask, uploader: FlaskClient, reviewer: FlaskClient, tmp_path: Path
) -> None:
    publish_two_revisions(site, uploader, reviewer, tmp_path)
    number = propose(uploader, site, kind="rollback", revision="1")
    response = send(
        reviewer,
        f"/bureau/proposals/{number}",
        {"decision": "accept", "total": total_on(reviewer, f"/bureau/proposals/{number}")},
    )
    assert response.status_code == 303, words(response)
    assert "900,000.00" in app.test_client().get("/batches/2013/101").get_data(as_text=True)
    with site.sessions() as session:
        newest = session.scalars(select(Publication).order_by(Publication.version.desc())).first()
        assert newest is not None
        assert newest.kind == "rollback"
        proposal = session.get_one(Proposal, number)
        assert (proposal.state, proposal.version) == ("done", newest.version)
        revisions = session.scalars(select(Disclosure).where(Disclosure.key == "batch.2013.101"))
        digests = {one.revision: one.digest for one in revisions}
        assert digests[1] == digests[3] != digests[2]


def test_a_withdrawal_by_two_people(
    site: Site, app: Flask, uploader: FlaskClient, reviewer: FlaskClient, tmp_path: Path
) -> None:
    publish_two_revisions(site, uploader, reviewer, tmp_path)
    number = propose(uploader, site, kind="withdrawal", reason="重复公开了")
    again = send(
        uploader,
        "/bureau/published/batch.2013.101",
        {"kind": "withdrawal", "reason_code": "other", "reason": "再来"},
    )
    assert again.status_code == 409
    assert app.test_client().get("/batches/2013/101").status_code == 200
    send(
        reviewer,
        f"/bureau/proposals/{number}",
        {"decision": "accept", "total": total_on(reviewer, f"/bureau/proposals/{number}")},
    )
    with site.sessions() as session:
        newest = session.scalars(select(Publication).order_by(Publication.version.desc())).first()
        assert newest is not None
        assert (newest.kind, newest.reason) == ("withdrawal", "数字差错：重复公开了")


def test_declined_with_an_answer(
    site: Site, uploader: FlaskClient, reviewer: FlaskClient, tmp_path: Path
) -> None:
    publish_two_revisions(site, uploader, reviewer, tmp_path)
    number = propose(uploader, site, kind="withdrawal")
    assert send(reviewer, f"/bureau/proposals/{number}", {"decision": "decline"}).status_code == 409
    send(reviewer, f"/bureau/proposals/{number}", {"decision": "decline", "answer": "数字没有错"})
    assert "数字没有错" in page(uploader, "/bureau/proposals")
    response = send(reviewer, f"/bureau/proposals/{number}", {"decision": "decline", "answer": "再说一次"})
    assert response.status_code == 409
