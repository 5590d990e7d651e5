"""The sample city, built once per test run through the real path and shared by every worker: minutes, not per test."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder common to all workers of this run (under xdist each worker has a base folder of its own below it)."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if base.name.startswith("popen-") else base


def build_once(shared: Path, name: str, build: Callable[[Path], object]) -> Path:
    """`shared/name`, made by `build` in whichever worker comes first; the others wait for it."""
    folder, done = shared / name, shared / f"{name}.done"
    shared.mkdir(parents=True, exist_ok=True)
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            folder.mkdir(exist_ok=True)
            build(folder)
            done.touch()
    return folder


def flask(var_dir: Path, *arguments: str, city: str | Path = "cities/sample", timeout: int = 900) -> str:
    """Run `flask --app wsgi …` as an operator would, on `var_dir`; its output. Fails with the output when it fails."""
    environment = {**os.environ, "CITY": str(ROOT / city), "VAR_DIR": str(var_dir), "DATABASE_URL": ""}
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=timeout, check=False,
    )
    assert done.returncode == 0, f"flask {' '.join(arguments)}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def build_sample(var_dir: Path) -> None:
    """Database, reference data and every publication of the sample city.

    READY_SAMPLE=VAR_DIR copies one that was built before (to work on one test without the minute that this takes)."""
    ready = os.environ.get("READY_SAMPLE")
    if ready:
        shutil.copytree(ready, var_dir, dirs_exist_ok=True)
    flask(var_dir, "init")
    flask(var_dir, "sample")
