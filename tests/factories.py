"""Small documents for tests, with defaults: a test states only what it is about. Money is integer fen."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from data_loaders.check import CheckedFile
from data_loaders.findings import Finding
from data_loaders.grid import Limits
from data_loaders.opening import open_bytes
from data_loaders.records import (
    Amount,
    Batch,
    Direction,
    Document,
    Entry,
    Identity,
    Kind,
    Level,
    Line,
    Recipient,
    RegisterSheet,
    RowCount,
    Scope,
    Section,
    Stage,
    Table,
    ThreePublic,
)
from data_loaders.registers import REGISTERS
from data_loaders.report import Report, verdict_of
from data_loaders.twin import redacted_twin

UNITS = {
    "101001": "小样市人民政府办公室",
    "204001": "小样市教育局",
    "212001": "小样市建设局",
    "212002": "小样市住房和城乡建设局",
    "401001": "甲镇人民政府",
}
CLASSES = {"201": "一般公共服务支出", "205": "教育支出", "212": "城乡社区支出"}


def amount(fen: int | None, column: int = 3) -> Amount:
    return Amount(fen, column, "" if fen is None else f"{fen / 100:.2f}")


def line(key: str, row: int, name: str, fen: int, **parts: Any) -> Line:
    given = {
        "direction": Direction.EXPENDITURE,
        "level": Level.CLASS,
        "is_leaf": True,
        "amounts": {"total": amount(fen)},
    }
    return Line(key=key, row=row, name=name, **{**given, **parts})


def table(key: str, lines: Sequence[Line], title: str = "支出总表", sheet: str | None = None) -> Table:
    columns = {measure: some.column for entry in lines for measure, some in entry.amounts.items()}
    return Table(
        key, sheet or title, title, "元", 1, columns, RowCount(len(lines) + 4, len(lines), 0, 0, 4), tuple(lines)
    )


def expenditure_line(code: str, row: int, basic: int, project: int, name: str, level: Level, *, is_leaf: bool) -> Line:
    amounts = {"total": amount(basic + project, 3), "basic": amount(basic, 4), "project": amount(project, 5)}
    return line(
        code or "total", row, name, 0, level=level, is_leaf=is_leaf, amounts=amounts, functional_code=code or None
    )


def budget(
    unit: str = "204001",
    year: int = 2013,
    basic: int = 600_000_00,
    project: int = 400_000_00,
    *,
    kind: Kind = Kind.BUDGET,
    klass: str = "205",
    scope: Scope = Scope.DEPARTMENT,
    three_public: Sequence[ThreePublic] = (),
) -> Document:
    """A budget (or accounts) with 收支总表 and 支出总表: one class with one section and two items; income from
    appropriation.
    """
    total, name = basic + project, CLASSES[klass]
    sums = table(
        "income-expenditure",
        [
            line("fiscal", 5, "一、财政拨款收入", total, direction=Direction.INCOME, level=Level.CLASS),
            line("income-total", 9, "收入总计", total, direction=Direction.INCOME, level=Level.TOTAL, is_leaf=False),
            line(klass, 5, name, total, functional_code=klass),
            line("expenditure-total", 9, "支出总计", total, level=Level.TOTAL, is_leaf=False),
        ],
        "收支总表",
    )
    tree = table(
        "expenditure",
        [
            expenditure_line(klass, 5, basic, project, name, Level.CLASS, is_leaf=False),
            expenditure_line(klass + "01", 6, basic, project, "管理事务", Level.SECTION, is_leaf=False),
            expenditure_line(klass + "0101", 7, basic, 0, "行政运行", Level.ITEM, is_leaf=True),
            expenditure_line(klass + "0102", 8, 0, project, "一般行政管理事务", Level.ITEM, is_leaf=True),
            expenditure_line("", 9, basic, project, "合计", Level.TOTAL, is_leaf=False),
        ],
    )
    stage = Stage.FINAL if kind is Kind.ACCOUNTS else Stage.APPROVED
    words = "部门决算" if kind is Kind.ACCOUNTS else "部门预算"
    return Document(
        f"{kind}.{unit}.{year}.{scope}",
        Identity(kind, unit, UNITS[unit], year, scope, stage),
        f"{UNITS[unit]}{year}年{words}",
        (sums, tree),
        (Section("duties", "部门职责", f"{UNITS[unit]}的主要职责（虚构）。", "说明", 2),),
        tuple(three_public),
    )


def three_public(
    stage: str = "budget",
    overseas: int = 0,
    purchase: int = 0,
    operation: int = 80_000_00,
    reception: int = 20_000_00,
    row: int = 5,
) -> ThreePublic:
    vehicles = purchase + operation
    fen = {
        "total": overseas + vehicles + reception,
        "overseas_travel": overseas,
        "vehicles": vehicles,
        "vehicle_purchase": purchase,
        "vehicle_operation": operation,
        "reception": reception,
    }
    amounts = {name: amount(value, column) for column, (name, value) in enumerate(fen.items(), start=4)}
    return ThreePublic(stage, "三公经费", row, "元", amounts, {"vehicles_kept": (3, 12), "reception_batches": (10, 13)})


def three_public_statement(unit: str = "204001", year: int = 2013, stage: str = "budget", **parts: Any) -> Document:
    statement = three_public(stage, **parts)
    empty = table("three-public", [], "“三公”经费情况表", "三公经费")
    return Document(
        f"three-public.{unit}.{year}.{stage}",
        Identity(Kind.THREE_PUBLIC, unit, UNITS[unit], year),
        f"{UNITS[unit]}{year}年“三公”经费",
        (empty,),
        three_public=(statement,),
    )


def execution(
    unit: str = "204001",
    year: int = 2013,
    quarter: int = 1,
    budgeted: int = 1_000_000_00,
    executed: int = 250_000_00,
    klass: str = "205",
) -> Document:
    def amounts() -> dict[str, Amount]:
        return {"budget": amount(budgeted, 5), "executed": amount(executed, 6)}

    lines = [
        line(klass, 4, CLASSES[klass], 0, amounts=amounts(), functional_code=klass),
        line("total", 5, "合计", 0, amounts=amounts(), level=Level.TOTAL, is_leaf=False),
    ]
    return Document(
        f"execution.{unit}.{year}Q{quarter}",
        Identity(Kind.EXECUTION, unit, UNITS[unit], year, quarter=quarter, basis="ytd"),
        f"{UNITS[unit]}{year}年第{quarter}季度预算执行",
        (table("execution", lines, "预算执行", "预算执行"),),
    )


def recipient(name: str = "甲镇某村道路项目", fen: int = 100_000_00, row: int = 4, **parts: Any) -> Recipient:
    given = {
        "recipient_type": "project",
        "township_code": "999982001",
        "township_name": "甲镇",
        "village": "某村",
        "purpose": "道路硬化",
    }
    return Recipient(
        "拨付明细", row, {"recipient": 2, "amount": 10}, name, amount=amount(fen, 10), **{**given, **parts}
    )


def batch(
    number: str = "001",
    year: int = 2013,
    recipients: Sequence[Recipient] | None = None,
    *,
    fund: str = "农村公路建设补助资金",
    document_no: str | None = None,
    allocated_on: dt.date | None = None,
    unit: str = "212001",
) -> Document:
    """A batch whose amount is the sum of its recipients."""
    rows = tuple(
        recipients
        if recipients is not None
        else [
            recipient(row=4),
            recipient("丙街道某社区道路项目", 50_000_00, 5, township_code="999982003", township_name="丙街道"),
        ]
    )
    day = allocated_on or dt.date(year, 5, 6)
    announced = Batch(
        number,
        "批次",
        3 + int(number),
        {"amount": 12},
        fund,
        None,
        "省",
        document_no or f"样财农〔{year}〕{int(number)}号",
        day,
        amount(sum(row.amount.fen or 0 for row in rows), 12),
        basis="（虚构）补助办法",
        functional_code="2130701",
        money_kind="general-public",
        notice_start=day + dt.timedelta(days=3),
        notice_end=day + dt.timedelta(days=13),
        complaint_office="小样市财政局监督科（虚构）",
        complaint_phone="0000-00000000",
    )
    tables = (
        table("batches", [], "全市专项资金批次表", "批次"),
        table("recipients", [], "全市专项资金拨付明细表", "拨付明细"),
    )
    return Document(
        f"batch.{year}.{number}",
        Identity(Kind.BATCH, unit, UNITS[unit], year, number=number),
        f"{fund}{year}年第{number}批",
        tables,
        batch=announced,
        recipients=rows,
    )


def register(key: str, rows: Sequence[dict[str, Any]], year: int = 2013, note: str | None = None) -> Document:
    """A year of a public register; `rows` are values by column, one under the other from row 4 on."""
    spec = REGISTERS[key]
    columns = {column.value_key: place for place, column in enumerate(spec.columns, 1)}
    table = Table("rows", spec.sheet, f"{spec.title.zh}表", "", 1, columns, RowCount(len(rows) + 3, len(rows), 0, 0, 3),
                  note=note)
    entries = tuple(Entry(spec.sheet, place, row) for place, row in enumerate(rows, 4))
    return Document(
        key=f"register.{key}.{year}", identity=Identity(kind=Kind.REGISTER, year=year),
        title=f"{year}年{spec.title.zh}", tables=(table,), register=RegisterSheet(key, entries),
    )


def recusal(
    post: str = "工程科科长", matter: str = "某道路工程招标", unit: str = "204001", **parts: Any
) -> dict[str, Any]:
    """A row of the register of recusals."""
    given = {
        "unit_code": unit, "unit_name": UNITS[unit], "post": post, "kind": "recusal", "matter": matter,
        "decision": "不参与评标", "decided_on": "2013-03-18", "publicity": "system",
    }
    return {**given, **parts}


def prevention(quarter: str = "Q1", items: int = 27, leads: int = 1) -> dict[str, Any]:
    """A quarter of the register of prevention."""
    return {"quarter": quarter, "items": items, "leads": leads, "talks": 9, "messages": 1200}


def risk_point(post: str = "学校基建", risk: str = "变更不经审批", unit: str = "204001") -> dict[str, Any]:
    """A row of the register of risk points."""
    return {
        "unit_code": unit, "unit_name": UNITS[unit], "post": post, "risk": risk, "grade": "high",
        "measures": "变更超一成重新审批", "office": "办公室",
    }


def reviewed_document(number: str = "样政办发〔2013〕8号") -> dict[str, Any]:
    """A row of the register of reviewed documents."""
    return {
        "document": "样例专项资金管理办法", "number": number, "organ": "小样市人民政府办公室",
        "reviewed_on": "2013-04-09", "result": "amended", "changes": "增加公示条款",
    }


def checked_file(content: bytes, documents: Sequence[Document], findings: Sequence[Finding] = ()) -> CheckedFile:
    """A check's result made by hand: for tests of what comes after the check."""
    sha256 = hashlib.sha256(content).hexdigest()
    report = Report("made.xlsx", sha256, verdict_of(tuple(findings)), (), tuple(findings))
    checked = CheckedFile(sha256, report, tuple(documents))
    if not checked.needs_twin:
        return checked
    sheets = open_bytes(content, "made.xlsx", sha256, Limits()).sheets
    return replace(checked, twin=redacted_twin(sheets, documents, ()))
