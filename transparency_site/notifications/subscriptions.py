"""Subscribers: asking, confirming (double opt-in), ending at once; webhooks that the administrator registers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from transparency_site.accounts.records import record_by
from transparency_site.models import Contact, Message, Subscriber, User
from transparency_site.notifications import channels_on, outbox, outside, sealed_addresses, signed_links
from transparency_site.notifications.contacts import is_email
from transparency_site.notifications.outside import Rules
from transparency_site.notifications.webhooks import new_secret
from transparency_site.site import Site
from transparency_site.transactions import writing

TOPICS = ("unit", "fund", "township", "amount")
MOST_FEN = 10**15
AGAIN = dt.timedelta(hours=1)  # until the same wish brings a second mail
MOST_AN_HOUR = 200  # confirmations of the whole site: more is an attack on other people's mailboxes
MOST_OF_ADDRESS = 3  # confirmations an hour to one address
KEPT = dt.timedelta(days=7)  # a wish that nobody confirms


class BadWish(ValueError):
    """What cannot be subscribed; `args[0]`: bad-email, bad-topic, too-many, off."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks to hear of. `value`: a code, or for `amount` fen as text."""

    topic: str
    value: str
    language: str = "zh"


def ask(site: Site, session: Session, address: str, wish: Wish, known: Mapping[str, Mapping[str, str]]) -> None:
    """Write down a wish and have a mail sent that asks to confirm it. `known`: topic -> code -> name.

    Says nothing of whether the address was there before. Raises BadWish.
    """
    clean = address.strip()
    if "email" not in channels_on.of(site.settings):
        raise BadWish("off")
    if not is_email(clean):
        raise BadWish("bad-email")
    _check(wish, known)
    with writing(session):
        _forget_unconfirmed(site, session)
        _refuse_floods(site, session, sealed_addresses.digest(site, "email", clean))
        one = _remembered(site, session, "email", clean, wish)
        if one.state != "active":
            session.flush()
            session.add(outbox.confirmation(site, one))


def _check(wish: Wish, known: Mapping[str, Mapping[str, str]]) -> None:
    if wish.topic == "amount":
        is_fen = wish.value.isascii() and wish.value.isdigit() and len(wish.value) < 17
        if is_fen and 0 < int(wish.value) <= MOST_FEN:
            return
    elif wish.value in known.get(wish.topic, {}):
        return
    raise BadWish("bad-topic")


def _forget_unconfirmed(site: Site, session: Session) -> None:
    """An address that was never confirmed is not ours to keep."""
    old = select(Subscriber).where(Subscriber.state == "pending", Subscriber.asked_at < site.now() - KEPT)
    for one in session.scalars(old):
        _end(site, one)


def _refuse_floods(site: Site, session: Session, recipient: str) -> None:
    lately = (Message.kind == "confirm", Message.created_at > site.now() - AGAIN)
    of_all = session.scalar(select(func.count()).where(*lately)) or 0
    of_one = session.scalar(select(func.count()).where(*lately, Message.recipient == recipient)) or 0
    if of_all >= MOST_AN_HOUR or of_one >= MOST_OF_ADDRESS:
        raise BadWish("too-many")


def _remembered(site: Site, session: Session, channel: str, address: str, wish: Wish) -> Subscriber:
    """The row of this wish, pending unless it is active already."""
    recipient = sealed_addresses.digest(site, channel, address)
    same = (Subscriber.channel == channel, Subscriber.address_hash == recipient,
            Subscriber.topic == wish.topic, Subscriber.value == wish.value)
    one = session.scalar(select(Subscriber).where(*same))
    if one is None:
        one = Subscriber(channel=channel, address_hash=recipient, topic=wish.topic, value=wish.value, state="ended")
        session.add(one)
    if one.state != "active":
        one.state, one.asked_at, one.ended_at = "pending", site.now(), None
        one.address, one.language = sealed_addresses.seal(site, address), wish.language
    return one


