"""Who sends which message: claims under a lease, the step of handing over, how it ended, and digests.

waiting -> sending (claimed) -> handing (the receiver may have it) -> sent. A sender that dies in `sending` has told
nobody anything; one that dies in `handing` may have: the message goes out again under the same id, and is marked
(docs/decisions/0012-messages-go-out-at-least-once.md).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from transparency_site.models import Delivery, Message
from transparency_site.notifications import quiet_hours
from transparency_site.site import Site
from transparency_site.transactions import writing

LEASE = dt.timedelta(minutes=5)  # longer than every time-out of one sending together
MOST_ATTEMPTS = 8
FIRST_WAIT = dt.timedelta(minutes=1)  # four times as long after each failure, up to LONGEST_WAIT
LONGEST_WAIT = dt.timedelta(hours=6)
UNDER_WAY = ("sending", "handing")


class LeaseLost(Exception):
    """The messages went to another sender while this one stalled: it must not send them."""


def claim(site: Site, session: Session, owner: str, channels: frozenset[str]) -> list[Message]:
    """Take the next message that is due on one of these channels, or several that go out as one. Empty: none."""
    due = _due(site.now()) & Message.channel.in_(channels)
    statement = select(Message).where(due).order_by(Message.due_at, Message.id).limit(1)
    while session.scalar(statement.with_only_columns(Message.id)) is not None:  # idle senders take no write lock
        with writing(session):
            lead = session.scalar(statement.with_for_update(skip_locked=True))
            if lead is None:
                return []
            chosen = _together(site, session, lead)
            for message in chosen:
                _take(site, session, message, owner)
        if chosen:
            return chosen
    return []


def _due(now: dt.datetime) -> ColumnElement[bool]:
    waiting = and_(Message.state == "waiting", Message.due_at <= now)
    return or_(waiting, and_(Message.state.in_(UNDER_WAY), Message.lease_until < now))


def _together(site: Site, session: Session, lead: Message) -> list[Message]:
    """The messages that go out with `lead`; none where it has to wait, which is then written down."""
    if lead.digest is not None:
        return _members(session, lead.digest)
    if lead.channel not in quiet_hours.CHANNELS or lead.kind != "news" or lead.state != "waiting":
        return [lead]
    now = site.now()
    opens = quiet_hours.opens_at(site, now)
    peers, most = _peers(session, lead, now), quiet_hours.manners(site).most
    today = _sent_today(session, lead, now)
    if opens > now or today >= most:
        for message in peers:
            message.due_at = opens if opens > now else quiet_hours.next_morning(site, now)
        return []
    if len(peers) == 1 or today + len(peers) <= most:
        return [lead]
    for message in peers:
        message.digest = lead.id
    return peers


def _members(session: Session, digest: int) -> list[Message]:
    open_ones = Message.state.in_(("waiting", *UNDER_WAY))
    statement = select(Message).where(Message.digest == digest, open_ones).order_by(Message.id)
    return list(session.scalars(statement.with_for_update(skip_locked=True)))


def _peers(session: Session, lead: Message, now: dt.datetime) -> list[Message]:
    statement = select(Message).where(
        Message.recipient == lead.recipient, Message.channel == lead.channel, Message.kind == "news",
        Message.state == "waiting", Message.due_at <= now, Message.digest.is_(None),
    )
    return list(session.scalars(statement.order_by(Message.id).with_for_update(skip_locked=True)))


def _sent_today(session: Session, lead: Message, now: dt.datetime) -> int:
    """How many mails or short messages the recipient has had today; a digest is one."""
    return session.scalar(
        select(func.count(func.distinct(func.coalesce(Message.digest, Message.id)))).where(
            Message.recipient == lead.recipient, Message.channel == lead.channel, Message.kind == "news",
            Message.state == "sent", Message.sent_at >= quiet_hours.midnight(now),
        )
    ) or 0


def _take(site: Site, session: Session, message: Message, owner: str) -> None:
    if message.state == "handing":
        message.uncertain += 1
        log_try(site, session, message, "uncertain", "sender-died")
    message.state, message.owner = "sending", owner
    message.lease_until = site.now() + LEASE
    message.attempts += 1


def hand_over(site: Site, session: Session, messages: Sequence[Message], owner: str) -> None:
    """Write down that the receiver is about to get it, within the caller's transaction. Raises LeaseLost."""
    _move(session, messages, owner, ("sending",), state="handing", lease_until=site.now() + LEASE)


def finish(site: Site, session: Session, messages: Sequence[Message], owner: str) -> None:
    """The receiver has it. Raises LeaseLost where another sender has the messages by now."""
    with writing(session):
        _move(session, messages, owner, UNDER_WAY, state="sent", sent_at=site.now(), owner=None, problem=None)
        for message in messages:
            log_try(site, session, message, "sent", None)


def put_back(
    site: Site, session: Session, messages: Sequence[Message], owner: str, problem: str, *, for_good: bool
) -> None:
    """The receiver has it not: try again later, or give up (`for_good`, or after MOST_ATTEMPTS). Raises LeaseLost."""
    attempts = max(message.attempts for message in messages)
    over = for_good or attempts >= MOST_ATTEMPTS
    wait = min(FIRST_WAIT * 4 ** min(attempts - 1, 8), LONGEST_WAIT)
    state = "failed" if over else "waiting"
    with writing(session):
        _move(session, messages, owner, UNDER_WAY, state=state, due_at=site.now() + wait, owner=None, problem=problem)
        for message in messages:
            log_try(site, session, message, "failed" if over else "retry", problem)


def drop(session: Session, messages: Sequence[Message], owner: str) -> None:
    """Nobody wants it any more. Within the caller's transaction."""
    _move(session, messages, owner, UNDER_WAY, state="dropped", owner=None, problem="unwanted")


def _move(
    session: Session, messages: Sequence[Message], holder: str, states: Sequence[str], **values: object
) -> None:
    numbers = [message.id for message in messages]
    mine = (Message.id.in_(numbers), Message.owner == holder, Message.state.in_(states))
    moved = session.execute(update(Message).where(*mine).values(**values).execution_options(synchronize_session=False))
    if moved.rowcount != len(numbers):  # type: ignore[attr-defined]
        raise LeaseLost(numbers)


def log_try(site: Site, session: Session, message: Message, outcome: str, problem: str | None) -> None:
    """One line of the delivery log, within the caller's transaction."""
    session.add(
        Delivery(message=message.id, at=site.now(), attempt=message.attempts, outcome=outcome, problem=problem)
    )
