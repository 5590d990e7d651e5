"""Payment forms of bureaus: to people and households, to enterprises; what is masked and what is never kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from data_loaders.report import as_json, as_text
from tests.data_loaders.factories import write_xlsx
from tests.data_loaders.shared_documents import TEMPLATES, needs_templates
from tests.data_loaders.tidy_factories import (
    batch_row,
    changed,
    checked,
    codes,
    found,
    make_city,
    set_cell,
    write_batches,
)

PEOPLE = [
    *("街道(乡镇)编码", "街道(乡镇)名称", "村编码", "村名称", "姓名*", "证件类型*", "证件号码*", "按户或按人补助*"),
    *("应发金额(元)*", "实发金额(元)*", "备注", "发放月份*", "支付凭证号*"),
]
ENTERPRISES = ["发放月份*", "统一社会信用代码*", "企业名称*", "补贴金额(元)*", "支付凭证号*"]
ID_NUMBER = "52343243534534324"


def person(name: str = "测试某", amount: float = 344, kind: str = "到人") -> list[Any]:
    place = ["999901101", "甲一镇", "001", "甲一村"]
    return [*place, name, "身份证号", ID_NUMBER, kind, amount, amount, "备注", "05", "D012022-V02CTD-08061\n"]


def with_batches(path: Path, sheets: dict[str, list[list[Any]]], *batches: dict[str, Any]) -> Path:
    """The payment sheets beside a sheet 批次."""
    write_batches(path, {"batches": list(batches), "recipients": []})

    def add(book: Any) -> None:
        book.remove(book["拨付明细"])
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)

    return changed(path, add)


def masked_batch(**changes: Any) -> dict[str, Any]:
    return batch_row(fund_code="F02", fund_name="样例救助资金", **changes)


def test_people_join_the_only_batch_and_are_masked(tmp_path: Path) -> None:
    rows = [["到人到户资金发放明细表"], PEOPLE, person(), person("欧阳娜娜", 100.5, "到户")]
    result = checked(with_batches(tmp_path / "p.xlsx", {"发放表": rows}, masked_batch(amount=44_450)))
    assert codes(result) == {"personal-columns-masked"}
    (document,) = result.documents
    assert [(one.recipient, one.recipient_type, one.amount.fen) for one in document.recipients] == [
        ("测*某", "person", 34_400),
        ("欧阳*娜", "household", 10_050),
    ]
    first = document.recipients[0]
    assert (first.township_code, first.village, first.row, first.amount.column) == ("999901101", "甲一村", 3, 10)
    assert "id_number" not in first.columns


def test_a_batch_names_the_sheets_of_its_figures(tmp_path: Path) -> None:
    [first, *_others] = checked(write_batches(tmp_path / "b.xlsx")).documents
    assert [(table.key, table.sheet, table.money_unit) for table in first.tables] == [
        ("batches", "批次", "元"), ("recipients", "拨付明细", "元"),
    ]  # fmt: skip


def test_nothing_personal_leaves_the_reader(tmp_path: Path) -> None:
    rows = [["到人到户资金发放明细表"], PEOPLE, person("测试人某")]
    result = checked(with_batches(tmp_path / "p.xlsx", {"发放表": rows}, masked_batch(amount=34_400)))
    everything = repr(result) + as_text(result.report) + repr(as_json(result.report))
    assert ID_NUMBER not in everything
    assert "测试人某" not in everything
    assert result.sealed


def test_a_fund_without_a_legal_basis_refuses_them(tmp_path: Path) -> None:
    rows = [["到人到户资金发放明细表"], PEOPLE, person()]
    result = checked(with_batches(tmp_path / "p.xlsx", {"发放表": rows}, batch_row(amount=34_400)))
    assert found(result, "person-refused") == [("发放表", "E3")]


def test_enterprises_join_by_number(tmp_path: Path) -> None:
    rows = [
        ["到企业资金发放明细表"],
        ["批次号：002"],
        ENTERPRISES,
        ["05", "999900000000000001", "示例甲有限公司", 1234.5, "V001"],
    ]
    path = with_batches(tmp_path / "e.xlsx", {"企业": rows}, batch_row(), batch_row("002", amount=123_450))
    result = checked(path)
    assert found(result, "batch-without-recipients") == [("批次", "A4")]
    (recipient,) = result.documents[1].recipients
    assert (recipient.recipient, recipient.recipient_type) == ("示例甲有限公司", "enterprise")
    assert recipient.credit_code == "999900000000000001"


def test_several_waiting_batches_are_unclear(tmp_path: Path) -> None:
    rows = [["到人到户资金发放明细表"], PEOPLE, person()]
    result = checked(with_batches(tmp_path / "u.xlsx", {"发放表": rows}, masked_batch(), masked_batch(number="002")))
    assert found(result, "payment-batch-unclear") == [("发放表", None)]


def test_without_batches_the_report_says_what_to_add(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "alone.xlsx", {"发放表": [["到人到户资金发放明细表"], PEOPLE, person()]})
    result = checked(path)
    assert result.documents == ()
    assert codes(result) == {"payment-identity-missing", "personal-columns-masked"}
    (account,) = result.report.tables
    assert (account.rows.read, account.rows.used, account.rows.headers) == (3, 1, 2)


def test_an_amount_that_is_none_is_found_in_its_cell(tmp_path: Path) -> None:
    rows = [["到人到户资金发放明细表"], PEOPLE, person()]
    path = with_batches(tmp_path / "a.xlsx", {"发放表": rows}, masked_batch(amount=34_400))
    result = checked(set_cell(path, "发放表", "J3", "约三百"), make_city())
    assert found(result, "amount-not-a-number") == [("发放表", "J3")]


@needs_templates
def test_the_blank_form_that_a_bureau_hands_out_gets_a_clear_verdict() -> None:
    result = checked(TEMPLATES / "到人到户资金发放明细表模板.xlsx")
    assert result.report.exit_code == 1
    assert {"payment-identity-missing", "personal-columns-masked"} <= codes(result)
    assert ID_NUMBER not in as_text(result.report)
