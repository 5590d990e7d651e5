"""What a worker does with a job: check a submission in a process of its own, or publish at the set time. An idle one
writes the whole-data files of a new version, or merges segments of the search index.
"""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import structlog
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from data_loaders.check import CheckedFile
from data_loaders.grid import Limits
from data_loaders.isolation import Worker
from data_loaders.progress import Listener, Progress
from data_loaders.worker import Resources
from transparency_site import erasing, jobs, publishing, row_redaction, submissions
from transparency_site.checking import OptionError, context_for
from transparency_site.disclosing import AlreadyWaiting
from transparency_site.index_merging import Merger
from transparency_site.jobs import Claimed, JobLost
from transparency_site.lifecycle import NotAllowed
from transparency_site.models import SourceFile, Submission, User
from transparency_site.prebuilding import Prebuilder
from transparency_site.publishing import PublishingRefused
from transparency_site.site import Site
from transparency_site.snapshot import latest_version
from transparency_site.submissions import NotReceived, UnknownSubmission
from transparency_site.transactions import writing
from transparency_site.wiping import StillRead

BEAT = 2.0  # seconds
LOOK = 0.25  # seconds between two looks for progress worth telling
IDLE = 0.5
log = structlog.get_logger()


def owner_name() -> str:
    """A name that no other worker has or had."""
    return f"{socket.gethostname()[:24]}:{os.getpid()}:{secrets.token_hex(6)}"


@dataclass
class Reader:
    """The process that opens files, kept for the next file as long as it would be told the same beforehand."""

    known: tuple[Any, ...] = ()
    worker: Worker | None = field(default=None, repr=False)

    def read(
        self, site: Site, session: Session, submission: Submission, listener: Listener | None = None
    ) -> CheckedFile:
        """What the submission's file says, checked against the newest version. Raises NotReceived, OptionError."""
        path = submissions.stored_path(site, submission)
        name = session.get_one(SourceFile, submission.file_sha256).name
        known = (latest_version(session), site.today(), tuple(sorted(submission.options.items())))
        if self.worker is None or known != self.known:
            self.close()
            limits = Limits(file_bytes=site.settings.max_upload_mb * 2**20)
            context = context_for(site, session, submission.options, "")
            self.worker = Worker(context, Resources(), limits, with_twins=True)
            self.known = known
        session.commit()  # no transaction stays open while another process works
        return self.worker.check(path, name, listener)

    def close(self) -> None:
        if self.worker is not None:
            self.worker.close()
            self.worker = None


def run_next(site: Site, owner: str, reader: Reader) -> bool:
    """Take one job and see it through. False: there was nothing to do."""
    with site.sessions() as session:
        job = jobs.claim(site, session, owner)
        if job is None:
            return False
        pulse = Pulse()
        with _heart(site, job.id, owner, pulse):
            _run(site, session, job, owner, reader, pulse)
    return True


def _run(site: Site, session: Session, job: Claimed, owner: str, reader: Reader, pulse: Pulse) -> None:
    try:
        if job.kind == "check":
            _check(site, session, job, owner, reader, pulse)
        else:
            _OTHER_KINDS[job.kind](site, session, job, owner)
    except JobLost:
        log.warning("job went to another worker", job=job.id)
    except (NotReceived, NotAllowed, PublishingRefused) as refused:
        _fail(site, session, job, owner, refused.code, **refused.details)
    except AlreadyWaiting as other:
        _fail(site, session, job, owner, "already-waiting", key=other.key, submission=str(other.submission))
    except OptionError as wrong:
        _fail(site, session, job, owner, "bad-option", name=wrong.name, value=wrong.value)
    except (StillRead, UnknownSubmission) as over:
        _fail(site, session, job, owner, _OVER[type(over)])
    except OperationalError:
        log.exception("database not available, the job is tried again", job=job.id)
    except Exception:  # the last fence of the worker: one bad job must not stop the others
        log.exception("job failed", job=job.id)
        _fail(site, session, job, owner, "internal-error")


def _check(site: Site, session: Session, job: Claimed, owner: str, reader: Reader, pulse: Pulse) -> None:
    submission = submissions.find(session, job.submission_id or 0)
    checked = reader.read(site, session, submission, pulse.hear)
    # One transaction that takes all rows or none: until it is over, none of them is stored.
    storing = Progress(jobs.STORING, 0, sum(account.rows.used for account in checked.report.tables))
    with pulse.telling:
        pulse.now = None
        if not jobs.beat(site, session, job.id, owner, storing):
            raise JobLost(job.id)
    submissions.take(
        site,
        session,
        submission,
        session.get_one(User, job.user_id),
        checked,
        job.details.get("explanations") or {},
        job.details.get("reason"),
        first=lambda: jobs.finish(site, session, job.id, owner),
    )


def _erase(site: Site, session: Session, job: Claimed, owner: str) -> None:
    erasing.erase(site, session, row_redaction.find(session, job.details["redaction"]))
    with writing(session):
        jobs.finish(site, session, job.id, owner)


def _publish(site: Site, session: Session, job: Claimed, owner: str) -> None:
    chosen = [submissions.find(session, number) for number in job.details["submissions"]]
    by = session.get_one(User, job.user_id)
    publishing.publish(
        site, session, chosen, by, job.details["reason"], and_then=lambda: jobs.finish(site, session, job.id, owner)
    )


_OTHER_KINDS = {"publish": _publish, "erase": _erase}
_OVER: dict[type[Exception], str] = {UnknownSubmission: "gone", StillRead: "still-read"}  # a self-check erases the rest


def _fail(site: Site, session: Session, job: Claimed, owner: str, code: str, **details: str) -> None:
    session.rollback()
    try:
        with writing(session):
            jobs.finish(site, session, job.id, owner, code, **details)
    except JobLost:
        log.warning("job went to another worker", job=job.id)


@dataclass
class Pulse:
    """How far the job is, as the thread that works last heard it; the heart tells it to the database. Whoever holds
    `telling` may: nothing older is told after something newer.
    """

    now: Progress | None = None
    telling: threading.Lock = field(default_factory=threading.Lock)

    def hear(self, now: Progress) -> None:
        self.now = now

    def take(self) -> Progress | None:
        """What has not been told yet."""
        now, self.now = self.now, None
        return now


@contextmanager
def _heart(site: Site, job: int, owner: str, pulse: Pulse) -> Iterator[None]:
    """Heartbeats and progress from a thread of their own while the block works."""
    over = threading.Event()

    def beats() -> None:
        last = time.monotonic()
        with site.sessions() as session:
            while not over.wait(LOOK):
                if pulse.now is None and time.monotonic() < last + BEAT:
                    continue
                last = time.monotonic()
                try:
                    with pulse.telling:
                        if not jobs.beat(site, session, job, owner, pulse.take()):
                            return
                except OperationalError:  # the block itself holds the write lock: it is alive
                    session.rollback()

    thread = threading.Thread(target=beats, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def work(site: Site, stop: threading.Event, owner: str | None = None) -> None:
    """Work until `stop` is set."""
    name, reader = owner or owner_name(), Reader()
    prebuilder, merger = Prebuilder(site), Merger(site)
    try:
        while not stop.is_set():
            try:
                busy = run_next(site, name, reader) or prebuilder.look() or merger.look()
            except OperationalError:  # the database is away or locked for long: come back
                log.exception("no job could be taken")
                time.sleep(BEAT)
                continue
            if not busy:
                stop.wait(IDLE)
    finally:
        reader.close()
        merger.close()
