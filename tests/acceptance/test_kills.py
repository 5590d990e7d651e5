"""kill -9 at chosen steps and at random moments of publishing: the public sees what was before or what is after.

`tests/store/test_killing.py` kills at random moments of the whole way from upload to publication. Here the process dies
exactly before and after a commit, a rename, an fsync or a statement of `publish`: 18 steps and 3 random moments by
default, every step and TORTURE_KILLS random moments in the long campaign.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

from tests.sample_site import ROOT

KILLS = int(os.environ.get("TORTURE_KILLS", "0"))
SEED = 20_130_522


def test_kills_at_every_step_of_publishing(tmp_path: Path) -> None:
    sweep, at_random = (1_000, KILLS) if KILLS else (18, 3)
    done = subprocess.run(
        [sys.executable, "-m", "tests.acceptance.dying", str(tmp_path), str(sweep), str(at_random), str(SEED)],
        cwd=ROOT, capture_output=True, text=True, timeout=120 + 20 * (KILLS + 100), check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    deaths = [json.loads(line) for line in done.stdout.splitlines()]
    for seen in deaths:
        assert seen["left"] in ("before", "after"), seen
        assert seen["left"] == "after" or not seen["acknowledged"], seen
        assert (seen["lost"], seen["unsound"], seen["disagreeing"], seen["problems"]) == (False, None, [], []), seen
        assert seen["check_changed_nothing"], seen
        assert seen["waited"] == (seen["left"] == "before"), seen
        assert seen["gone_on"] == 1, seen
    _reaches_the_dangerous_moments([seen for seen in deaths if seen["step"]])
    left = Counter((bool(seen["step"]), seen["left"]) for seen in deaths)
    print(f"{len(deaths)} kills: {dict(left)}; acknowledged {sum(seen['acknowledged'] for seen in deaths)}")


def _reaches_the_dangerous_moments(deaths: list[dict[str, str]]) -> None:
    """Between sealing and manifest, between manifest and publication, and around the commit of the publication."""
    steps = {seen["step"] for seen in deaths}
    assert steps >= {f"{when} {what}" for when in ("before", "after") for what in ("rename", "fsync", "commit")}
    last_before = [seen["step"] for seen in deaths if seen["left"] == "before"][-1]
    first_after = next(seen["step"] for seen in deaths if seen["left"] == "after")
    assert (last_before, first_after) == ("before commit", "after commit")
