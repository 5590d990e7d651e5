"""The catalogue of official tables; recognition, checks and documentation follow it.

A table is found by its title and its columns by their headers, never by number or position: publishers number and
order them as they like. The same table has the same key in budgets and final accounts, so that both can be laid side
by side. The words above the columns are in `catalogue/`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from data_loaders.catalogue.headings import title_key
from data_loaders.catalogue.measures import MEASURES, Measure, measure_names
from data_loaders.records import Direction, Kind

__all__ = [
    "KEPT_SHEETS",
    "MEASURES",
    "TABLES",
    "Measure",
    "Shape",
    "TableSpec",
    "kept_as",
    "measure_names",
    "spec_for_title",
    "table_spec",
]


class Shape(StrEnum):
    """How the rows of a table are arranged; how many panels stand side by side is read from its headers."""

    TOTALS = "totals"  # labels and amounts: 收支总表, in two or three panels
    FUNCTION = "function"  # tree of 类 款 项
    ECONOMIC = "economic"  # tree of economic classes
    THREE_PUBLIC = "three-public"


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One table of one kind of document.

    `titles` are patterns over `title_key`; `measures` the columns of the common form.
    """

    key: str
    kind: Kind
    title_zh: str
    title_en: str
    titles: tuple[str, ...]
    shape: Shape
    measures: tuple[str, ...]
    direction: Direction | None = None
    fund: str | None = None
    money_unit: str = "元"  # the usual one; the declared one counts
    national: bool = True  # one of the nine that are current practice


_B, _A = Kind.BUDGET, Kind.ACCOUNTS
_IN, _OUT = Direction.INCOME, Direction.EXPENDITURE
_GP, _GF, _SC = "general-public", "government-funds", "state-capital"
_SHEET = r"(?:总体)?(?:情况)?(?:总)?表"
_TREE = ("total", "basic", "project")
_FUNDS = ("total", "general_public", "government_funds", "state_capital")
_INCOME = ("total", "fiscal", "business", "commercial", "other")
_INCOME_FINAL = ("total", "fiscal", "superior", "business", "commercial", "affiliated", "other")
_SPENT_FINAL = ("total", "basic", "project", "to_superior", "commercial", "to_affiliated")
_FUND_FINAL = ("opening", "income", "total", "basic", "project", "closing")
_THREE = ("total", "overseas_travel", "reception", "vehicles", "vehicle_purchase", "vehicle_operation", "operating")

