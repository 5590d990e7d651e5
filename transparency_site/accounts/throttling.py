"""Failed tries are counted in the database, by account and by address, so that the limits hold over all workers.

A try is counted before it is judged and given back when it was right: a hundred requests at the same moment are still
five tries. A name that nobody has is throttled like any other.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from transparency_site.accounts import random_secrets
from transparency_site.accounts.records import record_by
from transparency_site.client_networks import network_of
from transparency_site.models import SignInAttempt
from transparency_site.site import Site
from transparency_site.transactions import writing

ACCOUNT_TRIES, ADDRESS_TRIES = 5, 20
WAIT = dt.timedelta(minutes=15)  # after five tries; doubled after each further five, up to LONGEST
LONGEST = dt.timedelta(hours=4)
REMEMBERED = dt.timedelta(hours=24)
_LOCK = 20130523  # advisory lock on PostgreSQL; SQLite has one writer anyway


class Throttled(Exception):
    """Too many failed tries; `seconds` until the next one counts."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Try:
    """One counted try."""

    number: int
    account_key: str


def count(site: Site, session: Session, name: str, address: str) -> Try:
    """Count a try for that name from that address, in a transaction of its own. Raises Throttled, counting nothing."""
    now = site.now()
    account, place = random_secrets.digest(name.casefold()), random_secrets.digest(network_of(address))
    with writing(session):
        if session.get_bind().dialect.name == "postgresql":
            session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - REMEMBERED))
        for until in (_account_until(session, account), _address_until(session, place, now)):
            if until is not None and until > now:
                raise Throttled(int((until - now).total_seconds()))
        counted = SignInAttempt(at=now, account_key=account, address_key=place)
        session.add(counted)
        session.flush()
    return Try(counted.id, account)


def forgive(session: Session, counted: Try, *, all_of_account: bool = False) -> None:
    """The try was right: give it back, and with it (after both factors) the account's earlier ones. Within the
    caller's transaction.
    """
    which = (
        SignInAttempt.account_key == counted.account_key if all_of_account else SignInAttempt.id == counted.number
    )
    session.execute(delete(SignInAttempt).where(which))


def note(site: Site, session: Session, counted: Try, subject: str, address: str) -> None:
    """An event where this failed try was one too many. Said once: tries against a closed door would fill the log."""
    until = _account_until(session, counted.account_key)
    if until is not None and until > site.now():
        record_by(site, session, "—", "throttled", subject, address=address)


def _account_until(session: Session, account: str) -> dt.datetime | None:
    """Until when the account waits; None where it need not."""
    tries, last = session.execute(
        select(func.count(), func.max(SignInAttempt.at)).where(SignInAttempt.account_key == account)
    ).one()
    if tries < ACCOUNT_TRIES or tries % ACCOUNT_TRIES:
        return None
    return last + min(WAIT * 2 ** (tries // ACCOUNT_TRIES - 1), LONGEST)


def _address_until(session: Session, place: str, now: dt.datetime) -> dt.datetime | None:
    newest = session.scalars(
        select(SignInAttempt.at)
        .where(SignInAttempt.address_key == place, SignInAttempt.at > now - WAIT)
        .order_by(SignInAttempt.at.desc())
        .limit(ADDRESS_TRIES)
    ).all()
    return newest[-1] + WAIT if len(newest) == ADDRESS_TRIES else None

