"""The upload door for programs: a token of an uploader, files in, reports out, and nothing else."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.bureau.test_jobs import batches
from tests.bureau.walking import work, zipped
from transparency_site.accounts import tokens
from transparency_site.site import Site
from transparency_site.users import find_user


@pytest.fixture
def key(site: Site) -> dict[str, str]:
    with site.sessions() as session:
        made = tokens.create(site, session, find_user(session, "uploader"), "测试")
    return {"Authorization": f"Bearer {made}"}


@pytest.fixture
def program(app: Flask) -> FlaskClient:
    return app.test_client()


def test_files_in_reports_out(site: Site, program: FlaskClient, key: dict[str, str], tmp_path: Path) -> None:
    content = batches(tmp_path, "a.xlsx", "101").read_bytes()
    package = zipped({"a.xlsx": content, "b.docx": b"words"})
    answer = program.post("/bureau/api/submissions", headers=key, data={"file": (io.BytesIO(package), "a.zip")})
    assert answer.status_code == 202
    assert answer.json is not None
    first, second = answer.json["data"]
    assert (first["name"], first["state"], first["check"]) == ("a.xlsx", "received", "waiting")
    assert (second["submission"], second["code"]) == (None, "not-a-table")
    work(site)
    found = program.get(first["links"]["self"], headers=key).json
    assert found is not None
    assert (found["data"]["state"], found["data"]["verdict"]) == ("checked", "clean")
    assert found["data"]["report"]["control_totals"]


def test_no_token_no_door(program: FlaskClient, key: dict[str, str]) -> None:
    assert program.post("/bureau/api/submissions").status_code == 401
    wrong = {"Authorization": key["Authorization"] + "x"}
    assert program.post("/bureau/api/submissions", headers=wrong).status_code == 401


def test_a_token_opens_nothing_else(program: FlaskClient, key: dict[str, str]) -> None:
    assert program.get("/bureau/uploads", headers=key).status_code == 303
    assert program.post("/bureau/submissions/1/approve", headers=key).status_code in (400, 401)


def test_what_is_wrong_is_a_problem_document(program: FlaskClient, key: dict[str, str], tmp_path: Path) -> None:
    answer = program.post("/bureau/api/submissions", headers=key)
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    content = batches(tmp_path, "a.xlsx", "101").read_bytes()
    data = {"file": (io.BytesIO(content), "a.xlsx"), "year": "last"}
    answer = program.post("/bureau/api/submissions", headers=key, data=data)
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (422, "bad-option")


def test_somebody_elses_submission_is_not_there(
    site: Site, program: FlaskClient, key: dict[str, str], tmp_path: Path
) -> None:
    content = batches(tmp_path, "a.xlsx", "101").read_bytes()
    program.post("/bureau/api/submissions", headers=key, data={"file": (io.BytesIO(content), "a.xlsx")})
    with site.sessions() as session:
        other = tokens.create(site, session, find_user(session, "second-uploader"), "别人")
    assert program.get("/bureau/api/submissions/1", headers={"Authorization": f"Bearer {other}"}).status_code == 404
    assert program.get("/bureau/api/submissions/1", headers=key).status_code == 200
