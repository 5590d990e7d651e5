"""Publishes on a disk that fails: `python -m tests.store.failing_disk VAR_DIR SHIM EVERY` prints one JSON line per try.

Runs with the shim (failing_disk.c) preloaded, in one process: each try is a fork on a copy of VAR_DIR in which one call
that changes a file fails with EIO, or all from it on with ENOSPC, or the process dies before it or in the midst of it.
EVERY=10 tries every tenth call, 1 every call, in the four manners by turns; 0 every call in every manner.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests import small_city
from tests.store.killing import DAY, documents, go_on, look
from transparency_site.snapshot import latest_version

MANNERS = {"EIO": (errno.EIO, 0), "ENOSPC": (errno.ENOSPC, 1), "dies": (0, 2), "half": (0, 3)}
START = 9  # the version that the small city stands at


def in_child(act: Callable[[], int]) -> int:
    """What `act` gives in a forked child (0–99); 100 where it raised, 200 where the child was killed."""
    child = os.fork()
    if child == 0:
        code = 100
        try:
            code = act()
        except Exception as failed:  # any way of failing is fine, as long as nothing is half done
            if os.environ.get("SHOW"):
                print(repr(failed)[:300], file=sys.stderr)
        finally:
            os._exit(code)
    _pid, status = os.waitpid(child, 0)
    return 200 if os.WIFSIGNALED(status) else os.waitstatus_to_exitcode(status)


def publish(shim: ctypes.CDLL, var_dir: Path, step: int, manner: str) -> int:
    error, how = MANNERS[manner]
    site = small_city.open_site(var_dir)
    with site.sessions() as session:
        latest_version(session)  # the connection is open before the disk fails
        shim.disk_arm(str(var_dir).encode(), ctypes.c_long(step), error, how)
        small_city.publish(site, session, documents(1), DAY, "坏盘")
    return 1


def count(shim: ctypes.CDLL, var_dir: Path) -> int:
    """How many calls a publication makes that change files."""
    site = small_city.open_site(var_dir)
    with site.sessions() as session:
        shim.disk_arm(str(var_dir).encode(), ctypes.c_long(-1), 0, 0)
        small_city.publish(site, session, documents(1), DAY, "好盘")
    shim.disk_heal()
    site.engine.dispose()
    return int(shim.disk_steps())


def tried(shim: ctypes.CDLL, origin: Path, step: int, manner: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(dir=origin.parent) as folder:
        var_dir = Path(shutil.copytree(origin, Path(folder) / "var"))
        ended = in_child(lambda: publish(shim, var_dir, step, manner))
        seen = look(var_dir, START + 1 if ended == 1 else START)
        _waited, after = go_on(var_dir, 2)
    return {"step": step, "manner": manner, "ended": ended, **seen, "after": after}


def main(origin: Path, library: Path, every: int) -> None:
    shim = ctypes.CDLL(str(library))
    shim.disk_steps.restype = ctypes.c_long
    with tempfile.TemporaryDirectory(dir=origin.parent) as folder:
        steps = count(shim, Path(shutil.copytree(origin, Path(folder) / "var")))
    print(json.dumps({"steps": steps}), flush=True)
    for number, step in enumerate(range(1, steps + 1, every or 1)):
        for manner in [list(MANNERS)[number % len(MANNERS)]] if every else MANNERS:
            print(json.dumps(tried(shim, origin, step, manner)), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