TABLES: tuple[TableSpec, ...] = (
    TableSpec(
        "three-public",
        _B,
        "“三公”经费和机关运行经费预算表",
        "Three-public expenses and operating costs",
        (r"(?:一般公共预算|财政拨款)*(?:拨款)?(?:安排的?)?三公经费.*表",),
        Shape.THREE_PUBLIC,
        _THREE,
        money_unit="万元",
    ),
    TableSpec(
        "basic-economic",
        _B,
        "一般公共预算基本支出部门预算经济分类预算表",
        "General public budget: basic expenditure by economic class",
        (
            rf"一般公共预算(?:财政)?(?:拨款)?基本支出(?:部门预算|部门)?(?:支出)?(?:经济分类)?(?:科目)?(?:预算|明细)*{_SHEET}",
        ),
        Shape.ECONOMIC,
        ("total", "personnel", "operating"),
        _OUT,
        _GP,
    ),
    TableSpec(
        "fiscal-basic-economic",
        _B,
        "财政拨款基本支出预算表",
        "Fiscal appropriation: basic expenditure by economic class",
        (rf"财政拨款基本支出(?:部门预算)?(?:经济分类)?(?:预算)?{_SHEET}",),
        Shape.ECONOMIC,
        ("total",),
        _OUT,
        national=False,
    ),
    TableSpec(
        "operating-cost",
        _B,
        "一般公共预算机关运行经费支出预算表",
        "Operating costs by economic class",
        (rf"(?:一般公共预算|财政拨款)?(?:拨款)?机关运行经费(?:支出)?(?:预算)?{_SHEET}",),
        Shape.ECONOMIC,
        ("total",),
        _OUT,
        _GP,
        national=False,
    ),
    TableSpec(
        "government-funds",
        _B,
        "政府性基金预算支出功能分类预算表",
        "Government funds budget expenditure",
        (rf"(?:财政拨款)?政府性基金(?:预算)?(?:财政)?(?:拨款)?支出(?:功能分类)?(?:预算)?{_SHEET}",),
        Shape.FUNCTION,
        _TREE,
        _OUT,
        _GF,
    ),
    TableSpec(
        "state-capital",
        _B,
        "国有资本经营预算支出功能分类预算表",
        "State capital budget expenditure",
        (rf"(?:财政拨款)?国有资本经营(?:预算)?(?:财政)?(?:拨款)?(?:预算)?支出(?:功能分类)?(?:预算)?{_SHEET}",),
        Shape.FUNCTION,
        _TREE,
        _OUT,
        _SC,
    ),
    TableSpec(
        "general-public",
        _B,
        "一般公共预算支出功能分类预算表",
        "General public budget expenditure",
        (rf"一般公共预算(?:财政)?(?:拨款)?支出(?:功能分类)?(?:预算)?{_SHEET}",),
        Shape.FUNCTION,
        _TREE,
        _OUT,
        _GP,
    ),
    TableSpec(
        "fiscal-expenditure",
        _B,
        "财政拨款支出预算表",
        "Expenditure from fiscal appropriation",
        (rf"财政拨款支出(?:功能分类)?(?:预算)?{_SHEET}",),
        Shape.FUNCTION,
        ("total",),
        _OUT,
        national=False,
    ),
    TableSpec(
        "appropriation",
        _B,
        "财政拨款收支预算总表",
        "Fiscal appropriation: income and expenditure",
        (rf"财政拨款(?:预算)?收支(?:预算)?{_SHEET}",),
        Shape.TOTALS,
        _FUNDS,
    ),
    TableSpec(
        "income-expenditure",
        _B,
        "财务收支预算总表",
        "Income and expenditure",
        (rf"(?:财务)?收支(?:预算)?{_SHEET}",),
        Shape.TOTALS,
        ("total", "personnel", "operating", "project"),
    ),
    TableSpec("income", _B, "收入预算总表", "Income", (rf"收入(?:预算)?{_SHEET}",), Shape.FUNCTION, _INCOME, _IN),
    TableSpec(
        "expenditure", _B, "支出预算总表", "Expenditure", (rf"支出(?:预算)?{_SHEET}",), Shape.FUNCTION, _TREE, _OUT
    ),
    TableSpec(
        "three-public",
        _A,
        "财政拨款“三公”经费支出决算表",
        "Three-public expenses",
        (r"(?:一般公共预算|财政拨款)*(?:拨款)?三公经费.*决算.*表",),
        Shape.THREE_PUBLIC,
        _THREE,
        money_unit="万元",
    ),
    TableSpec(
        "basic-economic",
        _A,
        "一般公共预算财政拨款基本支出决算表",
        "General public budget: basic expenditure by economic class",
        (rf"一般公共预算(?:财政)?(?:拨款)?基本支出决算(?:明细)?{_SHEET}",),
        Shape.ECONOMIC,
        ("total",),
        _OUT,
        _GP,
        "万元",
    ),
    TableSpec(
        "government-funds",
        _A,
        "政府性基金预算财政拨款收入支出决算表",
        "Government funds: income and expenditure",
        (rf"政府性基金(?:预算)?(?:财政)?(?:拨款)?(?:收入支出|收支|支出)决算{_SHEET}",),
        Shape.FUNCTION,
        _FUND_FINAL,
        _OUT,
        _GF,
        "万元",
    ),
    TableSpec(
        "state-capital",
        _A,
        "国有资本经营预算财政拨款收入支出决算表",
        "State capital: income and expenditure",
        (rf"国有资本经营(?:预算)?(?:财政)?(?:拨款)?(?:收入支出|收支|支出)决算{_SHEET}",),
        Shape.FUNCTION,
        _FUND_FINAL,
        _OUT,
        _SC,
        "万元",
    ),
    TableSpec(
        "general-public",
        _A,
        "一般公共预算财政拨款支出决算表",
        "General public budget expenditure",
        (rf"一般公共预算(?:财政)?(?:拨款)?(?:收入支出|收支|支出)决算{_SHEET}",),
        Shape.FUNCTION,
        _TREE,
        _OUT,
        _GP,
        "万元",
    ),
    TableSpec(
        "appropriation",
        _A,
        "财政拨款收入支出决算总表",
        "Fiscal appropriation: income and expenditure",
        (rf"财政拨款(?:收入支出|收支)决算{_SHEET}",),
        Shape.TOTALS,
        _FUNDS,
        money_unit="万元",
    ),
    TableSpec(
        "income-expenditure",
        _A,
        "收入支出决算总表",
        "Income and expenditure",
        (rf"(?:收入支出|收支)决算{_SHEET}",),
        Shape.TOTALS,
        ("total",),
        money_unit="万元",
    ),
    TableSpec(
        "income",
        _A,
        "收入决算表",
        "Income",
        (rf"收入决算{_SHEET}",),
        Shape.FUNCTION,
        _INCOME_FINAL,
        _IN,
        money_unit="万元",
    ),
    TableSpec(
        "expenditure",
        _A,
        "支出决算表",
        "Expenditure",
        (rf"支出决算{_SHEET}",),
        Shape.FUNCTION,
        _SPENT_FINAL,
        _OUT,
        money_unit="万元",
    ),
)
"""In the order in which titles are tried."""

