"""Checking in worker processes: limits hold, a dead worker is a finding, results come in order."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from data_loaders import isolation
from data_loaders.check import CheckedFile, check_file
from data_loaders.grid import Limits
from data_loaders.isolation import Worker, check_isolated, check_many, mark_isolated
from data_loaders.reading import Context
from data_loaders.worker import Job, Resources, run_job
from tests.data_loaders.factories import write_xlsx

ROWS = [["项目", "金额"], ["甲", 1]]


def _codes(checked: CheckedFile) -> list[str]:
    return [item.code for item in checked.report.findings]


def test_the_same_answer_as_in_process(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"表": ROWS})
    assert check_isolated(path, Context(), "原名.xlsx") == check_file(path, Context(), "原名.xlsx")


@pytest.mark.parametrize("megabytes", [108, 112, 118])
def test_greed_for_memory_is_a_finding(megabytes: int, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"表": [[n] * 20 for n in range(10_000)]})
    checked = check_isolated(path, Context(), resources=Resources(memory_bytes=megabytes * 2**20))
    assert set(_codes(checked)) <= {"parser-memory", "parser-died", "file-damaged"}
    assert checked.report.verdict == "unusable"
    assert len(checked.file_sha256) == 64


def test_silence_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"表": ROWS})
    monkeypatch.setattr(isolation, "_COMMAND", (sys.executable, "-c", "import time; time.sleep(60)"))
    assert _codes(check_isolated(path, Context(), resources=Resources(wall_seconds=1))) == ["parser-timeout"]


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("import os; os.abort()", "parser-died"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "parser-died"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", "parser-timeout"),
        (
            "import sys; sys.stdout.buffer.write(bytes([255] * 9)); sys.stdout.flush(); sys.stdin.read()",
            "parser-memory",
        ),
    ],
)
def test_death_is_a_finding_and_the_next_file_has_a_new_worker(
    script: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"表": ROWS})
    with Worker(Context(), Resources(), Limits()) as worker:
        with monkeypatch.context() as patch:
            patch.setattr(isolation, "_COMMAND", (sys.executable, "-c", script))
            assert _codes(worker.check(path)) == [code]
        assert _codes(worker.check(path)) == ["layout-unknown"]


def test_a_fault_of_a_reader_names_its_place_and_no_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("secret value")

    monkeypatch.setattr("data_loaders.check.check_workbook", broken)
    path = write_xlsx(tmp_path / "a.xlsx", {"表": ROWS})
    checked: CheckedFile = pickle.loads(run_job(Job(str(path), None, None, Limits()), Context()))
    assert _codes(checked) == ["check-failed"]
    assert "check.py" in checked.report.findings[0].message_zh
    assert "secret" not in repr(checked)


def test_many_files_come_back_in_order(tmp_path: Path) -> None:
    paths = [write_xlsx(tmp_path / f"{number}.xlsx", {f"表{number}": ROWS}) for number in range(12)]
    paths[5].write_bytes(b"PK\x03\x04nothing")
    checked = list(check_many(paths, Context(), processes=2))
    assert [item.report.file for item in checked] == [path.name for path in paths]
    assert _codes(checked[5]) == ["file-damaged"]
    assert _codes(checked[6]) == ["layout-unknown"]


def test_the_worker_sees_no_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    path = write_xlsx(tmp_path / "a.xlsx", {"表": ROWS})
    with Worker(Context(), Resources(), Limits()) as worker:
        worker.check(path)
        assert worker.process_id is not None
        environment = Path(f"/proc/{worker.process_id}/environ").read_bytes()
    assert b"secret" not in environment
    assert str(os.environ["PATH"]).encode() in environment


def test_nothing_stays_behind(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"表": ROWS})
    with Worker(Context(), Resources(), Limits()) as worker:
        worker.check(path)
        process_id = worker.process_id
    assert worker.process_id is None
    assert subprocess.run(["kill", "-0", str(process_id)], capture_output=True, check=False).returncode != 0


def test_marking_in_a_worker(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"表": ROWS})
    marked = mark_isolated(path, ())
    assert marked is not None
    assert marked.startswith(b"PK")
