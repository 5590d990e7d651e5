"""Reading the append-only event log: filters, pages of it, and the whole of it for export."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from transparency_site.accounts.records import record_by
from transparency_site.exports.csv_files import BOM, safe
from transparency_site.models import Event, User
from transparency_site.site import SHANGHAI, Site
from transparency_site.transactions import writing

PAGE = 100
_NAMES = ("actor", "action", "subject", "from", "to")
MAX_TEXT = 128


class BadDay(ValueError):
    """A day that is none; `args[0]` names the filter."""


@dataclass(frozen=True, slots=True)
class EventFilter:
    """What of the log is asked for; days are business days (Asia/Shanghai), both included."""

    actor: str = ""
    action: str = ""
    subject: str = ""
    first_day: dt.date | None = None
    last_day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """One line of the log as shown."""

    id: int
    at: dt.datetime  # UTC
    actor: str
    action: str
    subject: str
    digest: str | None
    details: Mapping[str, Any]


def read_filter(values: Mapping[str, str]) -> EventFilter:
    """The filter of a query string; unknown parameters are left alone. Raises BadDay."""
    given = {name: values.get(name, "").strip()[:MAX_TEXT] for name in _NAMES}
    return EventFilter(
        given["actor"], given["action"], given["subject"], _day("from", given["from"]), _day("to", given["to"])
    )


def page(session: Session, asked: EventFilter, before: int | None = None) -> tuple[Sequence[LoggedEvent], int | None]:
    """The newest events (those before the id `before`), and where the next page begins, if there is one."""
    statement = _matching(asked).order_by(Event.id.desc()).limit(PAGE + 1)
    if before is not None:
        statement = statement.where(Event.id < before)
    found = [_logged(event) for event in session.scalars(statement)]
    return found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None


def actions(session: Session) -> Sequence[str]:
    """Every action that the log knows."""
    return session.scalars(select(Event.action).distinct().order_by(Event.action)).all()


def csv_of(site: Site, session: Session, asked: EventFilter, user: User) -> Iterator[str]:
    """The matching events as CSV, oldest first; that somebody took them out is an event too."""
    with writing(session):
        record_by(site, session, user.name, "export-events", "events", filter=_words(asked))
    yield BOM + _line(("id", "at", "actor", "action", "subject", "digest", "details"))
    for event in session.scalars(_matching(asked).order_by(Event.id).execution_options(yield_per=1000)):
        logged = _logged(event)
        details = "; ".join(f"{key}={value}" for key, value in sorted(logged.details.items()))
        moment = logged.at.replace(tzinfo=dt.UTC).astimezone(SHANGHAI).isoformat()
        yield _line((str(logged.id), moment, logged.actor, logged.action, logged.subject, logged.digest or "", details))


def _matching(asked: EventFilter) -> Select[Event]:
    statement = select(Event)
    if asked.actor:
        statement = statement.where(Event.actor == asked.actor)
    if asked.action:
        statement = statement.where(Event.action == asked.action)
    if asked.subject:
        statement = statement.where(Event.subject.startswith(asked.subject, autoescape=True))
    if asked.first_day:
        statement = statement.where(Event.at >= _midnight(asked.first_day))
    if asked.last_day:
        statement = statement.where(Event.at < _midnight(asked.last_day + dt.timedelta(days=1)))
    return statement


def _midnight(day: dt.date) -> dt.datetime:
    """The beginning of a day in Shanghai, in UTC without a zone, as events are stored."""
    return dt.datetime.combine(day, dt.time(), SHANGHAI).astimezone(dt.UTC).replace(tzinfo=None)


def _day(name: str, text: str) -> dt.date | None:
    if not text:
        return None
    try:
        day = dt.date.fromisoformat(text)
    except ValueError as error:
        raise BadDay(name) from error
    if not 1990 <= day.year <= 2200:
        raise BadDay(name)
    return day


def _logged(event: Event) -> LoggedEvent:
    return LoggedEvent(
        event.id, event.at, event.actor, event.action, event.subject, event.digest, dict(event.details)
    )


def _words(asked: EventFilter) -> str:
    texts = (asked.actor, asked.action, asked.subject, str(asked.first_day or ""), str(asked.last_day or ""))
    return " ".join(text for text in texts if text)


def _line(cells: Sequence[str]) -> str:
    quoted = ('"' + str(safe(cell)).replace('"', '""') + '"' for cell in cells)
    return ",".join(quoted) + "\r\n"
