"""Background jobs: one owner at a time, silence is noticed, what was lost is not stored, kill -9 does no harm."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from data_loaders.templates import write_workbook
from tests.store.conftest import new_database, postgresql_server  # noqa: F401 - a fixture
from transparency_site import jobs, submissions, working
from transparency_site.jobs import JobLost
from transparency_site.lifecycle import State
from transparency_site.models import Disclosure, Job, Submission, User
from transparency_site.site import Site
from transparency_site.transactions import writing
from transparency_site.users import find_user

ROOT = Path(__file__).resolve().parents[2]


def batches(folder: Path, name: str, number: str, amount: int = 900_000_00) -> Path:
    """A clean workbook of one batch with two recipients. `amount` in fen."""
    day = dt.date(2013, 5, 6)
    batch = {
        "number": number,
        "document_no": f"样财建〔2013〕{int(number)}号",
        "fund_code": "F02",
        "fund_name": "农村危房改造补助资金",
        "fund_level": "中央",
        "unit_code": "212001",
        "unit_name": "小样市建设局",
        "amount": amount,
        "allocated_on": day,
        "notice_start": day,
        "notice_end": dt.date(2013, 5, 20),
    }
    rows = [
        {
            "batch_number": number,
            "recipient": f"甲镇第{line}项目",
            "recipient_type": "project",
            "township_code": "999982001",
            "township_name": "甲镇",
            "village": "某村",
            "purpose": "危房改造",
            "amount": amount // 2,
        }
        for line in (1, 2)
    ]
    return write_workbook("batches", folder / name, {"year": 2013}, {"batches": [batch], "recipients": rows})


@pytest.fixture
def opened(empty_site: Site) -> Iterator[Session]:
    with empty_site.sessions() as session:
        yield session


@pytest.fixture
def uploader(opened: Session) -> User:
    return find_user(opened, "uploader")


@pytest.fixture
def submission(empty_site: Site, opened: Session, uploader: User, tmp_path: Path) -> Submission:
    path = batches(tmp_path, "batches.xlsx", "101")
    return submissions.receive(empty_site, opened, path, path.name, uploader)


def test_a_check_in_the_background(empty_site: Site, opened: Session, uploader: User, submission: Submission) -> None:
    jobs.enqueue_check(empty_site, opened, submission, uploader)
    reader = working.Reader()
    assert working.run_next(empty_site, "one", reader)
    assert not working.run_next(empty_site, "one", reader)
    reader.close()
    opened.refresh(submission)
    assert submission.state == State.CHECKED, submission.report
    assert [one.key for one in submission.disclosures] == ["batch.2013.101"]
    assert jobs.standings(empty_site, opened, [submission.id])[submission.id].state == jobs.DONE


def test_one_open_job_per_submission(empty_site: Site, opened: Session, uploader: User, submission: Submission) -> None:
    jobs.enqueue_check(empty_site, opened, submission, uploader)
    with pytest.raises(jobs.Busy):
        jobs.enqueue_check(empty_site, opened, submission, uploader)
    with pytest.raises(IntegrityError), writing(opened):
        jobs._add(empty_site, opened, "check", uploader, {}, submission.id)


def test_a_job_has_one_owner_until_he_falls_silent(
    empty_site: Site, opened: Session, uploader: User, submission: Submission
) -> None:
    job = jobs.enqueue_check(empty_site, opened, submission, uploader)
    assert jobs.claim(empty_site, opened, "one") is not None
    assert jobs.claim(empty_site, opened, "two") is None
    silent(opened, job)
    taken = jobs.claim(empty_site, opened, "two")
    assert taken is not None
    assert taken.attempts == 2
    assert not jobs.beat(empty_site, opened, job.id, "one")
    assert jobs.beat(empty_site, opened, job.id, "two")


def silent(session: Session, job: Job) -> None:
    with writing(session):
        session.execute(
            update(Job).where(Job.id == job.id).values(heartbeat_at=job.created_at - dt.timedelta(minutes=1))
        )


def test_who_comes_back_too_late_stores_nothing(
    empty_site: Site, opened: Session, uploader: User, submission: Submission
) -> None:
    job = jobs.enqueue_check(empty_site, opened, submission, uploader)
    first = jobs.claim(empty_site, opened, "one")
    assert first is not None
    silent(opened, job)
    jobs.claim(empty_site, opened, "two")
    reader = working.Reader()
    checked = reader.read(empty_site, opened, submission)
    with pytest.raises(JobLost):
        submissions.take(
            empty_site,
            opened,
            submission,
            uploader,
            checked,
            first=lambda: jobs.finish(empty_site, opened, job.id, "one"),
        )
    reader.close()
    opened.refresh(submission)
    assert submission.state == State.RECEIVED
    assert opened.scalar(select(func.count()).select_from(Disclosure).where(Disclosure.key == "batch.2013.101")) == 0


def test_what_ends_every_worker_fails_at_last(
    empty_site: Site, opened: Session, uploader: User, submission: Submission
) -> None:
    job = jobs.enqueue_check(empty_site, opened, submission, uploader)
    with writing(opened):
        opened.execute(update(Job).values(attempts=jobs.MOST_ATTEMPTS))
    assert jobs.claim(empty_site, opened, "one") is None
    opened.refresh(job)
    assert (job.state, job.details["code"]) == (jobs.FAILED, "worker-died")


def test_a_worker_that_goes_gives_back_what_it_holds(
    empty_site: Site, opened: Session, uploader: User, submission: Submission
) -> None:
    jobs.enqueue_check(empty_site, opened, submission, uploader)
    jobs.claim(empty_site, opened, "one")
    jobs.release(opened, "one")
    taken = jobs.claim(empty_site, opened, "two")
    assert taken is not None


def test_a_file_that_is_gone_is_said_so(
    empty_site: Site, opened: Session, uploader: User, submission: Submission
) -> None:
    jobs.enqueue_check(empty_site, opened, submission, uploader)
    submissions.stored_path(empty_site, submission).unlink()
    assert working.run_next(empty_site, "one", working.Reader())
    standing = jobs.standings(empty_site, opened, [submission.id])[submission.id]
    assert (standing.state, standing.code) == (jobs.FAILED, "gone")


def test_a_publication_waits_for_its_time(
    empty_site: Site, opened: Session, uploader: User, submission: Submission
) -> None:
    submissions.check(empty_site, opened, submission, uploader)
    submissions.submit(empty_site, opened, submission, uploader)
    reviewer = find_user(opened, "reviewer")
    submissions.approve(empty_site, opened, submission, reviewer)
    later = empty_site.now() + dt.timedelta(hours=1)
    job = jobs.enqueue_publication(empty_site, opened, [submission], reviewer, "按时公开", later)
    assert not working.run_next(empty_site, "one", working.Reader())
    with writing(opened):
        opened.execute(update(Job).where(Job.id == job.id).values(due_at=empty_site.now()))
    assert working.run_next(empty_site, "one", working.Reader())
    opened.refresh(submission)
    assert submission.state == State.PUBLISHED


def test_kills_at_random_moments(tmp_path: Path) -> None:
    """`TORTURE_WORKER_KILLS=50` for the long campaign."""
    _workers_are_killed(tmp_path / "var", int(os.environ.get("TORTURE_WORKER_KILLS", "4")))


@pytest.mark.postgres
def test_kills_at_random_moments_on_postgresql(postgresql_server: str, tmp_path: Path) -> None:  # noqa: F811
    with new_database(postgresql_server, "workers") as url:
        _workers_are_killed(tmp_path / "var", int(os.environ.get("TORTURE_POSTGRESQL_KILLS", "2")), url)


def _workers_are_killed(var_dir: Path, kills: int, database_url: str = "") -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bureau.killing_workers", str(var_dir), str(kills), "20130522", database_url],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120 + 60 * kills,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])
    assert seen["killed"] == kills
    assert seen["killed at work"] > 0
    assert seen["states"] == {State.CHECKED: seen["files"]}
    assert seen["jobs"] == {jobs.DONE: seen["files"]}
    assert seen["disclosures"] == seen["files"]
    assert seen["check events"] == seen["files"]
