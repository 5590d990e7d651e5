"""Forged forms: every address that changes anything refuses a missing, foreign, old or misplaced token."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.bureau.conftest import SignedInAs, csrf_of
from tests.bureau.test_roles import address_of
from transparency_site.bureau.matrix import ROWS
from transparency_site.lifecycle import Role
from transparency_site.models import Event, User
from transparency_site.site import Site

CHANGING = [row for row in ROWS if row.method != "GET" and not row.token]


def events(site: Site) -> int:
    with site.sessions() as session:
        return session.scalar(select(func.count()).select_from(Event)) or 0


def browser_for(row, signed_in_as: SignedInAs, app: Flask) -> FlaskClient:
    return app.test_client() if row.open else signed_in_as(sorted(row.roles)[0])


@pytest.mark.parametrize("row", CHANGING, ids=lambda row: f"{row.method} {row.rule}")
def test_no_form_without_its_own_token(app: Flask, site: Site, signed_in_as: SignedInAs, row) -> None:
    browser, other = browser_for(row, signed_in_as, app), signed_in_as(Role.AUDITOR, "attacker")
    own = csrf_of(browser, "/bureau/sign-in" if row.open else "/bureau/account")
    foreign = csrf_of(other, "/bureau/account")
    address, before = address_of(app, row), events(site)
    for data in ({}, {"csrf_token": ""}, {"csrf_token": "made-up"}, {"csrf_token": foreign}, {"csrf_token": own[:-2]}):
        answer = browser.open(address, method=row.method, data=data)
        assert answer.status_code == 400, data
        assert "没有执行任何操作" in answer.get_data(as_text=True) or address.startswith("/bureau/api/")
    assert browser.open(f"{address}?csrf_token={own}", method=row.method).status_code == 400
    assert events(site) == before


def test_a_text_plain_form_of_another_site_is_refused(signed_in_as: SignedInAs) -> None:
    browser = signed_in_as(Role.ADMINISTRATOR)
    answer = browser.post("/bureau/users", data='{"name": "x"}', content_type="text/plain")
    assert answer.status_code == 400


def test_a_token_of_an_ended_session_is_worth_nothing(signed_in_as: SignedInAs, site: Site) -> None:
    browser = signed_in_as(Role.ADMINISTRATOR, "boss")
    token = csrf_of(browser, "/bureau/users")
    browser.post("/bureau/sign-out", data={"csrf_token": token})
    again = signed_in_as(Role.ADMINISTRATOR, "boss")
    data = {"csrf_token": token, "name": "planted", "role": "administrator"}
    assert again.post("/bureau/users", data=data).status_code == 400
    with site.sessions() as session:
        assert session.scalar(select(User).where(User.name == "planted")) is None


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE"])
def test_a_method_that_is_not_meant_changes_nothing(signed_in_as: SignedInAs, site: Site, method: str) -> None:
    browser = signed_in_as(Role.ADMINISTRATOR)
    before = events(site)
    answer = browser.open("/bureau/users/1/disable", method=method)
    assert answer.status_code in (200, 405)
    assert events(site) == before


def test_a_method_by_another_name_counts_as_what_it_is(signed_in_as: SignedInAs) -> None:
    browser = signed_in_as(Role.ADMINISTRATOR)
    for headers in ({"X-HTTP-Method-Override": "POST"}, {"X-Method-Override": "POST"}):
        assert browser.get("/bureau/users/1/disable", headers=headers).status_code == 405


def test_the_body_of_a_stranger_is_not_read(app: Flask) -> None:
    answer = app.test_client().post("/bureau/users", data={"name": "x" * 400_000})
    assert answer.status_code == 401


def test_a_form_is_small(signed_in_as: SignedInAs) -> None:
    browser = signed_in_as(Role.ADMINISTRATOR)
    data = {"csrf_token": csrf_of(browser, "/bureau/users"), "name": "x" * 300_000, "role": "auditor"}
    assert browser.post("/bureau/users", data=data).status_code == 413


@pytest.mark.parametrize("address", ["/", "/units", "/api/v1/units", "/search"])
def test_the_public_side_takes_no_form_at_all(client: FlaskClient, address: str) -> None:
    assert client.post(address, data={"q": "x"}).status_code == 405


def test_what_a_person_types_is_shown_as_text(signed_in_as: SignedInAs) -> None:
    browser = signed_in_as(Role.ADMINISTRATOR)
    evil = '"><script>alert(1)</script>'
    data = {"csrf_token": csrf_of(browser, "/bureau/users"), "name": evil, "display_name": evil, "role": evil}
    page = browser.post("/bureau/users", data=data).get_data(as_text=True)
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
