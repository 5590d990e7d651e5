"""Sessions, held by the server: who is signed in, until when, and what ends it at once.

A session ends when its person is disabled, gets another role or another password; after 15 idle minutes; 8 hours after
sign-in. The browser holds a random token, the database its digest.
"""

from __future__ import annotations

import datetime as dt

import structlog
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from transparency_site.accounts import random_secrets
from transparency_site.accounts.records import record_by
from transparency_site.models import BureauSession, Credential, User
from transparency_site.site import Site
from transparency_site.transactions import writing

PASSWORD, FULL = "password", "full"
IDLE = dt.timedelta(minutes=15)
ABSOLUTE = dt.timedelta(hours=8)
SECOND_FACTOR = dt.timedelta(minutes=5)  # between password and second factor
_SEEN_EVERY = dt.timedelta(seconds=30)  # not every click writes
log = structlog.get_logger()


def start(site: Site, session: Session, user: User, address: str, stage: str) -> str:
    """A new session's token. To be called inside the transaction that says why the person may have it."""
    token = random_secrets.make()
    now = site.now()
    session.add(
        BureauSession(
            token_hash=random_secrets.digest(token),
            user_id=user.id,
            stage=stage,
            role=user.role,
            password_set_at=session.get_one(Credential, user.id).password_set_at,
            address=address[:45],
            created_at=now,
            seen_at=now,
        )
    )
    return token


def open_(site: Site, session: Session, token: str, stage: str = FULL) -> tuple[BureauSession, User] | None:
    """The session of that token and its person, or None where it never was or is over (then it is marked so)."""
    found = session.execute(
        select(BureauSession, User, Credential)
        .join(User, User.id == BureauSession.user_id)
        .join(Credential, Credential.user_id == User.id)
        .where(BureauSession.token_hash == random_secrets.digest(token))
    ).one_or_none()
    if found is None:
        return None
    opened, user, credential = found
    if opened.ended_at is not None or opened.stage != stage:
        return None
    if over := _why_over(site, opened, user, credential):
        end(site, session, user, over, opened)
        return None
    _touch(site, opened)
    return opened, user


def _why_over(site: Site, opened: BureauSession, user: User, credential: Credential) -> str | None:
    now = site.now()
    longest = ABSOLUTE if opened.stage == FULL else SECOND_FACTOR
    reasons = (
        (not user.active or (credential.demo and not site.is_sample), "disabled"),
        (user.role != opened.role, "role-changed"),
        (credential.password_set_at != opened.password_set_at, "password-changed"),
        (now - opened.seen_at >= IDLE, "idle"),
        (now - opened.created_at >= longest, "too-old"),
    )
    return next((reason for holds, reason in reasons if holds), None)


def end(site: Site, session: Session, user: User, because: str, only: BureauSession | None = None) -> None:
    """End one session, or all of a person's, as a transaction and an event of its own."""
    with writing(session):
        end_within(site, session, user, because, only)
        record_by(site, session, user.name, "end-session", f"user.{user.name}", because=because)


def end_within(site: Site, session: Session, user: User, because: str, only: BureauSession | None = None) -> None:
    """End sessions inside the transaction that has the reason."""
    which = BureauSession.user_id == user.id if only is None else BureauSession.id == only.id
    session.execute(
        update(BureauSession)
        .where(which, BureauSession.ended_at.is_(None))
        .values(ended_at=site.now(), ended_because=because)
    )


def _touch(site: Site, opened: BureauSession) -> None:
    """Note that the person is here. Where the database is busy writing for longer, the next click notes it."""
    now = site.now()
    if now - opened.seen_at < _SEEN_EVERY:
        return
    statement = update(BureauSession).where(BureauSession.id == opened.id).values(seen_at=now)
    with site.engine.connect().execution_options(immediate=True) as connection:
        waits = connection.dialect.name == "sqlite"
        raw = connection.connection
        try:
            if waits:
                raw.cursor().execute("PRAGMA busy_timeout=200")
            connection.execute(statement)
            connection.commit()
        except OperationalError:
            log.warning("session not touched: the database is busy")
        finally:
            if waits:
                raw.cursor().execute("PRAGMA busy_timeout=10000")
