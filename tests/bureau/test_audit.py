"""The audit page: every act is there, can be found and taken out; nobody can change what is written."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError

from tests.bureau.conftest import Clock, SignedInAs, activated, csrf_of, post, sign_in
from transparency_site import users
from transparency_site.accounts.records import record_by
from transparency_site.lifecycle import Role
from transparency_site.models import Event
from transparency_site.site import Site


@pytest.fixture
def auditor(signed_in_as: SignedInAs) -> FlaskClient:
    return signed_in_as(Role.AUDITOR, "watcher")


def rows(browser: FlaskClient, query: str = "") -> list[dict[str, str]]:
    answer = browser.get(f"/bureau/audit.csv{query}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))


def test_a_life_in_events(app, site: Site, clock: Clock, auditor: FlaskClient) -> None:
    person = activated(site, clock, "anna", Role.REVIEWER)
    browser = app.test_client()
    post(browser, "/bureau/sign-in", name="anna", password="Wrong-password-1")
    sign_in(browser, person, clock)
    browser.get("/bureau/users")
    with site.sessions() as session:
        users.change_role(site, session, users.find_user(session, "anna"), Role.AUDITOR, "boss")
        users.disable(site, session, users.find_user(session, "anna"), "boss")
    found = [(row["actor"], row["action"], row["details"]) for row in rows(auditor, "?subject=user.anna")]
    assert found == [
        ("command line", "add-user", "role=reviewer"),
        ("test", "invite", ""),
        ("anna", "activate", ""),
        ("—", "sign-in-failed", "address=127.0.0.1; factor=password"),
        ("anna", "sign-in", "address=127.0.0.1; factor=totp"),
        ("boss", "change-role", "before=reviewer; role=auditor"),
        ("boss", "disable-user", ""),
    ]
    assert [row["subject"] for row in rows(auditor, "?action=refused")] == ["GET /bureau/users"]


def test_the_page_shows_what_the_file_holds(auditor: FlaskClient) -> None:
    page = auditor.get("/bureau/audit?action=add-user").get_data(as_text=True)
    for row in rows(auditor, "?action=add-user"):
        assert f'<td class="mono">{row["subject"]}</td>' in page
    assert "导出审计日志" not in page.split("<tbody>")[1]


@pytest.mark.parametrize(
    ("query", "count"),
    [("?actor=clerk", 3), ("?actor=clerk&action=submit", 1), ("?actor=cl", 0), ("?subject=submission.1", 2),
     ("?from=2026-03-02&to=2026-03-02&actor=clerk", 2), ("?from=2026-03-03&actor=clerk", 1),
     ("?to=2026-03-01&actor=clerk", 0)],
)
def test_filters(site: Site, auditor: FlaskClient, clock: Clock, query: str, count: int) -> None:
    with site.sessions() as session:
        record_by(site, session, "clerk", "receive", "submission.1")
        clock.forward(minutes=1)
        record_by(site, session, "clerk", "submit", "submission.1")
        clock.now = clock.now.replace(hour=16)  # midnight in Shanghai: the next day
        record_by(site, session, "clerk", "approve", "submission.2")
        session.commit()
    clock.now = clock.now.replace(hour=1)
    assert len(rows(auditor, query)) == count


def test_pages_of_a_hundred(site: Site, auditor: FlaskClient) -> None:
    with site.sessions() as session:
        for number in range(250):
            record_by(site, session, "clerk", "made", f"thing.{number}")
        session.commit()
    address, seen = "/bureau/audit?actor=clerk", []
    while address:
        page = auditor.get(address).get_data(as_text=True)
        seen += [part.split("<")[0] for part in page.split("thing.")[1:]]
        following = re.search(r'href="([^"]+)" rel="next"', page)
        address = unescape(following.group(1)) if following else ""
    assert seen == [str(number) for number in reversed(range(250))]


@pytest.mark.parametrize("query", ["?from=yesterday", "?to=2026-13-01", "?from=0001-01-01", "?from=９９９９-01-01"])
def test_a_day_that_is_none_is_said_to_be(auditor: FlaskClient, query: str) -> None:
    assert auditor.get(f"/bureau/audit{query}").status_code == 422
    assert auditor.get(f"/bureau/audit.csv{query}").status_code == 400


@pytest.mark.parametrize(
    "query", ["?before=x", "?before=-1", "?before=99999999999999", "?subject=%25", "?actor=%27--", "?nonsense=1"]
)
def test_odd_questions_get_an_answer(auditor: FlaskClient, query: str) -> None:
    assert auditor.get(f"/bureau/audit{query}").status_code == 200


def test_taking_the_log_out_is_an_event(auditor: FlaskClient) -> None:
    rows(auditor, "?actor=nobody")
    first = rows(auditor, "?action=export-events")[0]
    assert (first["actor"], first["details"]) == ("watcher", "filter=nobody")


def test_a_formula_in_the_log_stays_text(site: Site, auditor: FlaskClient) -> None:
    with site.sessions() as session:
        record_by(site, session, "=HYPERLINK(1)", "made", '+x"y')
        session.commit()
    found = rows(auditor, "?action=made")
    assert [(row["actor"], row["subject"]) for row in found] == [("'=HYPERLINK(1)", "'+x\"y")]


@pytest.mark.parametrize("statement", [update(Event).values(actor="x"), delete(Event)], ids=str)
def test_the_database_refuses_to_change_the_log(site: Site, auditor: FlaskClient, statement) -> None:
    with site.sessions() as session, pytest.raises(DatabaseError):
        session.execute(statement)


def test_changes_by_form_name_their_person(site: Site, signed_in_as: SignedInAs) -> None:
    browser = signed_in_as(Role.ADMINISTRATOR, "boss")
    with site.sessions() as session:
        number = users.find_user(session, "reviewer").id
    for act in ("disable", "enable", "invite", "role"):
        browser.post(
            f"/bureau/users/{number}/{act}", data={"csrf_token": csrf_of(browser, "/bureau/users"), "role": "auditor"}
        )
    with site.sessions() as session:
        done = session.scalars(select(Event.action).where(Event.actor == "boss").order_by(Event.id)).all()
    assert done == ["disable-user", "enable-user", "invite", "change-role"]
