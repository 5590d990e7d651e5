"""Reference data are disclosures too: units, places, funds, calendar, classification. A later edit is a new revision.

Every table carries `disclosure_id`, so that `snapshot.rows(BudgetUnit)` gives the list as it stood at a version.
`valid_to` is exclusive.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from transparency_site.db import Base


class BudgetUnit(Base):
    """A budget unit 预算单位. First-level units (一级预算单位) have no parent."""

    __tablename__ = "budget_units"
    id: Mapped[int] = mapped_column(primary_key=True)
    disclosure_id: Mapped[int] = mapped_column(ForeignKey("disclosures.id"), index=True)
    code: Mapped[str] = mapped_column(String(6), index=True)
    name: Mapped[str] = mapped_column(String(128))
    short_name: Mapped[str] = mapped_column(String(64))
    category: Mapped[str] = mapped_column(String(32))
    unit_type: Mapped[str] = mapped_column(String(32))
    parent_code: Mapped[str | None] = mapped_column(String(6))
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date | None]
    former_names: Mapped[list[Any]]
    aliases: Mapped[list[Any]]
    predecessors: Mapped[list[Any]]
    successors: Mapped[list[Any]]
    township_code: Mapped[str | None] = mapped_column(String(16))
    telephone: Mapped[str | None] = mapped_column(String(64))


class Place(Base):
    """A township or street 乡镇街道. Places that shared a successor's code keep keys of their own."""

    __tablename__ = "places"
    id: Mapped[int] = mapped_column(primary_key=True)
    disclosure_id: Mapped[int] = mapped_column(ForeignKey("disclosures.id"), index=True)
    key: Mapped[str] = mapped_column(String(16), index=True)
    name: Mapped[str] = mapped_column(String(64))
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date | None]
    successor: Mapped[str | None] = mapped_column(String(16))
    aliases: Mapped[list[Any]]
    population: Mapped[int | None]
    population_source: Mapped[str | None] = mapped_column(String(255))
    tile_column: Mapped[int | None]
    tile_row: Mapped[int | None]


class SpecialFund(Base):
    """A special fund 专项资金; `persons`: refused, or masked with a legal basis."""

    __tablename__ = "special_funds"
    id: Mapped[int] = mapped_column(primary_key=True)
    disclosure_id: Mapped[int] = mapped_column(ForeignKey("disclosures.id"), index=True)
    code: Mapped[str] = mapped_column(String(32), index=True)
    name: Mapped[str] = mapped_column(String(128))
    level: Mapped[str] = mapped_column(String(8))
    unit_code: Mapped[str | None] = mapped_column(String(6))
    persons: Mapped[str] = mapped_column(String(8))
    legal_basis: Mapped[str | None] = mapped_column(Text)
    notice_days: Mapped[int]
    aliases: Mapped[list[Any]]


class CalendarEntry(Base):
    """A deadline of disclosure: which kind for which year is due when, by which rule."""

    __tablename__ = "calendar_entries"
    id: Mapped[int] = mapped_column(primary_key=True)
    disclosure_id: Mapped[int] = mapped_column(ForeignKey("disclosures.id"), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    year: Mapped[int]
    replied_on: Mapped[dt.date | None]
    due_on: Mapped[dt.date]
    rule: Mapped[str] = mapped_column(String(255))
    valid_from: Mapped[dt.date | None]  # from when the rule holds


class ClassificationEdition(Base):
    """An edition of the 政府收支分类科目 in one scheme; unknown codes are errors only in a complete one."""

    __tablename__ = "classification_editions"
    id: Mapped[int] = mapped_column(primary_key=True)
    disclosure_id: Mapped[int] = mapped_column(ForeignKey("disclosures.id"), index=True)
    scheme: Mapped[str] = mapped_column(String(24))
    edition: Mapped[str] = mapped_column(String(16))
    first_year: Mapped[int]
    last_year: Mapped[int | None]
    complete: Mapped[bool]
    origin: Mapped[str] = mapped_column(Text)


class ClassificationCode(Base):
    """One code of one edition."""

    __tablename__ = "classification_codes"
    __table_args__ = (Index("ix_classification_codes_lookup", "disclosure_id", "scheme", "edition", "code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    disclosure_id: Mapped[int] = mapped_column(ForeignKey("disclosures.id"))
    scheme: Mapped[str] = mapped_column(String(24))
    edition: Mapped[str] = mapped_column(String(16))
    code: Mapped[str] = mapped_column(String(7))
    name: Mapped[str] = mapped_column(String(128))
