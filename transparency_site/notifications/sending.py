"""The sender: takes what is due, asks once more whether anybody wants it, sends it, and writes down how it ended."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import structlog
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from transparency_site.models import Contact, Message, Subscriber
from transparency_site.notifications import channels_on, claiming, outbox, sealed_addresses, signed_links, sms
from transparency_site.notifications.claiming import LeaseLost
from transparency_site.notifications.letters import Letter
from transparency_site.notifications.mail import Mail
from transparency_site.notifications.outside import Rules
from transparency_site.notifications.sealed_addresses import UnreadableAddress
from transparency_site.notifications.sent_things import Channel, NotSent, Outgoing
from transparency_site.notifications.webhooks import Webhooks
from transparency_site.site import Site
from transparency_site.transactions import writing

IDLE = 2.0  # seconds
AWAY = 10.0  # until the database is asked again
log = structlog.get_logger()


class _Unwanted(Exception):
    """Nobody wants the messages any more; that is written down."""


@dataclass(frozen=True, slots=True)
class _Recipient:
    """Who gets it: a contact's own address, else a subscriber's."""

    address: str
    language: str
    subscriber: Subscriber | None


def channels(site: Site, rules: Rules | None = None) -> Mapping[str, Channel]:
    """The channels that are on, by name."""
    on, reach = channels_on.of(site.settings), rules or Rules()
    made: dict[str, Channel | None] = {
        "email": Mail(site.settings), "sms": sms.of_settings(site.settings, reach),
        "webhook": Webhooks(site.now, reach),
    }
    return {name: channel for name, channel in made.items() if name in on and channel is not None}


@dataclass
class Sender:
    """One sender. `watch` hears each step; tests end the process there."""

    site: Site
    owner: str
    channels: Mapping[str, Channel]
    watch: Callable[[str], None] = field(default=lambda _step: None)

    def run_next(self) -> bool:
        """Send one message, or several as one. False: nothing was due."""
        with self.site.sessions() as session:
            messages = claiming.claim(self.site, session, self.owner, frozenset(self.channels))
            if not messages:
                return False
            self.watch("claimed")
            try:
                self._send(session, messages)
            except LeaseLost:
                log.warning("messages went to another sender", messages=len(messages))
        return True

    def _send(self, session: Session, messages: Sequence[Message]) -> None:
        try:
            outgoing = self._outgoing(session, messages)
            session.commit()  # no transaction stays open while somebody else's server works
            self.channels[messages[0].channel].send(outgoing, lambda: self._hand_over(session, messages))
        except _Unwanted:
            return
        except UnreadableAddress:
            claiming.put_back(self.site, session, messages, self.owner, "unreadable-address", for_good=True)
        except NotSent as refused:
            claiming.put_back(self.site, session, messages, self.owner, refused.code, for_good=refused.for_good)
        except (LeaseLost, OperationalError):
            raise
        except Exception:  # the last fence of the sender: one bad message must not stop the others
            log.exception("message could not be made", message=messages[0].id)
            claiming.put_back(self.site, session, messages, self.owner, "internal-error", for_good=False)
        else:
            self.watch("accepted")
            claiming.finish(self.site, session, messages, self.owner)
            self.watch("sent")

    def _outgoing(self, session: Session, messages: Sequence[Message]) -> Outgoing:
        recipient, first = self._wanted(session, messages), messages[0]
        letter = Letter(self.site, session, messages, recipient.language)
        number = first.message_id
        if first.kind == "confirm":
            subject, text = letter.confirmation(confirm_address(self.site, first.subscribers[0]))
            return Outgoing(number, recipient.address, subject, text)
        if first.channel == "sms":
            return Outgoing(number, recipient.address, "", letter.short())
        if first.channel == "webhook":
            payload = letter.payload(f"{first.created_at.isoformat()}Z")
            secret = recipient.subscriber.secret if recipient.subscriber else None
            opened = sealed_addresses.unseal(self.site, secret or "")
            return Outgoing(number, recipient.address, "", "", payload=payload, secret=opened)
        ends = unsubscribe_address(self.site, first.recipient) if recipient.subscriber else None
        return Outgoing(number, recipient.address, letter.subject(), letter.text(ends), ends)

    def _wanted(self, session: Session, messages: Sequence[Message]) -> _Recipient:
        recipient = find_recipient(self.site, session, messages)
        if recipient is None:
            with writing(session):
                claiming.drop(session, messages, self.owner)
            raise _Unwanted
        return recipient

    def _hand_over(self, session: Session, messages: Sequence[Message]) -> None:
        """The last moment: still ours, still wanted, and written down that it goes out now."""
        self.watch("connected")
        with writing(session):
            wanted = find_recipient(self.site, session, messages) is not None
            if wanted:
                claiming.hand_over(self.site, session, messages, self.owner)
            else:
                claiming.drop(session, messages, self.owner)
        if not wanted:
            raise _Unwanted
        self.watch("handing")


def find_recipient(site: Site, session: Session, messages: Sequence[Message]) -> _Recipient | None:
    """Who gets these messages (all to one address): a contact's present address, else an active subscriber's."""
    channel, kind = messages[0].channel, messages[0].kind
    for number in (number for message in messages for number in message.contacts):
        contact = session.get(Contact, number)
        stored = dict(outbox.addresses(contact)).get(channel) if contact else None
        if stored:
            return _Recipient(sealed_addresses.unseal(site, stored), "zh", None)
    numbers = {number for message in messages for number in message.subscribers}
    state = "pending" if kind == "confirm" else "active"
    statement = select(Subscriber).where(Subscriber.id.in_(numbers), Subscriber.state == state)
    for one in session.scalars(statement.order_by(Subscriber.id)):
        if one.address:
            return _Recipient(sealed_addresses.unseal(site, one.address), one.language, one)
    return None


def confirm_address(site: Site, subscriber: int) -> str:
    """The address that confirms a subscription."""
    return f"{site.settings.base_url.rstrip('/')}/subscribe/confirm/{signed_links.confirmation(site, subscriber)}"


def unsubscribe_address(site: Site, address_hash: str) -> str:
    """The address at which a POST ends all subscriptions of an address."""
    return f"{site.settings.base_url.rstrip('/')}/unsubscribe/{signed_links.unsubscribing(site, address_hash)}"


def work(site: Site, stop: threading.Event, owner: str) -> None:
    """Send until `stop` is set; at once over where every channel is off."""
    sender = Sender(site, owner, channels(site))
    if not sender.channels:
        return
    while not stop.is_set():
        try:
            busy = sender.run_next()
        except OperationalError:  # the database is away or locked for long: come back
            log.exception("no message could be taken")
            stop.wait(AWAY)
            continue
        if not busy:
            stop.wait(IDLE)
