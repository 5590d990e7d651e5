"""Writing: the index built anew, a large workbook from file to publication, and a small one onto much or nothing."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from benchmarks.processes import PYTHON, ROOT, flask, site_environment
from benchmarks.report import Measured
from data_loaders.city_folder import read_city
from sample_city.fund_batches import Round, YearOfFunds, batches_of_year
from sample_city.fund_profiles import PROFILES
from sample_city.workbooks import Workbooks

INDEX_GOAL, LOAD_GOAL, MEMORY_GOAL, ONTO_GOAL = 40, 30, 600, 1.5
LARGE, SMALL = 100_000, 1_000
YEAR, SMALL_YEAR = 2001, 2002  # before the years of the larger sample


def measure(size: str, site: Path, folder: Path) -> list[Measured]:
    """At one size: seconds of the index, of 100,000 rows and of 1,000 rows, and what they need in memory."""
    large = _workbook(folder, "2001_batches_large.xlsx", YEAR, LARGE)
    small = _workbook(folder, "2002_batches_small.xlsx", SMALL_YEAR, SMALL)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        copy, empty = Path(scratch) / "site", Path(scratch) / "empty"
        shutil.copytree(site, copy)
        index = flask(copy, "reindex")
        onto_much, _ = _publish(copy, small)
        seconds, megabytes = _publish(copy, large)
        flask(empty, "init")
        for name, role in (("uploader", "uploader"), ("reviewer", "reviewer")):
            flask(empty, "user", "add", name, "--role", role)
        onto_nothing, _ = _publish(empty, small)
    told = f"{onto_much:.2f} s against {onto_nothing:.2f} s"
    return [
        Measured("index built anew", size, index, "s", INDEX_GOAL, at_least=False),
        Measured(f"{LARGE:,} rows from file to publication", size, seconds, "s", LOAD_GOAL, at_least=False),
        Measured(f"{LARGE:,} rows, largest process", size, megabytes, "MB", MEMORY_GOAL, at_least=False),
        Measured(
            f"{SMALL:,} rows onto this against onto nothing",
            size,
            onto_much / onto_nothing,
            "×",
            ONTO_GOAL,
            False,
            told,
        ),
    ]


def _workbook(folder: Path, name: str, year: int, rows: int) -> Path:
    """A batch workbook of about so many rows from the sample's own generator, made once."""
    path = folder / name
    if not path.exists():
        city = read_city(ROOT / "cities" / "sample")
        counts = {profile.code: max(1, profile.batches // (1 if rows > SMALL else 8)) for profile in PROFILES}
        rounds = (Round(dt.date(year, 2, 1), dt.date(year, 12, 1)),)
        percent = 100
        for _ in range(6):
            batches = batches_of_year(city, YearOfFunds(year, rounds, counts, percent=percent))
            held = sum(len(batch.payments) for batch in batches)
            if abs(held - rows) < rows // 20:
                break
            percent = max(1, percent * rows // held)
        Workbooks(city, folder).batches(name, year, batches)
    return path


def _publish(var_dir: Path, workbook: Path) -> tuple[float, float]:
    """Seconds from the command to the publication, and the largest resident size of its processes in MB.

    Raises RuntimeError where the command fails.
    """
    started = time.perf_counter()
    done = subprocess.run(
        [PYTHON, "-m", "benchmarks.resident", PYTHON, "-m", "flask", "--app", "wsgi", "load", workbook, "--publish",
         "--as", "uploader", "--approve-as", "reviewer", "--reason", "测速"],
        cwd=ROOT, env={**os.environ, **site_environment(var_dir)}, stdout=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{workbook.name} was not published: {done.returncode}")
    return time.perf_counter() - started, float(done.stdout)
