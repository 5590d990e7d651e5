"""A publication tells exactly those concerned, once each, by mail, short message and webhook."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.notifications.city_that_tells import (
    CONCERNED,
    PEOPLE,
    administrator,
    publish_three_units,
    register,
    rules_for,
    send_all,
    sender,
    subscribe,
)
from tests.notifications.city_that_tells import KNOWN as TOPICS
from tests.notifications.receivers import MailServer, Receiver, is_signed
from transparency_site.models import Delivery, Message, Publication
from transparency_site.notifications import subscriptions
from transparency_site.notifications.subscriptions import Wish
from transparency_site.site import Site


def test_three_units_handlers_leaders_and_subscribers_are_told_once(
    city: Site, opened: Session, mails: MailServer, hooks: Receiver, tmp_path: Path
) -> None:
    register(city, opened)
    for address, topic, value in (
        ("unit@example.invalid", "unit", "401001"), ("fund@example.invalid", "fund", "F01"),
        ("township@example.invalid", "township", "999982001"), ("large@example.invalid", "amount", str(500_000_00)),
        ("larger@example.invalid", "amount", str(5_000_000_00)), ("other@example.invalid", "unit", "101001"),
        ("unit@example.invalid", "amount", str(100_00)),
    ):
        subscribe(city, opened, address, topic, value)
    secret = subscriptions.register_webhook(
        city, opened, hooks.address, Wish("unit", "212002"), TOPICS, administrator(opened), rules_for(hooks.port)
    )
    publication = publish_three_units(city, opened)
    one = sender(city, hooks.port)
    send_all(one)
    told = {person.email for person in PEOPLE if person.unit_code in CONCERNED}
    wanted = told | {"unit@example.invalid", "fund@example.invalid", "township@example.invalid",
                     "large@example.invalid"}
    assert Counter(mails.recipients) == Counter(wanted)
    assert len(set(mails.ids())) == len(wanted)
    short = [json.loads(path.read_text(encoding="utf-8")) for path in (tmp_path / "sms").glob("*.json")]
    assert Counter(each["to"] for each in short) == Counter(
        person.mobile for person in PEOPLE if person.unit_code in CONCERNED
    )
    assert len(hooks.requests) == 1
    assert is_signed(secret, *hooks.requests[0])
    assert json.loads(hooks.requests[0][1])["data"]["version"] == publication.version
    assert send_all(one) == 0
    opened.commit()
    assert set(opened.scalars(select(Message.state))) == {"sent"}
    assert opened.scalar(select(func.count()).select_from(Delivery)) == len(wanted) + len(short) + 1


def test_a_mail_says_what_and_where_and_that_it_is_a_sample(city: Site, opened: Session, mails: MailServer) -> None:
    register(city, opened, [PEOPLE[2]])
    subscribe(city, opened, "reader@example.invalid", "unit", "204001", "en")
    version = publish_three_units(city, opened).version
    send_all(sender(city))
    by_recipient = dict(zip(mails.recipients, mails.mails, strict=True))
    chinese, english = by_recipient[PEOPLE[2].email], by_recipient["reader@example.invalid"]
    assert "【示例】" in chinese["Subject"]
    assert "2014年第101批" in chinese.get_content() or "101" in chinese.get_content()
    assert f"https://open.example/publications/{version}" in chinese.get_content()
    assert chinese["List-Unsubscribe"] is None
    assert english["Subject"].startswith("[Sample]")
    assert english["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert english["List-Unsubscribe"].startswith("<https://open.example/unsubscribe/")


def test_a_publication_that_fails_tells_nobody(
    city: Site, opened: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(city, opened)
    before = opened.scalar(select(func.max(Publication.version)))

    def fail(*_args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("transparency_site.notifications.outbox._message", fail)
    with pytest.raises(RuntimeError):
        publish_three_units(city, opened)
    assert opened.scalar(select(func.max(Publication.version))) == before
    assert opened.scalar(select(func.count()).select_from(Message)) == 0


def test_channels_that_are_off_send_nothing_even_later(small_site: Site, session: Session, city: Site) -> None:
    register(small_site, session)
    publish_three_units(small_site, session)
    assert set(session.scalars(select(Message.state))) == {"off"}
    assert send_all(sender(city)) == 0
