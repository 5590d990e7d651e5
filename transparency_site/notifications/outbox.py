"""The outbox: in the transaction of a publication, one message for each recipient concerned and channel.

What is public and who is told of it are one act: a publication that fails tells nobody, one that succeeds loses no
message, whatever happens to the process afterwards.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from transparency_site.models import Contact, Message, Subscriber
from transparency_site.notifications import channels_on, concerned, quiet_hours, sealed_addresses
from transparency_site.notifications.concerned import Concern
from transparency_site.site import Site


@dataclass(slots=True)
class _Draft:
    """What one address on one channel is told."""

    names: list[str] = field(default_factory=list)
    contacts: list[int] = field(default_factory=list)
    subscribers: list[int] = field(default_factory=list)
    units: set[str] = field(default_factory=set)
    disclosures: set[int] = field(default_factory=set)


Drafts = dict[tuple[str, str], _Draft]


def write(site: Site, session: Session, version: int) -> int:
    """Add the messages of a publication, within the caller's transaction: how many. Never two to one address."""
    if not _is_anybody_there(session):
        return 0
    concerns = concerned.of_publication(session, version)
    drafts: Drafts = {}
    _draft_for_contacts(site, session, concerns, drafts)
    _draft_for_subscribers(session, concerns, drafts)
    session.add_all(_message(site, version, channel, recipient, draft)
                    for (channel, recipient), draft in drafts.items())
    return len(drafts)


def confirmation(site: Site, subscriber: Subscriber) -> Message:
    """The message that asks a subscriber to confirm: at once, whatever the hour, for somebody waits for it."""
    message = _message(site, None, subscriber.channel, subscriber.address_hash, _Draft(subscribers=[subscriber.id]))
    message.kind, message.due_at = "confirm", site.now()
    return message


def _is_anybody_there(session: Session) -> bool:
    return bool(session.scalar(select(exists(select(Contact.id))))) or bool(
        session.scalar(select(exists(select(Subscriber.id).where(Subscriber.state == "active"))))
    )


def _draft_for_contacts(site: Site, session: Session, concerns: list[Concern], drafts: Drafts) -> None:
    by_unit: dict[str, set[int]] = {}
    for concern in concerns:
        for unit in concern.units:
            by_unit.setdefault(unit, set()).add(concern.disclosure)
    for contact in session.scalars(select(Contact).order_by(Contact.id)):
        if contact.unit_code not in by_unit:
            continue
        for channel, stored in addresses(contact):
            address = sealed_addresses.unseal(site, stored)
            draft = drafts.setdefault((channel, sealed_addresses.digest(site, channel, address)), _Draft())
            draft.contacts.append(contact.id)
            draft.names.append(contact.name)
            draft.units.add(contact.unit_code)
            draft.disclosures |= by_unit[contact.unit_code]


def addresses(contact: Contact) -> Iterator[tuple[str, str]]:
    """(channel, sealed address) of a contact."""
    if contact.email:
        yield "email", contact.email
    if contact.mobile:
        yield "sms", contact.mobile


def _draft_for_subscribers(session: Session, concerns: list[Concern], drafts: Drafts) -> None:
    active = select(Subscriber).where(Subscriber.state == "active").order_by(Subscriber.id)
    for one in session.scalars(active):
        met = [concern for concern in concerns if concern.meets(one.topic, one.value)]
        if not met:
            continue
        draft = drafts.setdefault((one.channel, one.address_hash), _Draft())
        draft.subscribers.append(one.id)
        draft.names.append(f"#{one.id}")
        for concern in met:
            draft.units |= concern.units
            draft.disclosures.add(concern.disclosure)


def _message(site: Site, version: int | None, channel: str, recipient: str, draft: _Draft) -> Message:
    now = site.now()
    heard = channel in quiet_hours.CHANNELS
    return Message(
        message_id=f"msg_{secrets.token_hex(16)}",
        publication=version,
        kind="news",
        channel=channel,
        recipient=recipient,
        contacts=draft.contacts,
        subscribers=draft.subscribers,
        units=sorted(draft.units),
        disclosures=sorted(draft.disclosures),
        shown_as="、".join(dict.fromkeys(draft.names))[:255],
        state="waiting" if channel in channels_on.of(site.settings) else "off",
        attempts=0,
        uncertain=0,
        due_at=quiet_hours.opens_at(site, now) if heard else now,
        created_at=now,
    )
