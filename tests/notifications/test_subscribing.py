"""Subscribing by the public form: two steps to begin, one click to end, and nobody's address anywhere."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.notifications.city_that_tells import Clock, publish_three_units, send_all, sender, subscribe
from tests.notifications.receivers import MailServer
from transparency_site import create_app
from transparency_site.models import Message, Subscriber
from transparency_site.notifications import signed_links, subscriptions
from transparency_site.site import Site

READER = "reader@example.invalid"


@pytest.fixture
def browser(city: Site) -> FlaskClient:
    return create_app(site=city).test_client()


def ask(browser: FlaskClient, email: str = READER, topic: str = "unit:204001", lang: str = "") -> str:
    page = browser.get(f"/subscribe{lang}").get_data(as_text=True)
    word = re.search(r'name="word" value="([^"]+)"', page)
    assert word, "the page has no form"
    fields = {"word": word.group(1), "email": email, "topic": topic}
    response = browser.post(f"/subscribe/request{lang}", data=fields)
    assert response.status_code == 303
    assert "Set-Cookie" not in response.headers
    return str(response.headers["Location"])


def link_in(mails: MailServer, path: str) -> str:
    found = re.search(rf"https://open\.example({path}\S+)", mails.mails[-1].get_content())
    assert found, mails.mails[-1].get_content()
    return found.group(1)


def test_from_the_form_to_the_first_news_and_out_by_one_click(
    city: Site, opened: Session, browser: FlaskClient, mails: MailServer
) -> None:
    assert ask(browser) == "/subscribe/sent"
    publish_three_units(city, opened, "101")
    send_all(sender(city))
    assert mails.recipients == [READER], "only the confirmation: nothing is told to an address that is not confirmed"
    confirm = link_in(mails, "/subscribe/confirm/")
    assert browser.get(confirm).status_code == 200
    publish_three_units(city, opened, "102")
    assert send_all(sender(city)) == 0, "a program that follows the links of a mail has confirmed nothing"
    assert browser.post(confirm).status_code == 200
    publish_three_units(city, opened, "103")
    send_all(sender(city))
    assert len(mails.mails) == 2
    assert mails.mails[-1]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    leave = mails.mails[-1]["List-Unsubscribe"].strip("<>").removeprefix("https://open.example")
    publish_three_units(city, opened, "104")  # its message waits already
    ended = browser.post(leave, data={"List-Unsubscribe": "One-Click"})
    assert ended.status_code == 200
    publish_three_units(city, opened, "105")
    assert send_all(sender(city)) == 0
    assert len(mails.mails) == 2
    opened.expire_all()
    one = opened.scalars(select(Subscriber)).one()
    assert (one.state, one.address) == ("ended", None)
    for address in ("/subscribe/counts.json", "/api/v1/message-counts"):
        told = browser.get(address)
        assert told.get_json()["data"] == [{"month": "2026-03", "email": 2, "sms": 0, "webhook": 0, "total": 2}]
        assert browser.get(address, headers={"If-None-Match": told.headers["ETag"]}).status_code == 304
    refused = browser.get("/api/v1/message-counts?as_of=1")
    assert (refused.status_code, refused.get_json()["parameter"]) == (400, "as_of"), "counts have no versions"
    assert '<th scope="row">2026-03</th><td class="num">2</td>' in browser.get("/subscribe").get_data(as_text=True)


def test_unsubscribing_stops_a_mail_that_is_on_its_way(city: Site, opened: Session, mails: MailServer) -> None:
    subscribe(city, opened, READER, "unit", "204001")
    publish_three_units(city, opened)
    one = sender(city)

    def leave(step: str) -> None:
        if step == "connected":
            with city.sessions() as session:
                recipient = session.scalars(select(Subscriber.address_hash)).one()
                assert subscriptions.end_all(city, session, signed_links.unsubscribing(city, recipient))

    one.watch = leave
    send_all(one)
    assert mails.mails == []
    opened.commit()
    assert opened.scalars(select(Message.state)).all() == ["dropped"]


def test_addresses_stand_nowhere_readable(city: Site, opened: Session, browser: FlaskClient) -> None:
    ask(browser)
    city.engine.dispose()
    stored = b"".join(path.read_bytes() for path in city.settings.var_dir.glob("site.db*"))
    assert READER.encode() not in stored
    assert opened.scalars(select(Subscriber)).one().address


@pytest.mark.parametrize(
    ("email", "topic", "problem"),
    [("nobody", "unit:204001", "bad-email"), ("a@b.example\r\nBcc: c@d.example", "unit:204001", "bad-email"),
     (READER, "unit:999999", "bad-topic"), (READER, "amount:-1", "bad-topic"), (READER, "", "bad-topic")],
)
def test_what_cannot_be_subscribed_is_said(
    opened: Session, browser: FlaskClient, email: str, topic: str, problem: str
) -> None:
    location = ask(browser, email, topic)
    assert f"problem={problem}" in location
    assert 'role="alert"' in browser.get(location).get_data(as_text=True)
    assert opened.scalar(select(Subscriber.id)) is None


def test_a_form_of_somebody_else_is_refused(opened: Session, browser: FlaskClient) -> None:
    fields = {"word": "made-up", "email": READER, "topic": "unit:204001"}
    assert "problem=form" in browser.post("/subscribe/request", data=fields).headers["Location"]
    assert opened.scalar(select(Subscriber.id)) is None


def test_nobodys_mailbox_is_flooded(opened: Session, browser: FlaskClient, clock: Clock) -> None:
    for unit in ("101001", "204001", "401001"):
        assert ask(browser, topic=f"unit:{unit}") == "/subscribe/sent"
    assert "too-many" in ask(browser, topic="unit:212002")
    clock.forward(hours=1, seconds=1)
    assert ask(browser, topic="unit:212002") == "/subscribe/sent"


def test_old_and_made_up_links_say_so(city: Site, browser: FlaskClient, clock: Clock) -> None:
    for path in ("/subscribe/confirm/made-up", "/unsubscribe/made-up"):
        assert browser.get(path).status_code == browser.post(path).status_code == 404


@pytest.mark.parametrize("odd", ["%00", "%FF%FE", "a" * 3000, "..%2F", "%E7%BA%B8", "1.2.3.4", "'", "{}", "%0d%0a"])
def test_odd_requests_are_answered_in_words(city: Site, opened: Session, browser: FlaskClient, odd: str) -> None:
    word = signed_links.form(city)
    for path in (f"/subscribe/confirm/{odd}", f"/unsubscribe/{odd}"):
        assert browser.get(path).status_code == browser.post(path).status_code == 404
    for query in ("problem", "topic", "lang", "as_of"):
        assert browser.get(f"/subscribe?{query}={odd}").status_code == 200
    for field in ("email", "topic", "word"):
        body = f"word={word}&email={READER}&topic=unit:204001".replace(f"{field}=", f"{field}={odd}&other=", 1)
        answer = browser.post("/subscribe/request", data=body, content_type="application/x-www-form-urlencoded")
        assert (answer.status_code, "problem=" in answer.headers["Location"]) == (303, True)
    assert opened.scalar(select(Subscriber.id)) is None


def test_a_network_may_ask_twenty_times_an_hour(browser: FlaskClient) -> None:
    codes = [browser.post("/subscribe/request", environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code
             for _ in range(21)]
    assert codes == [303] * 20 + [429]
