"""The second factor: a code works once, in its window, from its own secret; recovery codes work once; no way around."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.bureau.conftest import PASSWORD, Clock, activated, post, sign_in
from transparency_site.accounts import demo, second_factor
from transparency_site.lifecycle import Role
from transparency_site.models import BureauSession, Credential, RecoveryCode
from transparency_site.site import Site
from transparency_site.transactions import writing
from transparency_site.users import find_user


def give_password(client: FlaskClient, name: str = "anna") -> None:
    assert post(client, "/bureau/sign-in", "/bureau/sign-in", name=name, password=PASSWORD).status_code == 303


def give_code(client: FlaskClient, code: str) -> int:
    return post(client, "/bureau/second-factor", "/bureau/second-factor", code=code).status_code


def test_the_algorithm_is_that_of_rfc_6238() -> None:
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # the RFC's test secret in base 32
    assert [second_factor.code_of(secret, moment // 30) for moment in (59, 1111111109, 20000000000)] == [
        "287082", "081804", "353130",
    ]


def test_a_code_works_once_in_its_window(app, site: Site, clock: Clock) -> None:
    person = activated(site, clock, "anna", Role.REVIEWER)
    code = person.code(clock)
    first, second = app.test_client(), app.test_client()
    for browser in (first, second):
        give_password(browser)
    assert give_code(first, code) == 303
    assert first.get("/bureau/").status_code == 200
    assert give_code(second, code) == 422  # somebody looked over a shoulder
    assert second.get("/bureau/").status_code == 303


def test_an_earlier_code_does_not_come_back_after_a_later_one(app, site: Site, clock: Clock) -> None:
    person = activated(site, clock, "anna", Role.REVIEWER)
    earlier = person.code(clock)
    clock.forward(seconds=30)
    first, second = app.test_client(), app.test_client()
    give_password(first)
    give_password(second)
    assert give_code(first, person.code(clock)) == 303
    assert give_code(second, earlier) == 422


@pytest.mark.parametrize(("seconds", "status"), [(-90, 422), (-30, 303), (0, 303), (30, 303), (90, 422)])
def test_a_clock_may_be_off_by_half_a_minute(client, site: Site, clock: Clock, seconds: int, status: int) -> None:
    person = activated(site, clock, "anna", Role.REVIEWER)
    clock.forward(minutes=5)
    give_password(client)
    step = int((clock.now + dt.timedelta(seconds=seconds)).timestamp()) // 30
    assert give_code(client, second_factor.code_of(person.secret, step)) == status


@pytest.mark.parametrize("code", ["", "000000x", "１２３４５６", "12345", "1234567", "abc", "0" * 1000, "\x00"])
def test_what_is_no_code_is_refused(client, site: Site, clock: Clock, code: str) -> None:
    activated(site, clock, "anna", Role.REVIEWER)
    give_password(client)
    assert give_code(client, code) == 422


def test_a_code_of_somebody_else_is_refused(client, site: Site, clock: Clock) -> None:
    activated(site, clock, "anna", Role.REVIEWER)
    other = activated(site, clock, "boris", Role.REVIEWER)
    give_password(client)
    assert give_code(client, other.code(clock)) == 422


def test_of_two_requests_with_the_same_code_one_wins(site: Site, clock: Clock) -> None:
    person = activated(site, clock, "anna", Role.REVIEWER)
    code, results = person.code(clock), []
    start = threading.Barrier(4)

    def use() -> None:
        with site.sessions() as session:
            user = find_user(session, "anna")
            session.commit()
            start.wait()
            with writing(session):
                results.append(second_factor.use_code(site, session, user, code))

    threads = [threading.Thread(target=use) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results, key=str) == [None, None, None, "totp"]


def test_a_recovery_code_works_once_however_it_is_typed(app, site: Site, clock: Clock) -> None:
    person = activated(site, clock, "anna", Role.REVIEWER)
    first, second, third = app.test_client(), app.test_client(), app.test_client()
    for browser in (first, second, third):
        give_password(browser)
    assert give_code(first, person.recovery_codes[0].upper().replace("-", " ")) == 303
    assert give_code(second, person.recovery_codes[0]) == 422
    assert give_code(third, person.recovery_codes[1]) == 303
    with site.sessions() as session:
        assert len(session.scalars(select(RecoveryCode).where(RecoveryCode.used_at.is_not(None))).all()) == 2


def test_recovery_codes_stand_nowhere_readable(site: Site, clock: Clock) -> None:
    person = activated(site, clock, "anna", Role.REVIEWER)
    content = b"".join(path.read_bytes() for path in site.settings.var_dir.glob("site.db*"))
    for code in person.recovery_codes:
        assert code.encode() not in content
        assert code.replace("-", "").encode() not in content


def test_new_recovery_codes_void_the_old_ones_and_need_the_password(app, site: Site, clock: Clock) -> None:
    person = activated(site, clock, "anna", Role.REVIEWER)
    browser = app.test_client()
    sign_in(browser, person, clock)
    assert post(browser, "/bureau/account/recovery-codes", password_now="wrong").status_code == 422
    assert post(browser, "/bureau/account/recovery-codes", password_now=person.password).status_code == 200
    other = app.test_client()
    give_password(other)
    assert give_code(other, person.recovery_codes[0]) == 422


def test_the_first_step_waits_five_minutes(client, site: Site, clock: Clock) -> None:
    person = activated(site, clock, "anna", Role.REVIEWER)
    give_password(client)
    clock.forward(minutes=5)
    answer = post(client, "/bureau/second-factor", "/bureau/second-factor", code=person.code(clock))
    assert answer.location == "/bureau/sign-in"
    assert client.get("/bureau/").status_code == 303


def test_a_first_step_leads_to_one_session(client, site: Site, clock: Clock) -> None:
    person = activated(site, clock, "anna", Role.REVIEWER)
    give_password(client)
    with client.session_transaction(path="/bureau/") as cookie:
        waiting = cookie["waiting"]
    assert give_code(client, person.code(clock)) == 303
    clock.forward(seconds=30)
    with client.session_transaction(path="/bureau/") as cookie:
        cookie["waiting"] = waiting
    answer = post(client, "/bureau/second-factor", "/bureau/account", code=person.code(clock))
    assert answer.location == "/bureau/sign-in"
    with site.sessions() as session:
        full = session.scalars(select(BureauSession).where(BureauSession.stage == "full")).all()
        assert len(full) == 1


def test_nobody_signs_in_without_a_confirmed_second_factor(client, site: Site, clock: Clock) -> None:
    activated(site, clock, "anna", Role.REVIEWER)
    with site.sessions() as session:
        session.get_one(Credential, find_user(session, "anna").id).totp_confirmed_at = None
        session.commit()
    answer = post(client, "/bureau/sign-in", "/bureau/sign-in", name="anna", password=PASSWORD)
    assert answer.status_code == 422


def test_the_sample_city_shows_a_code_that_works_even_twice_a_minute(client, app, site: Site, clock: Clock) -> None:
    with site.sessions() as session:
        demo.ensure(site, session)
    shown = client.get("/bureau/sign-in").get_data(as_text=True)
    assert demo.PASSWORD in shown
    for name, secret in demo.SECRETS.items():
        assert f"<code>{name}</code>" in shown
        assert secret in shown
    for _again in range(2):
        browser = app.test_client()
        post(browser, "/bureau/sign-in", "/bureau/sign-in", name="auditor", password=demo.PASSWORD)
        page = browser.get("/bureau/second-factor").get_data(as_text=True)
        code = page.split('id="demo-code">')[1][:6]
        assert give_code(browser, code) == 303
        assert browser.get("/bureau/audit").status_code == 200


def test_a_code_is_shown_for_demo_accounts_alone(client, site: Site, clock: Clock) -> None:
    activated(site, clock, "anna", Role.REVIEWER)
    give_password(client)
    assert "demo-code" not in client.get("/bureau/second-factor").get_data(as_text=True)


def test_a_demo_account_keeps_its_password(client, site: Site, clock: Clock) -> None:
    with site.sessions() as session:
        demo.ensure(site, session)
        demo.ensure(site, session)
    post(client, "/bureau/sign-in", "/bureau/sign-in", name="auditor", password=demo.PASSWORD)
    code = client.get("/bureau/second-factor").get_data(as_text=True).split('id="demo-code">')[1][:6]
    give_code(client, code)
    fields = {"present": demo.PASSWORD, "password": "Wiesenweg!42-Salz", "again": "Wiesenweg!42-Salz"}
    assert post(client, "/bureau/account/password", "/bureau/account", **fields).status_code == 403
    again = post(client, "/bureau/account/recovery-codes", "/bureau/account", password_now=demo.PASSWORD)
    assert again.status_code == 403


def test_a_real_city_gets_no_demo_accounts(site: Site) -> None:
    site.__dict__["city"] = {**site.city, "illustrative": False}
    with site.sessions() as session, pytest.raises(demo.NotASample):
        demo.ensure(site, session)
    assert demo.accounts(site) == []
