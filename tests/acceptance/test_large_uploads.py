"""A large batch workbook through the pages of a real server: uploaded, checked and published in time and memory.

LARGE_ROWS="20000 100000" runs it (`make torture`); tests/bureau/test_progress.py is the small part of every test run.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from pathlib import Path

import pytest

from tests.bureau.large_batches import large_batches
from tests.over_http import Person, total_on
from tests.served import Served, served

ROWS = [int(number) for number in os.environ.get("LARGE_ROWS", "").split()]
SECONDS = {20_000: 30.0, 100_000: 180.0}
MEMORY = 600 * 2**20
pytestmark = pytest.mark.skipif(not ROWS, reason="a campaign: LARGE_ROWS='20000 100000'")


@pytest.mark.parametrize("rows", ROWS)
def test_a_large_workbook_goes_public_in_time(rows: int, small_site_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(small_site_folder, tmp_path / "var")
    workbook = large_batches(tmp_path / "large.xlsx", rows)
    with served(tmp_path / "var") as running:
        uploader, reviewer = Person(running.address), Person(running.address)
        uploader.sign_in("uploader")
        reviewer.sign_in("reviewer")
        running.look()
        before = sum(running.spent.values())
        began = time.monotonic()
        number, percents = _checked(running, uploader, workbook)
        checked = time.monotonic() - began
        _published(running, reviewer, uploader, number)
        taken = time.monotonic() - began
        found = reviewer.get(f"/disbursements.csv?year=2013&amount_yuan__gte={_largest(rows)}")
        assert f"甲镇虚构第{rows}项目" in found
    memory, process = running.largest()
    spent = sum(running.spent.values()) - before
    print(
        f"\n{rows} rows: checked after {checked:.1f} s, public after {taken:.1f} s; "
        f"{len(set(percents))} different percents seen; {spent:.1f} s of CPU; "
        f"largest process {memory >> 20} MB ({process})"
    )
    assert percents == sorted(percents)
    assert len(set(percents)) >= 8
    assert memory < MEMORY
    assert taken < SECONDS.get(rows, 30.0 * rows / 20_000)


def _largest(rows: int) -> str:
    return f"{100_000 + (rows - 1) // 100}.{(rows - 1) % 100:02d}"


def _checked(running: Served, uploader: Person, workbook: Path) -> tuple[str, list[int]]:
    """Upload, and follow the page as a browser without scripts would: (the submission's number, percents seen)."""
    path, page = uploader.send("/bureau/uploads", files=[workbook])
    percents: list[int] = []
    while 'http-equiv="refresh"' in page:
        percents += [int(found) for found in re.findall(r'id="progress" max="100" value="(\d+)"', page)]
        running.look()
        time.sleep(0.3)
        page = uploader.get(path)
    assert "1 份可以提交" in page, page
    found = re.search(r"/bureau/submissions/(\d+)", page)
    assert found
    return found.group(1), percents


def _published(running: Served, reviewer: Person, uploader: Person, number: str) -> None:
    address = f"/bureau/submissions/{number}"
    uploader.send(f"{address}/submit")
    total = total_on(reviewer.get(f"{address}/review"))
    running.look()
    reviewer.send(f"{address}/approve", [("total", total)])
    _path, page = reviewer.send("/bureau/publish", [("number", number), ("total", total), ("reason", "公开批次")])
    running.look()
    assert "已公开" in page
