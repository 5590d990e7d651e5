"""Work in hand at the bureau: uploads of several files, background jobs, requests that a second person decides."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from transparency_site.db import Base

_OPEN = text("state IN ('waiting', 'running')")


class Upload(Base):
    """Files handed over together. `files`: {name, submission} of each one taken, {name, refused, details} of others."""

    __tablename__ = "uploads"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    files: Mapped[list[Any]]
    created_at: Mapped[dt.datetime]


class Job(Base):
    """One piece of background work. This row is the truth about it: who has it (`owner`), and a sign of life.

    `kind`: check (a submission), publish (submissions at a set time). `state`: waiting running done failed.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        # The database too lets a submission be checked once at a time.
        Index("ux_jobs_open_submission", "submission_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_jobs_state", "state", "due_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    stage: Mapped[str] = mapped_column(String(16))  # waiting, a step of data_loaders.progress, storing, done
    rows_done: Mapped[int] = mapped_column(default=0, server_default="0")  # rows of the file through this stage
    rows_total: Mapped[int] = mapped_column(default=0, server_default="0")  # 0: not known
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submissions.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    details: Mapped[dict[str, Any]]  # check: explanations, reason; publish: submissions, reason; failed: code
    attempts: Mapped[int] = mapped_column(default=0)
    owner: Mapped[str | None] = mapped_column(String(64))
    due_at: Mapped[dt.datetime]  # UTC; not before
    heartbeat_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]
    started_at: Mapped[dt.datetime | None]  # of the present attempt
    finished_at: Mapped[dt.datetime | None]


class Proposal(Base):
    """A withdrawal or rollback of something public: one person proposes it with a reason, another decides."""

    __tablename__ = "proposals"
    __table_args__ = (
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> proposed_by_id", name="four_eyes"),
        Index("ux_proposals_open_key", "key", unique=True, sqlite_where=text("state = 'open'"),
              postgresql_where=text("state = 'open'")),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))  # withdrawal rollback
    state: Mapped[str] = mapped_column(String(16))  # open done declined
    key: Mapped[str] = mapped_column(String(96))
    revision: Mapped[int]  # the revision withdrawn, or the earlier one to publish again
    reason_code: Mapped[str] = mapped_column(String(32))
    reason: Mapped[str] = mapped_column(Text)
    answer: Mapped[str | None] = mapped_column(Text)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    proposed_at: Mapped[dt.datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[dt.datetime | None]
    version: Mapped[int | None] = mapped_column(ForeignKey("publications.version"))
