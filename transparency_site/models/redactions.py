"""Legal erasure of single rows: what is hidden or gone, by whom, on which basis, and what keeps digests checkable.

`Redaction.words` holds what was taken out of the public tables until a second person has decided; then it is empty.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from transparency_site.db import Base


class Redaction(Base):
    """Words of some rows of one disclosure, hidden at once by one person, erased when another has confirmed.

    `state`: hidden (readers see the marker), confirmed (being erased), erased, restored. Whole disclosures have no
    `targets`. `mark` names it in the redaction list, which outlives backups.
    """

    __tablename__ = "redactions"
    __table_args__ = (
        CheckConstraint("decided_by IS NULL OR decided_by <> hidden_by", name="four_eyes"),
        Index("ix_redactions_key", "key", "state"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    mark: Mapped[str] = mapped_column(String(32), unique=True)
    key: Mapped[str] = mapped_column(String(96))
    targets: Mapped[list[Any]]  # [table, line] of each row
    legal_basis: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16))
    words: Mapped[dict[str, Any] | None]  # table -> row id -> column -> what stood there
    hidden_by: Mapped[str] = mapped_column(String(64))  # sign-in names: a restored backup may not have the person
    hidden_at: Mapped[dt.datetime]
    decided_by: Mapped[str | None] = mapped_column(String(64))
    decided_at: Mapped[dt.datetime | None]
    answer: Mapped[str | None] = mapped_column(Text)
    erased_at: Mapped[dt.datetime | None]
    version: Mapped[int | None] = mapped_column(ForeignKey("publications.version"))


class RowDigest(Base):
    """What is kept of single rows of a disclosure with redacted words.

    `digest`: of the row as it was published, in place of the words. `salt`: the row's own, of those that still have
    their words or may get them back (`row_digests.py`).
    """

    __tablename__ = "row_digests"
    disclosure_id: Mapped[int] = mapped_column(ForeignKey("disclosures.id"), primary_key=True, autoincrement=False)
    table: Mapped[str] = mapped_column(String(32), primary_key=True)
    row_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[str | None] = mapped_column(String(64))
    salt: Mapped[str | None] = mapped_column(String(64))
