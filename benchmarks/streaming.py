"""How much memory a real server takes while it streams a million rows.

`python -m benchmarks.streaming [ROWS [FORMAT …]]`: a gunicorn worker is asked for the whole list in each format; its
memory, own and mapped, is read twenty times a second from /proc and compared with what it had when idle (after a short
file of the same format). Exits with 1 where it takes more than `MOST_MB`.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks import large_city

MOST_MB = 150
PORT = 8791
_PIECE = 1 << 16
FORMATS = ("csv", "jsonl", "csv?sort=-amount", "csv?digest=1", "parquet", "xlsx?township=999982001")
"""A workbook has a bound: there a sixth of the rows."""


def main(rows: int, formats: Sequence[str] = FORMATS) -> int:
    """Build, measure, print a line of JSON per format; 0 where every one stays below the bound."""
    with tempfile.TemporaryDirectory(prefix="large-city-") as folder:
        began = time.perf_counter()
        large_city.build(Path(folder), rows).engine.dispose()
        print(json.dumps({"rows": rows, "built_s": round(time.perf_counter() - began, 1)}), flush=True)
        found = [_measured(Path(folder), one) for one in formats]
    return int(any(one > MOST_MB for one in found))


def _measured(folder: Path, asked: str) -> float:
    with _server(folder) as worker:
        _read(f"units.{asked.partition('?')[0]}")
        idle, began = _memory(worker), time.perf_counter()
        with _watched(worker) as peak:
            size = _read(f"disbursements.{asked}")
        seconds = round(time.perf_counter() - began, 1)
    own, mapped = ((most - least) / 1024 for most, least in zip(peak, idle, strict=True))
    print(json.dumps({"asked": asked, "file_mb": round(size / 2**20, 1), "seconds": seconds,
                      "idle_mb": round(idle[0] / 1024, 1), "above_idle_mb": round(own, 1),
                      "mapped_above_idle_mb": round(mapped, 1)}), flush=True)
    return own + mapped


@contextmanager
def _server(folder: Path) -> Iterator[int]:
    """A gunicorn with one worker; its process number."""
    environment = {**os.environ, "CITY": "cities/sample", "VAR_DIR": str(folder), "DATABASE_URL": "", "WORKERS": "1",
                   "HOST": "127.0.0.1", "PORT": str(PORT), "RATE_LIMIT": "off"}
    running = subprocess.Popen([sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "wsgi:app"],
                               cwd=large_city.ROOT, env=environment, stderr=subprocess.DEVNULL)
    try:
        _wait()
        yield int(Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text(encoding="ascii").split()[0])
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(30)


def _wait() -> None:
    for _try in range(240):
        try:
            _read("units")
        except OSError:
            time.sleep(0.25)
        else:
            return
    raise TimeoutError("the server does not answer")


def _read(address: str) -> int:
    size = 0
    with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/api/v1/{address}", timeout=900) as answer:
        while piece := answer.read(_PIECE):
            size += len(piece)
    return size


def _memory(process: int) -> tuple[int, int]:
    """KiB of the process's own, and of files that it maps (the database: pages that the system may take back)."""
    text = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    found = {line.split(":")[0]: int(line.split()[1]) for line in text.splitlines() if line.startswith("Rss")}
    return found["RssAnon"] + found["RssShmem"], found["RssFile"]


@contextmanager
def _watched(process: int) -> Iterator[list[int]]:
    """The greatest of both while the block runs."""
    peak, over = list(_memory(process)), threading.Event()

    def watch() -> None:
        while not over.wait(0.05):
            peak[:] = map(max, peak, _memory(process))

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield peak
    finally:
        over.set()
        thread.join()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000, sys.argv[2:] or FORMATS))
