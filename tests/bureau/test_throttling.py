"""Throttling: by account and by address, over all workers, also for names that nobody has, also at the same moment."""

from __future__ import annotations

import dataclasses
import threading

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.bureau.conftest import Clock, Person, activated, csrf_of, post, sign_in
from transparency_site import create_app
from transparency_site.accounts import signing_in, throttling
from transparency_site.event_log import EventFilter, page
from transparency_site.lifecycle import Role
from transparency_site.models import SignInAttempt
from transparency_site.site import Site


@pytest.fixture
def anna(site: Site, clock: Clock) -> Person:
    return activated(site, clock, "anna", Role.REVIEWER)


def attempt(
    browser: FlaskClient, name: str = "anna", password: str = "Wrong-password-1", address: str = "127.0.0.1"
) -> int:
    browser.environ_base["REMOTE_ADDR"] = address
    return post(browser, "/bureau/sign-in", "/bureau/sign-in", name=name, password=password).status_code


def test_after_five_wrong_passwords_the_right_one_waits_too(client: FlaskClient, anna: Person, clock: Clock) -> None:
    assert [attempt(client) for _try in range(5)] == [422] * 5
    answer = post(client, "/bureau/sign-in", name="anna", password=anna.password)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 15 * 60
    clock.forward(minutes=15)
    assert attempt(client, password=anna.password) == 303


def test_an_account_is_throttled_from_wherever_the_tries_come(client: FlaskClient, anna: Person) -> None:
    assert [attempt(client, address=f"198.51.100.{number}") for number in range(5)] == [422] * 5
    assert attempt(client, address="203.0.113.1", password=anna.password) == 429


def test_letters_of_another_case_are_no_other_account(client: FlaskClient, anna: Person) -> None:
    for name in ("anna", "ANNA", "Anna", "aNNa", "annA"):
        attempt(client, name)
    assert attempt(client) == 429


