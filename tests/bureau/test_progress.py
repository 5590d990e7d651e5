"""Progress within one file: steps in their order, rows counted truly, and a page that moves without scripts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from data_loaders import isolation, progress
from data_loaders.check import check_file
from data_loaders.progress import Progress
from data_loaders.reading import Context
from tests.bureau.conftest import SignedInAs
from tests.bureau.large_batches import large_batches
from tests.bureau.test_jobs import batches
from tests.bureau.walking import page, upload
from transparency_site import jobs, working
from transparency_site.lifecycle import Role
from transparency_site.site import Site

ROWS = 2_000


@pytest.fixture
def uploader(signed_in_as: SignedInAs) -> FlaskClient:
    return signed_in_as(Role.UPLOADER, "uploader")


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return large_batches(tmp_path_factory.mktemp("large") / "large.xlsx", ROWS)


def test_every_step_counts_every_row_of_the_file(workbook: Path) -> None:
    heard: list[Progress] = []
    with progress.heard_by(heard.append):
        check_file(workbook, Context())
    assert list(dict.fromkeys(one.step for one in heard)) == list(progress.STEPS)
    for step in progress.STEPS:
        counts = [one.done for one in heard if one.step == step]
        totals = {one.total for one in heard if one.step == step}
        assert counts == sorted(counts), step
        assert counts[0] == 0, step
        assert len(totals) == 1, step
        assert ROWS <= totals.pop() <= ROWS + 20, step  # the recipients, and the few rows of headers and batches
        assert max(counts) >= ROWS - 250, step


def test_nobody_listens_and_nothing_is_told(workbook: Path) -> None:
    heard: list[Progress] = []
    with progress.heard_by(heard.append):
        pass
    check_file(workbook, Context())
    assert heard == []


def test_the_page_moves_while_one_file_is_checked(
    site: Site, uploader: FlaskClient, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read at each sign of life, from a reader that tells every step on its way, however quick the machine is."""
    talkative = "from data_loaders import worker; worker._SELDOM = 0; worker.main()"
    monkeypatch.setattr(isolation, "_COMMAND", [*isolation._COMMAND[:-1], talkative])
    monkeypatch.setattr(working, "LOOK", 0.001)
    address = upload(uploader, [workbook])
    seen: list[tuple[int, str]] = []
    beat = jobs.beat

    def told(*arguments: Any) -> bool:
        alive = beat(*arguments)
        html = uploader.get(address).get_data(as_text=True)
        assert '<meta http-equiv="refresh"' in html
        assert "<script" not in html
        percent = re.search(r'<progress id="progress" max="100" value="(\d+)"', html)
        rows = re.search(r"([\d,]+) / ([\d,]+) 行", html)
        assert percent
        seen.append((int(percent.group(1)), rows.group(1) if rows else ""))
        return alive

    monkeypatch.setattr(jobs, "beat", told)
    reader = working.Reader()
    assert working.run_next(site, "test-worker", reader)
    reader.close()
    percents = [percent for percent, _rows in seen]
    assert percents == sorted(percents)
    assert len(set(percents)) >= 3, seen
    assert any(rows not in ("", "0") for _percent, rows in seen), seen
    assert "1 份可以提交" in page(uploader, address)


def test_percent_rows_and_time_left_are_those_of_the_job(
    site: Site, uploader: FlaskClient, tmp_path: Path, clock: object
) -> None:
    address = upload(uploader, [batches(tmp_path, "a.xlsx", "101")])
    with site.sessions() as session:
        job = jobs.claim(site, session, "somebody")
        assert job is not None
        clock.forward(seconds=6)  # type: ignore[attr-defined]
        jobs.beat(site, session, job.id, "somebody", Progress(progress.CHECKING, 5_000, 10_000))
    text = page(uploader, address)
    assert "5,000 / 10,000 行" in text
    assert "60%" in text  # read 25, compared 20, half of the 30 of checking
    assert "约剩 4 秒" in text
    assert "第 3 步，共 5 步" in text
