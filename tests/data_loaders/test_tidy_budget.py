"""The whole-city budget workbook: documents per unit, and the checks of official tables on them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from data_loaders.records import Direction, Kind, Level, Scope, Stage
from data_loaders.templates import write_workbook
from tests.data_loaders.tidy_factories import checked, codes, found

UNIT = {"unit_code": "101001", "unit_name": "样例市农业局"}
SHEET = "部门预算"
W = 1_000_000  # fen: 1 万元


def rows(**first: Any) -> list[dict[str, Any]]:
    """收支总表 and 支出总表 of one unit that agree with each other; `first` changes the first class of 支出总表."""
    lines: list[dict[str, Any]] = [
        {"table": "income-expenditure", "direction": "income", "name": "一、财政拨款收入", "total": 900 * W},
        {"table": "income-expenditure", "direction": "income", "name": "1. 一般公共预算", "total": 900 * W},
        {"table": "income-expenditure", "direction": "income", "name": "四、其他收入", "total": 100 * W},
        {"table": "income-expenditure", "direction": "income", "name": "收入总计", "total": 1000 * W},
        {
            "table": "income-expenditure",
            "direction": "expenditure",
            "code": "213",
            "name": "农林水事务",
            "total": 800 * W,
        },
        {
            "table": "income-expenditure",
            "direction": "expenditure",
            "code": "221",
            "name": "住房保障支出",
            "total": 200 * W,
        },
        {"table": "income-expenditure", "direction": "expenditure", "name": "支出总计", "total": 1000 * W},
        {"table": "expenditure", "name": "合计", "total": 1000 * W, "basic": 600 * W, "project": 400 * W},
        {
            "table": "expenditure",
            "code": "213",
            "name": "农林水事务",
            "total": 800 * W,
            "basic": 400 * W,
            "project": 400 * W,
        }
        | first,
        {
            "table": "expenditure",
            "code": "21301",
            "name": "农业",
            "total": 800 * W,
            "basic": 400 * W,
            "project": 400 * W,
        },
        {"table": "expenditure", "code": "2130101", "name": "行政运行", "total": 400 * W, "basic": 400 * W},
        {"table": "expenditure", "code": "2130102", "name": "一般行政管理事务", "total": 400 * W, "project": 400 * W},
        {"table": "expenditure", "code": "221", "name": "住房保障支出", "total": 200 * W, "basic": 200 * W},
    ]
    return [UNIT | one for one in lines]


def write(path: Path, lines: list[dict[str, Any]], **header: Any) -> Path:
    head = {"year": 2013, "stage": "approved", "scope": "department"} | header
    return write_workbook("budget", path, head, {"budget": lines})


def test_a_unit_becomes_a_document_with_its_tables(tmp_path: Path) -> None:
    result = checked(write(tmp_path / "b.xlsx", rows()))
    assert codes(result) == set()
    (document,) = result.documents
    assert document.key == "budget.101001.2013.department"
    assert (document.identity.stage, document.identity.scope) == (Stage.APPROVED, Scope.DEPARTMENT)
    assert [table.key for table in document.tables] == ["income-expenditure", "expenditure"]
    both, tree = document.tables
    assert [(one.key, one.is_leaf) for one in both.lines if one.direction is Direction.EXPENDITURE] == [
        ("213", True),
        ("221", True),
        ("zhi-chu-zong-ji", False),
    ]
    assert sum(one.amounts["total"].fen or 0 for one in tree.lines if one.is_leaf) == 1000 * W
    assert [one.level for one in tree.lines][:3] == [Level.TOTAL, Level.CLASS, Level.SECTION]
    blank = tree.lines[3].amounts["project"]
    assert (blank.fen, blank.blank) == (0, True)


@pytest.mark.parametrize(
    ("stage", "scope", "kind", "key"),
    [
        ("adjusted", "unit", Kind.BUDGET, "budget.101001.2013.unit"),
        ("final", "department", Kind.ACCOUNTS, "accounts.101001.2013.department"),
    ],
)
def test_stage_and_scope_make_the_address(tmp_path: Path, stage: str, scope: str, kind: Kind, key: str) -> None:
    (document,) = checked(write(tmp_path / "b.xlsx", rows(), stage=stage, scope=scope)).documents
    assert (document.key, document.identity.kind, document.identity.stage) == (key, kind, Stage(stage))


def test_the_arithmetic_of_official_tables_is_checked(tmp_path: Path) -> None:
    result = checked(write(tmp_path / "b.xlsx", rows(total=801 * W)))
    errors = [(finding.sheet, finding.cell) for finding in result.report.findings if finding.severity == "error"]
    assert (SHEET, "G12") in errors


def test_lines_point_at_their_cells(tmp_path: Path) -> None:
    (document,) = checked(write(tmp_path / "b.xlsx", rows())).documents
    line = document.tables[1].lines[0]
    assert (line.row, line.amounts["basic"].column, line.amounts["basic"].raw) == (11, 8, "6000000")


def test_a_direction_is_asked_where_a_table_has_both(tmp_path: Path) -> None:
    lines = rows()
    del lines[0]["direction"]
    assert found(checked(write(tmp_path / "b.xlsx", lines)), "direction-missing") == [(SHEET, "D4")]
