"""The commands as an operator types them: the thin path from a workbook to a version, and refusals in words."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select

from data_loaders.templates import write_workbook
from tests import small_city
from transparency_site import cli
from transparency_site.models import Batch, Disbursement, Disclosure
from transparency_site.site import Site
from transparency_site.snapshot import latest_version


def runner(site: Site) -> FlaskCliRunner:
    app = Flask("commands")
    cli.init_app(app, site)
    return app.test_cli_runner()


@pytest.fixture
def run(empty_site: Site) -> FlaskCliRunner:
    return runner(empty_site)


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    return batches_workbook(tmp_path / "2013_batches.xlsx")


def batches_workbook(path: Path, total: int = 150_000_00, unit: str = "212001") -> Path:
    day = dt.date(2013, 5, 6)
    batch = {
        "number": "007",
        "document_no": "样财建〔2013〕7号",
        "fund_code": "F01",
        "fund_name": "农村公路建设补助资金",
        "fund_level": "省",
        "unit_code": unit,
        "unit_name": "小样市建设局",
        "amount": total,
        "allocated_on": day,
        "notice_start": day,
        "notice_end": dt.date(2013, 5, 20),
    }
    place = {
        "batch_number": "007",
        "recipient_type": "project",
        "township_code": "999982001",
        "township_name": "甲镇",
        "village": "某村",
    }
    rows = [
        {**place, "recipient": "道路一", "purpose": "硬化", "amount": 100_000_00},
        {**place, "recipient": "道路二", "purpose": "拓宽", "amount": 50_000_00},
    ]
    return write_workbook("batches", path, {"year": 2013}, {"batches": [batch], "recipients": rows})


PEOPLE = ("--publish", "--as", "uploader", "--approve-as", "reviewer")


def test_from_a_workbook_to_a_version(empty_site: Site, run: FlaskCliRunner, workbook: Path) -> None:
    done = run.invoke(args=["load", str(workbook), *PEOPLE, "--reason", "公示第007批"])
    assert done.exit_code == 0, done.output
    assert "版本 2" in done.output
    with empty_site.sessions() as session:
        batch = session.scalars(select(Batch)).one()
        rows = session.execute(
            select(Disbursement.recipient, Disbursement.amount_fen).order_by(Disbursement.position)
        ).all()
    assert (batch.number, batch.amount_fen, batch.sheet, batch.fund_code) == ("007", 150_000_00, "批次", "F01")
    assert [tuple(row) for row in rows] == [("道路一", 100_000_00), ("道路二", 50_000_00)]


def test_loading_the_same_file_twice_publishes_once(empty_site: Site, run: FlaskCliRunner, workbook: Path) -> None:
    run.invoke(args=["load", str(workbook), *PEOPLE])
    again = run.invoke(args=["load", str(workbook), *PEOPLE])
    assert again.exit_code == 1
    assert "Traceback" not in again.output
    with empty_site.sessions() as session:
        assert latest_version(session) == 2


def test_a_workbook_with_errors_is_refused_with_its_cells(
    empty_site: Site, run: FlaskCliRunner, tmp_path: Path
) -> None:
    done = run.invoke(args=["load", str(batches_workbook(tmp_path / "x.xlsx", unit="999999")), *PEOPLE])
    assert done.exit_code == 1
    assert "unit-unknown" in done.output
    with empty_site.sessions() as session:
        assert latest_version(session) == 1
        assert session.scalars(select(Disclosure).where(Disclosure.kind == "batch")).all() == []


def test_without_publish_it_waits_and_another_person_publishes(
    empty_site: Site, run: FlaskCliRunner, workbook: Path
) -> None:
    assert run.invoke(args=["load", str(workbook), "--as", "uploader", "--reason", "公示"]).exit_code == 0
    with empty_site.sessions() as session:
        assert latest_version(session) == 1
    done = run.invoke(args=["publish", "1", "--as", "reviewer", "--submit", "--approve", "--reason", "公示"])
    assert done.exit_code == 0, done.output
    with empty_site.sessions() as session:
        assert latest_version(session) == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--publish", "--as", "uploader"), "--approve-as"),
        (("--publish", "--as", "uploader", "--approve-as", "uploader"), "another person"),
        (("--publish", "--as", "nobody", "--approve-as", "reviewer"), "nobody"),
        (("--explain", "no equals sign"), "CODE@SHEET!CELL=TEXT"),
        (("--year", "soon"), "--year"),
    ],
)
def test_refusals_are_sentences(run: FlaskCliRunner, workbook: Path, arguments: tuple[str, ...], words: str) -> None:
    done = run.invoke(args=["load", str(workbook), *arguments])
    assert done.exit_code != 0
    assert words in done.output
    assert "Traceback" not in done.output


def test_check_prints_json_and_stores_nothing(empty_site: Site, run: FlaskCliRunner, workbook: Path) -> None:
    done = run.invoke(args=["check", str(workbook), "--json"])
    assert done.exit_code == 0
    assert json.loads(done.stdout)["verdict"] in ("clean", "warnings")
    with empty_site.sessions() as session:
        assert session.scalars(select(Disclosure).where(Disclosure.kind == "batch")).all() == []


def test_withdraw_and_redact(small_site: Site) -> None:
    people = ("--as", "uploader", "--approve-as", "reviewer")
    run = runner(small_site)
    withdrawn = run.invoke(args=["withdraw", "batch.2013.002", *people, "--reason", "重复"])
    erased = run.invoke(args=["redact", "batch.2013.002", *people, "--legal-basis", "依申请删除"])
    assert ("版本 10" in withdrawn.output, "版本 11" in erased.output) == (True, True)
    assert run.invoke(args=["withdraw", "batch.2013.002", *people, "--reason", "x"]).exit_code == 1


def test_init_again_says_nothing_new_and_self_check_is_well(run: FlaskCliRunner) -> None:
    assert "版本" not in run.invoke(args=["init"]).output
    done = run.invoke(args=["self-check"])
    assert (done.exit_code, "一切正常" in done.output) == (0, True)


def test_reindex(run: FlaskCliRunner) -> None:
    assert "Index rebuilt" in run.invoke(args=["reindex"]).output
    assert "sound" in run.invoke(args=["reindex", "--if-damaged"]).output


def test_export_writes_every_dataset_of_a_version(small_site: Site) -> None:
    done = runner(small_site).invoke(args=["export", "--as-of", "7"])
    assert done.exit_code == 0, done.output
    folder = small_site.exports / "v7"
    about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    disbursements = next(one for one in about["files"] if one["file"].startswith("csv/disbursements-2013"))
    lines = (folder / disbursements["file"]).read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) - 1 == disbursements["count"] == 6
    assert disbursements["sum_fen"] == 100_000_00 + 55_000_00 + 20_000_00 + 16_000_00 + 9_900_00
    assert {one["file"] for one in about["files"]} | {"about.json"} == {
        str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()
    }
    assert "no version 99" in runner(small_site).invoke(args=["export", "--as-of", "99"]).output


def test_config_hides_passwords(tmp_path: Path) -> None:
    site = small_city.open_site(tmp_path, database_url="postgresql+psycopg://clerk:geheim@db/site")
    output = runner(site).invoke(args=["config"]).output
    assert "geheim" not in output
    assert "clerk:********@db" in output


def test_sample_is_for_sample_cities_only(tmp_path: Path) -> None:
    site = small_city.open_site(tmp_path / "var", small_city.CITY.parent / "real_documents")
    run = runner(site)
    run.invoke(args=["init"])
    done = run.invoke(args=["sample"])
    assert done.exit_code == 1
    assert "illustrative" in done.output


def test_commands_before_init_say_so(tmp_path: Path) -> None:
    done = runner(small_city.open_site(tmp_path)).invoke(args=["self-check"])
    assert done.exit_code == 1
    assert "init" in done.output


def test_a_user_is_added_once(run: FlaskCliRunner) -> None:
    assert run.invoke(args=["user", "add", "new", "--role", "auditor"]).exit_code == 0
    again = run.invoke(args=["user", "add", "new", "--role", "auditor"])
    assert (again.exit_code, "exists" in again.output) == (1, True)
