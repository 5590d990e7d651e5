"""The two steps of signing in. Every try is an event; a wrong name and a wrong password cost and say the same."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from transparency_site.accounts import passwords, second_factor, sessions, throttling
from transparency_site.accounts.records import record_by
from transparency_site.models import Credential, User
from transparency_site.site import Site
from transparency_site.transactions import writing

LONGEST_NAME = 64


def give_password(site: Site, session: Session, name: str, password: str, address: str) -> str | None:
    """First step: the token of a session that waits for the second factor, or None. Raises Throttled."""
    name = "".join(sign for sign in name.strip()[:LONGEST_NAME] if sign.isprintable())
    user = session.scalar(select(User).where(User.name == name))
    counted = throttling.count(site, session, name, address)
    kept = user.password_hash if user is not None and may_sign_in(site, session, user) else None
    right = passwords.is_right(kept, password)
    with writing(session):
        if not right or user is None:
            _failed(site, session, user, counted, address, "password")
            return None
        throttling.forgive(session, counted)
        return sessions.start(site, session, user, address, sessions.PASSWORD)


def give_code(site: Site, session: Session, waiting: str, code: str, address: str) -> str | None:
    """Second step: the token of a full session, or None where code is wrong. Raises Throttled, and LookupError where
    the first step is over or never was.
    """
    found = sessions.open_(site, session, waiting, sessions.PASSWORD)
    if found is None:
        raise LookupError
    first, user = found
    counted = throttling.count(site, session, user.name, address)
    with writing(session):
        factor = second_factor.use_code(site, session, user, code)
        if factor is None:
            _failed(site, session, user, counted, address, "second-factor")
            return None
        throttling.forgive(session, counted, all_of_account=True)
        sessions.end_within(site, session, user, "second-factor", first)
        record_by(site, session, user.name, "sign-in", f"user.{user.name}", address=address, factor=factor)
        return sessions.start(site, session, user, address, sessions.FULL)


def confirm_password(site: Site, session: Session, user: User, password: str, address: str) -> bool:
    """Ask a signed-in person for the password once more, before something that matters. Raises Throttled."""
    counted = throttling.count(site, session, user.name, address)
    right = passwords.is_right(user.password_hash, password)
    with writing(session):
        if right:
            throttling.forgive(session, counted)
        else:
            _failed(site, session, user, counted, address, "password")
    return right


def may_sign_in(site: Site, session: Session, user: User) -> bool:
    """Whether the account is open: active, with both factors, and no demo account in a real city."""
    credential = session.get(Credential, user.id)
    return (
        user.active
        and credential is not None
        and credential.totp_confirmed_at is not None
        and (site.is_sample or not credential.demo)
    )


def _failed(
    site: Site, session: Session, user: User | None, counted: throttling.Try, address: str, factor: str
) -> None:
    # What was typed as a name is not kept where nobody has it: it may be a password.
    subject = f"user.{user.name}" if user is not None else "user.?"
    record_by(site, session, "—", "sign-in-failed", subject, address=address, factor=factor)
    throttling.note(site, session, counted, subject, address)
