"""The written workbooks: the same bytes every time, nothing real in them, clean to the loaders, exact in sum."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from data_loaders.check import CheckedFile, check_file
from data_loaders.city import City
from data_loaders.findings import Severity
from data_loaders.reading import Context
from data_loaders.records import Document
from sample_city import Withdraw
from tests.sample_city.conftest import ROOT, Written

ACCEPTED_WARNINGS = 3

SAMPLE = (
    "101001_2013_budget.xlsx",
    "204001_2013_budget.xlsx",
    "214001_2013_budget_corrected.xlsx",
    "203001_2013_budget.xlsx",
    "312001_2013_budget.xlsx",
    "529001_2013_budget.xlsx",
    "2012_budget_city.xlsx",
    "2012_accounts_city.xlsx",
    "2012_three-public_budget.xlsx",
    "2012_three-public_final.xlsx",
    "2013Q1_execution.xlsx",
    "2013Q4_execution.xlsx",
    "2014_budget_city.xlsx",
    "2014_three-public_budget.xlsx",
)


def _check(path: Path, city: City) -> CheckedFile:
    return check_file(path, Context(city=city))


def _hashes(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_another_process_writes_the_same_bytes(written: Written, tmp_path: Path) -> None:
    code = "import sys, sample_city; sample_city.write(sys.argv[1])"
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "America/Lima"}
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, cwd=ROOT, env=environment)
    assert _hashes(tmp_path) == _hashes(written.folder)


def test_the_plan_is_a_believable_sequence_of_publications(written: Written, city: City) -> None:
    steps = written.plan.steps
    assert 25 <= len(steps) <= 40
    assert [step.published_at for step in steps] == sorted({step.published_at for step in steps})
    assert all(step.business_date <= city.settings["business_date"] for step in steps)
    assert all(step.reason and step.uploaded_by != step.approved_by for step in steps)
    assert sum("更正" in step.reason for step in steps) == 2
    assert sum(isinstance(step, Withdraw) for step in steps) == 1
    assert sorted(written.plan.paths) == sorted(written.folder.iterdir())


def test_nothing_in_the_workbooks_is_of_liuyang(written: Written) -> None:
    for path in written.plan.paths:
        with zipfile.ZipFile(path) as package:
            parts = [package.read(name).decode("utf-8") for name in package.namelist()]
        assert not any("浏阳" in part or "430181" in part for part in parts), path.name


@pytest.mark.parametrize("name", SAMPLE)
def test_a_workbook_checks_clean(written: Written, city: City, name: str) -> None:
    checked = _check(written.folder / name, city)
    found = [
        (finding.code, finding.sheet, finding.cell)
        for finding in checked.report.findings
        if finding.severity is not Severity.NOTICE
    ]
    assert checked.documents
    assert not [finding for finding in checked.report.findings if finding.severity is Severity.ERROR], found
    assert len(found) <= ACCEPTED_WARNINGS


@pytest.fixture(scope="module")
def batches_2013(written: Written, city: City) -> dict[str, Document]:
    """The batches of 2013 that stand after every step of the plan, as the loaders read them."""
    standing: dict[str, Document] = {}
    for step in written.plan.steps:
        if isinstance(step, Withdraw):
            del standing[step.disclosure]
            continue
        for path in step.paths:
            if path.name.startswith("2013_batch"):
                checked = _check(path, city)
                assert not [f for f in checked.report.findings if f.severity is not Severity.NOTICE], path.name
                standing |= {document.key: document for document in checked.documents if document.key}
    return standing


def test_384_batches_of_2013_make_exactly_2190000000_yuan(batches_2013: dict[str, Document]) -> None:
    batches = [document.batch for document in batches_2013.values() if document.batch]
    assert len(batches) == 384
    assert sum(batch.amount.fen or 0 for batch in batches) == 219_000_000_000
    recipients = [recipient for document in batches_2013.values() for recipient in document.recipients]
    assert sum(recipient.amount.fen or 0 for recipient in recipients) == 219_000_000_000
    assert 18_000 <= len(recipients) <= 22_000


def test_people_stand_only_in_masked_funds_and_only_masked(batches_2013: dict[str, Document], city: City) -> None:
    masked = {fund.code for fund in city.funds if fund.persons == "masked"}
    seen = 0
    for document in batches_2013.values():
        people = [row for row in document.recipients if row.recipient_type in ("person", "household")]
        seen += len(people)
        assert not people or (document.batch and document.batch.fund_code in masked)
        assert all("*" in row.recipient for row in people)
    assert seen > 5_000


def test_the_withdrawn_batch_repeats_another(written: Written, city: City) -> None:
    withdrawn = next(step for step in written.plan.steps if isinstance(step, Withdraw))
    number = withdrawn.disclosure.rsplit(".", 1)[1]
    path = next(
        path for path in written.plan.paths if path.name.startswith("2013_batches") and number in _numbers(path, city)
    )
    by_number = {document.batch.number: document for document in _check(path, city).documents if document.batch}
    first, again = by_number[f"{int(number) - 1:03d}"], by_number[number]
    assert [row.amount.fen for row in first.recipients] == [row.amount.fen for row in again.recipients]


def _numbers(path: Path, city: City) -> set[str]:
    return {document.batch.number for document in _check(path, city).documents if document.batch}


def test_some_notices_are_open_on_the_business_date(written: Written, city: City) -> None:
    today = city.settings["business_date"]
    paths = [path for path in written.plan.paths if path.name.startswith("2014_batches")]
    batches = [document.batch for path in paths for document in _check(path, city).documents if document.batch]
    is_open = [batch.notice_start <= today <= batch.notice_end for batch in batches if batch.notice_end]
    assert any(is_open)
    assert not all(is_open)


def test_more_rows_on_request(tmp_path: Path) -> None:
    code = (
        "import sys, json, sample_city\n"
        "plan = sample_city.write(sys.argv[1], rows=41_000)\n"
        "print(json.dumps([path.name for path in plan.paths]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], check=True, cwd=ROOT, capture_output=True, text=True
    )
    names = json.loads(done.stdout)
    assert [name for name in names if name.startswith("2010_batches")]
