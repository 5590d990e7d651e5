"""Official budget and accounts workbooks of a made-up unit, built from a few figures so that every identity holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

import openpyxl

from data_loaders.budget import read
from data_loaders.checks import CHECKS
from data_loaders.findings import Finding
from data_loaders.grid import CellValue, Sheet, Workbook
from data_loaders.reading import Context, Reading

Rows = list[list[CellValue]]
UNIT = "示例市教育局"
CLASS_NAMES = {"205": "教育支出", "208": "社会保障和就业支出", "212": "城乡社区支出"}
SECTION_NAMES = {
    "20501": "教育管理事务",
    "20502": "普通教育",
    "20805": "行政事业单位养老支出",
    "21208": "国有土地使用权出让收入安排的支出",
}
NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True)
class Item:
    """One 项 with its amounts in yuan; `fund` is general or funds (政府性基金)."""

    code: str
    name: str
    basic: int
    project: int
    fund: str = "general"


@dataclass(frozen=True)
class Plan:
    """The figures from which all tables follow.

    `economic` are yuan by 款, of personnel (301, 303) or operating (302, 310).
    """

    items: tuple[Item, ...] = (
        Item("2050101", "行政运行", 6_120_000, 250_000),
        Item("2050201", "学前教育", 0, 1_800_500),
        Item("2050202", "小学教育", 2_400_000, 3_100_000),
        Item("2080505", "机关事业单位基本养老保险缴费支出", 1_480_000, 0),
        Item("2120801", "征地和拆迁补偿支出", 0, 930_000, "funds"),
    )
    economic: tuple[tuple[str, str, int], ...] = (
        ("30101", "基本工资", 3_900_000),
        ("30102", "津贴补贴", 2_620_000),
        ("30108", "机关事业单位基本养老保险缴费", 1_480_000),
        ("30201", "办公费", 700_000),
        ("30212", "因公出国（境）费用", 30_000),
        ("30217", "公务接待费", 120_000),
        ("30231", "公务用车运行维护费", 150_000),
        ("30302", "退休费", 900_000),
        ("31002", "办公设备购置", 100_000),
    )
    three_public: dict[str, Decimal] = field(
        default_factory=lambda: {
            "overseas_travel": Decimal("5.5"),
            "reception": Decimal("12.4"),
            "vehicle_purchase": Decimal("18"),
            "vehicle_operation": Decimal("16.2"),
            "operating": Decimal("96.5"),
        }
    )
    other_income: int = 150_000
    year: int = 2024


@dataclass(frozen=True)
class TreeRow:
    """One row of a functional tree in yuan."""

    code: str
    name: str
    basic: int
    project: int


def tree(items: Iterable[Item]) -> list[TreeRow]:
    """Class, section and item rows of `items`, each parent the sum of what is below it."""
    sums: dict[str, list[int]] = {}
    names: dict[str, str] = {**CLASS_NAMES, **SECTION_NAMES}
    for item in items:
        names[item.code] = item.name
        for length in (3, 5, 7):
            pair = sums.setdefault(item.code[:length], [0, 0])
            pair[0] += item.basic
            pair[1] += item.project
    return [TreeRow(code, names[code], *sums[code]) for code in sorted(sums)]


def split(code: str, economic: bool = False) -> list[str]:
    parts = [code[:3], code[3:5], code[5:7]]
    return parts[:2] if economic else parts


class Book:
    """Sheets of an official workbook as rows, to be changed by a test, then read."""

    def __init__(self, plan: Plan | None = None, unit: str = UNIT) -> None:
        self.plan = plan or Plan()
        self.unit = unit
        self.sheets: dict[str, Rows] = {}

    def workbook(self, name: str = "示例.xlsx") -> Workbook:
        return Workbook(
            name,
            "0" * 64,
            "xlsx",
            [Sheet(title, False, [list(row) for row in rows]) for title, rows in self.sheets.items()],
        )

    def read(self, context: Context | None = None) -> Reading:
        reading = read(self.workbook(), context or Context())
        assert reading is not None
        return reading

    def findings(self, context: Context | None = None) -> list[Finding]:
        """What the reader and every check find."""
        context = context or Context()
        reading = self.read(context)
        return [*reading.findings, *(problem for check in CHECKS for problem in check(reading.documents, context))]

    def codes(self, *severities: str) -> set[str]:
        return {one.code for one in self.findings() if not severities or one.severity in severities}

    def save(self, path: Path) -> Path:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in self.sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append([None if cell == "" else cell for cell in row])
        book.save(path)
        return path

    def set(self, sheet: str, row: int, column: int, value: CellValue) -> None:
        """Change the cell at (row, column), both 1-based."""
        self.sheets[sheet][row - 1][column - 1] = value

    def find(self, sheet: str, text: str) -> int:
        """The last 1-based row of `sheet` that holds `text`: a total's label stands in headers too."""
        return max(number for number, row in enumerate(self.sheets[sheet], 1) if text in row)


