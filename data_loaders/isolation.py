"""Checking files in a process of their own: a parser that eats memory, hangs or dies is a finding, never our end."""

from __future__ import annotations

import os
import pickle
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import IO, Any, Self

from data_loaders.check import CheckedFile, refused_file
from data_loaders.collector import collector_paused
from data_loaders.excerpts import Excerpt
from data_loaders.findings import Finding
from data_loaders.grid import Limits
from data_loaders.progress import Listener
from data_loaders.reading import Context
from data_loaders.rules import finding
from data_loaders.worker import HEAD, PROGRESS, ExcerptJob, Job, MarkJob, Resources

_ROOT = Path(__file__).resolve().parent.parent
_COMMAND = (sys.executable, "-c", "from data_loaders.worker import main; main()")
_KEPT_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "TZ", "TMPDIR", "SYSTEMROOT")


class _Died(Exception):
    """The worker ended without a result; the argument is the code of the finding."""


class Worker:
    """One worker process, started when first needed and replaced when it dies. Not for several threads at once.

    `with_twins`: results carry the redacted twins of files that need one.
    """

    def __init__(self, context: Context, resources: Resources, limits: Limits, *, with_twins: bool = False) -> None:
        self.context = context
        self.resources = resources
        self.limits = limits
        self.with_twins = with_twins
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def process_id(self) -> int | None:
        """The process that is waiting for files, None before the first and after `close`."""
        return self._process.pid if self._process else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def check(self, path: str | Path, name: str | None = None, listener: Listener | None = None) -> CheckedFile:
        """The result for one file; the worker's death, silence or greed is a finding in it. `listener` hears how far
        it is.
        """
        context = self.context if self._process is None else None
        try:
            job = Job(str(Path(path).resolve()), name or Path(path).name, context, self.limits, self.with_twins)
            result: CheckedFile = self._run(job, listener)
        except _Died as died:
            return refused_file(path, name, finding(str(died)))
        return result

    def mark(
        self, path: str | Path, findings: Iterable[Finding], language: str = "zh", name: str | None = None
    ) -> bytes | None:
        """The workbook as xlsx with the cells of `findings` marked; None where that cannot be done."""
        job = MarkJob(str(Path(path).resolve()), name or Path(path).name, tuple(findings), language, self.limits)
        try:
            marked: bytes | None = self._run(job)
        except _Died:
            return None
        return marked

    def excerpts(
        self, path: str | Path, cells: Iterable[tuple[str, str]], name: str | None = None
    ) -> dict[tuple[str, str], Excerpt]:
        """The rows around cells, by (sheet, A1 address); {} where that cannot be done."""
        job = ExcerptJob(str(Path(path).resolve()), name or Path(path).name, tuple(cells), self.limits)
        try:
            found: dict[tuple[str, str], Excerpt] = self._run(job)
        except _Died:
            return {}
        return found

    def _run(self, job: Job | MarkJob | ExcerptJob, listener: Listener | None = None) -> Any:
        """The worker's answer. Raises _Died, and then the worker is gone."""
        try:
            process = self._process or self._start()
            _write(process, job)
            return self._result(process, listener)
        except _Died:
            self.close()
            raise

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                _close(stream)

    def _start(self) -> subprocess.Popen[bytes]:
        environment = {key: os.environ[key] for key in _KEPT_ENVIRONMENT if key in os.environ}
        environment |= {"PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}
        self._process = subprocess.Popen(
            _COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd="/",
            start_new_session=True,
        )
        _write(self._process, self.resources)
        return self._process

    def _result(self, process: subprocess.Popen[bytes], listener: Listener | None) -> Any:
        deadline = time.monotonic() + self.resources.wall_seconds
        while True:
            kind, length = HEAD.unpack(self._read(process, HEAD.size, deadline))
            if length > self.resources.result_bytes:
                raise _Died("parser-memory")
            content = self._read(process, length, deadline)
            with collector_paused():
                value = pickle.loads(content)  # noqa: S301 - from our own worker
            if kind != PROGRESS:
                return value
            if listener is not None:
                listener(value)

    def _read(self, process: subprocess.Popen[bytes], length: int, deadline: float) -> bytearray:
        assert process.stdout is not None
        pipe = process.stdout.fileno()
        content = bytearray()
        waiting = select.poll()  # select itself knows no file number above 1023
        waiting.register(pipe, select.POLLIN)
        while len(content) < length:
            if not waiting.poll(1000 * max(0.0, deadline - time.monotonic())):
                raise _Died("parser-timeout")
            chunk = os.read(pipe, min(length - len(content), 1 << 20))
            if not chunk:
                raise _Died("parser-timeout" if process.wait() == -signal.SIGXCPU else "parser-died")
            content += chunk
        return content


def _write(process: subprocess.Popen[bytes], value: object) -> None:
    assert process.stdin is not None
    try:
        pickle.dump(value, process.stdin, protocol=pickle.HIGHEST_PROTOCOL)
        process.stdin.flush()
    except OSError:
        raise _Died("parser-died") from None


def _close(stream: IO[bytes]) -> None:
    try:
        stream.close()
    except BrokenPipeError:
        return  # the other end died before reading what was buffered; nothing to save


def check_isolated(
    path: str | Path,
    context: Context,
    name: str | None = None,
    *,
    resources: Resources | None = None,
    limits: Limits | None = None,
    with_twin: bool = False,
) -> CheckedFile:
    """`check.check_file` in a process of its own. Never raises for what is in the file."""
    with Worker(context, resources or Resources(), limits or Limits(), with_twins=with_twin) as worker:
        return worker.check(path, name)


def mark_isolated(
    path: str | Path, findings: Iterable[Finding], language: str = "zh", name: str | None = None
) -> bytes | None:
    """`annotate.annotate` in a process of its own: the bytes of an xlsx, None where the file defeats it."""
    with Worker(Context(), Resources(), Limits()) as worker:
        return worker.mark(path, findings, language, name)


def excerpts_isolated(
    path: str | Path, cells: Iterable[tuple[str, str]], name: str | None = None
) -> dict[tuple[str, str], Excerpt]:
    """`excerpts.excerpts` in a process of its own."""
    with Worker(Context(), Resources(), Limits()) as worker:
        return worker.excerpts(path, cells, name)


def check_many(
    paths: Iterable[str | Path],
    context: Context,
    processes: int = 2,
    *,
    resources: Resources | None = None,
    limits: Limits | None = None,
    with_twins: bool = False,
) -> Iterator[CheckedFile]:
    """The results for many files in their order, from `processes` workers that live for the whole list."""
    told = (context, resources or Resources(), limits or Limits())
    workers = [Worker(*told, with_twins=with_twins) for _ in range(max(1, processes))]
    idle: SimpleQueue[Worker] = SimpleQueue()
    for worker in workers:
        idle.put(worker)

    def check(path: str | Path) -> CheckedFile:
        worker = idle.get()
        try:
            return worker.check(path)
        finally:
            idle.put(worker)

    with ThreadPoolExecutor(len(workers)) as pool:
        try:
            yield from _in_order(pool, check, list(paths), ahead=len(workers) + 1)
        finally:
            for worker in workers:
                worker.close()


def _in_order(
    pool: ThreadPoolExecutor, check: Callable[[str | Path], CheckedFile], paths: list[str | Path], ahead: int
) -> Iterator[CheckedFile]:
    """Results in order with at most `ahead` files under way, so that results do not pile up in memory."""
    running: list[Future[CheckedFile]] = []
    for path in paths:
        running.append(pool.submit(check, path))
        if len(running) >= ahead:
            yield running.pop(0).result()
    for future in running:
        yield future.result()
