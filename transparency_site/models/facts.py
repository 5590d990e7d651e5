"""What disclosures say: budget lines, execution, three-public, batches, disbursements, registers. Never edited.

All money is integer fen. A figure's id is `<disclosure key>.<table>.<line>.<measure>`; its source cell is the table's
sheet, `row` and `column`.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from transparency_site.db import Base, Fen


class BudgetLine(Base):
    """One measure of one published row of a budget or accounts table: a figure. Only rows with `is_leaf` are added.

    `amount_fen` None: the whole row is empty; `blank`: the cell is empty in a filled row and counts as 0.
    """

    __tablename__ = "budget_lines"
    __table_args__ = (
        Index("ix_budget_lines_figure", "disclosure_id", "table", "line", "measure"),
        Index("ix_budget_lines_function", "table", "measure", "functional_class"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    disclosure_id: Mapped[int] = mapped_column(ForeignKey("disclosures.id"))
    table: Mapped[str] = mapped_column(String(48))
    line: Mapped[str] = mapped_column(String(96))
    measure: Mapped[str] = mapped_column(String(32))
    position: Mapped[int]  # order of the line within its table, as published
    direction: Mapped[str] = mapped_column(String(12))
    level: Mapped[str] = mapped_column(String(8))
    is_leaf: Mapped[bool]
    name: Mapped[str] = mapped_column(String(255))
    fund: Mapped[str | None] = mapped_column(String(16))  # general-public government-funds state-capital
    functional_class: Mapped[str | None] = mapped_column(String(3))
    functional_section: Mapped[str | None] = mapped_column(String(5))
    functional_item: Mapped[str | None] = mapped_column(String(7))
    functional_code: Mapped[str | None] = mapped_column(String(7))
    economic_code: Mapped[str | None] = mapped_column(String(5))
    amount_fen: Mapped[int | None] = mapped_column(Fen)
    blank: Mapped[bool] = mapped_column(default=False)
    row: Mapped[int]
    column: Mapped[int]
    raw: Mapped[str] = mapped_column(String(64))


class BudgetExecution(Base):
    """One line of a quarter's execution. `basis`: ytd (年初至今) or period (本季). Both amounts in fen."""

    __tablename__ = "budget_executions"
    __table_args__ = (Index("ix_budget_executions_figure", "disclosure_id", "line"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    disclosure_id: Mapped[int] = mapped_column(ForeignKey("disclosures.id"))
    line: Mapped[str] = mapped_column(String(96))
    position: Mapped[int]
    direction: Mapped[str] = mapped_column(String(12))
    level: Mapped[str] = mapped_column(String(8))
    is_leaf: Mapped[bool]
    name: Mapped[str] = mapped_column(String(255))
    functional_code: Mapped[str | None] = mapped_column(String(7))
    basis: Mapped[str] = mapped_column(String(8))
    budget_fen: Mapped[int | None] = mapped_column(Fen)
    executed_fen: Mapped[int | None] = mapped_column(Fen)
    row: Mapped[int]
    raw: Mapped[dict[str, Any]]  # measure -> cell text


class ThreePublicExpense(Base):
    """One unit's three-public figures at one stage (budget, final), from a statement or a table in budget or accounts.

    One owner per (unit, year, stage): the statement where one is visible, else the table (`queries/three_public.py`).
    Figure ids: `<disclosure>.three-public.statement.<field without _fen>`; columns are in the table's column map.
    """

    __tablename__ = "three_public_expenses"
    id: Mapped[int] = mapped_column(primary_key=True)
    disclosure_id: Mapped[int] = mapped_column(ForeignKey("disclosures.id"), index=True)
    unit_code: Mapped[str] = mapped_column(String(6), index=True)
    year: Mapped[int] = mapped_column(index=True)
    stage: Mapped[str] = mapped_column(String(8))
    total_fen: Mapped[int | None] = mapped_column(Fen)
    overseas_travel_fen: Mapped[int | None] = mapped_column(Fen)
    vehicles_fen: Mapped[int | None] = mapped_column(Fen)
    vehicle_purchase_fen: Mapped[int | None] = mapped_column(Fen)
    vehicle_operation_fen: Mapped[int | None] = mapped_column(Fen)
    reception_fen: Mapped[int | None] = mapped_column(Fen)
    meeting_fen: Mapped[int | None] = mapped_column(Fen)
    training_fen: Mapped[int | None] = mapped_column(Fen)
    operating_fen: Mapped[int | None] = mapped_column(Fen)  # 机关运行经费, beside the total
    overseas_groups: Mapped[int | None]
    overseas_persons: Mapped[int | None]
    vehicles_purchased: Mapped[int | None]
    vehicles_kept: Mapped[int | None]
    reception_batches: Mapped[int | None]
    reception_persons: Mapped[int | None]
    foreign_reception_batches: Mapped[int | None]
    foreign_reception_persons: Mapped[int | None]
    reason: Mapped[str | None] = mapped_column(Text)
    sheet: Mapped[str] = mapped_column(String(64))
    row: Mapped[int]
    columns: Mapped[dict[str, Any]]  # field -> column
    raw: Mapped[dict[str, Any]]  # field -> cell text
    money_unit: Mapped[str] = mapped_column(String(4))


class Batch(Base):
    """One special-fund batch 批次. `number` is three-digit text; `amount_fen` is the stated amount = Σ recipients."""

    __tablename__ = "batches"
    id: Mapped[int] = mapped_column(primary_key=True)
    disclosure_id: Mapped[int] = mapped_column(ForeignKey("disclosures.id"), unique=True)
    year: Mapped[int] = mapped_column(index=True)
    number: Mapped[str] = mapped_column(String(3))
    document_no: Mapped[str] = mapped_column(String(64))
    upper_document_no: Mapped[str | None] = mapped_column(String(64))
    basis: Mapped[str | None] = mapped_column(Text)
    fund_code: Mapped[str] = mapped_column(String(32), index=True)
    fund_name: Mapped[str] = mapped_column(String(128))
    fund_level: Mapped[str] = mapped_column(String(8))
    unit_code: Mapped[str] = mapped_column(String(6), index=True)
    unit_name: Mapped[str] = mapped_column(String(128))
    functional_code: Mapped[str | None] = mapped_column(String(7))
    money_kind: Mapped[str | None] = mapped_column(String(16))
    allocated_on: Mapped[dt.date]
    notice_start: Mapped[dt.date | None]
    notice_end: Mapped[dt.date | None]
    complaint_office: Mapped[str | None] = mapped_column(String(128))
    complaint_phone: Mapped[str | None] = mapped_column(String(64))
    recipients: Mapped[int]
    amount_fen: Mapped[int] = mapped_column(Fen)
    sheet: Mapped[str] = mapped_column(String(64))
    row: Mapped[int]
    column: Mapped[int]
    raw: Mapped[str] = mapped_column(String(64))
    money_unit: Mapped[str] = mapped_column(String(4))


class Disbursement(Base):
    """One recipient row of a batch. `line` is kept between revisions by content (a shifted row is no redline).

    Year, unit, fund and township are repeated from the batch so that filters and keyset pages need no join.
    Figure id: `<batch disclosure>.recipients.<line>.amount`.
    """

    __tablename__ = "disbursements"
    __table_args__ = (
        Index("ix_disbursements_disclosure", "disclosure_id", "line"),
        # With the disclosure, which decides who sees a row, these three count and add without looking at the rows.
        Index("ix_disbursements_year_amount", "year", "amount_fen", "disclosure_id"),
        Index("ix_disbursements_amount", "amount_fen", "recipient_type", "disclosure_id"),
        # The commonest question: who got what here, from this fund.
        Index("ix_disbursements_township", "township_code", "year", "fund_code", "amount_fen", "disclosure_id"),
        Index("ix_disbursements_unit", "unit_code", "year"),
        Index("ix_disbursements_fund", "fund_code", "year"),
        # For lists in their own order, and by amount or name, of a million rows: nothing is sorted for a page of fifty.
        Index("ix_disbursements_in_year", "year"),
        Index("ix_disbursements_in_township", "township_code"),
        Index("ix_disbursements_recipient", "recipient"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    disclosure_id: Mapped[int] = mapped_column(ForeignKey("disclosures.id"))
    line: Mapped[str] = mapped_column(String(16))
    position: Mapped[int]
    year: Mapped[int]
    batch: Mapped[str] = mapped_column(String(3))
    fund_code: Mapped[str] = mapped_column(String(32))
    unit_code: Mapped[str] = mapped_column(String(6))
    township_code: Mapped[str | None] = mapped_column(String(16))
    township_name: Mapped[str | None] = mapped_column(String(64))
    village: Mapped[str | None] = mapped_column(String(64))
    recipient: Mapped[str] = mapped_column(String(128))
    recipient_type: Mapped[str] = mapped_column(String(16))
    credit_code: Mapped[str | None] = mapped_column(String(18))
    purpose: Mapped[str | None] = mapped_column(String(255))
    standard: Mapped[str | None] = mapped_column(String(255))
    amount_fen: Mapped[int] = mapped_column(Fen)
    row: Mapped[int]
    column: Mapped[int]
    raw: Mapped[str] = mapped_column(String(64))


class RegisterRow(Base):
    """One row of a public register, whichever it is (`data_loaders/registers`): its values by name, as JSON.

    `line` is kept between revisions by the columns that make a row itself. Row id: `<disclosure>.rows.<line>`; the
    cells stand in `row`, under the columns of the disclosure's table.
    """

    __tablename__ = "register_rows"
    __table_args__ = (
        Index("ix_register_rows_disclosure", "disclosure_id", "line"),
        Index("ix_register_rows_register", "register", "year"),
        Index("ix_register_rows_unit", "unit_code", "register"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    disclosure_id: Mapped[int] = mapped_column(ForeignKey("disclosures.id"))
    register: Mapped[str] = mapped_column(String(48))
    year: Mapped[int]
    line: Mapped[str] = mapped_column(String(16))
    position: Mapped[int]
    unit_code: Mapped[str | None] = mapped_column(String(6))
    content: Mapped[dict[str, Any]]  # RegisterColumn.value_key -> text, ISO day, count, fen, choice key
    row: Mapped[int]
