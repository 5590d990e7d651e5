"""People from the command line: the first administrator is made there, and everybody can be shut out from there."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from tests.bureau.conftest import SignedInAs
from transparency_site.lifecycle import Role


@pytest.fixture
def run(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


def test_a_person_is_added_with_a_link_that_works(app: Flask, run: FlaskCliRunner) -> None:
    done = run.invoke(args=["user", "add", "anna", "--role", "administrator", "--display-name", "安娜"])
    assert done.exit_code == 0, done.output
    link = re.search(r"http://127\.0\.0\.1:8000(/bureau/activate/[\w-]{43})\n", done.output)
    assert link is not None
    assert app.test_client().get(link.group(1)).status_code == 200
    again = run.invoke(args=["user", "invite", "anna"])
    assert "/bureau/activate/" in again.output
    assert app.test_client().get(link.group(1)).status_code == 404  # the newer link replaces it


def test_people_are_listed_with_what_they_may(run: FlaskCliRunner) -> None:
    run.invoke(args=["user", "add", "anna", "--role", "auditor"])
    run.invoke(args=["user", "disable", "reviewer"])
    lines = dict(line.split("\t", 1) for line in run.invoke(args=["user", "list"]).output.splitlines())
    assert lines["anna"] == "auditor\tnot-activated\tanna"
    assert lines["reviewer"].startswith("reviewer\tdisabled\t")


@pytest.mark.parametrize("arguments", [["disable", "watcher"], ["role", "watcher", "uploader"]])
def test_a_person_is_shut_out_at_once(run: FlaskCliRunner, signed_in_as: SignedInAs, arguments: list[str]) -> None:
    browser = signed_in_as(Role.AUDITOR, "watcher")
    assert browser.get("/bureau/audit").status_code == 200
    assert run.invoke(args=["user", *arguments]).exit_code == 0
    assert browser.get("/bureau/audit").status_code == 303


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["add", "reviewer", "--role", "auditor"], "exists already"),
        (["add", "a b", "--role", "auditor"], "A name has"),
        (["disable", "nobody"], "No user nobody"),
        (["invite", "nobody"], "No user nobody"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(run: FlaskCliRunner, arguments: list[str], said: str) -> None:
    done = run.invoke(args=["user", *arguments])
    assert (done.exit_code, said in done.output) == (1, True), done.output
    assert "Traceback" not in done.output
