"""The bureau's face in an empty city, its clock in the test's hand, and people who are signed in without the forms."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import shutil
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests import small_city
from transparency_site import create_app, users
from transparency_site.accounts import activation, second_factor, sessions
from transparency_site.lifecycle import Role
from transparency_site.models import Credential, User
from transparency_site.site import Site

ADDRESS = "127.0.0.1"
PASSWORD = "Kiefernweg!42-Salz"
START = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> dt.datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += dt.timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def bureau_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """VAR_DIR of a city with its lists published (version 1) and nothing else; copy it, never write to it."""
    folder = tmp_path_factory.mktemp("bureau-city") / "var"
    made = small_city.open_site(folder)
    with made.sessions() as session:
        small_city.start(made, session)
    made.engine.dispose()
    return folder


@pytest.fixture
def site(bureau_folder: Path, tmp_path: Path, clock: Clock) -> Iterator[Site]:
    """The small city with only its lists, with a clock that tests move."""
    shutil.copytree(bureau_folder, tmp_path / "var")
    opened = dataclasses.replace(small_city.open_site(tmp_path / "var"), clock=clock)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def app(site: Site) -> Flask:
    return create_app(site=site)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that nobody has signed in with."""
    return app.test_client()


SignedInAs = Callable[..., FlaskClient]


@pytest.fixture
def signed_in_as(app: Flask, site: Site) -> SignedInAs:
    """`signed_in_as(Role.UPLOADER, "name")`: a browser in which that person (made where needed) is signed in."""

    def open_browser(role: Role, name: str | None = None) -> FlaskClient:
        with site.sessions() as session:
            person = name or f"test-{role}"
            user = session.scalar(select(User).where(User.name == person))
            if user is None:
                user = users.add_user(site, session, person, role, f"测试{role}")
            if session.get(Credential, user.id) is None:
                session.add(Credential(user_id=user.id, password_set_at=site.now(), former_hashes=[]))
            token = sessions.start(site, session, user, "127.0.0.1", sessions.FULL)
            session.commit()
        browser = app.test_client()
        with browser.session_transaction(path="/bureau/") as cookie:
            cookie["_user_id"], cookie["_fresh"] = token, True
        return browser

    return open_browser


@dataclasses.dataclass(frozen=True)
class Person:
    """Somebody who has followed the activation link."""

    name: str
    password: str
    secret: str
    recovery_codes: tuple[str, ...]

    def code(self, clock: Clock) -> str:
        """What the authenticator shows now."""
        return second_factor.code_of(self.secret, int(clock.now.timestamp()) // second_factor.STEP)


def activated(site: Site, clock: Clock, name: str, role: Role) -> Person:
    """A person with password and second factor, half a minute after activating: the link's own code is used up."""
    with site.sessions() as session:
        user = users.add_user(site, session, name, role, f"测试人员{name}")
        token = activation.invite(site, session, user, "test")
        found = activation.find(site, session, token)
        assert found is not None
        secret = found.secret
        codes = activation.accept(
            site, session, token, PASSWORD, second_factor.code_of(secret, second_factor.step_at(site.now()))
        )
    assert codes is not None
    clock.forward(seconds=30)
    return Person(name, PASSWORD, secret, tuple(codes))


def csrf_of(browser: FlaskClient, address: str = "/bureau/sign-in") -> str:
    """The CSRF token that a page of this browser carries."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(address).get_data(as_text=True))
    assert found, f"{address} has no form"
    return found.group(1)


def post(browser: FlaskClient, address: str, page: str | None = None, **fields: str) -> TestResponse:
    """Send a form with the CSRF token of `page` (default: any page of this browser that has a form)."""
    path = page or next(
        path for path in ("/bureau/second-factor", "/bureau/account", "/bureau/sign-in")
        if browser.get(path).status_code == 200
    )
    return browser.post(address, data={**fields, "csrf_token": csrf_of(browser, path)})


def sign_in(browser: FlaskClient, person: Person, clock: Clock, next_page: str | None = None) -> TestResponse:
    """Both steps as a person takes them: the answer to the second."""
    address = "/bureau/sign-in" + (f"?{urlencode({'next': next_page})}" if next_page else "")
    page = browser.get(address).get_data(as_text=True)
    action = re.search(r'<form method="post" action="([^"]+)"', page)
    assert action is not None
    first = post(browser, unescape(action.group(1)), address, name=person.name, password=person.password)
    assert first.location == "/bureau/second-factor", first.status_code
    return post(browser, first.location, code=person.code(clock))


def token_in_cookie(browser: FlaskClient, name: str) -> str:
    """What the session cookie keeps under `name`."""
    with browser.session_transaction(path="/bureau/") as cookie:
        return str(cookie[name])
