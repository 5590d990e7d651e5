"""How the bureau's people get in: credentials, activation links, recovery codes, sessions, attempts, upload tokens.

Nothing that opens a door stands here readable: passwords are Argon2id, everything else is kept as SHA-256 of a long
random secret. The second factor's secret, which both sides must know, is encrypted with a key beside the database.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from transparency_site.db import Base


class Credential(Base):
    """One person's password and second factor (the password's hash is `User.password_hash`). `demo`: shown on the
    sample city's sign-in page, and good for nothing anywhere else.
    """

    __tablename__ = "credentials"
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, autoincrement=False)
    password_set_at: Mapped[dt.datetime]
    former_hashes: Mapped[list[Any]]  # newest first: what a new password must not repeat
    totp_secret: Mapped[str | None] = mapped_column(String(255))  # encrypted (`accounts.sealed_secrets`)
    totp_confirmed_at: Mapped[dt.datetime | None]
    totp_step: Mapped[int] = mapped_column(default=0)  # the last 30-second step whose code was used; none comes twice
    demo: Mapped[bool] = mapped_column(default=False)


class Activation(Base):
    """A one-time link with which a person sets a password and the second factor."""

    __tablename__ = "activations"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    totp_secret: Mapped[str] = mapped_column(String(255))  # encrypted; offered with the link, then the person's own
    expires_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]


class RecoveryCode(Base):
    """A code that stands in for the second factor, once."""

    __tablename__ = "recovery_codes"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[dt.datetime | None]


class BureauSession(Base):
    """A signed-in browser, or one that has given the password and not yet the second factor (`stage`: password, full).

    `role` and `password_set_at` are those at sign-in: a session whose person has others now is over.
    """

    __tablename__ = "bureau_sessions"
    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    stage: Mapped[str] = mapped_column(String(8))
    role: Mapped[str] = mapped_column(String(16))
    password_set_at: Mapped[dt.datetime]
    address: Mapped[str] = mapped_column(String(45))
    created_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    ended_because: Mapped[str | None] = mapped_column(String(24))


class SignInAttempt(Base):
    """One failed try, counted by account and by address over all workers. Both are digests: a typed name may be a
    password.
    """

    __tablename__ = "sign_in_attempts"
    __table_args__ = (
        Index("ix_sign_in_attempts_account", "account_key", "at"),
        Index("ix_sign_in_attempts_address", "address_key", "at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(index=True)
    account_key: Mapped[str] = mapped_column(String(64))
    address_key: Mapped[str] = mapped_column(String(64))


class ApiToken(Base):
    """A program's key to the upload door and to nothing else. Shown once, kept as a digest."""

    __tablename__ = "api_tokens"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str] = mapped_column(String(64))
    scope: Mapped[str] = mapped_column(String(16))  # upload
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    last_used_at: Mapped[dt.datetime | None]
    revoked_at: Mapped[dt.datetime | None]
