"""Upload tokens: shown once, kept as digests, good for the upload door alone, dead when revoked or expired."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.bureau.conftest import Clock, SignedInAs, csrf_of
from transparency_site import create_app, users
from transparency_site.accounts import tokens
from transparency_site.bureau.access import current_user, require_token
from transparency_site.bureau.matrix import ROWS
from transparency_site.lifecycle import NotAllowed, Role
from transparency_site.site import Site


@pytest.fixture
def token(site: Site) -> str:
    with site.sessions() as session:
        return tokens.create(site, session, users.find_user(session, "uploader"), "test")


@pytest.fixture
def door(site: Site) -> FlaskClient:
    """A browser at an application that has one address for tokens, which says who came."""
    app = create_app(site=site)
    view = require_token(lambda: current_user().name)
    app.add_url_rule("/bureau/api/door", "bureau.door", view, methods=["POST"])
    return app.test_client()


def knock(door: FlaskClient, authorization: str | None) -> tuple[int, str]:
    answer = door.post("/bureau/api/door", headers={"Authorization": authorization} if authorization else {})
    return answer.status_code, answer.get_data(as_text=True) if answer.status_code == 200 else ""


def test_a_token_opens_the_door_without_cookie_or_form(door: FlaskClient, token: str) -> None:
    assert knock(door, f"Bearer {token}") == (200, "uploader")
    assert knock(door, f"bearer  {token} ") == (200, "uploader")


@pytest.mark.parametrize(
    "given", [None, "", "Bearer", "Bearer ", "Bearer tsu_made-up", "Basic dXBsb2FkZXI6", "Bearer ' OR 1=1"]
)
def test_what_is_no_token_opens_nothing(door: FlaskClient, token: str, given: str | None) -> None:
    assert knock(door, given)[0] == 401


def test_a_program_is_told_so_in_a_problem_document(door: FlaskClient) -> None:
    answer = door.post("/bureau/api/door")
    assert answer.mimetype == "application/problem+json"
    assert answer.json["code"] == "unauthorized"


def test_a_cookie_does_not_open_the_door_of_programs(site: Site, signed_in_as: SignedInAs, door: FlaskClient) -> None:
    cookie = signed_in_as(Role.UPLOADER, "uploader").get_cookie("bureau", path="/bureau")
    assert cookie is not None
    door.set_cookie("bureau", cookie.value, path="/bureau")
    assert knock(door, None)[0] == 401


def test_a_token_opens_no_page(app: Flask, token: str) -> None:
    for row in ROWS:
        if row.open or row.token or "<" in row.rule:
            continue
        answer = app.test_client().open(row.rule, method=row.method, headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == (303 if row.method == "GET" else 401), row.rule


def test_a_token_dies_with_its_expiry(door: FlaskClient, token: str, clock: Clock) -> None:
    clock.forward(days=179, hours=23)
    assert knock(door, f"Bearer {token}")[0] == 200
    clock.forward(hours=1)
    assert knock(door, f"Bearer {token}")[0] == 401


@pytest.mark.parametrize("change", ["disabled", "disabled and enabled", "reviewer"])
def test_a_token_dies_with_what_its_person_may(site: Site, door: FlaskClient, token: str, change: str) -> None:
    with site.sessions() as session:
        person = users.find_user(session, "uploader")
        if change == "reviewer":
            users.change_role(site, session, person, Role.REVIEWER, "test")
        else:
            users.disable(site, session, person, "test")
        if change.endswith("enabled"):
            users.enable(site, session, person, "test")
    assert knock(door, f"Bearer {token}")[0] == 401


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.ADMINISTRATOR, Role.AUDITOR])
def test_only_an_uploader_has_tokens(site: Site, role: Role) -> None:
    with site.sessions() as session:
        person = users.add_user(site, session, "other", role)
        with pytest.raises(NotAllowed):
            tokens.create(site, session, person, "x")


def test_a_token_is_shown_once_and_kept_as_a_digest(site: Site, signed_in_as: SignedInAs) -> None:
    browser = signed_in_as(Role.UPLOADER)
    data = {"csrf_token": csrf_of(browser, "/bureau/account"), "token_name": "季度上传"}
    page = browser.post("/bureau/account/tokens", data=data).get_data(as_text=True)
    shown = re.search(r"tsu_[\w-]{43}", page)
    assert shown is not None
    again = browser.get("/bureau/account").get_data(as_text=True)
    assert "季度上传" in again
    assert "tsu_" not in again
    for path in site.settings.var_dir.glob("site.db*"):
        assert shown.group().encode() not in path.read_bytes()


def test_a_token_is_revoked_by_its_person_alone(
    site: Site, signed_in_as: SignedInAs, door: FlaskClient, token: str
) -> None:
    owner, other = signed_in_as(Role.UPLOADER, "uploader"), signed_in_as(Role.UPLOADER, "second-uploader")
    with site.sessions() as session:
        number = tokens.of(session, users.find_user(session, "uploader"))[0].id
    address = f"/bureau/account/tokens/{number}/revoke"
    assert other.post(address, data={"csrf_token": csrf_of(other, "/bureau/account")}).status_code == 404
    assert knock(door, f"Bearer {token}")[0] == 200
    assert owner.post(address, data={"csrf_token": csrf_of(owner, "/bureau/account")}).status_code == 303
    assert knock(door, f"Bearer {token}")[0] == 401
