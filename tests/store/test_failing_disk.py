"""EIO, a full disk, and death before or within any call that changes a file while publishing: all or nothing each time.

A few calls by default; `TORTURE_DISK=1` fails every call once, `TORTURE_DISK=0` in all four manners.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
EVERY = os.environ.get("TORTURE_DISK", "48")


def test_no_failure_of_the_disk_leaves_half_a_publication(small_site_folder: Path, tmp_path: Path) -> None:
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler: the disk that fails cannot be made")
    shim, origin = tmp_path / "shim.so", Path(shutil.copytree(small_site_folder, tmp_path / "var"))
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-O1", "-o", str(shim), str(Path(__file__).with_name("failing_disk.c")), "-ldl"],
        check=True, timeout=60,
    )
    done = subprocess.run(
        [sys.executable, "-m", "tests.store.failing_disk", str(origin), str(shim), EVERY],
        cwd=ROOT, env={**os.environ, "LD_PRELOAD": str(shim)}, capture_output=True, text=True, timeout=7200,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    steps, *tries = [json.loads(line) for line in done.stdout.splitlines()]
    for seen in tries:
        sound = (seen["lost"], seen["unsound"], seen["disagreeing"], seen["problems"])
        assert sound == (False, None, [], []), seen
        assert seen["version"] in (9, 10), seen
        assert seen["after"] > seen["version"], seen
    ended = Counter({1: "published", 100: "refused", 200: "killed"}[seen["ended"]] for seen in tries)
    print(f"{steps['steps']} calls that change files, {len(tries)} failures: {dict(ended)}")
    assert ended["refused"] > 0
    assert ended["killed"] > 0