def test_the_wait_doubles_and_ends_at_four_hours(client: FlaskClient, anna: Person, clock: Clock) -> None:
    waits = []
    for _round in range(6):
        for number in range(5):
            attempt(client, address=f"198.51.100.{number}")
        answer = post(client, "/bureau/sign-in", name="anna", password=anna.password)
        waits.append(int(answer.headers["Retry-After"]) // 60)
        clock.forward(seconds=int(answer.headers["Retry-After"]))
    assert waits == [15, 30, 60, 120, 240, 240]


def test_an_unknown_name_is_throttled_with_the_same_words(client: FlaskClient, anna: Person) -> None:
    texts = []
    for name in ("anna", "nobody"):
        statuses = [attempt(client, name) for _try in range(6)]
        assert statuses == [422] * 5 + [429]
        answer = post(client, "/bureau/sign-in", "/bureau/sign-in", name=name, password="x")
        texts.append(answer.get_data(as_text=True).split("message-bad")[1].split("</div>")[0])
    assert texts[0] == texts[1]


def test_an_address_that_tries_many_names_waits(client: FlaskClient, anna: Person, clock: Clock) -> None:
    assert {attempt(client, f"guess-{number}", address="198.51.100.7") for number in range(20)} == {422}
    assert attempt(client, "anna", anna.password, address="198.51.100.7") == 429
    assert attempt(client, "anna", anna.password, address="203.0.113.1") == 303  # others are let in
    clock.forward(minutes=15)
    assert attempt(client, "guess-21", address="198.51.100.7") == 422


def test_the_addresses_of_one_ipv6_host_count_together(client: FlaskClient, anna: Person) -> None:
    for number in range(20):
        attempt(client, f"guess-{number}", address=f"2001:db8:1:2::{number:x}")
    assert attempt(client, "guess-x", address="2001:db8:1:2:ffff::1") == 429
    assert attempt(client, "guess-x", address="2001:db8:1:3::1") == 422


def test_a_forwarded_address_counts_only_behind_a_proxy(site: Site, client: FlaskClient, anna: Person) -> None:
    for number in range(5):
        data = {"name": "anna", "password": "Wrong-password-1", "csrf_token": csrf_of(client)}
        headers = {"X-Forwarded-For": f"198.51.100.{number}"}
        assert client.post("/bureau/sign-in", data=data, headers=headers).status_code == 422
    with site.sessions() as session:
        assert session.scalar(select(func.count(SignInAttempt.address_key.distinct()))) == 1


def test_the_count_holds_over_workers(site: Site, anna: Person) -> None:
    workers = [create_app(site=dataclasses.replace(site)).test_client() for _worker in range(2)]
    assert [attempt(workers[number % 2]) for number in range(5)] == [422] * 5
    assert [attempt(worker, password=anna.password) for worker in workers] == [429, 429]


def test_twelve_tries_at_the_same_moment_are_five(site: Site, anna: Person) -> None:
    results: list[str] = []
    start = threading.Barrier(12)

    def guess() -> None:
        with site.sessions() as session:
            start.wait()
            try:
                signing_in.give_password(site, session, "anna", "Wrong-password-1", "198.51.100.1")
                results.append("judged")
            except throttling.Throttled:
                results.append("throttled")

    threads = [threading.Thread(target=guess) for _number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["judged"] * 5 + ["throttled"] * 7


def test_codes_are_throttled_like_passwords(client: FlaskClient, anna: Person, clock: Clock) -> None:
    assert attempt(client, password=anna.password) == 303
    statuses = [
        post(client, "/bureau/second-factor", "/bureau/second-factor", code=f"{number:06}").status_code
        for number in range(5)
    ]
    assert statuses == [422] * 5
    right = post(client, "/bureau/second-factor", "/bureau/second-factor", code=anna.code(clock))
    assert right.status_code == 429


def test_the_right_password_between_wrong_codes_gives_no_more_tries(app, anna: Person, clock: Clock) -> None:
    statuses = []
    for number in range(6):
        browser = app.test_client()
        if attempt(browser, password=anna.password) == 429:
            statuses.append(429)
            continue
        answer = post(browser, "/bureau/second-factor", "/bureau/second-factor", code=f"{number:06}")
        statuses.append(answer.status_code)
    assert statuses == [422] * 5 + [429]


def test_the_password_is_not_guessed_from_inside_either(client: FlaskClient, anna: Person, clock: Clock) -> None:
    sign_in(client, anna, clock)
    fields = {"present": "Wrong-password-1", "password": "Wiesenweg!42-Salz", "again": "Wiesenweg!42-Salz"}
    statuses = [post(client, "/bureau/account/password", "/bureau/account", **fields).status_code for _try in range(6)]
    assert statuses == [422] * 5 + [429]


def test_signing_in_forgives_earlier_slips(client: FlaskClient, anna: Person, clock: Clock, site: Site) -> None:
    for _slip in range(4):
        attempt(client)
    sign_in(client, anna, clock)
    with site.sessions() as session:
        assert session.scalar(select(func.count(SignInAttempt.id))) == 0


def test_the_log_says_once_that_an_account_is_throttled(client: FlaskClient, anna: Person, site: Site) -> None:
    for _try in range(12):
        attempt(client)
    with site.sessions() as session:
        failed, _next = page(session, EventFilter(action="sign-in-failed"))
        throttled, _next = page(session, EventFilter(action="throttled"))
    assert len(failed) == 5
    assert [(event.subject, event.details) for event in throttled] == [("user.anna", {"address": "127.0.0.1"})]


def test_tries_are_forgotten_after_a_day(client: FlaskClient, anna: Person, clock: Clock, site: Site) -> None:
    for _try in range(5):
        attempt(client)
    clock.forward(hours=25)
    attempt(client, "nobody")
    with site.sessions() as session:
        assert session.scalar(select(func.count(SignInAttempt.id))) == 1
