"""Senders that are killed with SIGKILL: no message is lost, none comes twice, but for the one window that is told.

A forked sender ends itself at a chosen step of a chosen message; the next one finds what it left by its lease.
NOTIFY_KILLS says how many are killed (docs/campaigns.md).
"""

from __future__ import annotations

import dataclasses
import json
import os
import signal
from collections import Counter
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.notifications.city_that_tells import (
    CONCERNED,
    KNOWN,
    PEOPLE,
    Clock,
    administrator,
    publish_three_units,
    register,
    rules_for,
    subscribe,
)
from tests.notifications.receivers import MailServer, Receiver
from transparency_site.models import Delivery, Message
from transparency_site.notifications import sending, subscriptions
from transparency_site.notifications.sending import Sender
from transparency_site.notifications.subscriptions import Wish
from transparency_site.site import Site

KILLS = int(os.environ.get("NOTIFY_KILLS", "6"))
STEPS = ("claimed", "connected", "handing", "sent")
"""Where a death can be told from its traces: before the receiver has it, or after that is written down."""
WINDOW = "accepted"  # the receiver has it, and nobody has written that down


def sent_by_one_that_dies(site: Site, clock: Clock, port: int, step: str | None, count: int = 1) -> bool:
    """A sender of its own process that is killed at the `count`th `step` (None: it lives). Whether it was killed."""
    child = os.fork()
    if child == 0:
        left = count

        def watch(reached: str) -> None:
            nonlocal left
            left -= reached == step
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        own = Site(dataclasses.replace(site.settings), Clock(clock.now))
        one = Sender(own, f"sender-{os.getpid()}", sending.channels(own, rules_for(port)), watch)
        try:
            while one.run_next():
                pass
        finally:
            os._exit(0)
    _child, status = os.waitpid(child, 0)
    clock.forward(minutes=6)  # its lease is over
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def told(city: Site, opened: Session, hooks: Receiver, readers: int) -> None:
    register(city, opened)
    for number in range(readers):
        subscribe(city, opened, f"reader{number}@example.invalid", "unit", CONCERNED[number % 3])
    for unit in CONCERNED:
        subscriptions.register_webhook(
            city, opened, f"{hooks.address}&unit={unit}", Wish("unit", unit), KNOWN, administrator(opened),
            rules_for(hooks.port),
        )
    publish_three_units(city, opened)
    city.engine.dispose()


def short_messages(folder: Path) -> list[str]:
    return [json.loads(path.read_text(encoding="utf-8"))["to"] for path in folder.glob("*.json")]


def test_everybody_is_told_exactly_once_over_kills_of_the_sender(
    city: Site, opened: Session, clock: Clock, mails: MailServer, hooks: Receiver, tmp_path: Path
) -> None:
    readers = KILLS
    told(city, opened, hooks, readers)
    for turn in range(KILLS):
        step = STEPS[turn % len(STEPS)]
        assert sent_by_one_that_dies(city, clock, hooks.port, step, 1 + turn // len(STEPS) % 2), f"turn {turn}: {step}"
    assert not sent_by_one_that_dies(city, clock, hooks.port, None)
    handlers_and_leaders = [person for person in PEOPLE if person.unit_code in CONCERNED]
    wanted = [person.email for person in handlers_and_leaders]
    wanted += [f"reader{number}@example.invalid" for number in range(readers)]
    assert Counter(mails.recipients) == Counter(wanted)
    assert Counter(short_messages(tmp_path / "sms")) == Counter(person.mobile for person in handlers_and_leaders)
    assert len(hooks.requests) == len(set(hooks.ids())) == len(CONCERNED)
    opened.commit()
    assert set(opened.scalars(select(Message.state))) == {"sent"}
    sent = opened.scalar(select(func.count()).select_from(Delivery).where(Delivery.outcome == "sent"))
    assert sent == len(wanted) + len(handlers_and_leaders) + len(CONCERNED)
    print(f"{KILLS} kills, {sent} messages, each once")


def test_in_the_one_window_a_message_comes_again_under_the_same_id_and_is_marked(
    city: Site, opened: Session, clock: Clock, mails: MailServer, hooks: Receiver, tmp_path: Path
) -> None:
    kills = max(2, KILLS // 5)
    told(city, opened, hooks, kills)
    for _turn in range(kills):
        assert sent_by_one_that_dies(city, clock, hooks.port, WINDOW)
    assert not sent_by_one_that_dies(city, clock, hooks.port, None)
    opened.commit()
    rows = {one.message_id: one for one in opened.scalars(select(Message))}
    assert {one.state for one in rows.values()} == {"sent"}, "nothing is lost"
    taken = Counter(name.strip("<>").partition("@")[0] for name in mails.ids()) + Counter(hooks.ids())
    assert {name: count for name, count in taken.items() if count > 1 + rows[name].uncertain} == {}
    assert sum(one.uncertain for one in rows.values()) == kills
    assert len(short_messages(tmp_path / "sms")) == 6, "the folder knows a message by its id: it is there once"
    marked = opened.scalar(select(func.count()).select_from(Delivery).where(Delivery.outcome == "uncertain"))
    assert marked == kills


def test_two_senders_at_once_send_each_message_once(
    city: Site, opened: Session, clock: Clock, mails: MailServer, hooks: Receiver
) -> None:
    told(city, opened, hooks, 10)
    other = os.fork()
    if other == 0:
        sent_by_one_that_dies(city, clock, hooks.port, None)
        os._exit(0)
    sent_by_one_that_dies(city, clock, hooks.port, None)
    os.waitpid(other, 0)
    assert len(mails.ids()) == len(set(mails.ids())) == 16
    assert len(hooks.requests) == len(CONCERNED)
