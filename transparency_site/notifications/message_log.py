"""What went to whom and when, for the bureau; and how much in each month, for everybody: numbers, nothing else."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import String, cast, func, select
from sqlalchemy.orm import Session

from transparency_site.models import Message
from transparency_site.site import SHANGHAI

PAGE = 100
STATES = ("waiting", "sending", "handing", "sent", "failed", "dropped", "off")
CHANNELS = ("email", "sms", "webhook")


@dataclass(frozen=True, slots=True)
class MessageFilter:
    """What of the log is asked for; empty: everything."""

    publication: int | None = None
    unit: str = ""
    state: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True)
class MonthCount:
    """Messages that were sent in one month (Asia/Shanghai), by channel; a digest of several is one."""

    month: str  # 2026-03
    email: int
    sms: int
    webhook: int

    @property
    def total(self) -> int:
        return self.email + self.sms + self.webhook


def page(session: Session, asked: MessageFilter, before: int | None) -> tuple[Sequence[Message], int | None]:
    """The newest messages (those before the id `before`), and where the next page begins, if there is one."""
    statement = select(Message).order_by(Message.id.desc()).limit(PAGE + 1)
    if asked.publication is not None:
        statement = statement.where(Message.publication == asked.publication)
    if asked.unit:
        statement = statement.where(cast(Message.units, String).contains(f'"{asked.unit}"', autoescape=True))
    if asked.state:
        statement = statement.where(Message.state == asked.state)
    if asked.channel:
        statement = statement.where(Message.channel == asked.channel)
    if before is not None:
        statement = statement.where(Message.id < before)
    found = session.scalars(statement).all()
    return found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None


def states(session: Session) -> Mapping[str, int]:
    """How many messages stand in each state."""
    found = session.execute(select(Message.state, func.count()).group_by(Message.state))
    return {state: count for state, count in found}


def monthly(session: Session) -> list[MonthCount]:
    """Messages sent in each month, the newest first."""
    statement = select(Message.channel, Message.sent_at).where(
        Message.state == "sent", Message.sent_at.is_not(None), func.coalesce(Message.digest, Message.id) == Message.id
    )
    counts: dict[str, Counter[str]] = {}
    for channel, sent_at in session.execute(statement.execution_options(yield_per=5000)):
        assert sent_at is not None
        month = sent_at.replace(tzinfo=dt.UTC).astimezone(SHANGHAI).strftime("%Y-%m")
        counts.setdefault(month, Counter())[channel] += 1
    return [MonthCount(month, *(of_month[name] for name in CHANNELS))
            for month, of_month in sorted(counts.items(), reverse=True)]