KEPT_SHEETS: tuple[tuple[str, str], ...] = (
    ("procurement", r"政府(?:采购|购买服务).*表"),
    ("performance", r".*绩效(?:目标|自评|评价|运行|监控).*表"),
    ("projects", r"(?:专项资金|项目支出|专项支出|财政专户管理资金).*表"),
    ("assets", r".*国有资(?:产|本).*占用.*表"),
)
"""Tables that are kept with the document but hold no budget lines: (what it is kept as, pattern over `title_key`)."""

_OVERVIEWS = frozenset({"income-expenditure", "income", "expenditure", "appropriation"})
REQUIRED_KEYS = _OVERVIEWS | {"general-public", "government-funds", "basic-economic", "three-public"}
"""The eight tables that every department publishes; the ninth, 国有资本经营, is current practice (domain, §2)."""

USE_KEYS = {"income-expenditure": "expenditure-use"}
"""A panel 支出用途 beside a panel by function is a second cut of the same money: a table of its own, never added to
the first."""

_MAX_TITLE = 400  # a converter may leave a page's first lines behind the title
_OWNER = r"(?:.*(?:部门|单位|本级|汇总|委员会|办公室|街道|中心|[局委办院厅部室镇乡校站所司府会处队馆]))?"


@lru_cache(maxsize=4096)
def spec_for_title(text: str) -> TableSpec | None:
    """The table that `text` is the title of; None where it is no title of the catalogue.

    决算 in it tells accounts from budget.
    """
    key = _title_key(text)
    if key is None:
        return None
    kind = Kind.ACCOUNTS if "决算" in key else Kind.BUDGET
    for spec in TABLES:
        if spec.kind is kind and _matches(spec.titles, key):
            return spec
    return None


@lru_cache(maxsize=4096)
def kept_as(text: str) -> str | None:
    """What a sheet with the title `text` is kept as (procurement, performance …); None for every other title."""
    key = _title_key(text)
    if key is None:
        return None
    return next((name for name, pattern in KEPT_SHEETS if re.fullmatch(_OWNER + pattern, key)), None)


def _title_key(text: str) -> str | None:
    """The folded title, None where `text` is too long or too plain to be one."""
    key = title_key(text) if len(text) <= _MAX_TITLE and "\n" not in text.strip() else ""
    return key if key.endswith("表") else None


def table_spec(key: str, kind: Kind) -> TableSpec:
    """The entry of table `key` in documents of `kind`. Raises KeyError where there is none."""
    for spec in TABLES:
        if spec.key == key and spec.kind is kind:
            return spec
    raise KeyError((key, kind))


def _matches(patterns: Iterable[str], key: str) -> bool:
    return any(re.fullmatch(_OWNER + pattern, key) for pattern in patterns)
