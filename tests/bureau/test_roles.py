"""Every route × every role, as `bureau/matrix.py` says: no route without a row, no row without a route."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tests.bureau.conftest import SignedInAs, csrf_of
from transparency_site import create_app, users
from transparency_site.bureau.access import Access
from transparency_site.bureau.cookies import is_of_bureau
from transparency_site.bureau.matrix import ROWS, Row, row_of
from transparency_site.event_log import EventFilter, page
from transparency_site.lifecycle import Role
from transparency_site.models import User
from transparency_site.site import Site


def routes(app: Flask) -> Iterator[tuple[str, Rule]]:
    """(method, rule) of everything under /bureau."""
    for rule in app.url_map.iter_rules():
        if is_of_bureau(rule.rule):
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield method, rule


def test_every_route_has_a_row_and_every_row_a_route(app: Flask) -> None:
    known = {(method, rule.rule) for method, rule in routes(app)}
    assert known - {(row.method, row.rule) for row in ROWS} == set()
    assert {(row.method, row.rule) for row in ROWS} - known == set()
    assert len(ROWS) == len({(row.method, row.rule) for row in ROWS})


def test_a_route_without_a_row_would_be_found(app: Flask) -> None:
    app.add_url_rule("/bureau/forgotten", "bureau.forgotten", lambda: "", methods=["POST"])
    assert [rule.rule for method, rule in routes(app) if row_of(method, rule.rule) is None] == ["/bureau/forgotten"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_view_without_a_mark_is_closed_to_everybody(site: Site, method: str) -> None:
    app = create_app(site=site)
    app.add_url_rule("/bureau/forgotten", "bureau.forgotten", lambda: "open", methods=["GET", "POST"])
    assert app.test_client().open("/bureau/forgotten", method=method).status_code == 403


def test_marks_and_rows_say_the_same(app: Flask) -> None:
    for method, rule in routes(app):
        row, access = row_of(method, rule.rule), app.view_functions[rule.endpoint].bureau_access
        assert isinstance(access, Access)
        assert row is not None
        assert (access.roles is None, access.token) == (row.open or row.token, row.token), rule
        assert row.open or row.token or access.roles == row.roles, rule


def address_of(app: Flask, row: Row) -> str:
    path = row.rule
    for name, value in row.values.items():
        path = re.sub(rf"<(?:[^<>]+:)?{name}>", str(value), path)
    assert "<" not in path, f"{row.rule}: its row gives no value for every part of the address"
    return path


def send(browser: FlaskClient, row: Row, address: str, page: str) -> int:
    if row.method == "GET":
        return browser.get(address).status_code
    return browser.open(address, method=row.method, data={"csrf_token": csrf_of(browser, page)}).status_code


@pytest.mark.parametrize("role", list(Role))
def test_each_role_gets_what_the_matrix_says(app: Flask, signed_in_as: SignedInAs, role: Role) -> None:
    wrong = []
    for row in ROWS:
        browser = signed_in_as(role)  # a session of its own for each: some rows end it
        status = send(browser, row, address_of(app, row), "/bureau/account")
        expected = 401 if row.token else row.expected if role in row.roles or row.open else 403
        if status != expected:
            wrong.append((row.method, row.rule, str(role), status, expected))
    assert wrong == []


def test_nobody_gets_nothing(app: Flask) -> None:
    wrong = []
    for row in ROWS:
        status = send(app.test_client(), row, address_of(app, row), "/bureau/sign-in")
        if row.open:
            fine = status in (200, 303, 404, 422)
        else:
            fine = status == (303 if row.method == "GET" and not row.token else 401)
        if not fine:
            wrong.append((row.method, row.rule, status))
    assert wrong == []


def test_a_refusal_is_an_event(app: Flask, site: Site, signed_in_as: SignedInAs) -> None:
    assert signed_in_as(Role.UPLOADER, "curious").get("/bureau/users").status_code == 403
    with site.sessions() as session:
        events, _following = page(session, EventFilter(action="refused"))
    assert [(event.actor, event.subject) for event in events] == [("curious", "GET /bureau/users")]


def test_an_administrator_touches_everybody_but_himself(site: Site, signed_in_as: SignedInAs) -> None:
    browser = signed_in_as(Role.ADMINISTRATOR, "boss")
    with site.sessions() as session:
        own, other = users.find_user(session, "boss").id, users.find_user(session, "uploader").id
    for act in ("disable", "enable", "invite", "role"):
        data = {"csrf_token": csrf_of(browser, "/bureau/users"), "role": "auditor"}
        assert browser.post(f"/bureau/users/{own}/{act}", data=data).status_code == 403
        assert browser.post(f"/bureau/users/{other}/{act}", data=data).status_code in (200, 303)
    with site.sessions() as session:
        assert session.get_one(User, own).role == "administrator"
        assert session.get_one(User, other).role == "auditor"


def test_people_are_added_with_a_link_shown_once(site: Site, signed_in_as: SignedInAs) -> None:
    browser = signed_in_as(Role.ADMINISTRATOR)
    data = {"csrf_token": csrf_of(browser, "/bureau/users"), "name": "clerk", "role": "uploader", "display_name": "<b>"}
    page = browser.post("/bureau/users", data=data).get_data(as_text=True)
    link = re.search(r'id="activation-link"[^>]*>http://127\.0\.0\.1:8000(/bureau/activate/[\w-]{43})<', page)
    assert link is not None
    assert "<b></td>" not in page
    assert browser.application.test_client().get(link.group(1)).status_code == 200
    assert "/bureau/activate/" not in browser.get("/bureau/users").get_data(as_text=True)
    assert browser.post("/bureau/users", data=data).status_code == 422  # taken
    for name in ("", "a b", "=1+1", "x" * 65, "a\nb", "<script>"):
        assert browser.post("/bureau/users", data={**data, "name": name}).status_code == 422, name
    assert browser.post("/bureau/users", data={**data, "name": "x", "role": "king"}).status_code == 422
