"""A malformed workbook for every rule about tidy sheets, batches and execution: (code, sheet, cell), never prose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from data_loaders.reading import Prior
from data_loaders.rules import tidy_rules
from data_loaders.templates import write_template, write_workbook
from tests.data_loaders.tidy_factories import (
    batch_row,
    batch_rows,
    changed,
    checked,
    codes,
    found,
    make_city,
    recipient_row,
    set_cell,
    write_batches,
)

BATCHES, RECIPIENTS = "批次", "拨付明细"


@dataclass(frozen=True)
class Case:
    """Rule `code` is to be found at (sheet, cell) in what `write` makes of a path."""

    code: str
    sheet: str | None
    cell: str | None
    write: Callable[[Path], Path]
    context: dict[str, Any] = field(default_factory=dict)
    city: Any = None


def batch_file(**changes: Any) -> Callable[[Path], Path]:
    """The two-batch workbook with `changes` in the row of batch 001."""
    rows = batch_rows()
    rows["batches"][0] |= changes
    return lambda path: write_batches(path, rows)


def recipient_file(**changes: Any) -> Callable[[Path], Path]:
    rows = batch_rows()
    rows["recipients"][0] |= changes
    return lambda path: write_batches(path, rows)


def cell_file(sheet: str, cell: str, value: Any) -> Callable[[Path], Path]:
    return lambda path: set_cell(write_batches(path), sheet, cell, value)


def without_rows(sheet: str, *rows: int) -> Callable[[Path], Path]:
    def drop(book: Any) -> None:
        for row in sorted(rows, reverse=True):
            book[sheet].delete_rows(row)

    return lambda path: changed(write_batches(path), drop)


def without_sheet(sheet: str) -> Callable[[Path], Path]:
    return lambda path: changed(write_batches(path), lambda book: book.remove(book[sheet]))


def execution_file(*rows: dict[str, Any], **changes: Any) -> Callable[[Path], Path]:
    unit = {"unit_code": "101001", "unit_name": "样例市农业局"}
    default = ({"functional_name": "合计", "budget": 1000, "executed": 300},)
    shown = [unit | row for row in (rows or default)]
    header = {"year": 2013, "quarter": 2, "basis": "ytd"}
    return lambda path: write_workbook("execution", path, header, {"execution": shown})


def statement_file(*rows: dict[str, Any]) -> Callable[[Path], Path]:
    base = {
        "unit_code": "101001",
        "unit_name": "样例市农业局",
        "stage": "budget",
        **dict.fromkeys(("overseas_travel", "vehicle_purchase"), 0),
        **dict.fromkeys(("vehicles", "vehicle_operation"), 2_000_000),
        "reception": 1_000_000,
        "total": 3_000_000,
    }
    return lambda path: write_workbook("three-public", path, {"year": 2013}, {"three-public": [base | r for r in rows]})


def budget_file(*rows: dict[str, Any]) -> Callable[[Path], Path]:
    unit = {"unit_code": "101001", "unit_name": "样例市农业局"}
    header = {"year": 2013, "stage": "approved", "scope": "department"}
    return lambda path: write_workbook("budget", path, header, {"budget": [unit | row for row in rows]})


def payments_file(people: int, *, batches: int = 1) -> Callable[[Path], Path]:
    """Batches without 拨付明细, and a payment form for `people` households of batch 001."""

    def write(path: Path) -> Path:
        rows = [
            batch_row(f"{n:03}", fund_code="F02", fund_name="样例救助资金", amount=people * 10_000)
            for n in range(1, batches + 1)
        ]
        write_batches(path, {"batches": rows, "recipients": []})

        def add(book: Any) -> None:
            book.remove(book[RECIPIENTS])
            sheet = book.create_sheet("发放表")
            sheet.append(["到人到户资金发放明细表"])
            sheet.append(
                ["街道(乡镇)名称", "姓名*", "证件号码*", "按户或按人补助*", "实发金额(元)*", "发放月份*", "支付凭证号*"]
            )
            for _ in range(people):
                sheet.append(["甲一镇", "测试某", "00000", "到户", 100, "05", "V1"])

        return changed(path, add)

    return write


PRIOR = {("101001", 2013, "execution-Q1"): Prior({("execution", "executed", "total"): 400})}
EXCESS = {"functional_name": "合计", "budget": 1000, "executed": 1500}
TREE = (
    {"functional_name": "合计", "budget": 1000, "executed": 300},
    {"functional_code": "213", "functional_name": "农林水事务", "budget": 900, "executed": 300},
)
OLD_YEAR = make_city(settings={})

CASES = (
    Case("columns-missing", RECIPIENTS, None, cell_file(RECIPIENTS, "H3", "别的")),
    Case("column-repeated", RECIPIENTS, "L3", cell_file(RECIPIENTS, "L3", "用途")),
    Case("column-not-read", RECIPIENTS, "L3", cell_file(RECIPIENTS, "L3", "序号")),
    Case("header-cell-missing", BATCHES, None, cell_file(BATCHES, "B2", None)),
    Case("header-cell-invalid", BATCHES, "B2", cell_file(BATCHES, "B2", "一三年")),
    Case("recipient-repeated", RECIPIENTS, "B5", recipient_file(amount=200_000)),
    Case("sheet-year-differs", RECIPIENTS, "B2", cell_file(RECIPIENTS, "B2", 2012)),
    Case("total-row-missing", RECIPIENTS, None, without_rows(RECIPIENTS, 7, 8)),
    Case("total-row-differs", RECIPIENTS, "J7", cell_file(RECIPIENTS, "J7", 1)),
    Case("total-words-missing", RECIPIENTS, None, without_rows(RECIPIENTS, 8)),
    Case("total-words-differ", RECIPIENTS, "J8", cell_file(RECIPIENTS, "J8", "人民币壹元整")),
    Case("example-row-skipped", BATCHES, "A4", lambda path: write_template("batches", path)),
    Case("sheet-without-rows", BATCHES, None, lambda path: write_template("batches", path)),
    Case("sheet-missing", None, None, without_sheet(RECIPIENTS)),
    Case("row-in-words", RECIPIENTS, "A9", cell_file(RECIPIENTS, "A9", "注：数据截至三月底")),
    Case("field-missing", RECIPIENTS, "H4", cell_file(RECIPIENTS, "H4", None)),
    Case("field-unreadable", RECIPIENTS, "H4", cell_file(RECIPIENTS, "H4", "=NA()")),
    Case("amount-cell-error", RECIPIENTS, "J4", cell_file(RECIPIENTS, "J4", "=1/0")),
    Case("amount-not-a-number", RECIPIENTS, "J4", cell_file(RECIPIENTS, "J4", "一千元")),
    Case("amount-not-exact", RECIPIENTS, "J4", cell_file(RECIPIENTS, "J4", 1000.001)),
    Case("amount-too-large", RECIPIENTS, "J4", cell_file(RECIPIENTS, "J4", 10**12)),
    Case("count-invalid", "三公经费", "P4", lambda path: set_cell(
        statement_file({"vehicles_kept": 1})(path), "三公经费", "P4", -1)),
    Case("date-invalid", BATCHES, "N4", cell_file(BATCHES, "N4", "三月一日")),
    Case("choice-unknown", RECIPIENTS, "C4", cell_file(RECIPIENTS, "C4", "公司")),
    Case("code-invalid", BATCHES, "J4", batch_file(functional_code="2130")),
    Case("unit-unknown", BATCHES, "F4", batch_file(unit_code="103001", unit_name="样例市旧局")),
    Case("unit-name-differs", BATCHES, "G4", batch_file(unit_name="样例市教育局")),
    Case("unit-alias", BATCHES, "G4", batch_file(unit_name="农业局")),
    Case("unit-repeated", "三公经费", "A5", statement_file({}, {})),
    Case("line-repeated", "预算执行", "C5", execution_file(TREE[0], TREE[0])),
    Case("direction-missing", "部门预算", "D4", budget_file(
        {"table": "income-expenditure", "name": "一、财政拨款收入", "total": 100})),
    Case("executed-over-budget", "预算执行", "F4", execution_file(EXCESS)),
    Case("execution-sum-differs", "预算执行", "E4", execution_file(*TREE)),
    Case("execution-below-previous", "预算执行", "F4", execution_file(), {"prior": PRIOR}),
    Case("amount-out-of-bounds", BATCHES, "L5", lambda path: write_batches(path, {
        "batches": [batch_row(), batch_row("002", amount=50)],
        "recipients": [recipient_row(amount=300_000), recipient_row("002", 50)]})),
    Case("batch-sum-differs", BATCHES, "L4", batch_file(amount=299_999)),
    Case("batch-without-recipients", BATCHES, "A4", lambda path: write_batches(path, {
        "batches": [batch_row()], "recipients": [recipient_row("003")]})),
    Case("recipient-without-batch", RECIPIENTS, "A4", recipient_file(batch_number="009")),
    Case("batch-number-invalid", BATCHES, "A4", batch_file(number="1")),
    Case("batch-number-repeated", BATCHES, "A5", lambda path: write_batches(path, {
        "batches": [batch_row(), batch_row(document_no="样财农〔2013〕9号")],
        "recipients": [recipient_row(amount=300_000)]})),
    Case("document-number-invalid", BATCHES, "B4", batch_file(document_no="样财农45号")),
    Case("document-known", BATCHES, "B4", batch_file(), {
        "known_documents": {("样财农〔2013〕1号", "001"): "batch.2012.001"}}),
    Case("document-repeated", BATCHES, "B5", lambda path: write_batches(path, {
        "batches": [batch_row(), batch_row()], "recipients": [recipient_row(amount=300_000)]})),
    Case("date-outside-year", BATCHES, "N4", batch_file(allocated_on="2012-12-31")),
    Case("notice-reversed", BATCHES, "P4", batch_file(notice_end="2013-03-01")),
    Case("notice-too-short", BATCHES, "P4", batch_file(notice_end="2013-03-09")),
    Case("negative-without-mark", RECIPIENTS, "J4", recipient_file(amount=-100_000)),
    Case("mark-without-negative", RECIPIENTS, "J4", recipient_file(reduction=True)),
    Case("fund-unknown", BATCHES, "C4", batch_file(fund_code="F09")),
    Case("fund-name-differs", BATCHES, "D4", batch_file(fund_name="样例救助资金")),
    Case("fund-alias", BATCHES, "D4", batch_file(fund_name="水利资金")),
    Case("township-unknown", RECIPIENTS, "E4", recipient_file(township_code="999901199")),
    Case("township-name-differs", RECIPIENTS, "F4", recipient_file(township_name="丙二乡")),
    Case("township-alias", RECIPIENTS, "F4", recipient_file(township_name="甲乙镇")),
    Case("functional-code-unknown", BATCHES, "J4", lambda path: write_workbook("batches", path, {"year": 2010}, {
        "batches": [batch_row(functional_code="2139999", allocated_on="2010-03-01")],
        "recipients": [recipient_row()]})),
    Case("person-refused", RECIPIENTS, "B4", recipient_file(recipient="测试某", recipient_type="person")),
    Case("person-suspected", RECIPIENTS, "B4", recipient_file(recipient="张某某", recipient_type="enterprise")),
    Case("credit-code-invalid", RECIPIENTS, "D4", recipient_file(credit_code="000000000000000001"), city=OLD_YEAR),
    Case("payment-identity-missing", "发放表", None, lambda path: changed(
        payments_file(1)(path), lambda book: book.remove(book[BATCHES]))),
    Case("payment-batch-unclear", "发放表", None, payments_file(1, batches=2)),
    Case("personal-columns-masked", "发放表", None, payments_file(1)),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_each_rule_finds_its_mistake_in_its_cell(tmp_path: Path, case: Case) -> None:
    result = checked(case.write(tmp_path / "case.xlsx"), case.city, **case.context)
    assert (case.sheet, case.cell) in found(result, case.code), codes(result)


def test_every_rule_has_a_case() -> None:
    assert {rule.code for rule in tidy_rules.RULES} == {case.code for case in CASES}


def test_rules_speak_both_languages() -> None:
    for rule in tidy_rules.RULES:
        assert rule.explanation_zh
        assert rule.explanation_en
        assert rule.message_zh.endswith("。")
        assert rule.message_en.endswith(".")


def test_a_clean_workbook_has_no_findings(tmp_path: Path) -> None:
    assert checked(write_batches(tmp_path / "clean.xlsx")).report.findings == ()


def test_the_first_error_does_not_hide_the_second(tmp_path: Path) -> None:
    path = set_cell(write_batches(tmp_path / "two.xlsx"), RECIPIENTS, "H4", None)
    set_cell(path, RECIPIENTS, "C5", "公司")
    set_cell(path, BATCHES, "N4", "三月")
    result = checked(path)
    assert {"field-missing", "choice-unknown", "date-invalid"} <= codes(result)


def test_rows_are_all_accounted_for(tmp_path: Path) -> None:
    path = set_cell(write_batches(tmp_path / "rows.xlsx"), RECIPIENTS, "A12", "注：以上为示例")
    account = next(one for one in checked(path).report.tables if one.sheet == RECIPIENTS)
    rows = account.rows
    assert (rows.read, rows.used, rows.totals, rows.notes, rows.headers, rows.blank) == (12, 3, 2, 1, 3, 3)
    assert account.control_totals == {"amount": 350_050}


def relabelled(path: Path, old: str, new: str, *, cells: Iterator[str] | None = None) -> Path:
    """The workbook with the unit `old` written as `new`, everywhere or in some cells of the recipients' sheet."""

    def change(book: Any) -> None:
        sheet = book[RECIPIENTS]
        for row in sheet.iter_rows(max_row=3):
            for cell in row:
                if isinstance(cell.value, str) and (cells is None or cell.coordinate in set(cells)):
                    cell.value = cell.value.replace(f"：{old}", f"：{new}").replace(f"({old})", f"({new})")

    return changed(path, change)


