"""`python -m benchmarks` (`make bench`): makes the data, runs us and the peers in turn, judges every goal.

Writes benchmarks/results/<day>.json and the table in docs/performance.md; exits 1 where a goal is missed.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from dataclasses import asdict
from pathlib import Path

from benchmarks import http_speed, search_speed, writing_speed
from benchmarks.peers import database, environment
from benchmarks.processes import ROOT, flask, site_environment
from benchmarks.report import Measured, as_table, into_document, versions
from transparency_site.config import read_settings
from transparency_site.queries import source_cells
from transparency_site.site import Site
from transparency_site.snapshot import open_snapshot

SIZES = {"20k": 0, "100k": 100_000, "1m": 1_000_000}


def main() -> int:
    """Run what was asked for; 0 where every goal measured holds."""
    given = _arguments()
    folder = Path(given.folder).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    binaries = environment(folder)
    measured: list[Measured] = []
    for size in given.sizes.split(","):
        site = _site(folder, size)
        data = database(site, folder / size)
        print(f"== {size}", flush=True)
        if "http" in given.parts:
            measured += http_speed.measure(size, site, data, binaries, folder, given.seconds, given.rounds)
        if "search" in given.parts:
            measured += search_speed.measure(size, site, data)
        if "writing" in given.parts:
            measured += writing_speed.measure(size, site, folder)
        print(as_table([one for one in measured if one.size == size]), flush=True)
    measured += http_speed.growth(measured)
    _write(measured)
    missed = [one for one in measured if one.holds is False]
    for one in missed:
        print(f"missed: {one.name} at {one.size}: {one.value:.2f} {one.unit}, goal {one.goal_text}")
    return 1 if missed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--sizes", default="20k,100k,1m", help="of " + ", ".join(SIZES))
    parser.add_argument("--parts", default="http,search,writing")
    parser.add_argument("--seconds", type=float, default=3, help="of each run of wrk")
    parser.add_argument("--rounds", type=int, default=3, help="alternating; the median counts")
    parser.add_argument("--folder", default=str(ROOT / "var" / "bench"), help="where data and peers are kept")
    return parser.parse_args()


def _site(folder: Path, size: str) -> Path:
    """VAR_DIR of the sample city of this size, made once through the real loaders."""
    site, done = folder / size / "site", folder / size / "done"
    if not done.exists():
        site.mkdir(parents=True, exist_ok=True)
        rows = SIZES[size]
        flask(site, "init")
        seconds = flask(site, "sample", *(["--rows", str(rows)] if rows else []))
        done.write_text(json.dumps({"seconds": round(seconds, 1)}), encoding="ascii")
    else:
        flask(site, "init")
    _prepare(site)
    return site


def _prepare(folder: Path) -> None:
    """What an idle worker has made by the time that a site is up: the cells of large workbooks."""
    site = Site(read_settings(site_environment(folder)))
    with site.sessions() as session:
        for file in source_cells.public_files(open_snapshot(session, site.today())):
            source_cells.prepare(site, file)
    site.engine.dispose()


def _write(measured: list[Measured]) -> None:
    results = ROOT / "benchmarks" / "results"
    results.mkdir(exist_ok=True)
    now = dt.datetime.now(dt.UTC)
    said = {
        "at": now.isoformat(timespec="seconds"),
        "versions": versions(),
        "measured": [asdict(one) for one in measured],
    }
    (results / f"{now:%Y-%m-%d}.json").write_text(
        json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    into_document(ROOT / "docs" / "performance.md", measured, said)


if __name__ == "__main__":
    sys.exit(main())
