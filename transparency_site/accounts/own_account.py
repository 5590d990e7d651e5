"""What a person sees and renews of the own account."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from transparency_site.accounts import second_factor, sessions
from transparency_site.accounts.records import record_by
from transparency_site.models import BureauSession, RecoveryCode, User
from transparency_site.site import Site
from transparency_site.transactions import writing


def recovery_codes_left(session: Session, user: User) -> int:
    """How many recovery codes are unused."""
    unused = RecoveryCode.used_at.is_(None)
    return session.scalar(select(func.count()).where(RecoveryCode.user_id == user.id, unused)) or 0


def replace_recovery_codes(site: Site, session: Session, user: User) -> list[str]:
    """New recovery codes; the earlier ones are void."""
    with writing(session):
        codes = second_factor.new_recovery_codes(session, user)
        record_by(site, session, user.name, "new-recovery-codes", f"user.{user.name}")
    return codes


def open_sessions(site: Site, session: Session, user: User) -> Sequence[BureauSession]:
    """Where this person is signed in now, newest first."""
    now = site.now()
    return session.scalars(
        select(BureauSession)
        .where(
            BureauSession.user_id == user.id,
            BureauSession.stage == sessions.FULL,
            BureauSession.ended_at.is_(None),
            BureauSession.seen_at > now - sessions.IDLE,
            BureauSession.created_at > now - sessions.ABSOLUTE,
        )
        .order_by(BureauSession.id.desc())
    ).all()
