"""The site as an operator runs it: `flask serve` with gunicorn and its workers, on a free port, and what each of its
processes took of memory.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.sample_site import ROOT
from tests.small_city import CITY

_PATIENCE = 60.0  # seconds until it answers


@dataclass
class Served:
    """A running site. By the number of each process seen: `peaks` the largest resident memory in bytes, `spent` its
    seconds of CPU.
    """

    address: str
    process: subprocess.Popen[bytes]
    peaks: dict[int, int] = field(default_factory=dict)
    spent: dict[int, float] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)

    def look(self) -> None:
        """Note the memory and the time of every process that lives now."""
        for number in _family(self.process.pid):
            peak, name = _peak(number), _command(number)
            if peak:
                self.peaks[number] = max(peak, self.peaks.get(number, 0))
                self.names[number], self.spent[number] = name, _cpu_seconds(number)

    def largest(self) -> tuple[int, str]:
        """The largest resident memory that any process had, in bytes, and which process it was."""
        number = max(self.peaks, key=lambda each: self.peaks[each])
        return self.peaks[number], self.names[number]


@contextmanager
def served(var_dir: Path, city: Path = CITY, **settings: str) -> Iterator[Served]:
    """Serve what stands in `var_dir`, a published city; ends with the block."""
    (var_dir / "sample.done").touch()  # else a sample city is filled first
    port = free_port()
    environment = {**os.environ, "CITY": str(city), "VAR_DIR": str(var_dir), "DATABASE_URL": "", "PORT": str(port)}
    environment |= {"HOST": "127.0.0.1", "WORKERS": "1", **settings}
    with (var_dir.parent / "served.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", "serve"],
            cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    running = Served(f"http://127.0.0.1:{port}", process)
    try:
        _wait(running, var_dir.parent / "served.log")
        yield running
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait(running: Served, log: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        assert running.process.poll() is None, log.read_text(errors="replace")
        try:
            with urllib.request.urlopen(f"{running.address}/healthz", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError(log.read_text(errors="replace"))


def _family(ancestor: int) -> list[int]:
    """The process and all that descend from it."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            parents[int(entry.name)] = _parent(entry)
    family = [ancestor]
    for number in family:
        family += [child for child, parent in parents.items() if parent == number]
    return family


def _parent(entry: Path) -> int:
    try:
        return int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
    except (OSError, IndexError):
        return 0  # it has just ended


def _cpu_seconds(number: int) -> float:
    try:
        fields = Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _peak(number: int) -> int:
    try:
        status = Path(f"/proc/{number}/status").read_text()
    except OSError:
        return 0
    lines = [line for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(lines[0].split()[1]) * 1024 if lines else 0


def _command(number: int) -> str:
    try:
        words = Path(f"/proc/{number}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return "?"
    return " ".join(word for word in words[1:] if word)[-60:]
