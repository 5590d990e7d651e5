"""One-time links: who follows one within 72 hours sets password and second factor, and gets recovery codes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from transparency_site.accounts import passwords, random_secrets, second_factor, sessions
from transparency_site.accounts.records import record_by
from transparency_site.accounts.sealed_secrets import UnreadableSecret, seal, unseal
from transparency_site.models import Activation, Credential, User
from transparency_site.site import Site
from transparency_site.transactions import writing

LIFE = dt.timedelta(hours=72)


class WrongCode(ValueError):
    """The authenticator's code does not match its secret now."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that is good now; `secret` is what the authenticator is to know."""

    activation: Activation
    user: User
    secret: str


def invite(site: Site, session: Session, user: User, actor: str) -> str:
    """A new link's token in place of earlier ones. The password in force, if any, stays until the link is used."""
    token = random_secrets.make()
    now = site.now()
    with writing(session):
        _spend(session, user, now)
        session.add(
            Activation(
                user_id=user.id,
                token_hash=random_secrets.digest(token),
                totp_secret=seal(site, second_factor.new_secret()),
                expires_at=now + LIFE,
                used_at=None,
            )
        )
        record_by(site, session, actor, "invite", f"user.{user.name}")
    return token


def link(site: Site, token: str) -> str:
    """The absolute address to hand to the person."""
    return f"{site.settings.bureau_address}/bureau/activate/{token}"


def find(site: Site, session: Session, token: str) -> Invitation | None:
    """The invitation of that token, or None where it never was, was used, is over, or its person is disabled."""
    found = session.execute(
        select(Activation, User)
        .join(User, User.id == Activation.user_id)
        .where(Activation.token_hash == random_secrets.digest(token))
    ).one_or_none()
    if found is None:
        return None
    activation, user = found
    if activation.used_at is not None or activation.expires_at <= site.now() or not user.active:
        return None
    try:
        return Invitation(activation, user, unseal(site, activation.totp_secret))
    except UnreadableSecret:
        return None  # the key was lost: a new link is needed


def accept(site: Site, session: Session, token: str, password: str, code: str) -> list[str] | None:
    """Set password and second factor: the recovery codes, or None where the link is no longer good.

    Raises passwords.WeakPassword and WrongCode; the link then stays good.
    """
    with writing(session):
        invitation = find(site, session, token)
        if invitation is None:
            return None
        user, secret = invitation.user, invitation.secret
        credential = session.get(Credential, user.id)
        passwords.check(site.settings.password_profile, password, user.name, _former(user, credential))
        step = second_factor.matching_step(secret, code, site.now())
        if step is None:
            raise WrongCode
        credential = put_password(site, session, user, password)
        credential.totp_secret, credential.totp_confirmed_at = seal(site, secret), site.now()
        credential.totp_step = step
        credential.demo = False
        codes = second_factor.new_recovery_codes(session, user)
        _spend(session, user, site.now())
        sessions.end_within(site, session, user, "password-changed")
        record_by(site, session, user.name, "activate", f"user.{user.name}")
    return codes


def change_password(site: Site, session: Session, user: User, password: str) -> None:
    """A signed-in person's new password; every session of his ends. Raises passwords.WeakPassword."""
    with writing(session):
        credential = session.get_one(Credential, user.id)
        passwords.check(site.settings.password_profile, password, user.name, _former(user, credential))
        put_password(site, session, user, password)
        sessions.end_within(site, session, user, "password-changed")
        record_by(site, session, user.name, "change-password", f"user.{user.name}")


def put_password(site: Site, session: Session, user: User, password: str) -> Credential:
    """Set a password without asking the rules, inside the caller's transaction."""
    credential = session.get(Credential, user.id)
    if credential is None:
        credential = Credential(user_id=user.id, password_set_at=site.now(), former_hashes=[], totp_step=0, demo=False)
        session.add(credential)
    credential.former_hashes = _former(user, credential)[: passwords.REMEMBERED]
    user.password_hash = passwords.hashed(password)
    credential.password_set_at = site.now()
    return credential


def _former(user: User, credential: Credential | None) -> list[str]:
    present = [user.password_hash] if user.password_hash else []
    return [*present, *(credential.former_hashes if credential else [])]


def _spend(session: Session, user: User, now: dt.datetime) -> None:
    session.execute(
        update(Activation).where(Activation.user_id == user.id, Activation.used_at.is_(None)).values(used_at=now)
    )
