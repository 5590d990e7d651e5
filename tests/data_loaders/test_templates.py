"""Blank templates check clean; filled workbooks read back as they were written."""

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_loaders.city import City
from data_loaders.money import MAX_FEN
from data_loaders.templates import NOTES_SHEET, write_template, write_workbook
from data_loaders.tidy_columns import TEMPLATES, ColumnType
from data_loaders.tidy_sheet import read_sheet
from data_loaders.workbook import open_workbook
from tests.data_loaders.tidy_factories import batch_row, checked, codes, make_city, recipient_row, write_batches


@pytest.mark.parametrize("kind", list(TEMPLATES))
@pytest.mark.parametrize("unit", ["元", "万元"])
def test_a_blank_template_checks_clean(tmp_path: Path, kind: str, unit: str) -> None:
    result = checked(write_template(kind, tmp_path / "blank.xlsx", money_unit=unit))
    assert result.report.exit_code == 0
    assert result.documents == ()
    assert codes(result) == {"example-row-skipped", "sheet-without-rows"}
    for account in result.report.tables:
        rows = account.rows
        assert rows.read == rows.used + rows.totals + rows.notes + rows.headers + rows.blank


@pytest.mark.parametrize("kind", list(TEMPLATES))
def test_a_template_explains_every_column_and_has_its_drop_downs(tmp_path: Path, kind: str) -> None:
    book = openpyxl.load_workbook(write_template(kind, tmp_path / "blank.xlsx"))
    explained = {(row[0].value, str(row[1].value).rstrip("*")) for row in book[NOTES_SHEET].iter_rows()}
    for spec in TEMPLATES[kind].sheets:
        assert {(spec.name, column.header) for column in spec.columns} <= explained
        lists = [one for one in book[spec.name].data_validations.dataValidation if one.type == "list"]
        assert len(lists) >= sum(1 for column in spec.columns if column.choices) + int(spec.has_money)


def test_without_an_example_the_sheet_has_no_example_row(tmp_path: Path) -> None:
    result = checked(write_template("batches", tmp_path / "blank.xlsx", example=False))
    assert codes(result) == {"sheet-without-rows"}


def test_rows_that_do_not_fit_the_columns_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    with pytest.raises(KeyError, match="amout"):
        write_batches(path, {"batches": [batch_row(amout=1)], "recipients": []})
    with pytest.raises(KeyError, match="fund_name"):
        write_batches(path, {"batches": [batch_row(fund_name=None)], "recipients": []})
    with pytest.raises(TypeError, match="fen"):
        write_batches(path, {"batches": [batch_row(amount=1.5)], "recipients": []})
    with pytest.raises(KeyError):
        write_workbook("execution", path, {"year": 2013}, {"execution": []})


def test_the_same_rows_with_a_creation_day_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = (write_batches(tmp_path / name, created=dt.datetime(2014, 1, 1)) for name in ("a.xlsx", "b.xlsx"))
    assert first.read_bytes() == second.read_bytes()


fen = st.integers(-MAX_FEN // 1000, MAX_FEN // 1000)
words = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=12)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(words, fen), min_size=1, max_size=8), st.sampled_from(["元", "万元"]))
def test_a_filled_workbook_reads_back_equal(tmp_path: Path, payments: list[tuple[str, int]], unit: str) -> None:
    rows = [
        recipient_row(amount=amount, recipient=name, purpose=name, reduction=amount < 0) for name, amount in payments
    ]
    batch = batch_row(amount=sum(amount for _, amount in payments), reduction=sum(a for _, a in payments) < 0)
    path = write_batches(tmp_path / "filled.xlsx", {"batches": [batch], "recipients": rows}, money_unit=unit)
    spec = TEMPLATES["batches"].sheet("recipients")
    sheet = open_workbook(path).sheet(spec.name)
    assert sheet is not None
    read = read_sheet(spec, sheet)
    assert [finding.code for finding in read.findings] == []
    assert [(row.text("recipient"), _fen(row.amount("amount"))) for row in read.rows] == payments


def _fen(amount: Any) -> int | None:
    return None if amount is None else amount.fen


def _value(column: Any, position: int) -> Any:
    if column.type is ColumnType.MONEY:
        return position * 1_234_567
    if column.type is ColumnType.COUNT:
        return position
    if column.type is ColumnType.DATE:
        return dt.date(2013, 1, position + 1)
    return next(iter(column.choices)) if column.choices else f"文字{position}"


@pytest.mark.parametrize("kind", list(TEMPLATES))
def test_every_column_of_every_template_reads_back(tmp_path: Path, kind: str) -> None:
    header = {"year": 2013, "quarter": 2, "basis": "ytd", "stage": "final", "scope": "unit"}
    for spec in TEMPLATES[kind].sheets:
        row = {column.key: _value(column, position) for position, column in enumerate(spec.columns)}
        path = write_workbook(kind, tmp_path / f"{spec.key}.xlsx", header, {spec.key: [row]})
        sheet = open_workbook(path).sheet(spec.name)
        assert sheet is not None
        read = read_sheet(spec, sheet)
        assert read.findings == ()
        assert read.header == {cell.key: header[cell.key] for cell in spec.header}
        for column in spec.columns:
            value = read.rows[0].values[column.key]
            expected = column.choices[row[column.key]] if column.choices else row[column.key]
            assert (value.fen if column.type is ColumnType.MONEY else value) == expected  # type: ignore[union-attr]


def test_the_small_city_is_what_the_tests_think(tmp_path: Path) -> None:
    city: City = make_city()
    result = checked(write_batches(tmp_path / "b.xlsx"), city)
    assert result.report.findings == ()
    assert [document.key for document in result.documents] == ["batch.2013.001", "batch.2013.002"]
