"""The nine tables of a department budget as grids: headers with spans, rows of text and fen, notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from sample_city.class_names import ClassNames
from sample_city.unit_budget import FISCAL, Item, UnitBudget, classes, tree

Cell = str | int | None  # text, fen, empty
_NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Head:
    """A header cell; rows count from the first header row, `last_*` where it spans."""

    row: int
    column: int
    text: str
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class SheetTable:
    sheet: str
    title: str
    money_unit: str
    widths: tuple[int, ...]
    heads: tuple[Head, ...]
    rows: tuple[Sequence[Cell], ...]
    note: str | None = None

    @property
    def depth(self) -> int:
        """How many header rows there are."""
        return 1 + max(head.last_row for head in self.heads)


def _head(row: int, column: int, text: str, rows: int = 1, columns: int = 1) -> Head:
    return Head(row, column, text, row + rows - 1, column + columns - 1)


def _shown(fen: int) -> int | None:
    """An amount, or an empty cell where it is nothing: how the published tables do it."""
    return fen or None


def _numbered(place: int, name: str) -> str:
    tens, ones = divmod(place + 1, 10)
    numeral = (
        _NUMERALS[place]
        if place < 10
        else f"{_NUMERALS[tens - 1] if tens > 1 else ''}十{_NUMERALS[ones - 1] if ones else ''}"
    )
    return f"{numeral}、{name}"


def income_expenditure(budget: UnitBudget, names: ClassNames) -> SheetTable:
    """收支总表: sources on the left, functional classes on the right."""
    fiscal = sum(budget.from_source(source) for source in FISCAL)
    left: list[tuple[Cell, Cell]] = [
        ("一、财政拨款收入", _shown(fiscal)),
        ("1. 一般公共预算资金", _shown(budget.from_source("general_public"))),
        ("2. 政府性基金", _shown(budget.from_source("government_funds"))),
        ("3. 国有资本经营预算", _shown(budget.from_source("state_capital"))),
        ("二、事业收入", _shown(budget.from_source("business"))),
        ("三、事业单位经营收入", _shown(budget.from_source("commercial"))),
        ("四、其他收入", _shown(budget.from_source("other"))),
    ]
    right: list[tuple[Cell, Cell]] = [
        (_numbered(place, names.functional(row.code)), row.item.total)
        for place, row in enumerate(classes(budget.items))
    ]
    empty: tuple[Cell, Cell] = (None, None)
    rows = [(*a, *b) for a, b in zip_longest(left, right, fillvalue=empty)]
    rows.append(("收入总计", budget.total, "支出总计", budget.total))
    heads = (
        _head(0, 0, "本年收入", 1, 2),
        _head(0, 2, "本年支出", 1, 2),
        _head(1, 0, "项目"),
        _head(1, 1, "预算数"),
        _head(1, 2, "项目"),
        _head(1, 3, "预算数"),
    )
    return SheetTable("收支总表", f"{budget.year}年部门财务收支预算总表", "元", (34, 20, 34, 20), heads, tuple(rows))


def income(budget: UnitBudget, names: ClassNames) -> SheetTable:
    """收入总表: what pays each function."""
    sources = ("business", "commercial", "other")

    def amounts(item: Item) -> list[Cell]:
        fiscal = sum(item.from_source(source) for source in FISCAL)
        return [_shown(item.total), _shown(fiscal), *(_shown(item.from_source(source)) for source in sources)]

    heads = (
        *_code_heads("收入预算", 5),
        *(
            _head(1, 4 + place, text, 2)
            for place, text in enumerate(("合计", "财政拨款收入", "事业收入", "事业单位经营收入", "其他收入"))
        ),
    )
    rows = [[*_code_cells(row.code), names.functional(row.code), *amounts(row.item)] for row in tree(budget.items)]
    rows.append(["合计", None, None, None, *amounts(_sum(budget.items))])
    return SheetTable(
        "收入总表", f"{budget.year}年部门收入预算总表", "元", (6, 6, 6, 34, 18, 18, 16, 16, 16), heads, tuple(rows)
    )


def expenditure(
    title: str, sheet: str, over: str, items: Sequence[Item], names: ClassNames, empty_note: str | None = None
) -> SheetTable:
    """支出总表 and the three tables of one budget each; with nothing in it, the 合计 row and the note."""
    heads = (
        *_code_heads(over, 3),
        *(_head(1, 4 + place, text, 2) for place, text in enumerate(("合计", "基本支出", "项目支出"))),
    )
    rows = [[*_code_cells(row.code), names.functional(row.code), *_basic_project(row.item)] for row in tree(items)]
    rows.append(["合计", None, None, None, *_basic_project(_sum(items))])
    return SheetTable(sheet, title, "元", (6, 6, 6, 34, 18, 18, 18), heads, tuple(rows), None if items else empty_note)


def appropriation(budget: UnitBudget, names: ClassNames) -> SheetTable:
    """财政拨款收支总表: three sources on the left, classes by budget on the right."""
    paid = budget.paid_by(*FISCAL)
    left: list[tuple[Cell, Cell]] = [
        (f"{mark}、{name}", _shown(budget.from_source(source)))
        for mark, name, source in zip(
            "一二三", ("一般公共预算资金", "政府性基金", "国有资本经营预算"), FISCAL, strict=True
        )
    ]
    right: list[tuple[Cell, ...]] = [
        (_numbered(place, names.functional(row.code)), *_by_fund(row.item)) for place, row in enumerate(classes(paid))
    ]
    rows: list[Sequence[Cell]] = [(*(a or (None, None)), *(b or (None,) * 5)) for a, b in zip_longest(left, right)]
    whole = _by_fund(_sum(paid))
    rows.append(("收入总计", whole[0], "支出总计", *whole))
    heads = (
        _head(0, 0, "财政拨款收入", 1, 2),
        _head(0, 2, "财政拨款支出", 1, 5),
        _head(1, 0, "项目"),
        _head(1, 1, "预算数"),
        *(
            _head(1, 2 + place, text)
            for place, text in enumerate(("项目", "合计", "一般公共预算", "政府性基金预算", "国有资本经营预算"))
        ),
    )
    widths = (28, 18, 30, 18, 18, 18, 18)
    return SheetTable("财政拨款收支总表", f"{budget.year}年部门财政拨款收支预算总表", "元", widths, heads, tuple(rows))


def basic_economic(budget: UnitBudget, names: ClassNames) -> SheetTable:
    """一般公共预算基本支出 by economic class: 301 and 303 are personnel, 302 and 310 are public."""
    rows: list[Sequence[Cell]] = []
    for class_code in sorted({code[:3] for code in budget.economic}):
        items = {code: amount for code, amount in budget.economic.items() if code[:3] == class_code}
        rows.append((class_code, None, names.economic(class_code), *_personnel_public(class_code, sum(items.values()))))
        rows += [
            (code[:3], code[3:], names.economic(code), *_personnel_public(code, amount))
            for code, amount in sorted(items.items())
        ]
    personnel = sum(amount for code, amount in budget.economic.items() if code[:3] in ("301", "303"))
    rows.append(("合计", None, None, budget.basic, personnel, budget.basic - personnel))
    heads = (
        _head(0, 0, "项目", 1, 3),
        _head(0, 3, "一般公共预算基本支出", 1, 3),
        _head(1, 0, "部门预算经济分类科目编码", 1, 2),
        _head(1, 2, "经济分类科目名称", 2),
        *(_head(1, 3 + place, text, 2) for place, text in enumerate(("合计", "人员经费", "公用经费"))),
        _head(2, 0, "类"),
        _head(2, 1, "款"),
    )
    title = f"{budget.year}年部门一般公共预算基本支出部门预算经济分类预算表"
    return SheetTable("基本支出经济分类表", title, "元", (8, 8, 34, 18, 18, 18), heads, tuple(rows))


def three_public(budget: UnitBudget) -> SheetTable:
    """三公经费和机关运行经费: one row, in 万元."""
    figures = budget.three_public
    heads = (
        _head(0, 0, "“三公”经费预算数", 1, 6),
        _head(0, 6, "机关运行经费预算数", 3),
        _head(1, 0, "合计", 2),
        _head(1, 1, "因公出国(境)费", 2),
        _head(1, 2, "公务接待费", 2),
        _head(1, 3, "公务用车购置及运行费", 1, 3),
        _head(2, 3, "小计"),
        _head(2, 4, "购置费"),
        _head(2, 5, "运行费"),
    )
    row: list[Cell] = [
        figures.total,
        figures.overseas_travel,
        figures.reception,
        figures.vehicles,
        figures.vehicle_purchase,
        figures.vehicle_operation,
        figures.operating,
    ]
    title = f"{budget.year}年部门“三公”经费和机关运行经费预算表"
    return SheetTable("三公经费和机关运行经费表", title, "万元", (14, 18, 14, 14, 14, 14, 18), heads, (row,))


def _code_heads(over: str, columns: int) -> tuple[Head, ...]:
    return (
        _head(0, 0, "项目", 1, 4),
        _head(0, 4, over, 1, columns),
        _head(1, 0, "功能分类科目编码", 1, 3),
        _head(1, 3, "功能分类科目名称", 2),
        _head(2, 0, "类"),
        _head(2, 1, "款"),
        _head(2, 2, "项"),
    )


def _code_cells(code: str) -> list[Cell]:
    return [code[:3], code[3:5] or None, code[5:] or None]


def _basic_project(item: Item) -> list[Cell]:
    return [_shown(item.total), _shown(item.basic), _shown(item.project)]


def _by_fund(item: Item) -> list[Cell]:
    return [_shown(item.total), *(_shown(item.from_source(source)) for source in FISCAL)]


def _personnel_public(code: str, amount: int) -> list[Cell]:
    return [amount, amount, None] if code[:3] in ("301", "303") else [amount, None, amount]


def _sum(items: Iterable[Item]) -> Item:
    """All items as one, for the 合计 row."""
    projects: dict[str, int] = {}
    basic = 0
    for item in items:
        basic += item.basic
        for source, amount in item.projects.items():
            projects[source] = projects.get(source, 0) + amount
    return Item("", basic, projects)
