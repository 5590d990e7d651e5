"""Writing rows of a disclosure into the database, in bulk, and taking those of an unpublished one out again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Table, delete
from sqlalchemy.orm import Session

from transparency_site.bulk import insert_many
from transparency_site.db import Base
from transparency_site.digests import Rows
from transparency_site.models import (
    Batch,
    BudgetExecution,
    BudgetLine,
    BudgetUnit,
    CalendarEntry,
    ClassificationCode,
    ClassificationEdition,
    Disbursement,
    Disclosure,
    DisclosureTable,
    Place,
    PublishedFinding,
    RegisterRow,
    RowDigest,
    SpecialFund,
    TextSection,
    ThreePublicExpense,
)

CONTENT: tuple[type[Base], ...] = (
    DisclosureTable,
    TextSection,
    BudgetLine,
    BudgetExecution,
    ThreePublicExpense,
    Batch,
    Disbursement,
    RegisterRow,
    BudgetUnit,
    Place,
    SpecialFund,
    CalendarEntry,
    ClassificationEdition,
    ClassificationCode,
)
"""Every table whose rows are content of a disclosure, and so of its digest."""


def table_of(model: type[Base]) -> Table:
    """The table behind a model, for Core statements."""
    assert isinstance(model.__table__, Table)
    return model.__table__


def insert_rows(session: Session, disclosure_id: int, rows: Mapping[type[Base], Sequence[Mapping[str, Any]]]) -> None:
    """Insert a disclosure's rows in bulk."""
    connection = session.connection()
    for model, some in rows.items():
        insert_many(connection, table_of(model), [{**row, "disclosure_id": disclosure_id} for row in some])


def delete_content(session: Session, disclosure_ids: Iterable[int]) -> None:
    """Delete rows and findings of disclosures that are unpublished or marked as redacted (the database refuses
    others).
    """
    ids = list(disclosure_ids)
    models: tuple[type[Base], ...] = (*CONTENT, PublishedFinding)
    for table in (*map(table_of, models), table_of(RowDigest)):
        session.execute(delete(table).where(table.c.disclosure_id.in_(ids)))


def delete_unpublished(session: Session, disclosure_ids: Iterable[int]) -> None:
    """Delete unpublished disclosures with all their rows."""
    ids = list(disclosure_ids)
    delete_content(session, ids)
    session.execute(delete(Disclosure).where(Disclosure.id.in_(ids), Disclosure.published_in.is_(None)))


__all__ = ["CONTENT", "Rows", "delete_content", "delete_unpublished", "insert_rows", "table_of"]
