"""Background jobs: rows that say who is at work and that he lives. A worker that dies is noticed by its heartbeat.

The result of a check and the end of its job are one transaction, which first makes sure that the job is still its
worker's: however a worker dies, stalls or comes back, nothing is stored twice and nothing is lost.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from data_loaders import progress
from data_loaders.progress import Progress
from transparency_site import lifecycle
from transparency_site.lifecycle import Action, State
from transparency_site.models import Job, Redaction, Submission, User
from transparency_site.site import Site
from transparency_site.transactions import writing
from transparency_site.typed_words import require_impersonal

WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
OPEN = (WAITING, RUNNING)
STORING = "storing"
# What each stage of a check took of its time, in percent: 20,000 and 100,000 rows of batches, which agreed.
SHARES = {progress.READING: 25, progress.COMPARING: 20, progress.CHECKING: 30, progress.SCANNING: 5, STORING: 20}
CHECKABLE = (State.RECEIVED, State.CHECKED, State.REFUSED, State.RETURNED)
STALE = dt.timedelta(seconds=10)  # five heartbeats
TELLING = 5  # percent before which the time left is no estimate
MOST_ATTEMPTS = 20  # a kill -9 is no fault of the file; something that ends every worker is


class JobLost(Exception):
    """The job went to another worker while this one stalled: what this one has done is dropped."""


class Busy(Exception):
    """The submission is being checked now; `args[0]` is its number."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job as its worker needs it."""

    id: int
    kind: str
    submission_id: int | None
    user_id: int
    details: Mapping[str, Any]
    attempts: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a submission's newest job stands. `before` jobs are in front of it; `silent`: nobody seems to be working.

    `rows_done` of `rows_total` rows of the file (0: not known) are through this stage; `percent` is of the whole check,
    `seconds_left` an estimate by the time it took so far (None: too early to tell).
    """

    state: str
    stage: str
    before: int
    silent: bool
    code: str | None
    details: Mapping[str, Any]
    created_at: dt.datetime
    started_at: dt.datetime | None
    rows_done: int
    rows_total: int
    percent: int
    seconds_left: int | None


def enqueue_check(
    site: Site,
    session: Session,
    submission: Submission,
    user: User,
    explanations: Mapping[str, str] | None = None,
    reason: str | None = None,
) -> Job:
    """Have the submission checked (again). Raises Busy where that is under way, NotAllowed (personal-words)."""
    require_impersonal(reason, *(explanations or {}).values())
    with writing(session):
        if _open_job(session, submission.id) is not None:
            raise Busy(submission.id)
        details: dict[str, Any] = {"explanations": dict(explanations or {}), "reason": reason}
        return _add(site, session, "check", user, details, submission.id)


def enqueue_publication(
    site: Site, session: Session, submissions: Sequence[Submission], user: User, reason: str, due_at: dt.datetime
) -> Job:
    """Have approved submissions published together at `due_at` (UTC), by `user`.

    Raises NotAllowed (state, role, four eyes) now already, for what could not be published then.
    """
    require_impersonal(reason)
    numbers = [submission.id for submission in submissions]
    with writing(session):
        for submission in submissions:
            lifecycle.step(submission.state, Action.PUBLISH, user.role)
            lifecycle.require_four_eyes(str(user.id), str(submission.uploaded_by_id))
        return _add(site, session, "publish", user, {"submissions": numbers, "reason": reason}, None, due_at)


def erasure_to_do(site: Site, session: Session, redaction: Redaction, user: User) -> Callable[[], None]:
    """What has a confirmed redaction erased; to be called within the transaction that confirms it."""

    def add() -> None:
        _add(site, session, "erase", user, {"redaction": redaction.id}, None)

    return add


def _add(
    site: Site,
    session: Session,
    kind: str,
    user: User,
    details: dict[str, Any],
    submission_id: int | None,
    due_at: dt.datetime | None = None,
) -> Job:
    now = site.now()
    job = Job(
        kind=kind,
        state=WAITING,
        stage=WAITING,
        submission_id=submission_id,
        user_id=user.id,
        details=details,
        attempts=0,
        due_at=due_at or now,
        created_at=now,
    )
    session.add(job)
    session.flush()
    return job


def claim(site: Site, session: Session, owner: str) -> Claimed | None:
    """Take the next job: one that waits and is due, or one whose worker has fallen silent. None: nothing to do."""
    now = site.now()
    waiting = and_(Job.state == WAITING, Job.due_at <= now)
    statement = (
        select(Job)
        .where(or_(waiting, is_silent(now)))
        .order_by(Job.attempts, Job.due_at, Job.id)  # what has ended workers before goes last
        .limit(1)
    )
    if session.scalar(statement.with_only_columns(Job.id)) is None:
        return None  # without taking the write lock: idle workers ask every second
    with writing(session):
        job = session.scalar(statement.with_for_update(skip_locked=True))
        if job is None:
            return None
        job.attempts += 1
        if job.attempts > MOST_ATTEMPTS:
            _end(site, job, FAILED, "worker-died")
            return None
        job.state, job.stage, job.owner = RUNNING, progress.READING, owner
        job.started_at = job.heartbeat_at = now
        job.rows_done = job.rows_total = 0
        return Claimed(job.id, job.kind, job.submission_id, job.user_id, dict(job.details), job.attempts)


def is_silent(now: dt.datetime) -> ColumnElement[bool]:
    """Jobs under way whose worker has given no sign of life for `STALE`."""
    return and_(Job.state == RUNNING, Job.heartbeat_at < now - STALE)


def beat(site: Site, session: Session, job: int, owner: str, now: Progress | None = None) -> bool:
    """Say that `owner` lives and works on the job, and how far he is. False: it is his no more."""
    values: dict[str, Any] = {"heartbeat_at": site.now()}
    if now is not None:
        values |= {"stage": now.step, "rows_done": now.done, "rows_total": now.total}
    with writing(session):
        done = session.execute(
            update(Job).where(Job.id == job, Job.owner == owner, Job.state == RUNNING).values(**values)
        )
    return bool(done.rowcount)  # type: ignore[attr-defined]


def finish(site: Site, session: Session, job: int, owner: str, code: str | None = None, **details: str) -> None:
    """End the job inside the caller's transaction: done, or failed with `code`. Raises JobLost where it is not his."""
    found = session.scalar(
        select(Job).where(Job.id == job).with_for_update().execution_options(populate_existing=True)
    )
    if found is None or found.owner != owner or found.state != RUNNING:
        raise JobLost(job)
    _end(site, found, FAILED if code else DONE, code, **details)


