"""Disbursements 拨付: recipient rows of batches, filtered by year, unit, fund, township, recipient and amount."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select

from transparency_site.filters import Column, Kind, yuan_text
from transparency_site.models import Batch, Disbursement, Disclosure, PublishedFinding
from transparency_site.queries.datasets import Source
from transparency_site.queries.flat_rows import Money, Pattern
from transparency_site.queries.memo import remembered
from transparency_site.queries.sources import cell_of, public_files, source, tables_of
from transparency_site.queries.sql_rows import Flat, RollUp, SqlDataset
from transparency_site.snapshot import Snapshot


@dataclass(slots=True, unsafe_hash=True)
class DisbursementRow:
    """One recipient row. `amount_fen` is fen; names of natural persons are masked before they are stored.

    Final and not frozen: a list has hundreds, and freezing takes three quarters of their making.
    """

    id: Final[str]
    disclosure: Final[str]
    year: Final[int]
    batch: Final[str]
    fund: Final[str]
    unit_code: Final[str]
    township_code: Final[str | None]
    township_name: Final[str | None]
    village: Final[str | None]
    recipient: Final[str]
    recipient_type: Final[str]
    credit_code: Final[str | None]
    purpose: Final[str | None]
    standard: Final[str | None]
    amount_fen: Final[int]
    source: Final[Source]


def figure_id(disclosure: str, line: str) -> str:
    """The permanent id of a recipient's amount."""
    return f"{disclosure}.recipients.{line}.amount"


SELECTED = (
    Disclosure.key, Disclosure.file_sha256, Disbursement.disclosure_id, Disbursement.line, Disbursement.year,
    Disbursement.batch, Disbursement.fund_code, Disbursement.unit_code, Disbursement.township_code,
    Disbursement.township_name, Disbursement.village, Disbursement.recipient, Disbursement.recipient_type,
    Disbursement.credit_code, Disbursement.purpose, Disbursement.standard, Disbursement.amount_fen, Disbursement.row,
    Disbursement.column,
)


def present(snapshot: Snapshot, rows: list[Any]) -> list[DisbursementRow]:
    files = public_files(snapshot, {row.file_sha256 for row in rows})
    tables = tables_of(snapshot, {row.disclosure_id for row in rows})
    return [_row(row[-len(SELECTED) :], files, tables) for row in rows]


def _row(
    values: tuple[Any, ...], files: dict[str, str], tables: dict[tuple[int, str], Any]
) -> DisbursementRow:
    # By position: whole files have a hundred thousand of these, and names cost twice as much.
    key, file, disclosure, line, *said, fen, row, column = values
    sheet = tables.get((disclosure, "recipients"), (None,))[0]
    cell = source(files.get(file), sheet, row, column)
    return DisbursementRow(figure_id(key, line), key, *said, fen, cell)  # type: ignore[call-arg]


COLUMNS: tuple[Column, ...] = (
    Column("id", "指标编号", "Figure id", Kind.CODE, filtered=False),
    Column("disclosure", "公开件编号", "Disclosure", Kind.CODE, sql=Disclosure.key),
    Column("year", "年度", "Year", Kind.INTEGER, sql=Disbursement.year, sort=True),
    Column("batch", "批次号", "Batch", Kind.CODE, sql=Disbursement.batch, sort=True),
    Column("fund", "专项资金编码", "Fund code", Kind.CODE, sql=Disbursement.fund_code, sort=True),
    Column("unit_code", "主管单位编码", "Unit code", Kind.CODE, name="unit", sql=Disbursement.unit_code, sort=True),
    Column("township_code", "乡镇编码", "Township code", Kind.CODE, name="township", sql=Disbursement.township_code,
           sort=True),
    Column("township_name", "乡镇街道", "Township", sql=Disbursement.township_name, sort=True),
    Column("village", "村（社区）", "Village", sql=Disbursement.village),
    Column("recipient", "收款对象", "Recipient", sql=Disbursement.recipient, sort=True),
    Column("recipient_type", "对象类型", "Recipient type", Kind.CODE, sql=Disbursement.recipient_type, sort=True),
    Column("credit_code", "统一社会信用代码", "Credit code", Kind.CODE, sql=Disbursement.credit_code),
    Column("purpose", "用途", "Purpose", sql=Disbursement.purpose),
    Column("standard", "补助标准", "Standard", sql=Disbursement.standard),
    Column("amount_fen", "金额", "Amount", Kind.MONEY, sql=Disbursement.amount_fen, sort=True),
    Column("source", "来源", "Source", Kind.SOURCE, filtered=False),
)

_KEYS = tuple(
    key for one in COLUMNS
    for key in ((one.key, one.key.removesuffix("_fen") + "_yuan") if one.kind is Kind.MONEY else (one.key,))
)


def records(snapshot: Snapshot, rows: list[Any]) -> list[dict[str, Any]]:
    """`present` as the API's JSON objects: what is asked for most often, without objects that are taken apart again."""
    files = public_files(snapshot, {row.file_sha256 for row in rows})
    tables = tables_of(snapshot, {row.disclosure_id for row in rows})
    return [_record(row[-len(SELECTED) :], files, tables) for row in rows]


def _record(
    values: tuple[Any, ...], files: dict[str, str], tables: dict[tuple[int, str], Any]
) -> dict[str, Any]:
    key, file, disclosure, line, *said, fen, row, column = values
    sheet = tables.get((disclosure, "recipients"), (None,))[0]
    cell = {"file_sha256": files.get(file), "sheet": sheet, "cell": cell_of(row, column)}
    return dict(zip(_KEYS, (figure_id(key, line), key, *said, fen, yuan_text(fen), cell), strict=True))


@remembered
def batches_add_up(snapshot: Snapshot) -> bool:
    """Whether each batch's amount is what its recipients add up to: one that is not is public with an explanation."""
    differing = snapshot.ever_published() & (PublishedFinding.code == "batch-sum-differs")
    statement = select(Disclosure.id).join(PublishedFinding, PublishedFinding.disclosure_id == Disclosure.id)
    return snapshot.session.scalar(statement.where(differing).limit(1)) is None


DATASET: SqlDataset[DisbursementRow] = SqlDataset(
    name="disbursements", zh="专项资金拨付", en="Special-fund disbursements", model=Disbursement, columns=COLUMNS,
    selected=SELECTED,
    present=present, amount=Disbursement.amount_fen,
    roll_up=RollUp(Batch, {
        "disclosure": Disclosure.key, "year": Batch.year, "batch": Batch.number, "fund": Batch.fund_code,
        "unit_code": Batch.unit_code,
    }, Batch.recipients, Batch.amount_fen, batches_add_up),
    flat=Flat((
        Pattern("%s.recipients.%s.amount", (Disclosure.key, Disbursement.line)), Disclosure.key, Disbursement.year,
        Disbursement.batch, Disbursement.fund_code, Disbursement.unit_code, Disbursement.township_code,
        Disbursement.township_name, Disbursement.village, Disbursement.recipient, Disbursement.recipient_type,
        Disbursement.credit_code, Disbursement.purpose, Disbursement.standard, Money(Disbursement.amount_fen),
    ), "recipients", Disbursement.row, Disbursement.column),
    records=records,
)
page = DATASET.page
