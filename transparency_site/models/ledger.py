"""The ledger: source files, submissions, disclosures, publications, events, users, findings, index segments.

What the public may see follows from `Disclosure.published_in` and `.retired_in` alone; `snapshot.py` knows the rule.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from transparency_site.db import Base


class User(Base):
    """A person of the bureau. `role`: uploader, reviewer, administrator, auditor."""

    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)
    display_name: Mapped[str] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(16))
    password_hash: Mapped[str | None] = mapped_column(String(256))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[dt.datetime]


class SourceFile(Base):
    """An uploaded file by its SHA-256. Bytes lie in var/files/<sha256>; a sealed one is never served, its twin is."""

    __tablename__ = "source_files"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(255))
    size: Mapped[int]
    sealed: Mapped[bool] = mapped_column(default=False)
    twin_sha256: Mapped[str | None] = mapped_column(String(64))
    cover_sha256: Mapped[str | None] = mapped_column(String(64))  # served while a redaction of its rows is undecided
    erased: Mapped[bool] = mapped_column(default=False)  # the original was destroyed by a redaction
    received_at: Mapped[dt.datetime]


class Submission(Base):
    """One upload on its way through the workflow (`lifecycle.py`). The same file twice is the same submission."""

    __tablename__ = "submissions"
    __table_args__ = (
        # Four eyes, held by the database too: nobody approves what he uploaded.
        CheckConstraint("approved_by_id IS NULL OR approved_by_id <> uploaded_by_id", name="four_eyes"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    file_sha256: Mapped[str] = mapped_column(ForeignKey("source_files.sha256"), index=True)
    state: Mapped[str] = mapped_column(String(16))  # received checked submitted approved published returned refused
    options: Mapped[dict[str, Any]]  # what the uploader declared: unit, year, scope, …
    report: Mapped[dict[str, Any] | None]
    explanations: Mapped[dict[str, Any]]  # "CODE@SHEET!CELL" -> words
    reason: Mapped[str | None] = mapped_column(Text)
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    received_at: Mapped[dt.datetime]
    disclosures: Mapped[list[Disclosure]] = relationship(back_populates="submission")


class Publication(Base):
    """One act of publishing. `version` is 1, 2, 3 …; `business_date` (Asia/Shanghai) is what `as_of` replays."""

    __tablename__ = "publications"
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    published_at: Mapped[dt.datetime]  # UTC
    business_date: Mapped[dt.date] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(16))  # reference first correction withdrawal redaction rollback
    reason: Mapped[str] = mapped_column(Text)
    published_by: Mapped[str] = mapped_column(String(64))
    approved_by: Mapped[str | None] = mapped_column(String(64))


class Disclosure(Base):
    """One revision of one published thing: `key` is the permanent id, `key~revision` names this revision.

    `totals` are computed once at checking: fen by name (`totals.py`). `retired_as`: superseded, withdrawn, redacted.
    """

    __tablename__ = "disclosures"
    __table_args__ = (
        UniqueConstraint("key", "revision"),
        Index("ix_disclosures_visible", "kind", "year", "published_in", "retired_in"),
        Index("ix_disclosures_unit", "unit_code", "year"),
        # The search index names disclosures by id for ever: an id must not come back after a deletion.
        {"sqlite_autoincrement": True},
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(96), index=True)
    revision: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(255))
    unit_code: Mapped[str | None] = mapped_column(String(6))
    unit_name: Mapped[str | None] = mapped_column(String(128))  # as it was then: old years are never relabelled
    year: Mapped[int | None]
    scope: Mapped[str | None] = mapped_column(String(16))
    stage: Mapped[str | None] = mapped_column(String(16))
    quarter: Mapped[int | None]
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submissions.id"), index=True)
    file_sha256: Mapped[str | None] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    salt: Mapped[str | None] = mapped_column(String(32))  # of the row digests; leaves with the content (`digests.py`)
    # Where its search documents are.
    segment_id: Mapped[int | None] = mapped_column(ForeignKey("index_segments.id"), index=True)
    totals: Mapped[dict[str, Any]]
    marks: Mapped[list[Any]]  # public reconciliation marks: explained mistakes, with approver
    published_in: Mapped[int | None] = mapped_column(ForeignKey("publications.version"), index=True)
    retired_in: Mapped[int | None] = mapped_column(ForeignKey("publications.version"), index=True)
    retired_as: Mapped[str | None] = mapped_column(String(16))
    submission: Mapped[Submission | None] = relationship(back_populates="disclosures")


class DisclosureTable(Base):
    """One published table of a disclosure: title, sheet, declared money unit, measure -> column, row accounting."""

    __tablename__ = "disclosure_tables"
    id: Mapped[int] = mapped_column(primary_key=True)
    disclosure_id: Mapped[int] = mapped_column(ForeignKey("disclosures.id"), index=True)
    key: Mapped[str] = mapped_column(String(48))
    title: Mapped[str] = mapped_column(String(255))
    sheet: Mapped[str] = mapped_column(String(64))
    money_unit: Mapped[str] = mapped_column(String(4))
    columns: Mapped[dict[str, Any]]
    rows: Mapped[dict[str, Any]]
    note: Mapped[str | None] = mapped_column(Text)
    position: Mapped[int]


class TextSection(Base):
    """The words that come with a disclosure: duties, reasons, procurement, glossary …"""

    __tablename__ = "text_sections"
    id: Mapped[int] = mapped_column(primary_key=True)
    disclosure_id: Mapped[int] = mapped_column(ForeignKey("disclosures.id"), index=True)
    key: Mapped[str] = mapped_column(String(32))
    title: Mapped[str] = mapped_column(String(255))
    text: Mapped[str] = mapped_column(Text)
    sheet: Mapped[str] = mapped_column(String(64))
    row: Mapped[int]


class PublishedFinding(Base):
    """A finding that stays with a disclosure: notices, and warnings or mistakes with the bureau's explanation."""

    __tablename__ = "findings"
    id: Mapped[int] = mapped_column(primary_key=True)
    disclosure_id: Mapped[int] = mapped_column(ForeignKey("disclosures.id"), index=True)
    code: Mapped[str] = mapped_column(String(64))
    severity: Mapped[str] = mapped_column(String(8))
    sheet: Mapped[str | None] = mapped_column(String(64))
    cell: Mapped[str | None] = mapped_column(String(12))
    value: Mapped[str | None] = mapped_column(String(128))
    message_zh: Mapped[str] = mapped_column(Text)
    message_en: Mapped[str] = mapped_column(Text)
    explanation: Mapped[str | None] = mapped_column(Text)
    explained_by: Mapped[str | None] = mapped_column(String(64))


class Event(Base):
    """The append-only log: who, when, what, on which digest. Triggers refuse UPDATE and DELETE."""

    __tablename__ = "events"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(index=True)  # UTC
    actor: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(128), index=True)
    digest: Mapped[str | None] = mapped_column(String(64))
    details: Mapped[dict[str, Any]]


class IndexSegment(Base):
    """The search index's manifest: a row per sealed segment, `digest` over its files, committed before the publication.

    `replaced_by` names the merged segment that took its place.
    """

    __tablename__ = "index_segments"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)
    digest: Mapped[str] = mapped_column(String(64))
    documents: Mapped[int]
    sealed_at: Mapped[dt.datetime]
    active: Mapped[bool] = mapped_column(default=True)
