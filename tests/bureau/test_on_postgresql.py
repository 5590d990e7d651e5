"""Signing in on a real PostgreSQL: tries at the same moment, a code used twice at once, sessions that end."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import text

from tests import small_city
from tests.bureau.conftest import Clock, activated, post, sign_in
from tests.store.conftest import postgresql_server  # noqa: F401 - a fixture
from transparency_site import create_app, users
from transparency_site.accounts import second_factor, signing_in, throttling
from transparency_site.lifecycle import Role
from transparency_site.site import Site
from transparency_site.transactions import writing

pytestmark = pytest.mark.postgres


@pytest.fixture
def site(postgresql_server: str, tmp_path, clock: Clock) -> Iterator[Site]:  # noqa: F811
    opened = small_city.open_site(tmp_path / "var", database_url=postgresql_server)
    with opened.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    with opened.sessions() as session:
        small_city.start(opened, session)
    opened.engine.dispose()
    moved = dataclasses.replace(opened, clock=clock)
    yield moved
    moved.engine.dispose()


def at_once(count: int, act: Callable[[], None]) -> None:
    threads = [threading.Thread(target=act) for _number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_tries_and_codes_at_the_same_moment(site: Site, clock: Clock) -> None:
    person = activated(site, clock, "anna", Role.REVIEWER)
    used: list[str | None] = []
    tried: list[str] = []

    def use() -> None:
        with site.sessions() as session:
            user = users.find_user(session, "anna")
            with writing(session):
                used.append(second_factor.use_code(site, session, user, person.code(clock)))

    def guess() -> None:
        with site.sessions() as session:
            try:
                signing_in.give_password(site, session, "anna", "Wrong-password-1", "198.51.100.1")
                tried.append("judged")
            except throttling.Throttled:
                tried.append("throttled")

    at_once(4, use)
    at_once(10, guess)
    assert sorted(used, key=str) == [None, None, None, "totp"]
    assert sorted(tried) == ["judged"] * 5 + ["throttled"] * 5


def test_in_and_out(site: Site, clock: Clock) -> None:
    browser = create_app(site=site).test_client()
    sign_in(browser, activated(site, clock, "anna", Role.AUDITOR), clock)
    assert browser.get("/bureau/audit?from=2026-01-01").status_code == 200
    assert "sign-in" in browser.get("/bureau/audit.csv").get_data(as_text=True)
    clock.forward(minutes=10)
    assert browser.get("/bureau/audit").status_code == 200
    assert post(browser, "/bureau/account/end-sessions", "/bureau/account").status_code == 303
    assert browser.get("/bureau/audit").status_code == 303
