"""More questions than a page holds: the bureau turns pages, those that wait in front, the newest answered ones next."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.bureau.conftest import SignedInAs
from tests.questions.conftest import FIGURE, count
from transparency_site.lifecycle import Role
from transparency_site.models import Question
from transparency_site.site import Site

DAY = dt.date(2014, 2, 1)
WAITING, REJECTED = 60, 70


@pytest.fixture
def reviewer_browser(
    site: Site, database: Session, signed_in_as: SignedInAs, request: pytest.FixtureRequest
) -> FlaskClient:
    for number in range(WAITING + REJECTED if count(database) == 0 else 0):
        question = Question(
            code_hash=f"{number:064}", kind="other", about=FIGURE, disclosure=None, version=9, text="问", asked_on=DAY,
            asked_at=site.now(), due_on=DAY + dt.timedelta(days=number),
        )  # fmt: skip
        if number >= WAITING:
            question.rejected_at, question.rejected_by_id, question.reject_code = site.now(), 1, "repeated"
        database.add(question)
    database.commit()
    return signed_in_as(Role.REVIEWER, request.node.name[:40].replace("_", "-"))


def numbers(browser: FlaskClient, address: str) -> list[int]:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return [int(number) for number in re.findall(r"/bureau/questions/(\d+)", answer.get_data(as_text=True))]


def test_every_question_is_on_one_page_and_in_order(reviewer_browser: FlaskClient, database: Session) -> None:
    pages = [numbers(reviewer_browser, f"/bureau/questions?page={page}") for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [50, 50, 30]
    shown = [number for page in pages for number in page]
    assert shown[:WAITING] == sorted(shown[:WAITING]), "those that wait, by the day they are due"
    assert shown[WAITING:] == sorted(shown[WAITING:], reverse=True), "then the newest"
    assert set(shown) == set(database.scalars(Question.__table__.select().with_only_columns(Question.id)))


def test_the_neighbours_are_led_to_and_odd_numbers_are_the_first_page(reviewer_browser: FlaskClient) -> None:
    second = reviewer_browser.get("/bureau/questions?page=2&lang=en").get_data(as_text=True)
    assert re.findall(r'rel="(prev|next)" href="([^"]+)"', second.replace("&amp;", "&")) == [
        ("prev", "/bureau/questions?lang=en&page=1"), ("next", "/bureau/questions?lang=en&page=3"),
    ]  # fmt: skip
    first = numbers(reviewer_browser, "/bureau/questions")
    for odd in ("0", "-1", "x", "９", "1000000", ""):
        assert numbers(reviewer_browser, f"/bureau/questions?page={odd}") == first, odd
    assert numbers(reviewer_browser, "/bureau/questions?page=99") == []
    for address in ("/bureau/erasures?page=2", "/bureau/proposals?page=2"):
        assert reviewer_browser.get(address).status_code == 200
