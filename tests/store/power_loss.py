"""Publishes on a disk that remembers, loses the power in thousands of ways, and looks at what is left.

`python -m tests.store.power_loss record VAR_DIR SHIM LOG` does the work with the shim (recording_disk.c) preloaded: a
publication into a city that has none, and a correction. Each mark is something that was acknowledged.
"""

from __future__ import annotations

import ctypes
import random
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from tests import small_city
from tests.store.killing import DAY, documents, go_on, index_differs
from tests.store.lossy_disk import Disk, Event, write
from transparency_site import file_store, publishing, self_check
from transparency_site.accounts import kept_secrets, random_secrets
from transparency_site.models import Disclosure, SourceFile, Submission
from transparency_site.row_digests import stored_digest
from transparency_site.site import Site
from transparency_site.snapshot import latest_version
from transparency_site.users import find_user

START = 1  # the version of a city that has its reference data and nothing else
UPLOADED, PUBLISHED, SECRET = 1, 2, 3
ROWS, THOROUGH = 4, 20
"""Of so many states one has every row and index document compared; one the self-check, and the next publication."""


def record(var_dir: Path, library: Path, log: Path) -> None:
    """Upload, approve and publish twice, and close the database."""
    shim = ctypes.CDLL(str(library))
    shim.disk_record(str(var_dir).encode(), str(log).encode())
    site = small_city.open_site(var_dir)
    with site.sessions() as session:
        latest_version(session)  # the journal's name is made sure with the first write, and no later
        kept_secrets.kept(var_dir, kept_secrets.SECOND_FACTOR, random_secrets.make)
        shim.disk_mark(ctypes.c_long(SECRET))
        for turn in (1, 2):
            submission = small_city.approved(site, session, documents(turn), f"第{turn}次")
            shim.disk_mark(ctypes.c_long(UPLOADED))
            reviewer = find_user(session, "reviewer")
            publishing.publish(site, session, [submission], reviewer, f"第{turn}次", DAY)
            shim.disk_mark(ctypes.c_long(PUBLISHED))
    site.engine.dispose()
    shim.disk_stop()


def losses(
    disk: Disk, events: list[Event], chance: random.Random, states: int
) -> Iterator[tuple[int, dict[int, int], dict[str, bytes | None]]]:
    """(Moment, how often each mark was passed, what is left) of so many power cuts, in the order of their moments.

    Half of them come just behind a call that makes something sure or visible: there one thing may rest on another.
    """
    narrow = [number + 1 for number, event in enumerate(events) if event.kind in "SRKU"] or [0]
    moments = sorted(
        chance.choice(narrow) if chance.random() < 0.5 else chance.randint(0, len(events)) for _ in range(states)
    )
    played, marks = 0, dict.fromkeys((UPLOADED, PUBLISHED, SECRET), 0)
    for moment in moments:
        for event in events[played:moment]:
            disk.play(event)
            if event.kind == "K":
                marks[event.offset] += 1
        played = moment
        yield moment, dict(marks), disk.left(chance)
    for event in events[played:]:
        disk.play(event)


def look(tree: dict[str, bytes | None], marks: dict[int, int], folder: Path, number: int) -> list[str]:
    """What is wrong with what power cut `number` left: nothing, if all is well. `folder` is made and removed."""
    write(tree, folder)
    site = small_city.open_site(folder)
    try:
        found = list(_problems(site, marks))
        if not found and number % ROWS == 0:
            found += _rows(site)
        if not found and number % THOROUGH == 0:
            found += _thoroughly(site, folder)
    except DatabaseError as damaged:
        found = [f"database: {damaged.orig}"]
    finally:
        site.engine.dispose()
        shutil.rmtree(folder)
    return found


def _problems(site: Site, marks: dict[int, int]) -> Iterator[str]:
    if started := self_check.at_start(site):
        yield f"at start: {[problem.code for problem in started]}"
        return
    key = site.settings.var_dir / kept_secrets.SECOND_FACTOR
    if marks[SECRET] and not (key.is_file() and key.read_text().strip()):
        yield "the key of the second factors is gone"
    with site.sessions() as session:
        answer = session.execute(text("PRAGMA integrity_check")).scalar()
        if answer != "ok":
            yield f"database: {answer}"
        version = latest_version(session)
        if not START + marks[PUBLISHED] <= version <= START + 2:
            yield f"version {version} after {marks[PUBLISHED]} acknowledged publications"
        uploads = session.scalar(select(func.count()).select_from(Submission)) or 0
        if uploads < marks[UPLOADED]:
            yield f"{uploads} submissions after {marks[UPLOADED]} acknowledged uploads"
        yield from (f"version: {problem.code}" for problem in self_check._versions(session))
        for source in session.scalars(select(SourceFile)):
            path = file_store.find(site, source.sha256)
            if path is None or file_store.sha256_of(path.read_bytes()) != source.sha256:
                yield f"source file {source.sha256} missing or changed"


def _rows(site: Site) -> Iterator[str]:
    with site.sessions() as session:
        for one in session.scalars(select(Disclosure).where(Disclosure.kind != "reference")):
            if stored_digest(session, one) != one.digest:
                yield f"digest of {one.key}~{one.revision} differs"
        yield from (f"index differs: {key}" for key in index_differs(site, session))


def _thoroughly(site: Site, folder: Path) -> Iterator[str]:
    with site.sessions() as session:
        version = latest_version(session)
        for problem in self_check.run(site, session):
            if problem.code not in self_check.REPAIRED:
                yield f"self-check: {problem.code} {problem.subject}"
    _waited, after = go_on(folder, 3)
    if after <= version:
        yield f"no publication after version {version}"


if __name__ == "__main__":
    assert sys.argv[1] == "record"
    record(*map(Path, sys.argv[2:5]))
