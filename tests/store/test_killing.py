"""kill -9 at random moments of publishing: nothing lost, nothing half-published, index and database agree, the next
one works.

20 kills by default; `TORTURE_KILLS=200` for the long campaign.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def test_kills_while_publishing(small_site_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(small_site_folder, tmp_path / "var")
    kills = int(os.environ.get("TORTURE_KILLS", "20"))
    done = subprocess.run(
        [sys.executable, "-m", "tests.store.killing", str(tmp_path / "var"), str(kills), "20130522"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60 + 30 * kills,
        check=False,
    )
    rounds = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(rounds) == kills, done.stderr
    for seen in rounds:
        assert (seen["lost"], seen["unsound"], seen["disagreeing"], seen["problems"]) == (False, None, [], []), seen
        assert seen["after"] == seen["version"] + seen["waited"] + 1, seen
    # Kills must have hit the middle of the work, not only its idle beginning.
    assert any(seen["acknowledged"] for seen in rounds)
