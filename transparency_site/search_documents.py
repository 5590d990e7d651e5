"""What of a disclosure can be searched: its units, funds, townships, batches, recipients, lines, three-public
statements and register rows.

Made from the database's rows and nothing else, so that the index can be rebuilt at any time. A line of a table is
one document, not one per measure; total rows (合计) are none, and rows without a figure neither.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from pypinyin import Style, lazy_pinyin
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from data_loaders.registers import REGISTERS
from data_loaders.registers.declaration import ColumnType, RegisterColumn
from transparency_site.db import Base
from transparency_site.models import (
    Batch,
    BudgetExecution,
    BudgetLine,
    BudgetUnit,
    Disbursement,
    Disclosure,
    DisclosureTable,
    Place,
    RegisterRow,
    SpecialFund,
    ThreePublicExpense,
)
from transparency_site.search.documents import SearchDocument

STAGE_NAMES = {"approved": "预算", "adjusted": "调整预算", "final": "决算", "budget": "预算"}
KIND_NAMES = {"budget": "部门预算", "accounts": "部门决算", "execution": "预算执行", "three-public": "“三公”经费"}
FUND_NAMES = {
    "general-public": "一般公共预算",
    "government-funds": "政府性基金预算",
    "state-capital": "国有资本经营预算",
}
RECIPIENT_NAMES = {
    "unit": "单位",
    "project": "项目",
    "township": "乡镇",
    "village": "村",
    "enterprise": "企业",
    "person": "个人",
    "household": "家庭",
}

_TOGETHER = 1000  # payments


def documents_of(session: Session, disclosure: Disclosure) -> Iterator[SearchDocument]:
    """The search documents of one disclosure, read from its rows; none for a redacted one (its rows are gone)."""
    for maker in _MAKERS.get(disclosure.key if disclosure.kind == "reference" else disclosure.kind, ()):
        yield from maker(session, disclosure)


def _rows(session: Session, disclosure: Disclosure, model: type[Base]) -> Iterable[Any]:
    table = model.__table__
    return session.execute(select(*table.columns).where(table.c.disclosure_id == disclosure.id).order_by(table.c.id))


def _words(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)


@lru_cache(maxsize=1024)
def initials(name: str) -> str:
    """The first letters of a name's pinyin: 教育局 -> jyj."""
    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()


def _units(session: Session, disclosure: Disclosure) -> Iterator[SearchDocument]:
    for unit in _rows(session, disclosure, BudgetUnit):
        others = [*unit.former_names, *unit.aliases]
        yield SearchDocument(
            disclosure.id,
            "unit",
            unit.code,
            unit.name,
            _words(unit.short_name, unit.code, *others, unit.category, unit.unit_type),
            None,
            unit.code,
            unit.township_code,
            None,
            None,
            f"/units/{unit.code}",
            (unit.code, unit.short_name, initials(unit.short_name), *others),
        )


def _funds(session: Session, disclosure: Disclosure) -> Iterator[SearchDocument]:
    for fund in _rows(session, disclosure, SpecialFund):
        yield SearchDocument(
            disclosure.id,
            "fund",
            fund.code,
            fund.name,
            _words(fund.code, *fund.aliases, "专项资金", fund.level),
            None,
            fund.unit_code,
            None,
            fund.code,
            None,
            f"/special-funds/{fund.code}",
            (fund.code, *fund.aliases),
        )


def _townships(session: Session, disclosure: Disclosure) -> Iterator[SearchDocument]:
    for place in _rows(session, disclosure, Place):
        yield SearchDocument(
            disclosure.id,
            "township",
            place.key,
            place.name,
            _words(place.key, *place.aliases, "乡镇街道"),
            None,
            None,
            place.key,
            None,
            None,
            f"/townships/{place.key}",
            (place.key, *place.aliases),
        )


def _batches(session: Session, disclosure: Disclosure) -> Iterator[SearchDocument]:
    for batch in _rows(session, disclosure, Batch):
        yield SearchDocument(
            disclosure.id,
            "batch",
            disclosure.key,
            f"{batch.fund_name} {batch.year}年第{batch.number}批",
            _words(
                batch.document_no,
                batch.upper_document_no,
                batch.unit_name,
                batch.basis,
                batch.fund_level,
                "专项资金批次",
            ),
            batch.year,
            batch.unit_code,
            None,
            batch.fund_code,
            batch.amount_fen,
            f"/batches/{batch.year}/{batch.number}",
            tuple(number for number in (batch.document_no, batch.upper_document_no) if number),
        )


_PAYMENT = Disbursement.__table__.c
_PAYMENTS_OF = (
    select(
        _PAYMENT.line, _PAYMENT.year, _PAYMENT.unit_code, _PAYMENT.township_code, _PAYMENT.fund_code,
        _PAYMENT.amount_fen, _PAYMENT.recipient, _PAYMENT.purpose, _PAYMENT.credit_code, _PAYMENT.township_name,
        _PAYMENT.village, _PAYMENT.standard, _PAYMENT.recipient_type,
    )
    .where(_PAYMENT.disclosure_id == bindparam("disclosure"))
    .order_by(_PAYMENT.id)
)  # fmt: skip
_FUND_OF = select(Batch.fund_name, Batch.document_no).where(Batch.disclosure_id == bindparam("disclosure"))


