"""Retries with back-off, giving up, quiet hours, digests, and what a mail server refuses."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.notifications.city_that_tells import (
    PEOPLE,
    Clock,
    administrator,
    publish_three_units,
    register,
    send_all,
    sender,
    subscribe,
)
from tests.notifications.receivers import MailServer
from transparency_site.models import Delivery, Message
from transparency_site.notifications import claiming, contacts, message_log, quiet_hours
from transparency_site.notifications.message_log import MessageFilter
from transparency_site.site import Site

READER = "reader@example.invalid"


def one_reader(city: Site, opened: Session) -> None:
    subscribe(city, opened, READER, "unit", "204001")
    publish_three_units(city, opened)


def row(opened: Session) -> Message:
    opened.commit()
    opened.expire_all()
    return opened.scalars(select(Message)).one()


def test_a_server_that_is_busy_is_asked_again_later(
    city: Site, opened: Session, clock: Clock, mails: MailServer
) -> None:
    one_reader(city, opened)
    mails.answers += ["451 busy", "452 full"]
    assert send_all(sender(city)) == 1
    assert (row(opened).state, row(opened).problem) == ("waiting", "mail-451")
    clock.forward(seconds=59)
    assert send_all(sender(city)) == 0
    clock.forward(seconds=1)
    assert send_all(sender(city)) == 1
    clock.forward(minutes=4)
    assert send_all(sender(city)) == 1
    assert row(opened).state == "sent"
    assert len(mails.mails) == 1
    outcomes = opened.execute(select(Delivery.outcome, Delivery.problem).order_by(Delivery.id)).all()
    assert [tuple(one) for one in outcomes] == [("retry", "mail-451"), ("retry", "mail-452"), ("sent", None)]


def test_a_refusal_is_for_good(city: Site, opened: Session, mails: MailServer) -> None:
    one_reader(city, opened)
    mails.answers.append("550 no such person")
    send_all(sender(city))
    assert (row(opened).state, row(opened).problem) == ("failed", "mail-550")


def test_nobody_tries_for_ever(city: Site, opened: Session, clock: Clock, mails: MailServer) -> None:
    one_reader(city, opened)
    mails.answers += ["421 away"] * 20
    tries = 0
    for _ in range(40):
        tries += send_all(sender(city))
        clock.forward(hours=3)
    assert tries == claiming.MOST_ATTEMPTS
    assert row(opened).state == "failed"


def test_a_mail_server_that_is_away_loses_nothing(
    city: Site, opened: Session, clock: Clock, mails: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    one_reader(city, opened)
    with monkeypatch.context() as away:
        away.setattr("smtplib.SMTP.connect", lambda *_args: (_ for _ in ()).throw(ConnectionRefusedError()))
        send_all(sender(city))
    assert (row(opened).state, row(opened).problem) == ("waiting", "mail-server-away")
    clock.forward(minutes=1)
    send_all(sender(city))
    assert mails.recipients == [READER]


def test_nobody_is_woken_at_night(city: Site, opened: Session, clock: Clock, mails: MailServer) -> None:
    clock.now = dt.datetime(2026, 3, 2, 14, 30, tzinfo=dt.UTC)  # half past ten in the evening in Shanghai
    one_reader(city, opened)
    assert row(opened).due_at == dt.datetime(2026, 3, 3, 0, 0)  # eight in the morning
    assert send_all(sender(city)) == 0
    clock.now = dt.datetime(2026, 3, 3, 0, 0, tzinfo=dt.UTC)
    assert send_all(sender(city)) == 1


@pytest.mark.parametrize(
    ("moment", "opens"),
    [("2026-03-02T12:59", "2026-03-02T12:59"), ("2026-03-02T13:00", "2026-03-03T00:00"),
     ("2026-03-02T16:00", "2026-03-03T00:00"), ("2026-03-02T23:59", "2026-03-03T00:00"),
     ("2026-03-03T00:00", "2026-03-03T00:00")],
)
def test_quiet_hours_end_at_eight_in_shanghai(city: Site, moment: str, opens: str) -> None:
    assert quiet_hours.opens_at(city, dt.datetime.fromisoformat(moment)) == dt.datetime.fromisoformat(opens)


def test_a_flood_becomes_a_digest(city: Site, opened: Session, clock: Clock, mails: MailServer) -> None:
    register(city, opened, [PEOPLE[2]])
    for number in range(101, 108):  # seven publications: more than five
        publish_three_units(city, opened, str(number))
    send_all(sender(city))
    assert len(mails.mails) == 1
    assert "7" in mails.mails[0]["Subject"]
    for number in range(101, 108):
        assert f"公示第{number}批" in mails.mails[0].get_content()
    opened.commit()
    assert set(opened.scalars(select(Message.state))) == {"sent"}
    assert message_log.monthly(opened)[0].email == 1


def test_after_five_messages_a_day_the_rest_waits_for_the_morning(
    city: Site, opened: Session, clock: Clock, mails: MailServer
) -> None:
    subscribe(city, opened, READER, "unit", "204001")
    for number in range(101, 109):
        publish_three_units(city, opened, str(number))
        send_all(sender(city))
    assert len(mails.mails) == 5
    clock.now = dt.datetime(2026, 3, 3, 0, 0, tzinfo=dt.UTC)
    send_all(sender(city))
    assert len(mails.mails) == 8


def test_a_digest_that_fails_goes_out_again_whole_under_its_id(
    city: Site, opened: Session, clock: Clock, mails: MailServer
) -> None:
    subscribe(city, opened, READER, "unit", "204001")
    for number in range(101, 108):
        publish_three_units(city, opened, str(number))
    mails.answers.append("451 busy")
    send_all(sender(city))
    publish_three_units(city, opened, "108")
    clock.forward(minutes=1)
    send_all(sender(city))
    assert len(mails.mails) == 2
    assert sorted("第108批" in mail.get_content() for mail in mails.mails) == [False, True]


def test_a_contact_that_was_removed_gets_nothing(city: Site, opened: Session, mails: MailServer) -> None:
    register(city, opened, [PEOPLE[2]])
    publish_three_units(city, opened)
    number = contacts.everybody(city, opened)[0].number
    contacts.remove(city, opened, number or 0, administrator(opened))
    send_all(sender(city))
    assert mails.mails == []
    opened.commit()
    assert set(opened.scalars(select(Message.state))) == {"dropped"}


def test_a_person_of_two_units_gets_one_mail(city: Site, opened: Session, mails: MailServer) -> None:
    both = [contacts.Entry(unit, "leader", "示例甲", "both@example.invalid") for unit in ("204001", "401001")]
    register(city, opened, both)
    publish_three_units(city, opened)
    send_all(sender(city))
    assert mails.recipients == ["both@example.invalid"]
    opened.commit()
    found, _more = message_log.page(opened, MessageFilter(unit="401001", state="sent"), None)
    assert [(one.shown_as, one.units) for one in found] == [("示例甲", ["204001", "401001"])]