@pytest.mark.parametrize("label", ["C2", "J3"])
def test_one_swapped_money_label_is_a_contradiction(tmp_path: Path, label: str) -> None:
    path = write_batches(tmp_path / "one.xlsx")
    swapped = {"C2": "单位：万元", "J3": "金额(万元)*"}[label]
    result = checked(set_cell(path, RECIPIENTS, label, swapped))
    assert found(result, "money-unit-conflict") == [(RECIPIENTS, "J3")]


def test_a_file_swapped_as_a_whole_disagrees_with_its_words_and_bounds(tmp_path: Path) -> None:
    path = relabelled(write_batches(tmp_path / "whole.xlsx"), "元", "万元")
    result = checked(path)
    assert found(result, "total-words-differ") == [(RECIPIENTS, "J8")]
    assert (BATCHES, "L4") in found(result, "batch-sum-differs")


def test_columns_may_stand_in_any_order(tmp_path: Path) -> None:
    def reverse(book: Any) -> None:
        sheet = book[BATCHES]
        for row in range(3, 6):
            values = [cell.value for cell in sheet[row]][::-1]
            for column, value in enumerate(values, 1):
                sheet.cell(row, column).value = value
        for column in range(1, sheet.max_column + 1):
            sheet.cell(6, column).value = sheet.cell(7, column).value = None
        sheet.cell(6, 1, "合计")
        sheet.cell(6, 8, 3500.5)
        sheet.cell(7, 1, "大写")
        sheet.cell(7, 8, "人民币叁仟伍佰元伍角整")

    result = checked(changed(write_batches(tmp_path / "order.xlsx"), reverse))
    assert result.report.findings == ()
    batch = result.documents[0].batch
    assert batch is not None
    assert (batch.columns["amount"], batch.amount.column, batch.amount.fen) == (8, 8, 300_000)


def test_codes_as_numbers_and_dates_as_text_are_read(tmp_path: Path) -> None:
    path = set_cell(write_batches(tmp_path / "types.xlsx"), BATCHES, "F4", 101001)
    set_cell(path, BATCHES, "N4", "2013年3月1日")
    result = checked(path)
    assert result.report.findings == ()
    batch = result.documents[0].batch
    assert batch is not None
    assert batch.allocated_on == dt.date(2013, 3, 1)
    assert result.documents[0].identity.unit_code == "101001"
