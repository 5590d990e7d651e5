"""Keys for programs: they open the upload door and nothing else. Shown once, kept as a digest, expiring, revocable."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from transparency_site.accounts import random_secrets
from transparency_site.accounts.records import record_by
from transparency_site.lifecycle import Role, require_role
from transparency_site.models import ApiToken, User
from transparency_site.site import Site
from transparency_site.transactions import writing

UPLOAD = "upload"
LIFE = dt.timedelta(days=180)
PREFIX = "tsu_"  # so that a leaked key can be recognised by scanners
_USED_EVERY = dt.timedelta(minutes=1)


def create(site: Site, session: Session, user: User, name: str) -> str:
    """A new key of an uploader; the only moment at which it can be read. Raises NotAllowed (wrong-role)."""
    require_role(user.role, Role.UPLOADER)
    token = PREFIX + random_secrets.make()
    now = site.now()
    with writing(session):
        kept = ApiToken(
            user_id=user.id,
            name=name[:64],
            scope=UPLOAD,
            token_hash=random_secrets.digest(token),
            created_at=now,
            expires_at=now + LIFE,
        )
        session.add(kept)
        session.flush()
        record_by(site, session, user.name, "create-token", f"token.{kept.id}", scope=UPLOAD)
    return token


def of(session: Session, user: User) -> Sequence[ApiToken]:
    """A person's keys, newest first, without those that were revoked."""
    return session.scalars(
        select(ApiToken)
        .where(ApiToken.user_id == user.id, ApiToken.revoked_at.is_(None))
        .order_by(ApiToken.id.desc())
    ).all()


def revoke(site: Site, session: Session, user: User, number: int) -> bool:
    """Take a person's key away: whether there was one."""
    with writing(session):
        found = session.scalar(
            select(ApiToken).where(
                ApiToken.id == number, ApiToken.user_id == user.id, ApiToken.revoked_at.is_(None)
            )
        )
        if found is None:
            return False
        found.revoked_at = site.now()
        record_by(site, session, user.name, "revoke-token", f"token.{number}")
    return True


def holder(site: Site, session: Session, token: str, scope: str = UPLOAD) -> User | None:
    """The active uploader whose valid key this is, or None."""
    found = session.execute(
        select(ApiToken, User)
        .join(User, User.id == ApiToken.user_id)
        .where(ApiToken.token_hash == random_secrets.digest(token), ApiToken.scope == scope)
    ).one_or_none()
    if found is None:
        return None
    key, user = found
    now = site.now()
    if key.revoked_at is not None or key.expires_at <= now or not user.active or user.role != Role.UPLOADER:
        return None
    if key.last_used_at is None or now - key.last_used_at >= _USED_EVERY:
        with writing(session):
            key.last_used_at = now
    return user
