"""Special funds 专项资金: the catalogue, and what each paid out per year through its batches."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func

from transparency_site.db import sum_fen
from transparency_site.filters import Column, Filters, Kind
from transparency_site.models import Batch, SpecialFund
from transparency_site.queries.list_rows import ListDataset
from transparency_site.queries.memo import remembered
from transparency_site.queries.units import name_in
from transparency_site.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class FundYear:
    """A fund's batches in one year; money in fen."""

    year: int
    batches: int
    recipients: int
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Fund:
    """A special fund with what its batches of the asked year (or of all years) allocated, in fen."""

    code: str
    name: str
    level: str
    unit_code: str | None
    unit_name: str | None
    persons: str
    legal_basis: str | None
    notice_days: int
    aliases: tuple[str, ...]
    batches: int
    recipients: int
    amount_fen: int
    years: tuple[FundYear, ...]


@remembered
def everything(snapshot: Snapshot, year: int | None = None) -> tuple[Fund, ...]:
    """Every fund of the catalogue by code, with its batches of `year` (None: of all years)."""
    statement = snapshot.rows(
        Batch, Batch.fund_code, Batch.year, func.count(), sum_fen(Batch.recipients), sum_fen(Batch.amount_fen)
    ).group_by(Batch.fund_code, Batch.year).order_by(Batch.year)
    paid: dict[str, list[FundYear]] = {}
    for code, *figures in snapshot.session.execute(statement):
        paid.setdefault(code, []).append(FundYear(*figures))
    rows = snapshot.session.scalars(snapshot.rows(SpecialFund).order_by(SpecialFund.code)).all()
    return tuple(_fund(snapshot, row, tuple(paid.get(row.code, ())), year) for row in rows)


def _fund(snapshot: Snapshot, row: SpecialFund, years: tuple[FundYear, ...], year: int | None) -> Fund:
    asked = [one for one in years if year in (None, one.year)]
    unit_name = name_in(snapshot, row.unit_code, year) if row.unit_code else None
    return Fund(
        row.code, row.name, row.level, row.unit_code, unit_name, row.persons, row.legal_basis, row.notice_days,
        tuple(map(str, row.aliases)), sum(one.batches for one in asked), sum(one.recipients for one in asked),
        sum(one.amount_fen for one in asked), years,
    )


def detail(snapshot: Snapshot, code: str) -> Fund | None:
    """The fund `code` with all its years, or None."""
    return next((fund for fund in everything(snapshot) if fund.code == code), None)


def _load(snapshot: Snapshot, filters: Filters) -> tuple[Fund, ...]:
    year = filters.value("year")
    funds = everything(snapshot, year)
    return funds if year is None else tuple(fund for fund in funds if fund.batches)


COLUMNS: tuple[Column, ...] = (
    Column("code", "专项资金编码", "Fund code", Kind.CODE, sort=True),
    Column("name", "专项资金名称", "Fund", sort=True),
    Column("level", "资金级次", "Level", sort=True),
    Column("unit_code", "主管单位编码", "Unit code", Kind.CODE, name="unit", sort=True),
    Column("unit_name", "主管单位", "Unit"),
    Column("persons", "自然人信息", "Natural persons", Kind.CODE, choices=("refused", "masked")),
    Column("legal_basis", "公开依据", "Legal basis", filtered=False),
    Column("notice_days", "公示天数", "Days of notice", Kind.INTEGER),
    Column("aliases", "别名", "Aliases", Kind.LIST),
    Column("batches", "批次数", "Batches", Kind.INTEGER, sort=True),
    Column("recipients", "收款对象数", "Recipients", Kind.INTEGER, sort=True),
    Column("amount_fen", "金额", "Amount", Kind.MONEY, sort=True),
    Column("year", "年度（只列当年有批次的）", "Year (funds with batches in it)", Kind.INTEGER, shown=False),
)

DATASET: ListDataset[Fund] = ListDataset(
    name="special-funds", zh="专项资金", en="Special funds", columns=COLUMNS, load=_load,
    identify=lambda fund: fund.code, default_sort=("code",), amount="amount_fen",
    matchers={"year": lambda fund, condition: _paid_in(fund, condition.operator, condition.values)},
)
page = DATASET.page


def _paid_in(fund: Fund, operator: str, years: tuple[int, ...]) -> bool:
    if operator == "gte":
        return any(one.year >= years[0] for one in fund.years)
    if operator == "lte":
        return any(one.year <= years[0] for one in fund.years)
    return any(one.year in years for one in fund.years)
