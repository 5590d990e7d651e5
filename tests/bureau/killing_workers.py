"""Workers are killed: `python -m tests.bureau.killing_workers VAR_DIR KILLS SEED [DATABASE_URL]` prints what is left.

A forked worker checks uploaded files; the parent kills it with SIGKILL at random moments and starts the next one, which
must find the job of the dead by its silence.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import signal
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from tests import small_city
from tests.bureau.test_jobs import batches
from transparency_site import jobs, submissions, working
from transparency_site.models import Disclosure, Event, Job, Submission
from transparency_site.users import find_user


def hand_in(var_dir: Path, files: int, database_url: str = "") -> None:
    site = small_city.open_site(var_dir, database_url=database_url)
    with site.sessions() as session:
        small_city.start(site, session)
        uploader = find_user(session, "uploader")
        for number in range(files):
            path = batches(var_dir, f"{number}.xlsx", f"{200 + number}", 1_000_000 + 200 * number)
            submission = submissions.receive(site, session, path, path.name, uploader)
            jobs.enqueue_check(site, session, submission, uploader)
    site.engine.dispose()


def worker(var_dir: Path, database_url: str = "") -> int:
    child = os.fork()
    if child == 0:
        jobs.STALE = dt.timedelta(seconds=2)  # the test need not wait ten seconds for each silence
        working.BEAT = 0.4
        working.work(small_city.open_site(var_dir, database_url=database_url), threading.Event())
        os._exit(0)
    return child


def kill(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def wait_for(var_dir: Path, state: str, database_url: str = "") -> None:
    """Until a job stands in `state`, or there is nothing left to do."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        counts = state_of(var_dir, database_url)["jobs"]
        if state in counts or not counts.keys() & set(jobs.OPEN):
            return
        time.sleep(0.05)


def state_of(var_dir: Path, database_url: str = "") -> dict[str, Any]:
    site = small_city.open_site(var_dir, database_url=database_url)
    with site.sessions() as session:
        seen = {
            "files": session.scalar(select(func.count()).select_from(Submission)),
            "states": dict(Counter(session.scalars(select(Submission.state)))),
            "jobs": dict(Counter(session.scalars(select(Job.state)))),
            "disclosures": session.scalar(
                select(func.count()).select_from(Disclosure).where(Disclosure.kind == "batch")
            ),
            "check events": session.scalar(select(func.count()).select_from(Event).where(Event.action == "check")),
            "attempts": session.scalar(select(func.sum(Job.attempts))),
        }
    site.engine.dispose()
    return seen


def main(var_dir: Path, kills: int, seed: int, database_url: str = "") -> None:
    chance = random.Random(seed)
    var_dir.mkdir(parents=True, exist_ok=True)
    hand_in(var_dir, max(6, kills // 2), database_url)
    at_work = 0
    for turn in range(kills):
        child = worker(var_dir, database_url)
        if turn == 0:  # once at least as soon as a job runs, however fast the machine is
            wait_for(var_dir, jobs.RUNNING, database_url)
        elif chance.random() < 0.7:  # most often in the middle of a job, sometimes wherever it is
            wait_for(var_dir, jobs.RUNNING, database_url)
            time.sleep(chance.uniform(0.0, 0.4))
        else:
            time.sleep(chance.uniform(0.0, 1.5))
        at_work += state_of(var_dir, database_url)["jobs"].get(jobs.RUNNING, 0) > 0
        kill(child)
    last = worker(var_dir, database_url)
    deadline = time.monotonic() + 120
    while state_of(var_dir, database_url)["jobs"].keys() & set(jobs.OPEN) and time.monotonic() < deadline:
        time.sleep(0.5)
    kill(last)
    print(json.dumps({"killed": kills, "killed at work": at_work, **state_of(var_dir, database_url)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:])
