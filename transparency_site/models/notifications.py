"""Notifications: the bureau's contacts, subscribers, and the outbox with what became of each message. All private.

Nothing here is public data: no query, search document, export or log line reads these tables. Addresses are sealed
(Fernet) with a key beside the database; `address_hash` is a keyed digest that only tells equal addresses apart.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from transparency_site.db import Base


class Contact(Base):
    """A unit's handler (经办人) or leader (负责人) as the bureau has registered them. `role`: handler, leader."""

    __tablename__ = "contacts"
    __table_args__ = (UniqueConstraint("unit_code", "role", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_code: Mapped[str] = mapped_column(String(6))
    role: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(64))
    email: Mapped[str | None] = mapped_column(Text)  # sealed
    mobile: Mapped[str | None] = mapped_column(Text)  # sealed
    changed_at: Mapped[dt.datetime]


class Subscriber(Base):
    """One address's wish to hear of one topic. `topic`: unit, fund, township (value: its code), amount (value: fen).

    `channel`: email (double opt-in), webhook (registered by the administrator). `state`: pending active ended; an
    ended one has no address any more.
    """

    __tablename__ = "subscribers"
    __table_args__ = (
        UniqueConstraint("channel", "address_hash", "topic", "value"),
        Index("ix_subscribers_topic", "state", "topic", "value"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(8))
    address: Mapped[str | None] = mapped_column(Text)  # sealed
    address_hash: Mapped[str] = mapped_column(String(64))
    secret: Mapped[str | None] = mapped_column(Text)  # sealed; a webhook's signing secret
    topic: Mapped[str] = mapped_column(String(8))
    value: Mapped[str] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(String(2))
    state: Mapped[str] = mapped_column(String(8))
    asked_at: Mapped[dt.datetime]
    confirmed_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]


class Message(Base):
    """One message of the outbox: one recipient (address), one channel, one publication; never two of these.

    `kind`: news, confirm (of a subscription: no publication). `state`: waiting, sending (claimed under a lease),
    handing (given over, not yet answered for), sent, failed (given up), dropped (nobody wants it any more), off (the
    channel was off). `digest`: the first message of those that went out as one.
    """

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("publication", "channel", "recipient", "kind"),
        Index("ix_messages_state", "state", "due_at"),
        Index("ix_messages_recipient", "recipient", "channel", "state"),
        Index("ix_messages_sent", "state", "sent_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(String(64), unique=True)  # Message-ID, webhook-id: the same at every try
    publication: Mapped[int | None] = mapped_column(ForeignKey("publications.version"))
    kind: Mapped[str] = mapped_column(String(8))
    channel: Mapped[str] = mapped_column(String(8))  # email sms webhook
    recipient: Mapped[str] = mapped_column(String(64))  # the address's hash
    contacts: Mapped[list[Any]]  # ids of Contact whose message it is
    subscribers: Mapped[list[Any]]  # ids of Subscriber
    units: Mapped[list[Any]]  # codes of the units that it is about
    disclosures: Mapped[list[Any]]  # ids of the disclosures that it tells of
    shown_as: Mapped[str] = mapped_column(String(255))  # whom it went to, for the bureau: never an address
    state: Mapped[str] = mapped_column(String(8))
    attempts: Mapped[int] = mapped_column(default=0)
    uncertain: Mapped[int] = mapped_column(default=0)  # handed over by a sender that died before the answer
    problem: Mapped[str | None] = mapped_column(String(64))  # code of the last failure
    digest: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    owner: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[dt.datetime | None]
    due_at: Mapped[dt.datetime]  # UTC; not before
    created_at: Mapped[dt.datetime]
    sent_at: Mapped[dt.datetime | None]


class Delivery(Base):
    """One try of one message, as it ended: sent, retry, failed, uncertain."""

    __tablename__ = "deliveries"
    id: Mapped[int] = mapped_column(primary_key=True)
    message: Mapped[int] = mapped_column(ForeignKey("messages.id"), index=True)
    at: Mapped[dt.datetime]
    attempt: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(12))
    problem: Mapped[str | None] = mapped_column(String(64))