def confirm(site: Site, session: Session, word: str) -> Wish | None:
    """The second step of opting in. None: a word that is none of ours, too old, or of a wish that was ended."""
    number = signed_links.confirmed(site, word)
    one = session.get(Subscriber, number) if number is not None else None
    if one is None or one.state == "ended":
        return None
    with writing(session):
        if one.state == "pending":
            one.state, one.confirmed_at = "active", site.now()
    return Wish(one.topic, one.value, one.language)


def waiting(site: Site, session: Session, word: str) -> Wish | None:
    """What a confirmation would confirm."""
    number = signed_links.confirmed(site, word)
    one = session.get(Subscriber, number) if number is not None else None
    return Wish(one.topic, one.value, one.language) if one is not None and one.state != "ended" else None


def end_all(site: Site, session: Session, word: str) -> bool:
    """End every subscription of the address that the word names, at once: what waits is not sent any more and the
    address is forgotten. False: a word that is none of ours.
    """
    recipient = signed_links.unsubscribed(site, word)
    if recipient is None:
        return False
    with writing(session):
        open_ones = (Subscriber.address_hash == recipient, Subscriber.state != "ended")
        for one in session.scalars(select(Subscriber).where(*open_ones)):
            _end(site, one)
        session.flush()
        _drop_waiting(session, recipient)
    return True


def _end(site: Site, one: Subscriber) -> None:
    one.state, one.ended_at, one.address, one.secret = "ended", site.now(), None, None


def _drop_waiting(session: Session, recipient: str) -> None:
    """Waiting messages that nobody wants now; those of a contact stay, for they are no subscription."""
    waiting_ones = select(Message).where(Message.recipient == recipient, Message.state == "waiting")
    for message in session.scalars(waiting_ones):
        active = select(Subscriber.id).where(Subscriber.id.in_(message.subscribers), Subscriber.state == "active")
        is_contacts = any(session.get(Contact, number) for number in message.contacts)
        if not is_contacts and session.scalar(active.limit(1)) is None:
            message.state, message.problem = "dropped", "unwanted"


def register_webhook(
    site: Site, session: Session, address: str, wish: Wish, known: Mapping[str, Mapping[str, str]], by: User,
    rules: Rules | None = None,
) -> str:
    """Register a receiver for programs: its signing secret, to be told once. The same address keeps its secret.

    Raises BadWish, and NotSent where the address may not be reached (`outside.judged`).
    """
    _check(wish, known)
    outside.judged(address, rules or Rules())
    with writing(session):
        recipient = sealed_addresses.digest(site, "webhook", address)
        known_secret = session.scalar(
            select(Subscriber.secret).where(Subscriber.address_hash == recipient, Subscriber.state == "active").limit(1)
        )
        secret = sealed_addresses.unseal(site, known_secret) if known_secret else new_secret()
        one = _remembered(site, session, "webhook", address, wish)
        one.secret, one.state, one.confirmed_at = sealed_addresses.seal(site, secret), "active", site.now()
        record_by(site, session, by.name, "add-webhook", f"webhook.{wish.topic}.{wish.value}")
    return secret


def remove_webhook(site: Site, session: Session, number: int, by: User) -> None:
    """End one registration. Raises LookupError."""
    with writing(session):
        one = session.get(Subscriber, number)
        if one is None or one.channel != "webhook" or one.state == "ended":
            raise LookupError(number)
        _end(site, one)
        record_by(site, session, by.name, "remove-webhook", f"webhook.{one.topic}.{one.value}")


def webhooks(site: Site, session: Session) -> list[tuple[int, Wish, str]]:
    """(number, topic, address) of each receiver for programs."""
    active = select(Subscriber).where(Subscriber.channel == "webhook", Subscriber.state == "active")
    return [(one.id, Wish(one.topic, one.value), sealed_addresses.unseal(site, one.address or ""))
            for one in session.scalars(active.order_by(Subscriber.id))]


def counts(session: Session) -> Mapping[str, int]:
    """How many active subscriptions there are by topic, for the bureau."""
    found = select(Subscriber.topic, func.count()).where(Subscriber.state == "active").group_by(Subscriber.topic)
    return {topic: count for topic, count in session.execute(found)}