def _disbursements(session: Session, disclosure: Disclosure) -> Iterator[SearchDocument]:
    number, key = disclosure.id, f"{disclosure.key}.recipients"
    fund = session.execute(_FUND_OF, {"disclosure": number}).one_or_none()
    named = _words(*fund) if fund else ""
    texts: dict[tuple[str | None, ...], str] = {}  # a batch's payments differ little but in the recipient
    for payments in session.execute(_PAYMENTS_OF, {"disclosure": number}).partitions(_TOGETHER):
        for line, year, unit, township, fund_code, amount, recipient, purpose, credit_code, *others in payments:
            same = tuple(others)
            text = texts.get(same)
            if text is None:
                text = texts[same] = _words(named, *same[:-1], RECIPIENT_NAMES.get(same[-1] or ""))
            title = recipient if not purpose or purpose == recipient else f"{recipient}：{purpose}"
            yield SearchDocument(
                number, "disbursement", f"{key}.{line}", title, text, year, unit, township, fund_code, amount,
                f"/figures/{key}.{line}.amount", (credit_code,) if credit_code else (),
            )  # fmt: skip


def _lines(session: Session, disclosure: Disclosure) -> Iterator[SearchDocument]:
    titles = _table_titles(session, disclosure)
    for row in _first_measures(_rows(session, disclosure, BudgetLine)):
        if row.amount_fen is None or not (row.is_leaf or row.level == "class"):
            continue
        code = row.economic_code or row.functional_code
        yield _line(
            disclosure,
            row,
            row.table,
            row.measure,
            row.amount_fen,
            _words(disclosure.unit_name, titles.get(row.table), FUND_NAMES.get(row.fund or ""), code),
        )


def _first_measures(rows: Iterable[Any]) -> Iterator[Any]:
    """Of each published line its total measure where it has one, else the first: the rows stand line by line."""
    kept: Any = None
    for row in rows:
        if row.level == "total":
            continue
        if kept is not None and (row.table, row.line) != (kept.table, kept.line):
            yield kept
            kept = None
        if kept is None or (row.measure == "total" and kept.measure != "total"):
            kept = row
    if kept is not None:
        yield kept


def _executions(session: Session, disclosure: Disclosure) -> Iterator[SearchDocument]:
    basis = {"ytd": "累计", "period": "本季"}
    for row in _rows(session, disclosure, BudgetExecution):
        if row.level == "total" or not (row.is_leaf or row.level == "class"):
            continue
        yield _line(
            disclosure,
            row,
            "execution",
            "executed",
            row.executed_fen,
            _words(disclosure.unit_name, f"第{disclosure.quarter}季度", basis.get(row.basis), row.functional_code),
        )


def _line(
    disclosure: Disclosure, row: Any, table: str, measure: str, amount_fen: int | None, text: str
) -> SearchDocument:
    key = f"{disclosure.key}.{table}.{row.line}"
    kind = KIND_NAMES.get(disclosure.kind, "")
    return SearchDocument(
        disclosure.id,
        "line",
        key,
        row.name,
        _words(text, f"{disclosure.year}年", kind),
        disclosure.year,
        disclosure.unit_code,
        None,
        None,
        amount_fen,
        f"/figures/{key}.{measure}",
    )


def _three_public(session: Session, disclosure: Disclosure) -> Iterator[SearchDocument]:
    for row in _rows(session, disclosure, ThreePublicExpense):
        key = f"{disclosure.key}.three-public.statement"
        yield SearchDocument(
            disclosure.id,
            "three-public",
            key,
            f"{disclosure.unit_name} {row.year}年“三公”经费{STAGE_NAMES.get(row.stage, '')}",
            _words("因公出国（境）费 公务用车购置及运行费 公务接待费", row.reason),
            row.year,
            row.unit_code,
            None,
            None,
            row.total_fen,
            f"/figures/{key}.total",
        )


def _table_titles(session: Session, disclosure: Disclosure) -> Mapping[str, str]:
    statement = select(DisclosureTable.key, DisclosureTable.title).where(DisclosureTable.disclosure_id == disclosure.id)
    return {key: title for key, title in session.execute(statement)}


def _register(session: Session, disclosure: Disclosure) -> Iterator[SearchDocument]:
    for row in _rows(session, disclosure, RegisterRow):
        register = REGISTERS.get(row.register)
        if register is None:
            continue  # of a register that the catalogue no longer has
        said = {column.key: _said(column, row.content.get(column.value_key)) for column in register.columns}
        searched = (said[column.key] for column in register.columns if column.searched)
        numbers = (said[column.key] for column in register.columns if column.document_number)
        yield SearchDocument(
            disclosure.id,
            "register",
            f"{disclosure.key}.rows.{row.line}",
            "：".join(part for name in register.row_title if (part := said[name])),
            _words(register.title.zh, f"{row.year}年", *searched),
            row.year,
            row.unit_code,
            None,
            None,
            None,
            f"/registers/{row.register}/{row.year}/{row.line}",
            tuple(number for number in numbers if number),
        )


def _said(column: RegisterColumn, value: Any) -> str:
    """A register's value in words; numbers and days are not searched for."""
    if value is None or column.type in (ColumnType.COUNT, ColumnType.MONEY, ColumnType.DATE):
        return ""
    choice = column.choice(str(value))
    return choice.zh if choice else str(value)


_Maker = Callable[[Session, Disclosure], Iterator[SearchDocument]]
_MAKERS: Mapping[str, tuple[_Maker, ...]] = {
    "reference.units": (_units,),
    "reference.funds": (_funds,),
    "reference.places": (_townships,),
    "budget": (_lines, _three_public),
    "accounts": (_lines, _three_public),
    "three-public": (_three_public,),
    "execution": (_executions,),
    "batch": (_batches, _disbursements),
    "register": (_register,),
}
