"""Signing in: the whole way from a link to a session, and what an attacker tries against it."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests import small_city
from tests.bureau.conftest import ADDRESS, Clock, activated, csrf_of, post, sign_in, token_in_cookie
from transparency_site import create_app, users
from transparency_site.accounts import activation, passwords, second_factor, sessions
from transparency_site.bureau.addresses import safe_next
from transparency_site.lifecycle import Role
from transparency_site.models import BureauSession, Credential, Event, User
from transparency_site.site import Site

PASSWORD = "Kiefernweg!42-Salz"


def test_from_a_link_to_the_first_page_and_out_again(client: FlaskClient, site: Site, clock: Clock) -> None:
    person = activated(site, clock, "anna", Role.REVIEWER)
    answer = sign_in(client, person, clock)
    assert (answer.status_code, answer.location) == (303, "/bureau/")
    assert "测试人员anna" in client.get("/bureau/").get_data(as_text=True)
    assert post(client, "/bureau/sign-out", "/bureau/").location == "/bureau/sign-in"
    assert client.get("/bureau/").location.startswith("/bureau/sign-in?next=")


def test_signing_out_ends_the_session_on_the_server_too(client: FlaskClient, site: Site, clock: Clock) -> None:
    sign_in(client, activated(site, clock, "anna", Role.REVIEWER), clock)
    stolen = client.get_cookie("bureau", path="/bureau")
    assert stolen is not None
    post(client, "/bureau/sign-out", "/bureau/")
    client.set_cookie("bureau", stolen.value, path="/bureau")
    assert client.get("/bureau/").status_code == 303


def test_the_password_alone_opens_nothing(client: FlaskClient, site: Site, clock: Clock) -> None:
    person = activated(site, clock, "anna", Role.ADMINISTRATOR)
    post(client, "/bureau/sign-in", name="anna", password=person.password)
    assert client.get("/bureau/users").location.startswith("/bureau/sign-in")
    with client.session_transaction(path="/bureau/") as cookie:
        cookie["_user_id"] = cookie["waiting"]  # the half session's token in the place of a whole one's
    assert client.get("/bureau/users").location.startswith("/bureau/sign-in")


def test_an_unknown_name_and_a_wrong_password_say_the_same(app, site: Site, clock: Clock) -> None:
    activated(site, clock, "anna", Role.REVIEWER)
    answers = []
    for name in ("anna", "nobody"):
        answer = post(app.test_client(), "/bureau/sign-in", name=name, password="Wrong-password-1")
        text = re.sub(r'value="[^"]*"', "", answer.get_data(as_text=True))
        answers.append((answer.status_code, text, sorted(answer.headers.keys())))
    assert answers[0] == answers[1]
    assert answers[0][0] == 422


@pytest.mark.parametrize("state", ["unknown", "not activated", "disabled", "known"])
def test_every_name_costs_the_same_work(
    client: FlaskClient, site: Site, clock: Clock, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    with site.sessions() as session:
        if state != "unknown":
            user = users.add_user(site, session, "anna", Role.REVIEWER)
        if state in ("known", "disabled"):
            activation.accept(*_invitation(site, user, clock))
        if state == "disabled":
            users.disable(site, session, session.get_one(User, user.id), "test")
    verified = []
    verify = passwords._HASHER.__class__.verify
    monkeypatch.setattr(
        passwords._HASHER.__class__, "verify", lambda self, *given: verified.append(1) or verify(self, *given)
    )
    assert post(client, "/bureau/sign-in", name="anna", password="Wrong-password-1").status_code == 422
    assert len(verified) == 1


def _invitation(site: Site, user: User, clock: Clock):
    session = site.sessions()
    token = activation.invite(site, session, user, "test")
    found = activation.find(site, session, token)
    assert found is not None
    step = second_factor.step_at(site.now())
    return site, session, token, PASSWORD, second_factor.code_of(found.secret, step)


def test_a_session_fixed_before_signing_in_is_left_behind(client: FlaskClient, site: Site, clock: Clock) -> None:
    person = activated(site, clock, "anna", Role.REVIEWER)
    csrf_of(client)
    planted = client.get_cookie("bureau", path="/bureau")
    assert planted is not None
    sign_in(client, person, clock)
    attacker = client.application.test_client()
    attacker.set_cookie("bureau", planted.value, path="/bureau")
    assert attacker.get("/bureau/").status_code == 303
    assert client.get("/bureau/").status_code == 200


def test_each_step_has_a_token_of_its_own(client: FlaskClient, site: Site, clock: Clock) -> None:
    person = activated(site, clock, "anna", Role.REVIEWER)
    post(client, "/bureau/sign-in", name="anna", password=person.password)
    waiting = token_in_cookie(client, "waiting")
    first_csrf = csrf_of(client, "/bureau/second-factor")
    clock.forward(seconds=30)
    post(client, "/bureau/second-factor", code=person.code(clock))
    assert token_in_cookie(client, "_user_id") not in (None, waiting)
    with client.session_transaction(path="/bureau/") as cookie:
        assert "waiting" not in cookie
    answer = client.post("/bureau/account/end-sessions", data={"csrf_token": first_csrf})
    assert answer.status_code == 400  # the token of before the second factor is worth nothing after it


def test_the_database_holds_no_token_that_opens(client: FlaskClient, site: Site, clock: Clock) -> None:
    sign_in(client, activated(site, clock, "anna", Role.REVIEWER), clock)
    token = token_in_cookie(client, "_user_id")
    for path in site.settings.var_dir.glob("site.db*"):
        assert token.encode() not in path.read_bytes()


@pytest.mark.parametrize(
    ("address", "opened"),
    [
        ("/bureau/audit", True),
        ("/bureau/audit?actor=anna&from=2026-01-01", True),
        ("/bureau", True),
        ("https://evil.example/bureau/", False),
        ("//evil.example/bureau/", False),
        ("///evil.example/bureau/", False),
        ("/\\evil.example/bureau/", False),
        ("/bureau/..//evil.example", False),
        ("/bureau/%2e%2e/%2e%2e/x", False),
        ("/bureaucracy", False),
        ("/units", False),
        ("javascript:alert(1)", False),
        ("/bureau/\r\nSet-Cookie: x=1", False),
        ("http:///bureau/", False),
        ("", False),
    ],
)
def test_next_leads_nowhere_but_into_the_bureau(app, address: str, opened: bool) -> None:
    with app.test_request_context("/bureau/sign-in"):
        assert safe_next(address) == (address if opened else None)


def test_a_forged_next_ends_on_the_first_page(client: FlaskClient, site: Site, clock: Clock) -> None:
    person = activated(site, clock, "anna", Role.AUDITOR)
    answer = sign_in(client, person, clock, next_page="https://evil.example/bureau/")
    assert answer.location == "/bureau/"


def test_the_page_that_was_wanted_follows(client: FlaskClient, site: Site, clock: Clock) -> None:
    person = activated(site, clock, "anna", Role.AUDITOR)
    answer = sign_in(client, person, clock, next_page="/bureau/audit?actor=anna")
    assert answer.location == "/bureau/audit?actor=anna"


def cookie_header(answer) -> str:
    return next(value for name, value in answer.headers if name == "Set-Cookie")


def test_the_cookie_belongs_to_the_bureau_and_to_no_script(client: FlaskClient) -> None:
    header = cookie_header(client.get("/bureau/sign-in"))
    assert "; HttpOnly" in header
    assert "; Path=/bureau" in header
    assert "; SameSite=Strict" in header
    assert "Domain" not in header
    assert "Expires" not in header
    assert "Secure" not in header


def test_behind_https_the_cookie_is_secure(site: Site) -> None:
    settings = dataclasses.replace(site.settings, base_url="https://budget.example")
    header = cookie_header(create_app(settings).test_client().get("/bureau/sign-in"))
    assert "; Secure" in header


@pytest.mark.parametrize(
    "address", ["/", "/units", "/about", "/api/v1/units", "/nowhere", "/healthz", "/static/site.css"]
)
def test_a_public_answer_sets_no_cookie_and_varies_with_none(
    client: FlaskClient, site: Site, clock: Clock, address: str
) -> None:
    sign_in(client, activated(site, clock, "anna", Role.AUDITOR), clock)
    answer = client.get(address)
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


@pytest.mark.parametrize("address", ["/bureau/sign-in", "/bureau/", "/bureau/nowhere", "/bureau/audit"])
def test_nothing_of_the_bureau_is_kept_or_framed(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]


def test_fifteen_idle_minutes_end_a_session(client: FlaskClient, site: Site, clock: Clock) -> None:
    sign_in(client, activated(site, clock, "anna", Role.AUDITOR), clock)
    for _click in range(3):
        clock.forward(minutes=14)
        assert client.get("/bureau/").status_code == 200
    clock.forward(minutes=15)
    assert client.get("/bureau/").status_code == 303
    with site.sessions() as session:
        assert session.scalars(select(BureauSession.ended_because)).all()[-1] == "idle"


def test_eight_hours_end_a_session_however_busy(client: FlaskClient, site: Site, clock: Clock) -> None:
    sign_in(client, activated(site, clock, "anna", Role.AUDITOR), clock)
    for _click in range(47):
        clock.forward(minutes=10)
        assert client.get("/bureau/").status_code == 200
    clock.forward(minutes=10)
    assert client.get("/bureau/").status_code == 303


@pytest.mark.parametrize("change", ["role", "disable", "password", "role in the database"])
def test_what_a_person_may_changes_at_once(client: FlaskClient, site: Site, clock: Clock, change: str) -> None:
    sign_in(client, activated(site, clock, "anna", Role.AUDITOR), clock)
    assert client.get("/bureau/audit").status_code == 200
    clock.forward(seconds=1)
    with site.sessions() as session:
        user = users.find_user(session, "anna")
        if change == "role":
            users.change_role(site, session, user, Role.UPLOADER, "test")
        elif change == "disable":
            users.disable(site, session, user, "test")
        elif change == "password":
            activation.change_password(site, session, user, "Wiesenweg!42-Salz")
        else:
            user.role = "uploader"
            session.commit()
    assert client.get("/bureau/audit").status_code == 303
    assert client.get("/bureau/").status_code == 303


def test_a_demo_account_is_nobody_in_a_real_city(client: FlaskClient, site: Site, clock: Clock) -> None:
    person = activated(site, clock, "anna", Role.REVIEWER)
    with site.sessions() as session:
        session.get_one(Credential, users.find_user(session, "anna").id).demo = True
        session.commit()
    real = dataclasses.replace(site)
    real.__dict__["city"] = {**site.city, "illustrative": False}
    visitor = create_app(site=real).test_client()
    assert post(visitor, "/bureau/sign-in", name="anna", password=person.password).status_code == 422
    assert "演示账号" not in visitor.get("/bureau/sign-in").get_data(as_text=True)


def test_a_session_of_a_demo_account_ends_where_the_city_becomes_real(site: Site, clock: Clock) -> None:
    activated(site, clock, "anna", Role.REVIEWER)
    with site.sessions() as session:
        user = users.find_user(session, "anna")
        session.get_one(Credential, user.id).demo = True
        token = sessions.start(site, session, user, ADDRESS, sessions.FULL)
        session.commit()
        real = dataclasses.replace(site)
        real.__dict__["city"] = {**site.city, "illustrative": False}
        assert sessions.open_(real, session, token) is None


def test_a_link_is_good_once_and_for_72_hours(client: FlaskClient, site: Site, clock: Clock) -> None:
    with site.sessions() as session:
        user = users.add_user(site, session, "anna", Role.AUDITOR)
        token = activation.invite(site, session, user, "test")
    address = f"/bureau/activate/{token}"
    assert client.get(address).status_code == 200
    clock.forward(hours=71, minutes=59)
    page = client.get(address).get_data(as_text=True)
    secret = re.search(r'class="secret"[^>]*>([A-Z2-7]{32})<', page).group(1)
    code = second_factor.code_of(secret, second_factor.step_at(site.now()))
    data = {"password": PASSWORD, "again": PASSWORD, "code": code}
    done = post(client, address, address, **data)
    assert len(re.findall(r"<li>(?:\w{4}-){3}\w{4}</li>", done.get_data(as_text=True))) == 10
    assert client.get(address).status_code == 404
    assert post(client, address, **data).status_code == 404


def test_a_link_ends_after_72_hours_or_with_the_next_one(client: FlaskClient, site: Site, clock: Clock) -> None:
    with site.sessions() as session:
        user = users.add_user(site, session, "anna", Role.AUDITOR)
        first = activation.invite(site, session, user, "test")
        second = activation.invite(site, session, user, "test")
    assert client.get(f"/bureau/activate/{first}").status_code == 404
    clock.forward(hours=72)
    assert client.get(f"/bureau/activate/{second}").status_code == 404
    pages = [client.get(f"/bureau/activate/{token}").get_data(as_text=True) for token in (second, "made-up")]
    assert pages[0].replace(second, "made-up") == pages[1]


@pytest.mark.parametrize(
    ("profile", "password", "code"),
    [
        ("mlps", "Kiefernw!42", "too-short"),
        ("mlps", "kiefernwegsalz", "too-plain"),
        ("mlps", "Password1234!", "guessable"),
        ("mlps", "P@ssw0rd2026!!", "guessable"),
        ("mlps", "anna-Anna-anna-1", "guessable"),
        ("mlps", "Aa1!" + "z" * 20, "guessable"),
        ("mlps", "Aa1!" + "kiefer" * 30, "too-long"),
        ("asvs", "Kiefernweg!42", "too-short"),
        ("asvs", "woaini1314520qwerty", "guessable"),
        ("asvs", "123456789123456789", "guessable"),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(profile: str, password: str, code: str) -> None:
    with pytest.raises(passwords.WeakPassword) as refused:
        passwords.check(profile, password, "anna")
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("profile", "password"),
    [("mlps", PASSWORD), ("asvs", "drei kiefern am rand"), ("asvs", "春眠不觉晓处处闻啼鸟夜来风雨声")],
)
def test_a_good_password_is_taken(profile: str, password: str) -> None:
    assert passwords.check(profile, password, "anna") is None


def test_after_ninety_days_the_password_comes_first(client: FlaskClient, site: Site, clock: Clock) -> None:
    person = activated(site, clock, "anna", Role.AUDITOR)
    clock.forward(days=90)
    sign_in(client, person, clock)
    assert client.get("/bureau/audit").location == "/bureau/account"
    same = {"present": person.password, "password": person.password, "again": person.password}
    assert post(client, "/bureau/account/password", "/bureau/account", **same).status_code == 422
    fresh = {"present": person.password, "password": "Wiesenweg!42-Salz", "again": "Wiesenweg!42-Salz"}
    assert post(client, "/bureau/account/password", "/bureau/account", **fresh).location == "/bureau/sign-in"
    clock.forward(seconds=30)
    sign_in(client, dataclasses.replace(person, password="Wiesenweg!42-Salz"), clock)
    assert client.get("/bureau/audit").status_code == 200


def test_the_public_face_has_no_bureau_and_the_bureau_no_public(site: Site) -> None:
    public = create_app(dataclasses.replace(site.settings, faces="public"))
    assert [rule.rule for rule in public.url_map.iter_rules() if "bureau" in rule.rule] == []
    assert public.test_client().get("/bureau/sign-in").status_code == 404
    alone = create_app(dataclasses.replace(site.settings, faces="bureau")).test_client()
    assert alone.get("/bureau/sign-in").status_code == 200
    assert alone.get("/").location == "/bureau/"
    assert [alone.get(address).status_code for address in ("/units", "/api/v1/units", "/healthz")] == [404, 404, 200]


def test_the_secret_is_made_once_and_for_its_owner_only(site: Site, client: FlaskClient) -> None:
    path: Path = site.settings.var_dir / "secret_key"
    assert not path.exists()
    client.get("/units")
    assert not path.exists()  # a public process needs none
    client.get("/bureau/sign-in")
    assert path.stat().st_mode & 0o777 == 0o600
    before = path.read_text()
    create_app(small_city.open_site(site.settings.var_dir).settings).test_client().get("/bureau/sign-in")
    assert path.read_text() == before
    assert list(site.settings.var_dir.glob("secret_key.*")) == []


def test_no_event_holds_a_password_or_a_name_nobody_has(client: FlaskClient, site: Site, clock: Clock) -> None:
    person = activated(site, clock, "anna", Role.AUDITOR)
    post(client, "/bureau/sign-in", name="typed-my-password-here", password="x")
    post(client, "/bureau/sign-in", name="anna", password="Wrong-password-1")
    sign_in(client, person, clock)
    with site.sessions() as session:
        text = str([(event.subject, event.details, event.actor) for event in session.scalars(select(Event))])
    for secret in ("typed-my-password-here", "Wrong-password-1", person.password):
        assert secret not in text
