"""Starts what is measured on 127.0.0.1, waits until it answers, and ends just what it started."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv" / "bin" / "python"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def serving(
    command: Sequence[str | Path],
    port: int,
    path: str = "/",
    environment: Mapping[str, str] | None = None,
    log: Path | None = None,
    patience: float = 120,
) -> Iterator[float]:
    """Run a server until the block ends; gives the seconds until `path` was answered. Raises RuntimeError if never."""
    started = time.perf_counter()
    with (log or Path(os.devnull)).open("ab") as output:
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=ROOT,
            env={**os.environ, **(environment or {})},
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        try:
            yield _answered(process, f"http://127.0.0.1:{port}{path}", started, patience)
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=60)


def _answered(process: subprocess.Popen[bytes], address: str, started: float, patience: float) -> float:
    while time.perf_counter() - started < patience:
        if process.poll() is not None:
            raise RuntimeError(f"the server of {address} ended with {process.returncode}")
        try:
            with urllib.request.urlopen(address, timeout=60) as answer:
                answer.read()
                return time.perf_counter() - started
        except OSError:
            time.sleep(0.02)
    raise RuntimeError(f"{address} did not answer within {patience:.0f} s")


def flask(var_dir: Path, *arguments: str) -> float:
    """Run `flask --app wsgi …` for the sample city on `var_dir`: its seconds. Raises CalledProcessError."""
    started = time.perf_counter()
    subprocess.run(
        [PYTHON, "-m", "flask", "--app", "wsgi", *arguments],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
        env={**os.environ, **site_environment(var_dir)},
    )
    return time.perf_counter() - started


def site_environment(var_dir: Path, port: int = 8000) -> dict[str, str]:
    """The settings of a site of the sample city on `var_dir`, as `make run` would give them; whole-data files are made
    before or after, never while something is measured.
    """
    return {
        "CITY": str(ROOT / "cities" / "sample"), "VAR_DIR": str(var_dir), "DATABASE_URL": "", "HOST": "127.0.0.1",
        "PORT": str(port), "RATE_LIMIT": "off", "PREBUILD_AFTER": "-1",
    }  # fmt: skip
