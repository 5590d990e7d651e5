"""Three-public statements: tidy ones and publishers' own layouts, any order of columns, headers of several rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from data_loaders.templates import write_workbook
from tests.data_loaders.factories import write_xlsx
from tests.data_loaders.tidy_factories import checked, codes, found

SHEET = "三公经费"


def row(stage: str = "budget", **changes: Any) -> dict[str, Any]:
    base: dict[str, Any] = {
        "unit_code": "101001",
        "unit_name": "样例市农业局",
        "stage": stage,
        "total": 30_000_000,
        "overseas_travel": 0,
        "vehicles": 20_000_000,
        "vehicle_purchase": 0,
        "vehicle_operation": 20_000_000,
        "reception": 10_000_000,
        "meeting": 5_000_000,
    }
    return base | changes


def write(path: Path, *rows: dict[str, Any], unit: str = "万元") -> Path:
    return write_workbook("three-public", path, {"year": 2013}, {"three-public": rows}, money_unit=unit)


def test_a_document_per_unit_and_stage(tmp_path: Path) -> None:
    other = {"unit_code": "102001", "unit_name": "样例市教育局"}
    result = checked(
        write(tmp_path / "s.xlsx", row(), row("final", vehicles_kept=5, reception_batches=40), row(**other))
    )
    assert result.report.findings == ()
    assert [document.key for document in result.documents] == [
        "three-public.101001.2013.budget",
        "three-public.101001.2013.final",
        "three-public.102001.2013.budget",
    ]
    final = result.documents[1].three_public[0]
    assert (final.stage, final.money_unit, final.row) == ("final", "万元", 5)
    assert final.amounts["meeting"].fen == 5_000_000
    assert final.counts["vehicles_kept"] == (5, 16)
    assert final.amounts["total"].raw == "30"


def test_a_total_that_is_no_sum_is_found(tmp_path: Path) -> None:
    result = checked(write(tmp_path / "t.xlsx", row(total=31_000_000)))
    assert found(result, "three-public-sum") == [(SHEET, "D4")]


def test_a_final_figure_above_its_budget_needs_a_reason(tmp_path: Path) -> None:
    more = {"total": 40_000_000, "reception": 20_000_000}
    assert set(found(checked(write(tmp_path / "a.xlsx", row(), row("final", **more))), "final-over-budget")) == {
        (SHEET, "D5"),
        (SHEET, "I5"),
    }
    explained = checked(write(tmp_path / "b.xlsx", row(), row("final", reason="接待任务增加", **more)))
    assert codes(explained) == set()


TITLE = ["样例市2013年“三公”经费预算汇总表"]
UNIT = [None, None, None, None, None, "单位：万元"]


def test_a_publisher_s_layout_with_two_header_rows(tmp_path: Path) -> None:
    rows = [
        TITLE,
        UNIT,
        ["单位名称", "公务接待费", "公务用车购置及运行费", None, None, "因公出国（境）费", "合计"],
        [None, None, "小计", "购置费", "运行费", None, None],
        ["样例市农业局", 10, 20, 0, 20, None, 30],
        ["教育局", 1.5, 2, 0, 2, 0, 3.5],
        ["合计", 11.5, 22, 0, 22, 0, 33.5],
        ["注：数据为年初预算"],
    ]
    merged = ["A3:A4", "B3:B4", "C3:E3", "F3:F4", "G3:G4"]
    result = checked(write_xlsx(tmp_path / "own.xlsx", {"汇总": rows}, merged={"汇总": merged}))
    assert codes(result) == set()
    first, second = result.documents
    assert (first.key, second.key) == ("three-public.101001.2013.budget", "three-public.102001.2013.budget")
    amounts = {key: amount.fen for key, amount in first.three_public[0].amounts.items()}
    assert amounts == {
        "reception": 10_000_000,
        "vehicles": 20_000_000,
        "vehicle_purchase": 0,
        "vehicle_operation": 20_000_000,
        "overseas_travel": 0,
        "total": 30_000_000,
    }
    assert first.three_public[0].amounts["overseas_travel"].blank
    (account,) = result.report.tables
    counts = account.rows
    assert (counts.read, counts.used, counts.totals, counts.notes, counts.headers) == (8, 2, 1, 1, 4)


def test_budget_and_final_columns_give_two_documents_per_unit(tmp_path: Path) -> None:
    rows = [
        ["样例市2013年“三公”经费情况表（单位：万元）"],
        ["单位名称", "合计", None, "公务接待费", None, "公务用车运行费", None],
        [None, "预算数", "决算数", "预算数", "决算数", "预算数", "决算数"],
        ["样例市农业局", 30, 28, 10, 9, 20, 19],
    ]
    result = checked(write_xlsx(tmp_path / "both.xlsx", {"汇总": rows}))
    assert [(one.key, one.three_public[0].amounts["total"].fen) for one in result.documents] == [
        ("three-public.101001.2013.budget", 30_000_000),
        ("three-public.101001.2013.final", 28_000_000),
    ]


@pytest.mark.parametrize(
    ("cell", "value", "code", "where"),
    [
        ((4, 0), "不存在的局", "unit-unknown", "A5"),
        ((4, 1), "十万", "amount-not-a-number", "B5"),
        ((5, 6), 99, "total-row-differs", "G6"),
    ],
)
def test_mistakes_in_a_publisher_s_layout(
    tmp_path: Path, cell: tuple[int, int], value: Any, code: str, where: str
) -> None:
    rows: list[list[Any]] = [
        TITLE,
        UNIT,
        ["单位名称", "公务接待费", "公务用车购置及运行费", None, None, "因公出国（境）费", "合计"],
        [None, None, "小计", "购置费", "运行费", None, None],
        ["样例市农业局", 10, 20, 0, 20, 0, 30],
        ["合计", 10, 20, 0, 20, 0, 30],
    ]
    rows[cell[0]][cell[1]] = value
    result = checked(write_xlsx(tmp_path / "bad.xlsx", {"汇总": rows}))
    assert ("汇总", where) in found(result, code)


def test_a_missing_unit_of_money_is_found(tmp_path: Path) -> None:
    rows = [TITLE, ["单位名称", "合计", "公务接待费", "公务用车运行费"], ["样例市农业局", 30, 10, 20]]
    assert "money-unit-missing" in codes(checked(write_xlsx(tmp_path / "none.xlsx", {"汇总": rows})))
