"""Questions of readers about a published figure or batch, their answers; contacts in a table of their own, sealed."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from transparency_site.db import Base

_RELEASED_BY_TWO = (
    "answered_at IS NULL OR (answer IS NOT NULL AND answered_on IS NOT NULL AND answered_by_id IS NOT NULL "
    "AND drafted_by_id IS NOT NULL AND answered_by_id <> drafted_by_id)"
)
_REJECTED = "rejected_at IS NULL OR (rejected_by_id IS NOT NULL AND reject_code IS NOT NULL AND answered_at IS NULL)"


class Question(Base):
    """One question, pinned to what its asker saw. What the public may see of it follows from the moments alone.

    `text` is public from `text_released_at`, `answer` from `answered_at`; before that it is a draft. `changes` counts
    its changes: their sum over all questions is the generation that caches go by. All moments are UTC.
    """

    __tablename__ = "questions"
    __table_args__ = (
        CheckConstraint(_RELEASED_BY_TWO, name="four_eyes"),
        CheckConstraint(_REJECTED, name="rejected"),
        Index("ix_questions_disclosure", "disclosure"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)  # of the number that the asker follows it by
    kind: Mapped[str] = mapped_column(String(16))  # not-received wrong-figure objection other
    about: Mapped[str] = mapped_column(String(160))  # id of the figure, sum or disclosure
    disclosure: Mapped[str | None] = mapped_column(String(96))  # key; None for a sum
    version: Mapped[int] = mapped_column(ForeignKey("publications.version"))
    text: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[dt.datetime]
    asked_on: Mapped[dt.date]  # business date
    due_on: Mapped[dt.date]
    text_released_at: Mapped[dt.datetime | None]
    text_released_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    answer: Mapped[str | None] = mapped_column(Text)
    drafted_at: Mapped[dt.datetime | None]
    drafted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    answered_at: Mapped[dt.datetime | None]
    answered_on: Mapped[dt.date | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    rejected_at: Mapped[dt.datetime | None]
    rejected_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reject_code: Mapped[str | None] = mapped_column(String(16))  # abusive off-topic personal repeated
    reject_reason: Mapped[str | None] = mapped_column(Text)
    correction: Mapped[int | None] = mapped_column(ForeignKey("publications.version"))
    corrected_at: Mapped[dt.datetime | None]  # when the correction was linked
    changes: Mapped[int] = mapped_column(default=1, server_default="1")


class QuestionContact(Base):
    """How the bureau may reach who asked: encrypted, and deleted when the question is closed."""

    __tablename__ = "question_contacts"
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), primary_key=True)
    sealed: Mapped[str] = mapped_column(Text)
