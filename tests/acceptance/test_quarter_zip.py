"""A quarter of 109 workbooks from one zip to publication through the pages of a real server: the machine's share of the
time, and how much of the rest asks for a person's words.

QUARTER_ZIP=1 runs it (`make torture`). Persons have twenty minutes; the machine may take five of them.
"""

from __future__ import annotations

import os
import re
import time
import zipfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import select

import sample_city
from sample_city.plan import Load, Step
from tests.over_http import Person, total_on
from tests.sample_site import ROOT
from tests.served import Served, served
from transparency_site import database, sample_loading
from transparency_site.config import read_settings
from transparency_site.models import Submission
from transparency_site.reference_loading import publish_reference
from transparency_site.site import Site

pytestmark = pytest.mark.skipif(not os.environ.get("QUARTER_ZIP"), reason="a campaign: QUARTER_ZIP=1")
CITY = ROOT / "cities/sample"
FILES, MOST_WARNINGS, SECONDS, MEMORY = 109, 3, 300.0, 600 * 2**20
REASON = "经费随机构和项目调整，已经部门预算批复。"


def _city_before(var_dir: Path) -> tuple[Site, list[Path]]:
    """The sample city as it stood before its budgets of 2013 came, and the workbooks that come."""
    site = Site(read_settings({"CITY": str(CITY), "VAR_DIR": str(var_dir)}))
    database.upgrade(site)
    with site.sessions() as session:
        publish_reference(site, session)
        steps = sample_city.write(var_dir / "sample", None).steps
        first = next(number for number, step in enumerate(steps) if _budgets(step))
        sample_loading.publish_steps(site, session, steps[:first], None)
    newest: dict[str, Path] = {}
    for step in steps:  # of a corrected budget the one without its slip
        newest |= {path.name[:11]: path for path in _budgets(step)}
    return site, sorted(newest.values())


def _budgets(step: Step) -> Sequence[Path]:
    paths = step.paths if isinstance(step, Load) else ()
    return [path for path in paths if re.match(r"\d{6}_2013_budget", path.name)]


def test_109_workbooks_from_a_zip_to_the_public(tmp_path: Path) -> None:
    site, workbooks = _city_before(tmp_path / "var")
    assert len(workbooks) == FILES
    quarter = tmp_path / "2013年部门预算.zip"
    with zipfile.ZipFile(quarter, "w", zipfile.ZIP_DEFLATED) as package:
        for path in workbooks:
            package.write(path, f"2013年部门预算/{path.name}")
    with served(tmp_path / "var", CITY) as running:
        uploader, reviewer = Person(running.address), Person(running.address)
        uploader.sign_in("uploader")
        reviewer.sign_in("reviewer")
        began = time.monotonic()
        explained = _handed_in(running, uploader, quarter)
        handed_in = time.monotonic() - began
        _published(running, reviewer)
        taken = time.monotonic() - began
        assert "2013" in reviewer.get("/units/204001/2013")
    warnings = _warnings(site)
    memory, process = running.largest()
    print(
        f"\n{FILES} files: handed in after {handed_in:.0f} s ({explained} with one reason for all), public after "
        f"{taken:.0f} s of the machine; largest process {memory >> 20} MB ({process}); warnings per file: "
        f"{dict(sorted(Counter(warnings.values()).items()))}"
    )
    assert max(warnings.values()) <= MOST_WARNINGS, warnings
    assert memory < MEMORY
    assert taken < SECONDS


def _checked(running: Served, uploader: Person, path: str) -> str:
    page = uploader.get(path)
    while 'http-equiv="refresh"' in page:
        running.look()
        time.sleep(1)
        page = uploader.get(path)
    return page


def _handed_in(running: Served, uploader: Person, quarter: Path) -> int:
    """Upload, one reason for all warnings, hand in: how many files had any."""
    path, _page = uploader.send("/bureau/uploads", files=[quarter])
    page = _checked(running, uploader, path)
    assert f"{FILES} 份可以提交，0 份需要处理" in page, page[:4000]
    warned = re.search(r"(\d+) 份文件有警告", page)
    if warned:
        uploader.send(f"{path}/reason", [("reason", REASON)])
        _checked(running, uploader, path)
    _path, page = uploader.send(f"{path}/submit")
    assert f"已提交 {FILES} 份" in page
    return int(warned.group(1)) if warned else 0


def _published(running: Served, reviewer: Person) -> None:
    page = reviewer.get("/bureau/review")
    numbers = [("number", number) for number in re.findall(r'name="number" value="(\d+)"', page)]
    assert len(numbers) == FILES
    total = ("total", total_on(page))
    reviewer.send("/bureau/review", [*numbers, total])
    running.look()
    _path, page = reviewer.send("/bureau/publish", [*numbers, total, ("reason", "公开2013年部门预算")])
    running.look()
    assert "已公开，这是第" in page


def _warnings(site: Site) -> dict[int, int]:
    """How many warnings the report of each file has, by submission: those uploaded last."""
    newest = select(Submission.id, Submission.report).order_by(Submission.id.desc()).limit(FILES)
    with site.sessions() as session:
        reports = session.execute(newest).all()
    return {
        number: sum(finding["severity"] == "warning" for finding in (report or {})["findings"])
        for number, report in reports
    }
