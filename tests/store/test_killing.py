"""kill -9 at random moments of publishing: nothing lost, nothing half-published, index and database agree, the next
one works.

20 kills by default; `TORTURE_KILLS=200` for the long campaign. On PostgreSQL 3, or `TORTURE_POSTGRESQL_KILLS`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import small_city
from tests.store.conftest import new_database

ROOT = Path(__file__).resolve().parent.parent.parent


KILLS = int(os.environ.get("TORTURE_KILLS", "20"))
ON_POSTGRESQL = int(os.environ.get("TORTURE_POSTGRESQL_KILLS", "3"))
ROUND = 20  # kills of one city: each looks at all that was published before, which makes long rounds slow


def test_kills_while_publishing(small_site_folder: Path, tmp_path: Path) -> None:
    seen_all = []
    for number, start in enumerate(range(0, KILLS, ROUND)):
        var_dir = Path(shutil.copytree(small_site_folder, tmp_path / f"var-{number}"))
        seen_all += _killed(var_dir, min(ROUND, KILLS - start), 20_130_522 + number)
        shutil.rmtree(var_dir)
    assert len(seen_all) == KILLS
    _all_sound(seen_all)


@pytest.mark.postgres
def test_kills_while_publishing_on_postgresql(postgresql_server: str, tmp_path: Path) -> None:
    with new_database(postgresql_server, "killed") as url:
        site = small_city.open_site(tmp_path / "var", database_url=url)
        with site.sessions() as session:
            small_city.start(site, session)
        site.dispose()
        _all_sound(_killed(tmp_path / "var", ON_POSTGRESQL, 20_130_522, url))


def _all_sound(seen_all: list[dict[str, Any]]) -> None:
    for seen in seen_all:
        assert (seen["lost"], seen["unsound"], seen["disagreeing"], seen["problems"]) == (False, None, [], []), seen
        assert seen["after"] == seen["version"] + seen["waited"] + 1, seen
    # Kills must have hit the middle of the work, not only its idle beginning.
    acknowledged, waiting = (sum(bool(seen[key]) for seen in seen_all) for key in ("acknowledged", "waited"))
    print(f"{len(seen_all)} kills: {acknowledged} after a publication, {waiting} with a submission waiting")
    assert acknowledged


def _killed(var_dir: Path, kills: int, seed: int, database_url: str = "") -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.store.killing", str(var_dir), str(kills), str(seed), database_url],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60 + 30 * kills,
        check=False,
    )
    rounds = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(rounds) == kills, done.stderr
    return rounds
