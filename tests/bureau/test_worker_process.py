"""The worker beside a server ends with it, however early the server ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.sample_site import ROOT

START_AND_DIE = """
import os, pathlib, sys
from transparency_site import worker_process
child = worker_process.start_beside()
pathlib.Path(sys.argv[1]).write_text(str(child.pid))
os._exit(0)  # before the worker has finished its imports
"""


def test_a_worker_whose_server_died_while_it_was_starting_ends_too(tmp_path: Path) -> None:
    environment = {**os.environ, "CITY": str(ROOT / "cities/sample"), "VAR_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "init"], cwd=ROOT, env=environment, check=True,
        capture_output=True,
    )
    told = tmp_path / "worker.pid"  # no pipe: a worker that stays would hold it open, and the test with it
    subprocess.run(
        [sys.executable, "-c", START_AND_DIE, str(told)], cwd=ROOT, env=environment, check=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    worker = int(told.read_text())
    deadline = time.monotonic() + 40
    while _lives(worker) and time.monotonic() < deadline:
        time.sleep(0.2)
    stayed = _lives(worker)
    if stayed:
        os.kill(worker, signal.SIGTERM)
    assert not stayed


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{process}/stat")
    return not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] != "Z"
