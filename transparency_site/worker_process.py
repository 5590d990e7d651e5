"""`flask worker`: keeps worker processes alive, each with one job at a time, and ends with the process that started it.

The supervisor itself never touches the database: it forks, waits, and forks again when a worker has died.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import FrameType

import structlog
from sqlalchemy.exc import OperationalError

from transparency_site import jobs, working
from transparency_site.config import Settings
from transparency_site.notifications import sending
from transparency_site.site import Site

ROOT = Path(__file__).resolve().parent.parent
PROCESSES = 2
_PATIENCE = 5.0  # seconds between the polite and the other end
_PAUSE = 1.0  # before a worker that died at once is started again
log = structlog.get_logger()


def start_beside() -> subprocess.Popen[bytes]:
    """Start `flask worker` as a child that ends with this process.

    It is told whom to end with: a server that dies while the worker still imports would leave it with another parent.
    """
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker", "--with-parent", str(os.getpid())]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL)


def supervise(settings: Settings, processes: int, with_parent: int | None) -> None:
    """Run until told to end (SIGTERM, SIGINT), or until the process `with_parent` is no longer the parent."""
    over = threading.Event()
    _end_on_signals(over)
    children = {_fork(settings) for _ in range(processes)}
    while not over.wait(0.5) and with_parent in (None, os.getppid()):
        gone = {child for child in children if _is_gone(child)}
        for child in gone:
            log.warning("worker died", process=child)
            over.wait(_PAUSE)
            children.discard(child)
            if not over.is_set():
                children.add(_fork(settings))
    _end(children)


def _end_on_signals(over: threading.Event) -> None:
    def end(_number: int, _frame: FrameType | None) -> None:
        over.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)


def _fork(settings: Settings) -> int:
    parent = os.getpid()
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        _be_worker(settings, parent)
        code = 0
    finally:
        os._exit(code)  # nothing of the supervisor's is cleaned up twice


def _be_worker(settings: Settings, parent: int) -> None:
    """One worker: a job at a time in a thread of its own, so that an order to end is heard at once; and a sender of
    messages in another, for a mail server that does not answer must not hold up a check.
    """
    over, owner = threading.Event(), working.owner_name()
    _end_on_signals(over)
    site = Site(settings)
    thread = threading.Thread(target=working.work, args=(site, over, owner), daemon=True)
    thread.start()
    threading.Thread(target=sending.work, args=(site, over, owner), daemon=True).start()
    while not over.wait(0.5) and thread.is_alive():
        if os.getppid() != parent:
            over.set()
    thread.join(0.5)
    if thread.is_alive():  # in the middle of a job: the next worker takes it at once
        try:
            with site.sessions() as session:
                jobs.release(session, owner)
        except OperationalError:
            log.warning("job not given back, its silence will tell")


def _is_gone(child: int) -> bool:
    try:
        found, _status = os.waitpid(child, os.WNOHANG)
    except ChildProcessError:
        return True
    return found == child


def _end(children: set[int]) -> None:
    for child in children:
        _send(child, signal.SIGTERM)
    deadline = time.monotonic() + _PATIENCE
    left = set(children)
    while left and time.monotonic() < deadline:
        left = {child for child in left if not _is_gone(child)}
        time.sleep(0.05)
    for child in left:
        _send(child, signal.SIGKILL)


def _send(child: int, number: int) -> None:
    try:
        os.kill(child, number)
    except ProcessLookupError:
        return  # it has gone by itself
