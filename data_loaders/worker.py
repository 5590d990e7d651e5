"""The process in which files are opened: jobs on standard input, results on standard output, hard limits around it.

Started by `isolation`, not as a script, so that both sides pickle the same classes. It holds no secrets and no
database, and it may die.
"""

from __future__ import annotations

import os
import pickle
import resource
import struct
import sys
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from data_loaders import progress
from data_loaders.annotate import annotate
from data_loaders.check import check_file, refused_file
from data_loaders.collector import collector_paused
from data_loaders.excerpts import Excerpt, excerpts
from data_loaders.findings import Finding
from data_loaders.grid import Limits
from data_loaders.packing import packed
from data_loaders.progress import Progress
from data_loaders.reading import Context
from data_loaders.rules import finding

_HERE = Path(__file__).resolve().parent
HEAD = struct.Struct(">cQ")
"""Before each pickle: what it is, and its length."""
RESULT, PROGRESS = b"R", b"P"
_SELDOM = 0.2  # seconds between two words about progress


@dataclass(frozen=True, slots=True)
class Resources:
    """What one worker may use: address space in bytes, and per file CPU and wall-clock seconds."""

    memory_bytes: int = 3 * 2**30
    cpu_seconds: int = 120
    wall_seconds: int = 180
    result_bytes: int = 2**30


@dataclass(frozen=True, slots=True)
class Job:
    """One file to check. `context` None means: the one sent before."""

    path: str
    name: str | None
    context: Context | None
    limits: Limits
    with_twin: bool = False


@dataclass(frozen=True, slots=True)
class MarkJob:
    """One file to give back with the cells of `findings` marked."""

    path: str
    name: str
    findings: tuple[Finding, ...]
    language: str
    limits: Limits


@dataclass(frozen=True, slots=True)
class ExcerptJob:
    """One file to read again around `cells`, (sheet, A1 address) each."""

    path: str
    name: str
    cells: tuple[tuple[str, str], ...]
    limits: Limits


def send(stream: BinaryIO, content: bytes, kind: bytes = RESULT) -> None:
    """Write one pickle with its head."""
    stream.write(HEAD.pack(kind, len(content)))
    stream.write(content)
    stream.flush()


class Teller:
    """Sends how far a check is: every step that begins, and between them no more than five words a second."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.said, self.step = 0.0, ""

    def __call__(self, now: Progress) -> None:
        moment = time.monotonic()
        if now.step == self.step and moment < self.said + _SELDOM:
            return
        self.said, self.step = moment, now.step
        send(self.stream, pickle.dumps(now, pickle.HIGHEST_PROTOCOL), PROGRESS)


def run_job(job: Job, context: Context) -> bytes:
    """Check the file; whatever goes wrong inside becomes a finding that names the place in the code, never the data."""
    try:
        checked = check_file(job.path, context, job.name, job.limits, with_twin=job.with_twin)
        return packed(checked)
    except MemoryError:
        code, place = "parser-memory", ""
    except RecursionError:
        code, place = "parser-died", ""
    except Exception as error:  # noqa: BLE001 - the last fence of the process: a bug in a reader must not end the batch
        code, place = "check-failed", _place(error)
    # Not before: as long as the error is handled, all that the reader held is held.
    return packed(refused_file(job.path, job.name, finding(code, place=place)))


def run_heard(job: Job, context: Context, listener: Teller) -> bytes:
    """`run_job`, telling how far it is.

    A function of its own, and short: where no memory is left, CPython 3.11 never gets out of a `with` that stands far
    down in a long one (it wants a number for the place, and a number above 256 wants memory).
    """
    with progress.heard_by(listener), collector_paused():
        return run_job(job, context)


def run_mark(job: MarkJob) -> bytes:
    """The marked workbook's bytes, pickled; None where something goes wrong."""
    try:
        marked: bytes | None = annotate(job.path, job.findings, job.language, job.name, job.limits)
    except Exception:  # noqa: BLE001 - as above; the report itself has been given already
        marked = None
    return pickle.dumps(marked, pickle.HIGHEST_PROTOCOL)


def run_excerpts(job: ExcerptJob) -> bytes:
    """The surroundings of cells, pickled; none where something goes wrong."""
    try:
        found: dict[tuple[str, str], Excerpt] = excerpts(job.path, job.cells, job.name, job.limits)
    except Exception:  # noqa: BLE001 - as above; a report is good without them
        found = {}
    return pickle.dumps(found, pickle.HIGHEST_PROTOCOL)


def _place(error: Exception) -> str:
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(_HERE)
    ]
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    return f"{where} {type(error).__name__}"


def _limit(resources: Resources) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (resources.memory_bytes, resources.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _limit_cpu(seconds: int) -> None:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(usage.ru_utime + usage.ru_stime)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (spent + seconds, hard))


def main() -> None:
    """Serve jobs until standard input ends."""
    source = sys.stdin.buffer
    results = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not land among the results
    resources: Resources = pickle.load(source)  # noqa: S301 - from our own parent process
    _limit(resources)
    context = Context()
    while True:
        try:
            job: Job | MarkJob | ExcerptJob = pickle.load(source)  # noqa: S301 - from our own parent process
        except EOFError:
            return
        _limit_cpu(resources.cpu_seconds)
        if isinstance(job, MarkJob):
            send(results, run_mark(job))
            continue
        if isinstance(job, ExcerptJob):
            send(results, run_excerpts(job))
            continue
        context = job.context or context
        send(results, run_heard(job, context, Teller(results)))
