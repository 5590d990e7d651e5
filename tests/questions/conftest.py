"""The small published city with a clock in the test's hand, a reader's browser, and two people of the bureau."""

from __future__ import annotations

import dataclasses
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests import small_city
from tests.bureau.conftest import Clock, signed_in_as
from transparency_site import create_app
from transparency_site.models import Question, User
from transparency_site.site import Site
from transparency_site.users import find_user

__all__ = ["signed_in_as"]

FIGURE = "budget.204001.2013.department.expenditure.205.total"
OPEN_BATCH, CLOSED_BATCH = "batch.2014.001", "batch.2013.001"
WORDS = "公开的数字比我们单位实际收到的多，请核对这一项的出处。"


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def site(small_site_folder: Path, tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Iterator[Site]:
    """The small published city with a clock that tests move; its business date is 2014-02-15. Shared by a module."""
    folder = tmp_path_factory.mktemp("questions") / "var"
    shutil.copytree(small_site_folder, folder)
    opened = small_city.open_site(folder)
    settings = dataclasses.replace(opened.settings, business_date="2014-02-15")
    made = dataclasses.replace(opened, clock=clock, settings=settings)
    yield made
    made.engine.dispose()


@pytest.fixture(scope="module")
def app(site: Site) -> Flask:
    return create_app(site=site)


@pytest.fixture
def reader(app: Flask) -> FlaskClient:
    """A browser that takes no cookies."""
    return app.test_client(use_cookies=False)


@pytest.fixture
def database(site: Site) -> Iterator[Session]:
    with site.sessions() as opened:
        yield opened


@pytest.fixture
def uploader(database: Session) -> User:
    return find_user(database, "uploader")


@pytest.fixture
def reviewer(database: Session) -> User:
    return find_user(database, "reviewer")


def token_of(reader: FlaskClient, about: str = FIGURE) -> str:
    """The token of a form that was just loaded."""
    page = reader.get(f"/ask?about={about}")
    assert page.status_code == 200, about
    found = re.search(r'name="token" value="([^"]+)"', page.get_data(as_text=True))
    assert found
    return found.group(1)


def ask(reader: FlaskClient, clock: Clock, about: str = FIGURE, **fields: str) -> TestResponse:
    """A question as a person sends it: the form is read for a while."""
    token = token_of(reader, about)
    clock.forward(seconds=20)
    form = {"token": token, "kind": "wrong-figure", "text": WORDS, "contact": "", "homepage": "", **fields}
    return reader.post(f"/ask?about={about}", data=form)


def code_of(answer: TestResponse) -> str:
    """The number to follow a question that was taken."""
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return str(answer.headers["Location"]).rpartition("/")[2]


def newest(session: Session) -> Question:
    """The question that was asked last."""
    session.expire_all()
    session.commit()
    return session.query(Question).order_by(Question.id.desc()).limit(1).one()


def count(session: Session) -> int:
    """How many questions there are."""
    session.commit()
    return session.query(Question).count()
