"""The process in which files are opened: takes jobs on standard input, gives results on standard output, within hard limits.

Started by `isolation` as `python -m data_loaders.worker`; it holds no secrets, no database and no network, and may die.
"""

from __future__ import annotations

import os
import pickle
import resource
import struct
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from data_loaders.check import CheckedFile, check_file, refused_file
from data_loaders.grid import Limits
from data_loaders.reading import Context
from data_loaders.rules import finding

LENGTH = struct.Struct(">Q")


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


def send(stream: BinaryIO, value: object) -> None:
    """Write one value: its length, then its pickle."""
    content = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(LENGTH.pack(len(content)))
    stream.write(content)
    stream.flush()


def run_job(job: Job, context: Context) -> CheckedFile:
    """Check the file; whatever goes wrong inside becomes a finding that names the place in the code, never the data."""
    try:
        return check_file(job.path, context, job.name, job.limits)
    except MemoryError:
        return refused_file(job.path, job.name, finding("parser-memory"))
    except RecursionError:
        return refused_file(job.path, job.name, finding("parser-died"))
    except Exception as error:  # noqa: BLE001 - the last fence of the process: a bug in a reader must not end the batch
        return refused_file(job.path, job.name, finding("check-failed", place=_place(error)))


def _place(error: Exception) -> str:
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "data_loaders" in frame.filename]
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
            job: Job = pickle.load(source)  # noqa: S301 - from our own parent process
        except EOFError:
            return
        context = job.context or context
        _limit_cpu(resources.cpu_seconds)
        send(results, run_job(job, context))


if __name__ == "__main__":
    main()