def _end(site: Site, job: Job, state: str, code: str | None = None, **details: str) -> None:
    job.state, job.stage, job.finished_at = state, DONE, site.now()
    if code:
        job.details = {**job.details, "code": code, **details}


def release(session: Session, owner: str) -> None:
    """Give back what `owner` holds, when he goes: the next worker need not wait for his silence."""
    with writing(session):
        session.execute(
            update(Job).where(Job.owner == owner, Job.state == RUNNING).values(state=WAITING, stage=WAITING, owner=None)
        )


def cancel(site: Site, session: Session, job: int) -> bool:
    """Take back a publication that waits for its time. False: it is under way or over."""
    with writing(session):
        found = session.get(Job, job)
        if found is None or found.kind != "publish" or found.state != WAITING:
            return False
        _end(site, found, FAILED, "cancelled")
    return True


def scheduled(session: Session) -> list[Job]:
    """Publications that wait for their time, the next one first."""
    return list(session.scalars(select(Job).where(Job.kind == "publish", Job.state.in_(OPEN)).order_by(Job.due_at)))


def failed_publications(session: Session, limit: int = 10) -> list[Job]:
    """Timed publications that did not happen, the newest first."""
    statement = select(Job).where(Job.kind == "publish", Job.state == FAILED).order_by(Job.id.desc()).limit(limit)
    return [job for job in session.scalars(statement) if job.details.get("code") != "cancelled"]


def standings(site: Site, session: Session, submissions: list[int]) -> dict[int, Standing]:
    """Where the newest job of each of these submissions stands."""
    newest = select(func.max(Job.id)).where(Job.submission_id.in_(submissions)).group_by(Job.submission_id)
    found = list(session.scalars(select(Job).where(Job.id.in_(newest)).execution_options(populate_existing=True)))
    if not found:
        return {}
    now = site.now()
    waiting = list(session.scalars(select(Job.id).where(Job.state == WAITING, Job.due_at <= now).order_by(Job.id)))
    at_work = session.scalar(select(func.max(Job.heartbeat_at)))
    silent = at_work is None or at_work < now - 3 * STALE
    return {
        job.submission_id: _standing(
            job,
            sum(number < job.id for number in waiting) if job.state == WAITING else 0,
            job.state in OPEN and silent and job.created_at < now - 3 * STALE,
            now,
        )
        for job in found
        if job.submission_id is not None
    }


def _standing(job: Job, before: int, silent: bool, now: dt.datetime) -> Standing:
    percent = _percent(job)
    return Standing(
        job.state,
        job.stage,
        before,
        silent,
        job.details.get("code"),
        job.details,
        job.created_at,
        job.started_at,
        job.rows_done,
        job.rows_total,
        percent,
        _seconds_left(job, percent, now),
    )


def _percent(job: Job) -> int:
    """How much of a check is done, by what its stages usually take; 0 while it waits, 100 when it is over."""
    if job.stage not in SHARES:
        return 100 if job.stage == DONE else 0
    stages = list(SHARES)
    over = sum(SHARES[stage] for stage in stages[: stages.index(job.stage)])
    return over + (SHARES[job.stage] * job.rows_done // job.rows_total if job.rows_total else 0)


def _seconds_left(job: Job, percent: int, now: dt.datetime) -> int | None:
    if job.state != RUNNING or job.started_at is None or percent < TELLING:
        return None
    taken = (now - job.started_at).total_seconds()
    return max(1, round(taken * (100 - percent) / percent))


def _open_job(session: Session, submission: int) -> Job | None:
    return session.scalar(select(Job).where(Job.submission_id == submission, Job.state.in_(OPEN)))


def is_open(session: Session, submission: int) -> bool:
    """Whether the submission is being checked or waits for it."""
    return _open_job(session, submission) is not None
