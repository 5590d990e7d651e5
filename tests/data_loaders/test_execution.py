"""Quarterly execution: documents, lines, leaves, and sums by what is listed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from data_loaders.records import Level
from data_loaders.templates import write_workbook
from tests.data_loaders.tidy_factories import changed, checked, codes, found

UNIT = {"unit_code": "101001", "unit_name": "样例市农业局"}
OTHER = {"unit_code": "102001", "unit_name": "样例市教育局"}


def line(code: str | None, name: str, budget: int, executed: int, unit: dict[str, str] = UNIT) -> dict[str, Any]:
    return {**unit, "functional_code": code, "functional_name": name, "budget": budget, "executed": executed}


TREE = [
    line(None, "合计", 1000, 410),
    line("213", "农林水事务", 700, 310),
    line("2130101", "行政运行", 500, 210),
    line("2130102", "一般行政管理事务", 200, 100),
    line("221", "住房保障支出", 300, 100),
    line("205", "教育", 800, 200, OTHER),
]


def write(path: Path, rows: list[dict[str, Any]], **header: Any) -> Path:
    return write_workbook("execution", path, {"year": 2013, "quarter": 2, "basis": "ytd"} | header, {"execution": rows})


def test_one_document_per_unit_with_its_lines(tmp_path: Path) -> None:
    result = checked(write(tmp_path / "q2.xlsx", TREE))
    assert result.report.findings == ()
    first, second = result.documents
    assert (first.key, second.key) == ("execution.101001.2013Q2", "execution.102001.2013Q2")
    assert (first.identity.quarter, first.identity.basis) == (2, "ytd")
    table = first.tables[0]
    assert table.key == "execution"
    assert [(one.key, one.level, one.is_leaf) for one in table.lines] == [
        ("total", Level.TOTAL, False),
        ("213", Level.CLASS, False),
        ("2130101", Level.ITEM, True),
        ("2130102", Level.ITEM, True),
        ("221", Level.CLASS, True),
    ]
    assert sum(one.amounts["executed"].fen or 0 for one in table.lines if one.is_leaf) == 410


def test_the_period_basis_is_kept(tmp_path: Path) -> None:
    result = checked(write(tmp_path / "p.xlsx", TREE, basis="period", quarter=4))
    assert result.documents[0].key == "execution.101001.2013Q4"
    assert result.documents[0].identity.basis == "period"


def test_a_unit_with_a_total_only_has_it_as_leaf(tmp_path: Path) -> None:
    result = checked(write(tmp_path / "t.xlsx", [line(None, "合计", 1000, 10)]))
    assert [one.is_leaf for one in result.documents[0].tables[0].lines] == [True]


def test_each_level_is_compared_with_what_is_listed_below_it(tmp_path: Path) -> None:
    rows = [dict(one) for one in TREE]
    rows[2]["executed"] = 211
    assert found(checked(write(tmp_path / "a.xlsx", rows)), "execution-sum-differs") == [("预算执行", "F5")]
    rows[1]["executed"] = 311
    assert found(checked(write(tmp_path / "b.xlsx", rows)), "execution-sum-differs") == [("预算执行", "F4")]


def test_without_a_quarter_there_is_no_address(tmp_path: Path) -> None:
    path = changed(write(tmp_path / "n.xlsx", TREE), lambda book: book["预算执行"].__setitem__("D2", None))
    result = checked(path)
    assert codes(result) == {"header-cell-missing"}
    assert [document.key for document in result.documents] == [None, None]
