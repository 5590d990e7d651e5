"""The second factor: six digits of an authenticator (RFC 6238), none accepted twice; recovery codes, each good once."""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
from typing import Any

import pyotp
import structlog
from sqlalchemy import CursorResult, delete, update
from sqlalchemy.orm import Session

from transparency_site.accounts import random_secrets
from transparency_site.accounts.sealed_secrets import UnreadableSecret, unseal
from transparency_site.models import Credential, RecoveryCode, User
from transparency_site.site import Site

log = structlog.get_logger()
STEP = 30  # seconds
DRIFT = 1  # steps that a telephone's clock may be off
RECOVERY_CODES = 10
_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that looks like another


def new_secret() -> str:
    """160 random bits in base 32."""
    return pyotp.random_base32()


def address_of(secret: str, name: str, issuer: str) -> str:
    """What the QR code holds for an authenticator."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=issuer)


def step_at(moment: dt.datetime) -> int:
    """The 30-second step of a moment (UTC, without zone)."""
    return int(moment.replace(tzinfo=dt.UTC).timestamp()) // STEP


def code_of(secret: str, step: int) -> str:
    return pyotp.TOTP(secret).generate_otp(step)


def matching_step(secret: str, code: str, now: dt.datetime) -> int | None:
    """The step whose code this is, among those around now, or None."""
    typed = "".join(code.split())
    if len(typed) != 6 or not (typed.isascii() and typed.isdigit()):
        return None
    around = range(step_at(now) - DRIFT, step_at(now) + DRIFT + 1)
    return next((step for step in around if hmac.compare_digest(code_of(secret, step), typed)), None)


def use_code(site: Site, session: Session, user: User, code: str) -> str | None:
    """Use an authenticator's or a recovery code: `totp`, `recovery-code`, or None where it is wrong or was used.

    Of two requests with the same code one wins: the database compares and writes at once. Within the caller's
    transaction.
    """
    credential = session.get_one(Credential, user.id)
    if credential.totp_secret is None:
        return None
    step = _matching_step(site, user, credential.totp_secret, code)
    if step is not None:
        later = Credential.totp_step < step
        done = session.execute(update(Credential).where(Credential.user_id == user.id, later).values(totp_step=step))
        return "totp" if _changed(done) else None
    return "recovery-code" if _use_recovery_code(site, session, user, code) else None


def _matching_step(site: Site, user: User, stored: str, code: str) -> int | None:
    try:
        return matching_step(unseal(site, stored), code, site.now())
    except UnreadableSecret:
        log.warning("second factor cannot be read: is second_factor_key the right one?", user=user.name)
        return None


def _use_recovery_code(site: Site, session: Session, user: User, code: str) -> bool:
    typed = "".join(code.split()).replace("-", "").lower()
    statement = (
        update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user.id,
            RecoveryCode.used_at.is_(None),
            RecoveryCode.code_hash == random_secrets.digest(typed),
        )
        .values(used_at=site.now())
    )
    return _changed(session.execute(statement))


def new_recovery_codes(session: Session, user: User) -> list[str]:
    """Fresh recovery codes in place of all earlier ones, kept as digests. Within the caller's transaction."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = ["".join(secrets.choice(_SIGNS) for _sign in range(16)) for _code in range(RECOVERY_CODES)]
    session.add_all(
        RecoveryCode(user_id=user.id, code_hash=random_secrets.digest(code), used_at=None) for code in codes
    )
    return ["-".join(code[start : start + 4] for start in range(0, 16, 4)) for code in codes]


def _changed(result: Any) -> bool:
    assert isinstance(result, CursorResult)
    return result.rowcount == 1
