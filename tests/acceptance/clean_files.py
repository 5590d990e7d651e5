"""The clean files of the upload campaign: every kind of workbook that a bureau uploads, in every format it may have."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data_loaders.grid import Workbook
from data_loaders.templates import write_workbook
from data_loaders.workbook import open_workbook
from tests.bureau.test_jobs import batches
from tests.data_loaders.factories import write_ods, write_xls
from tests.data_loaders.official import BudgetBook, Plan

FEN = 100
WAN = 10_000 * FEN
EDUCATION = {"unit_code": "204001", "unit_name": "小样市教育局"}
BUILDING = {"unit_code": "212001", "unit_name": "小样市建设局"}


@dataclass(frozen=True)
class CleanFile:
    """A file that the check accepts as it is: its name and its bytes."""

    name: str
    content: bytes

    @property
    def format(self) -> str:
        return self.name.rpartition(".")[2]


def clean_files(folder: Path) -> list[CleanFile]:
    """Batches, execution, three-public, tidy and official budgets as xlsx, ods and xls; those of one sheet as csv too.

    They suit the small city of the tests (`tests/cities/small`).
    """
    made = []
    for path in _workbooks(folder):
        made.append(path)
        workbook = open_workbook(path)
        rows = _rows(workbook)
        made.append(write_ods(folder / f"{path.stem}.ods", {name: _as_text(some) for name, some in rows.items()}))
        made.append(write_xls(folder / f"{path.stem}.xls", rows))
        if len(rows) == 1:
            made += _as_csv(folder, path.stem, next(iter(rows.values())))
    return [CleanFile(path.name, path.read_bytes()) for path in made]


def _workbooks(folder: Path) -> Iterator[Path]:
    yield batches(folder, "batches.xlsx", "101")
    head = {"year": 2013, "quarter": 2, "basis": "ytd"}
    yield write_workbook("execution", folder / "execution.xlsx", head, {"execution": _execution()})
    yield write_workbook("three-public", folder / "three.xlsx", {"year": 2013}, {"three-public": _three_public()})
    head = {"year": 2013, "stage": "approved", "scope": "department"}
    yield write_workbook("budget", folder / "tidy.xlsx", head, {"budget": _budget()})
    yield BudgetBook(Plan(year=2013), "小样市教育局").save(folder / "204001_2013_budget.xlsx")


def _execution() -> list[dict[str, Any]]:
    def line(unit: dict[str, str], code: str | None, name: str, budget: int, executed: int) -> dict[str, Any]:
        figures = {"budget": budget * WAN, "executed": executed * WAN}
        return {**unit, "functional_code": code, "functional_name": name, **figures}

    return [
        line(EDUCATION, None, "合计", 1_000, 410),
        line(EDUCATION, "205", "教育", 1_000, 410),
        line(EDUCATION, "20502", "普通教育", 1_000, 410),
        line(EDUCATION, "2050201", "学前教育", 300, 100),
        line(EDUCATION, "2050202", "小学教育", 700, 310),
        line(BUILDING, None, "合计", 800, 200),
        line(BUILDING, "212", "城乡社区事务", 800, 200),
    ]


def _three_public() -> list[dict[str, Any]]:
    figures = {"overseas_travel": 3 * WAN, "vehicle_purchase": 18 * WAN, "vehicle_operation": 16 * WAN,
               "vehicles": 34 * WAN, "reception": 12 * WAN, "total": 49 * WAN}  # fmt: skip
    return [{**unit, "stage": "budget", **figures} for unit in (EDUCATION, BUILDING)]


def _budget() -> list[dict[str, Any]]:
    both, tree = {**BUILDING, "table": "income-expenditure"}, {**BUILDING, "table": "expenditure"}
    income, spending = {**both, "direction": "income"}, {**both, "direction": "expenditure", "name": "支出总计"}
    whole = {"total": 1_000 * WAN, "basic": 600 * WAN, "project": 400 * WAN}
    return [
        {**income, "name": "一、财政拨款收入", "total": 900 * WAN},
        {**income, "name": "1. 一般公共预算", "total": 900 * WAN},
        {**income, "name": "四、其他收入", "total": 100 * WAN},
        {**income, "name": "收入总计", "total": 1_000 * WAN},
        {**spending, "code": "212", "name": "城乡社区事务", "total": 1_000 * WAN},
        {**spending, "total": 1_000 * WAN},
        {**tree, "name": "合计", **whole},
        {**tree, "code": "212", "name": "城乡社区事务", **whole},
        {**tree, "code": "21201", "name": "城乡社区管理事务", **whole},
        {**tree, "code": "2120101", "name": "行政运行", "total": 600 * WAN, "basic": 600 * WAN},
        {**tree, "code": "2120102", "name": "一般行政管理事务", "total": 400 * WAN, "project": 400 * WAN},
    ]


def _rows(workbook: Workbook) -> dict[str, list[list[Any]]]:
    return {sheet.name: [list(row) for row in sheet.rows] for sheet in workbook.sheets}


def _as_text(rows: list[list[Any]]) -> list[list[Any]]:
    """Dates as text: what remains of them in formats without dates."""
    return [[value.isoformat()[:10] if isinstance(value, dt.date) else value for value in row] for row in rows]


def _as_csv(folder: Path, stem: str, rows: list[list[Any]]) -> Iterator[Path]:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([["" if value is None else value for value in row] for row in _as_text(rows)])
    for name, encoding in ((f"{stem}.csv", "utf-8-sig"), (f"{stem}-gb.csv", "gb18030")):
        path = folder / name
        path.write_bytes(text.getvalue().encode(encoding))
        yield path
