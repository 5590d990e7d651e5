"""Publishes once and dies at a chosen step of it: `python -m tests.acceptance.dying FOLDER SWEEP RANDOM SEED`.

Prints one JSON line for each death. A step is every fsync, rename, new folder, SQL statement and commit of `publish`;
the child kills itself with SIGKILL when it comes to the chosen one (before it is done, or just after). SWEEP deaths
are spread over all steps, those at commits, renames and the outer fsyncs first; RANDOM deaths come from outside, at any
moment of publishing. Each begins from the same prepared city, so that what is left can only be one of two pictures: the
one before or the one after.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from tests import small_city
from tests.store.killing import DAY, documents, go_on, look
from transparency_site import publishing
from transparency_site.models import Disclosure, Event, Publication, Submission
from transparency_site.site import Site
from transparency_site.snapshot import open_snapshot
from transparency_site.users import find_user

Picture = list[Any]
_CALLS = ("fsync", "rename", "replace", "mkdir")
_SHOWN = ("commit", "rename", "replace", "mkdir")


class Steps:
    """Counts the steps of this process and kills it at number `last` (0: never); `names` are those gone through."""

    def __init__(self, site: Site, last: int) -> None:
        self.last = last
        self.names: list[str] = []
        for name in _CALLS:
            setattr(os, name, self._watched(name, getattr(os, name)))
        engine, first = site.engine, {"insert": True}  # before the engine's own listeners, which may commit already
        event.listen(engine, "before_cursor_execute", lambda *_found: self.step("before a statement"), **first)
        event.listen(engine, "commit", lambda _connection: self.step("before commit"), **first)
        event.listen(Session, "after_commit", lambda _session: self.step("after commit"))

    def _watched(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*arguments: Any, **options: Any) -> Any:
            self.step(f"before {name}")
            result = call(*arguments, **options)
            self.step(f"after {name}")
            return result

        return watched

    def step(self, name: str) -> None:
        self.names.append(name)
        if len(self.names) == self.last:
            os.kill(os.getpid(), signal.SIGKILL)


def prepare(var_dir: Path) -> None:
    """The small city with one more batch, and a submission that waits: a new budget and a correction of that batch."""
    site = small_city.open_site(var_dir)
    with site.sessions() as session:
        small_city.build(site, session)
        small_city.publish(site, session, documents(1), DAY, "第1次")
        small_city.approved(site, session, documents(2), "第2次")
    site.engine.dispose()


def fresh(base: Path) -> Path:
    """A copy of the prepared city in a folder of its own: this process remembers index folders that it has opened."""
    return Path(shutil.copytree(base, base.parent / uuid.uuid4().hex))


def picture(var_dir: Path) -> Picture:
    """What the public sees and what is on record, as far as publishing changes any of it."""
    site = small_city.open_site(var_dir)
    with site.sessions() as session:
        snapshot = open_snapshot(session, DAY)
        columns = (Disclosure.key, Disclosure.revision, Disclosure.digest, Disclosure.published_in)
        visible = session.execute(snapshot.rows(Disclosure, *columns).order_by(Disclosure.key))
        retired = select(Disclosure.key, Disclosure.revision, Disclosure.retired_in, Disclosure.retired_as)
        states = select(Submission.state, func.count()).group_by(Submission.state).order_by(Submission.state)
        counts = [session.scalar(select(func.count()).select_from(model)) for model in (Publication, Event)]
        gone = session.execute(retired.where(Disclosure.retired_in.is_not(None)).order_by(Disclosure.id))
        seen = [[list(row) for row in rows] for rows in (visible, gone, session.execute(states))]
    site.engine.dispose()
    return [*seen, counts]


def publish_waiting(var_dir: Path, last: int, told: int) -> None:
    """The child's work: publish what waits, dying at step `last`; tells that it begins, the version, what it took."""
    site = small_city.open_site(var_dir)
    with site.sessions() as session:
        reviewer = find_user(session, "reviewer")
        waiting = list(session.scalars(select(Submission).where(Submission.state == "approved")))
        steps = Steps(site, last)
        os.write(told, b"begun\n")
        begun = time.monotonic()
        publication = publishing.publish(site, session, waiting, reviewer, "第2次", DAY)
        took = {"steps": list(steps.names), "seconds": time.monotonic() - begun}
        os.write(told, f"{publication.version}\n{json.dumps(took)}\n".encode())


def child(var_dir: Path, last: int = 0, delay: float | None = None) -> list[str]:
    """Lines that a child told before it died at step `last`, or `delay` seconds after it began to publish."""
    reading, told = os.pipe()
    number = os.fork()
    if number == 0:
        os.close(reading)
        publish_waiting(var_dir, last, told)
        os._exit(0)
    os.close(told)
    with os.fdopen(reading) as answers:
        lines = [answers.readline().strip()]
        if delay is not None:
            time.sleep(delay)
            os.kill(number, signal.SIGKILL)
        lines += answers.read().split("\n")
    os.waitpid(number, 0)
    assert lines[0] == "begun", lines
    return [line for line in lines[1:] if line]


def death(base: Path, pictures: Sequence[Picture], **chosen: Any) -> dict[str, Any]:
    """One death and what is left of it."""
    var_dir = fresh(base)
    told = child(var_dir, **chosen)
    left = picture(var_dir)
    seen = look(var_dir, int(told[0]) if told else 0)
    unchanged = picture(var_dir) == left
    waited, after = go_on(var_dir, 3)
    shutil.rmtree(var_dir)
    return {
        **chosen,
        "acknowledged": bool(told),
        "left": ["before", "after"][pictures.index(left)] if left in pictures else "half",
        "check_changed_nothing": unchanged,
        **{key: seen[key] for key in ("lost", "unsound", "disagreeing", "problems")},
        "waited": waited,
        "gone_on": after - seen["version"] - waited,
    }


def chosen_steps(names: Sequence[str], count: int) -> list[int]:
    """`count` step numbers: first the commits, renames and new folders and the outer fsyncs, then evenly the others."""
    syncs = [number for number, name in enumerate(names, 1) if name.endswith("fsync")]
    first = [number for number, name in enumerate(names, 1) if name.endswith(_SHOWN)] + syncs[:1] + syncs[-1:]
    others = [number for number in range(1, len(names) + 1) if number not in first]
    room = max(0, min(count - len(first), len(others)))
    spread = [others[place * len(others) // room] for place in range(room)]
    return sorted(set(first[:count] + spread))


def deaths(folder: Path, sweep: int, at_random: int, seed: int) -> Iterator[dict[str, Any]]:
    """Every death of the campaign, each in a fresh copy of the prepared city."""
    base, chance = folder / "base", random.Random(seed)
    prepare(base)
    var_dir = fresh(base)
    before = picture(var_dir)
    took = json.loads(child(var_dir)[1])
    names, after = took["steps"], picture(var_dir)
    assert before != after
    for number in chosen_steps(names, sweep):
        yield {"step": names[number - 1], **death(base, (before, after), last=number)}
    for _ in range(at_random):
        yield {"step": "", **death(base, (before, after), delay=chance.uniform(0, 1.2 * took["seconds"]))}


def main(folder: Path, sweep: int, at_random: int, seed: int) -> None:
    for seen in deaths(folder, sweep, at_random, seed):
        print(json.dumps(seen), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *(int(argument) for argument in sys.argv[2:5]))
