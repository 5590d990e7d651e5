"""Batches as a whole: mutations of single cells are caught by the rules meant for them; volume; open rules."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from data_loaders.check import check_file, check_workbook
from data_loaders.checks_of_recipients import looks_like_person
from data_loaders.credit_codes import check_character, is_valid
from data_loaders.grid import Workbook
from data_loaders.reading import Context
from data_loaders.workbook import open_workbook
from tests.data_loaders.tidy_factories import (
    batch_row,
    checked,
    codes,
    found,
    make_city,
    recipient_row,
    set_cell,
    write_batches,
)

BATCHES, RECIPIENTS = "批次", "拨付明细"
FIRST = 4


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten batches of twelve recipients each, clean."""
    source = random.Random(1)
    payments = {f"{n:03}": [source.randint(10_000, 9_000_000) for _ in range(12)] for n in range(1, 11)}
    rows = {
        "batches": [batch_row(number, amount=sum(amounts)) for number, amounts in payments.items()],
        "recipients": [recipient_row(number, amount) for number, amounts in payments.items() for amount in amounts],
    }
    return write_batches(tmp_path_factory.mktemp("many") / "many.xlsx", rows)


def opened(many: Path) -> Workbook:
    return open_workbook(many)


def column(sheet: Any, header: str) -> int:
    return next(n for n, text in enumerate(sheet.row_texts(3), 1) if text.startswith(header))


def mutated_codes(book: Workbook) -> dict[str, set[str | None]]:
    report = check_workbook(book, Context(city=make_city())).report
    places: dict[str, set[str | None]] = {}
    for finding in report.findings:
        places.setdefault(finding.code, set()).add(finding.cell)
    return places


def test_the_unchanged_workbook_is_clean(many: Path) -> None:
    assert mutated_codes(opened(many)) == {}


