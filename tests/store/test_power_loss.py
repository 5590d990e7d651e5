"""Power cuts while publishing, simulated byte by byte: what was acknowledged is there, the rest is all or nothing.

A few dozen states by default, `TORTURE_POWER` for another number (`make torture`: 5,000).
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import small_city
from tests.store import power_loss
from tests.store.lossy_disk import Disk, Event, File, inodes_of, read_log

ROOT = Path(__file__).resolve().parent.parent.parent
STATES = int(os.environ.get("TORTURE_POWER", "60"))
SEED = int(os.environ.get("TORTURE_SEED", "20130522"))


@dataclass(frozen=True)
class Recording:
    """What was done to a city's folder: the folder afterwards, its content and inodes before, and every call."""

    var_dir: Path
    before: Path
    inodes: dict[str, int]
    events: list[Event]

    def disk(self) -> Disk:
        return Disk(self.var_dir, self.inodes, self.before)


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    folder = tmp_path_factory.mktemp("power")
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler: the disk that remembers cannot be made")
    shim, var_dir, log = folder / "shim.so", folder / "var", folder / "log"
    source = Path(__file__).with_name("recording_disk.c")
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-O1", "-o", str(shim), str(source), "-ldl", "-lpthread"], check=True, timeout=60
    )
    site = small_city.open_site(var_dir)
    with site.sessions() as session:
        small_city.start(site, session)
    site.engine.dispose()
    before = Path(shutil.copytree(var_dir, folder / "before"))
    inodes = inodes_of(var_dir)
    subprocess.run(
        [sys.executable, "-m", "tests.store.power_loss", "record", str(var_dir), str(shim), str(log)],
        cwd=ROOT, env={**os.environ, "LD_PRELOAD": str(shim)}, timeout=300, check=True,
    )  # fmt: skip
    return Recording(var_dir, before, inodes, read_log(log))


def test_no_power_cut_leaves_a_corrupt_city(recording: Recording, tmp_path: Path) -> None:
    chance, problems, versions = random.Random(SEED), [], Counter[int]()
    cuts = power_loss.losses(recording.disk(), recording.events, chance, STATES)
    for number, (moment, marks, tree) in enumerate(cuts):
        found = power_loss.look(tree, marks, tmp_path / f"state-{number}", number)
        problems += [f"state {number} after {moment} of {len(recording.events)} calls: {one}" for one in found]
        versions[marks[power_loss.PUBLISHED]] += 1
    kinds = Counter(event.kind for event in recording.events)
    print(f"{STATES} states of {dict(kinds)}, by acknowledged publications {dict(versions)}: {len(problems)} problems")
    assert not problems, "\n".join(problems[:20])
    assert {event.kind for event in recording.events} >= set("CKMRSTUW")


def test_without_syncs_the_same_looks_find_damage(recording: Recording, tmp_path: Path) -> None:
    unsynced = [event for event in recording.events if event.kind != "S"]
    cuts = power_loss.losses(recording.disk(), unsynced, random.Random(SEED), 12)
    found = [power_loss.look(tree, marks, tmp_path / str(moment), 1) for moment, marks, tree in cuts]
    assert sum(map(bool, found)) > 3


def test_what_was_recorded_is_all_that_happened(recording: Recording) -> None:
    """Played to the end without a loss, the recording gives the folder byte for byte."""
    disk = recording.disk()
    for event in recording.events:
        disk.play(event)
    there = {
        str(path.relative_to(recording.var_dir)): None if path.is_dir() else path.read_bytes()
        for path in recording.var_dir.rglob("*")
    }
    assert disk.now() == there


def test_a_write_that_was_not_synced_may_be_lost_and_one_that_was_stays() -> None:
    chance, file = random.Random(1), File(b"")
    file.pending.append((0, b"a" * 1024))
    seen = {file.left(chance) for _ in range(50)}
    assert {b"", b"a" * 1024, bytes(1024), b"a" * 512, bytes(512) + b"a" * 512} <= seen
    file.sync()
    file.pending += [(0, b"b"), (512, None)]
    assert {one[1:512] for one in (file.left(chance) for _ in range(50))} == {b"a" * 511}
