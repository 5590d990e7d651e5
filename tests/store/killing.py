"""Publishes and is killed: `python -m tests.store.killing VAR_DIR KILLS SEED [DATABASE_URL]` tells each kill as JSON.

A forked child uploads, approves and publishes without end; the parent kills it with SIGKILL at a random moment,
looks at what is left with fresh eyes, and publishes once itself.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from select import select as select_when_ready
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data_loaders.records import Document
from tests import factories as make
from tests import small_city
from transparency_site import publishing, search_index, self_check, submissions
from transparency_site.models import Disclosure, Submission
from transparency_site.search_documents import documents_of
from transparency_site.site import Site
from transparency_site.snapshot import latest_version, open_snapshot
from transparency_site.users import find_user

DAY = dt.date(2014, 2, 13)


def documents(turn: int) -> list[Document]:
    """Something new and something corrected, a few hundred rows: so that every stage of publishing takes a while."""
    rows = [make.recipient(f"第{turn}轮第{number}个项目", 1_000_00 + turn, number) for number in range(1, 120)]
    return [make.batch("900", recipients=rows), make.budget("101001", 2015 + turn, 1_00 + turn, 2_00, klass="201")]


def publish_without_end(var_dir: Path, turn: int, told: int, database_url: str = "") -> None:
    site = small_city.open_site(var_dir, database_url=database_url)
    with site.sessions() as session:
        for step in range(1000):
            publication = small_city.publish(site, session, documents(turn * 1000 + step), DAY, f"第{turn}.{step}次")
            os.write(told, f"{publication.version}\n".encode())


def killed_after(var_dir: Path, turn: int, seconds: float, database_url: str = "") -> int:
    """The last version that a child acknowledged before it was killed after `seconds` of publishing."""
    reading, told = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        publish_without_end(var_dir, turn, told, database_url)
        os._exit(0)
    os.close(told)
    if turn == 1:  # once at least after a publication, however slow the machine is
        select_when_ready([reading], [], [], 30)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reading) as answers:
        versions = [int(line) for line in answers.read().split()]
    return versions[-1] if versions else 0


def look(var_dir: Path, acknowledged: int, database_url: str = "") -> dict[str, Any]:
    """What is wrong after a kill: nothing, if all is well."""
    site = small_city.open_site(var_dir, database_url=database_url)
    with site.sessions() as session:
        unsound = search_index.is_sound(site, session)
        disagreeing = [] if unsound else index_differs(site, session)
        version = latest_version(session)
        problems = [
            problem.code for problem in self_check.run(site, session) if problem.code not in self_check.REPAIRED
        ]
    site.engine.dispose()
    return {
        "version": version,
        "lost": version < acknowledged,
        "unsound": unsound,
        "disagreeing": disagreeing,
        "problems": problems,
    }


def index_differs(site: Site, session: Session) -> list[str]:
    """Visible disclosures whose documents are not in the index exactly once."""
    snapshot = open_snapshot(session, DAY)
    searcher = search_index.searcher(site, snapshot).searcher
    assert searcher is not None
    found = Counter(
        segment.document(number).disclosure for segment in searcher.segments for number in range(segment.documents)
    )
    visible = session.scalars(snapshot.rows(Disclosure)).all()
    return [one.key for one in visible if found[one.id] != len(list(documents_of(session, one)))]


def go_on(var_dir: Path, turn: int, database_url: str = "") -> tuple[int, int]:
    """What a person does after a kill: finish what waits, then the next one. (How many waited, the last version)."""
    site = small_city.open_site(var_dir, database_url=database_url)
    with site.sessions() as session:
        reviewer = find_user(session, "reviewer")
        waiting = session.scalars(select(Submission).where(Submission.state.in_(("submitted", "approved")))).all()
        for submission in waiting:
            if submission.state == "submitted":
                submissions.approve(site, session, submission, reviewer)
            publishing.publish(site, session, [submission], reviewer, "继续", DAY)
        version = small_city.publish(site, session, documents(turn * 1000 + 999), DAY, f"第{turn}次之后").version
    site.engine.dispose()
    return len(waiting), version


def main(var_dir: Path, kills: int, seed: int, database_url: str = "") -> None:
    chance = random.Random(seed)
    for turn in range(1, kills + 1):
        seconds = chance.uniform(0.02, 1.0)
        acknowledged = killed_after(var_dir, turn, seconds, database_url)
        seen = look(var_dir, acknowledged, database_url)
        waited, after = go_on(var_dir, turn, database_url)
        print(
            json.dumps(
                {
                    "turn": turn,
                    "seconds": round(seconds, 3),
                    "acknowledged": acknowledged,
                    **seen,
                    "waited": waited,
                    "after": after,
                }
            ),
            flush=True,
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:])