def test_a_changed_digit_in_any_amount_is_found_in_batch_and_total(many: Path) -> None:
    source = random.Random(2)
    for _ in range(60):
        book = opened(many)
        sheet = book.sheet(RECIPIENTS)
        batches = book.sheet(BATCHES)
        assert sheet is not None
        assert batches is not None
        row, at = source.randrange(FIRST, FIRST + 120), column(sheet, "金额")
        sheet.rows[row - 1][at - 1] = _other_digit(sheet.rows[row - 1][at - 1], source)
        places = mutated_codes(book)
        batch_cell = batches.address(FIRST + (row - FIRST) // 12, column(batches, "金额"))
        assert places["batch-sum-differs"] == {batch_cell}
        assert places["total-row-differs"] == {sheet.address(FIRST + 120, at)}


def _other_digit(value: Any, source: random.Random) -> float:
    digits = list(f"{float(value):.2f}")
    place = source.choice([n for n, one in enumerate(digits) if one.isdigit()])
    digits[place] = source.choice([one for one in "123456789" if one != digits[place]])
    return float("".join(digits))


def test_a_missing_row_is_found(many: Path) -> None:
    for row in (FIRST, FIRST + 57, FIRST + 119):
        book = opened(many)
        sheet = book.sheet(RECIPIENTS)
        assert sheet is not None
        del sheet.rows[row - 1]
        assert {"batch-sum-differs", "total-row-differs"} <= mutated_codes(book).keys()


@pytest.mark.parametrize("row", range(FIRST + 1, FIRST + 10))
def test_a_repeated_batch_is_found_in_its_row(many: Path, row: int) -> None:
    book = opened(many)
    sheet = book.sheet(BATCHES)
    assert sheet is not None
    sheet.rows[row - 1][0] = sheet.rows[FIRST - 1][0]
    assert mutated_codes(book)["batch-number-repeated"] == {f"A{row}"}


@pytest.mark.parametrize(
    ("header", "value", "code"),
    [
        ("下达日期", "2012-12-31", "date-outside-year"),
        ("公示开始", "2014-01-01", "date-outside-year"),
        ("公示结束", "2014-04-01", "date-outside-year"),
        ("金额", -1, "negative-without-mark"),
        ("主管部门编码", "999999", "unit-unknown"),
        ("批次号", "1A", "batch-number-invalid"),
        ("资金级次", "区", "choice-unknown"),
        ("文号", None, "field-missing"),
    ],
)
def test_a_changed_cell_of_any_batch_is_found_there(many: Path, header: str, value: Any, code: str) -> None:
    for row in (FIRST, FIRST + 9):
        book = opened(many)
        sheet = book.sheet(BATCHES)
        assert sheet is not None
        at = column(sheet, header)
        sheet.rows[row - 1][at - 1] = value
        assert sheet.address(row, at) in mutated_codes(book)[code]


def test_five_thousand_recipients_take_a_few_seconds(tmp_path: Path) -> None:
    rows = {
        "batches": [batch_row(f"{n:03}", amount=50 * 100_000) for n in range(1, 101)],
        "recipients": [recipient_row(f"{n:03}", village=f"第{m}村") for n in range(1, 101) for m in range(50)],
    }
    path = write_batches(tmp_path / "large.xlsx", rows)
    begun = time.process_time()
    result = checked(path)
    assert result.report.findings == ()
    assert sum(len(document.recipients) for document in result.documents) == 5_000
    assert time.process_time() - begun < 15


def test_every_figure_has_its_source_cell(many: Path) -> None:
    book = openpyxl.load_workbook(many)
    for document in checked(many).documents:
        assert document.batch is not None
        for record in (document.batch, *document.recipients):
            value = book[record.sheet].cell(record.row, record.amount.column).value
            assert round(value * 100) == record.amount.fen


def test_without_a_city_the_rules_that_need_one_are_listed(tmp_path: Path) -> None:
    result = check_file(write_batches(tmp_path / "b.xlsx"), Context())
    assert {"unit-unknown", "fund-unknown", "township-unknown", "amount-out-of-bounds"} <= set(
        result.report.not_checked
    )
    assert result.report.findings == ()


def test_the_same_batch_published_before_is_a_correction(tmp_path: Path) -> None:
    known = {("样财农〔2013〕1号", "001"): "batch.2013.001"}
    assert codes(checked(write_batches(tmp_path / "b.xlsx"), known_documents=known)) == set()


def test_persons_are_masked_where_a_fund_allows_them(tmp_path: Path) -> None:
    rows = {
        "batches": [batch_row(fund_code="F02", fund_name="样例救助资金", amount=10_000)],
        "recipients": [recipient_row(amount=10_000, recipient="测试某", recipient_type="person")],
    }
    result = checked(write_batches(tmp_path / "persons.xlsx", rows))
    assert [one.recipient for one in result.documents[0].recipients] == ["测*某"]
    assert codes(result) == {"personal-columns-masked"}
    assert result.sealed


def test_a_longer_notice_is_asked_of_the_fund_that_wants_it(tmp_path: Path) -> None:
    rows = {
        "batches": [batch_row(fund_code="F02", fund_name="样例救助资金", amount=100_000, notice_end="2013-03-12")],
        "recipients": [recipient_row()],
    }
    path = write_batches(tmp_path / "notice.xlsx", rows)
    assert found(checked(path), "notice-too-short") == [(BATCHES, "P4")]
    set_cell(path, BATCHES, "P4", "2013-03-13")
    assert found(checked(path), "notice-too-short") == []


def test_a_fund_and_a_township_are_found_by_name(tmp_path: Path) -> None:
    rows = {
        "batches": [batch_row(fund_code=None, fund_name="水利资金", amount=100_000)],
        "recipients": [recipient_row(township_code=None, township_name="甲乙镇")],
    }
    document = checked(write_batches(tmp_path / "names.xlsx", rows)).documents[0]
    assert document.batch is not None
    assert document.batch.fund_code == "F01"
    assert document.recipients[0].township_code == "999901101"


@pytest.mark.parametrize("name", ["张三", "王小明", "欧阳某"])
def test_names_of_persons_are_suspected(name: str) -> None:
    assert looks_like_person(name)


@pytest.mark.parametrize("name", ["王家村", "金星厂", "张家桥", "样例市农业局", "某合作社"])
def test_names_of_bodies_are_not(name: str) -> None:
    assert not looks_like_person(name)


def test_the_check_digit_of_credit_codes() -> None:
    body = "91430000MA4L000000"[:17]
    assert is_valid(body + check_character(body))
    wrong = "A" if check_character(body) != "A" else "B"
    assert not is_valid(body + wrong)
    assert not is_valid("123")
    assert not is_valid("I" * 18)


def test_credit_codes_are_silenced_by_the_city(tmp_path: Path) -> None:
    rows: dict[str, list[dict[str, Any]]] = {
        "batches": [batch_row(amount=100_000)],
        "recipients": [recipient_row(credit_code="000000000000000001")],
    }
    path = write_batches(tmp_path / "credit.xlsx", rows)
    silence: Callable[[dict[str, Any]], set[str]] = lambda settings: codes(checked(path, make_city(settings=settings)))  # noqa: E731
    assert silence({"illustrative": True}) == set()
    assert silence({"illustrative": True, "checks": {"credit_code": True}}) == {"credit-code-invalid"}
    assert silence({}) == {"credit-code-invalid"}
    assert silence({"checks": {"credit_code": False}}) == set()
