"""The journey of a question in Chromium: asked on a phone, answered by two people, corrected; its page shows it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from tests import factories as make
from tests import small_city
from tests.browser.bureau_people import serious
from tests.browser.serving import served
from tests.bureau.conftest import SignedInAs
from tests.questions.conftest import FIGURE, WORDS
from transparency_site import create_app
from transparency_site.lifecycle import Role
from transparency_site.site import Site

pytestmark = pytest.mark.browser
CONTACT, ANSWER = "wenti@example.invalid", "经核对，项目支出多列一笔，将更正。"
PHONE = {"width": 390, "height": 760}


@pytest.fixture(scope="module")
def running(site: Site, app: Flask) -> Iterator[str]:
    with served(app) as address:
        yield address


def fits(page: Any) -> None:
    """The page is no wider than the phone, and axe finds nothing serious."""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], page.url
    assert serious(page) == [], page.url


def of_bureau(browser: Any, client: Any) -> Any:
    """A page in which the person of a signed-in test client is signed in."""
    cookie = next(iter(client._cookies.values()))
    context = browser.new_context(viewport=PHONE)
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "domain": "127.0.0.1", "path": cookie.path}])
    return context.new_page()


def press(page: Any, button: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()


def test_from_a_phone_to_a_correction(
    browser: Any, running: str, site: Site, clock: Any, signed_in_as: SignedInAs, capfd: pytest.CaptureFixture[str]
) -> None:
    phone = browser.new_context(viewport=PHONE, java_script_enabled=True)
    asker = phone.new_page()
    asker.goto(f"{running}/figures/{FIGURE}")
    fits(asker)
    with asker.expect_navigation():
        asker.get_by_role("link", name="对这笔钱有疑问").click()
    fits(asker)
    clock.forward(seconds=30)
    asker.get_by_label("数字有误").check()
    asker.get_by_label("疑问", exact=True).fill("打我电话13800138000")
    press(asker, "提交")
    assert "请删去号码" in asker.locator("[role=alert]").inner_text()
    fits(asker)
    clock.forward(seconds=30)
    asker.get_by_label("疑问", exact=True).fill(WORDS)
    asker.get_by_label("联系方式（可以不写）").fill(CONTACT)
    press(asker, "提交")
    followed = asker.url
    assert re.fullmatch(rf"{running}/questions/[2-9a-z]{{12}}", followed)
    fits(asker)
    assert phone.cookies() == []
    uploader = of_bureau(browser, signed_in_as(Role.UPLOADER, "drafter"))
    reviewer = of_bureau(browser, signed_in_as(Role.REVIEWER, "releaser"))
    uploader.goto(f"{running}/bureau/questions")
    with uploader.expect_navigation():
        uploader.get_by_role("link", name="第 1 号").click()
    assert CONTACT in uploader.locator("main").inner_text()
    fits(uploader)
    press(uploader, "看过了，公开提问原文")
    uploader.get_by_label("拟答复", exact=True).fill(ANSWER)
    press(uploader, "交审核人")
    reviewer.goto(f"{running}/bureau/questions/1")
    press(reviewer, "公开答复")
    asker.goto(followed)
    assert ANSWER in asker.locator("main").inner_text()
    with site.sessions() as session:
        corrected = make.budget("204001", 2013, 610_000_00, 440_000_00, three_public=[make.three_public()])
        act = small_city.publish(site, session, [corrected], dt.date(2014, 2, 15), "更正：项目支出多列")
        version = act.version
    reviewer.goto(f"{running}/bureau/questions/1")
    press(reviewer, "关联更正")
    asker.goto(followed)
    with asker.expect_navigation():
        asker.get_by_role("link", name=f"已更正，见第 {version} 版").click()
    assert "更正：项目支出多列" in asker.locator("main").inner_text()
    _nothing_personal_is_left(site, capfd)


def _nothing_personal_is_left(site: Site, capfd: pytest.CaptureFixture[str]) -> None:
    with site.engine.connect() as connection:
        tables = [row[0] for row in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))]
        rows = [str(tuple(row)) for table in tables for row in connection.execute(text(f'SELECT * FROM "{table}"'))]
        assert connection.scalar(text("SELECT count(*) FROM question_contacts")) == 0
    found = "".join(rows) + "".join(capfd.readouterr())
    client = create_app(site=site).test_client()
    for path in ("/questions", "/questions/1", "/questions.csv", "/api/v1/questions", "/api/v1/changes", "/metrics"):
        found += client.get(path).get_data(as_text=True)
    for personal in (CONTACT, "13800138000"):
        assert personal not in found