def frame(title: str, owner: str, unit: str, width: int) -> Rows:
    second: list[CellValue] = [owner, *[None] * (width - 2), f"单位：{unit}"]
    return [[title, *[None] * (width - 1)], second]


def side_by_side(left: Rows, right: Rows, width: int) -> Rows:
    """Rows of two panels: the left one has two columns, the right one the rest of `width`."""
    rows: Rows = []
    for place in range(max(len(left), len(right))):
        blank: list[CellValue] = [None] * (width - 2)
        one: list[CellValue] = left[place] if place < len(left) else [None, None]
        rows.append([*one, *(right[place] if place < len(right) else blank)])
    return rows


def wan(yuan: int) -> float:
    return float(Decimal(yuan) / 10_000)


class BudgetBook(Book):
    """The nine tables of a department budget in the common form."""

    def __init__(self, plan: Plan | None = None, unit: str = UNIT) -> None:
        super().__init__(plan, unit)
        year, owner = self.plan.year, f"编制部门：{unit}"
        rows = tree(self.plan.items)
        self.sheets = {
            "1": frame(f"{year}年部门财务收支预算总表", owner, "元", 7) + self._overview(rows),
            "2": frame(f"{year}年部门收入预算总表", owner, "元", 9) + self._income(rows),
            "3": frame(f"{year}年部门支出预算总表", owner, "元", 7) + self._spending(rows, "支出预算"),
            "4": frame(f"{year}年部门财政拨款收支预算总表", owner, "元", 7) + self._appropriation(),
            "5": frame(f"{year}年部门一般公共预算支出功能分类预算表", owner, "元", 7)
            + self._spending(tree(self._general()), "一般公共预算支出"),
            "6": frame(f"{year}年部门政府性基金预算支出功能分类预算表", owner, "元", 7)
            + self._spending(tree(self._funds()), "政府性基金预算支出"),
            "7": frame(f"{year}年部门国有资本经营预算支出功能分类预算表", owner, "元", 7)
            + self._spending([], "国有资本经营预算支出")
            + [["注：本部门没有国有资本经营预算收支，故本表为空。"]],
            "8": frame(f"{year}年部门一般公共预算基本支出部门预算经济分类预算表", owner, "元", 6) + self._economic(),
            "9": frame(f"{year}年部门“三公”经费和机关运行经费预算表", owner, "万元", 7) + self._three_public(),
        }
        if not self._funds():
            self.sheets["6"].append(["注：本部门没有政府性基金预算收支，故本表为空。"])

    def _general(self) -> list[Item]:
        """What the general public budget pays: all general items, less the part that other income pays of the first
        one."""
        first, *rest = [item for item in self.plan.items if item.fund == "general"]
        return [replace(first, project=first.project - self.plan.other_income), *rest]

    def _funds(self) -> list[Item]:
        return [item for item in self.plan.items if item.fund == "funds"]

    def _personnel(self) -> int:
        return sum(yuan for code, _, yuan in self.plan.economic if code[:3] in ("301", "303"))

    def _operating(self) -> int:
        return sum(yuan for code, _, yuan in self.plan.economic if code[:3] in ("302", "310"))

    def _overview(self, rows: Sequence[TreeRow]) -> Rows:
        """Left: sources. Right: classes with 基本支出 and 项目支出."""
        total = sum(item.basic + item.project for item in self.plan.items)
        general = sum(item.basic + item.project for item in self._general())
        funds = sum(item.basic + item.project for item in self._funds())
        left: Rows = [
            ["一、财政拨款收入", general + funds],
            ["1. 一般公共预算", general],
            ["2. 政府性基金预算", funds],
            ["3. 国有资本经营预算", None],
            ["二、事业收入", None],
            ["三、事业单位经营收入", None],
            ["四、其他收入", self.plan.other_income],
        ]
        classes = [row for row in rows if len(row.code) == 3]
        right: Rows = [
            [f"{NUMERALS[place]}、{row.name}", row.basic + row.project, row.basic, row.project, None]
            for place, row in enumerate(classes)
        ]
        body = side_by_side(left, right, 7)
        basic, project = (sum(getattr(row, part) for row in classes) for part in ("basic", "project"))
        return [
            ["本年收入", None, "本年支出", None, None, None, None],
            ["项目", "预算数", "项目", "合计", "基本支出", "项目支出", None],
            *body,
            ["收入总计", total, "支出总计", total, basic, project, None],
        ]

    def _income(self, rows: Sequence[TreeRow]) -> Rows:
        """财政拨款 pays all but the other income, which stands in the first item's line."""
        first = self.plan.items[0].code
        body: Rows = []
        for row in rows:
            other = self.plan.other_income if first.startswith(row.code) else 0
            total = row.basic + row.project
            body.append([*split(row.code), row.name, total, total - other, None, None, other or None])
        total, other = sum(item.basic + item.project for item in self.plan.items), self.plan.other_income
        return [
            ["项目", None, None, None, "收入预算", None, None, None, None],
            [
                "功能分类科目编码",
                None,
                None,
                "功能分类科目名称",
                "合计",
                "财政拨款收入",
                "事业收入",
                "事业单位\n经营收入",
                "其他收入",
            ],
            ["类", "款", "项", None, None, None, None, None, None],
            *body,
            ["合计", None, None, None, total, total - other, None, None, other],
        ]

    def _spending(self, rows: Sequence[TreeRow], group: str) -> Rows:
        body: Rows = [
            [*split(row.code), row.name, row.basic + row.project, row.basic or None, row.project or None]
            for row in rows
        ]
        tops = [row for row in rows if len(row.code) == 3]
        basic, project = (sum(getattr(row, part) for row in tops) for part in ("basic", "project"))
        totals = [basic + project, basic, project] if rows else [None] * 3
        return [
            ["项目", None, None, None, group, None, None],
            ["功能分类科目编码", None, None, "功能分类科目名称", "合计", "基本支出", "项目支出"],
            ["类", "款", "项", None, None, None, None],
            *body,
            ["合计", None, None, None, *totals],
        ]

    def _appropriation(self) -> Rows:
        sums: dict[str, list[int]] = {}
        for place, items in enumerate((self._general(), self._funds())):
            for item in items:
                sums.setdefault(item.code[:3], [0, 0])[place] += item.basic + item.project
        general, funds = (sum(pair[place] for pair in sums.values()) for place in (0, 1))
        left: Rows = [["一、一般公共预算", general], ["二、政府性基金预算", funds], ["三、国有资本经营预算", None]]
        right: Rows = [
            [f"{NUMERALS[place]}、{CLASS_NAMES[code]}", sum(sums[code]), sums[code][0], sums[code][1], None]
            for place, code in enumerate(sorted(sums))
        ]
        body = side_by_side(left, right, 7)
        return [
            ["财政拨款收入", None, "财政拨款支出", None, None, None, None],
            ["项目", "预算数", "项目", "合计", "一般公共预算", "政府性基金预算", "国有资本经营预算"],
            *body,
            ["收入总计", general + funds, "支出总计", general + funds, general, funds, None],
        ]

    def _economic(self) -> Rows:
        names = {"301": "工资福利支出", "302": "商品和服务支出", "303": "对个人和家庭的补助", "310": "资本性支出"}
        lines: list[tuple[str, str, int]] = []
        for code, name in names.items():
            below = [one for one in self.plan.economic if one[0].startswith(code)]
            lines += [(code, name, sum(yuan for _, _, yuan in below)), *below] if below else []
        body: Rows = [
            [*split(code, economic=True), name, yuan, *([yuan, None] if code[:3] in ("301", "303") else [None, yuan])]
            for code, name, yuan in lines
        ]
        personnel, operating = self._personnel(), self._operating()
        return [
            ["项目", None, None, "一般公共预算基本支出", None, None],
            ["部门预算经济分类科目编码", None, "经济分类科目名称", "合计", "人员经费", "公用经费"],
            ["类", "款", None, None, None, None],
            *body,
            ["合计", None, None, personnel + operating, personnel, operating],
        ]

    def _three_public(self) -> Rows:
        figures = self.plan.three_public
        vehicles = figures["vehicle_purchase"] + figures["vehicle_operation"]
        total = figures["overseas_travel"] + figures["reception"] + vehicles
        values = (
            total,
            figures["overseas_travel"],
            figures["reception"],
            vehicles,
            figures["vehicle_purchase"],
            figures["vehicle_operation"],
            figures["operating"],
        )
        return [
            ["“三公”经费预算数", None, None, None, None, None, "机关运行经费预算数"],
            ["合计", "因公出国(境)费", "公务接待费", "公务用车购置及运行费", None, None, None],
            [None, None, None, "小计", "购置费", "运行费", None],
            [float(value) for value in values],
        ]


def swap_label(book: Book, sheet: str) -> None:
    """元 becomes 万元 and the other way round in one sheet's label; the figures stay."""
    row = book.sheets[sheet][1]
    for column, cell in enumerate(row):
        if isinstance(cell, str) and cell.startswith("单位："):
            row[column] = "单位：元" if "万" in cell else "单位：万元"
