"""Final accounts of a made-up unit in the nine official tables, from the same figures as its budget."""

from __future__ import annotations

from collections.abc import Sequence

from data_loaders.grid import CellValue
from tests.data_loaders.official import (
    NUMERALS,
    UNIT,
    Book,
    BudgetBook,
    Plan,
    Rows,
    TreeRow,
    frame,
    side_by_side,
    split,
    tree,
    wan,
)


class AccountsBook(BudgetBook):
    """The nine tables of final accounts, in 万元 with two decimals; every figure of the plan is a whole number of 100
    元."""

    OPENING, CLOSING = 350_000, 350_000

    def __init__(self, plan: Plan | None = None, unit: str = UNIT) -> None:
        Book.__init__(self, plan, unit)
        owner = f"编制部门：{unit}"
        rows = tree(self.plan.items)
        names = (
            ("01", f"{self.plan.year}年度收入支出决算总表", 4, self._overview(rows)),
            ("02", "收入决算表", 11, self._income(rows)),
            ("03", "支出决算表", 10, self._all_spending(rows)),
            ("04", "财政拨款收入支出决算总表", 7, self._appropriation()),
            ("05", "一般公共预算财政拨款支出决算表", 7, self._by_function(tree(self._general()))),
            ("06", "一般公共预算财政拨款基本支出决算表", 8, self._double_panel()),
            ("07", "财政拨款“三公”经费支出决算表", 12, self._three_public()),
            ("08", "政府性基金预算财政拨款收入支出决算表", 10, self._funds_table(tree(self._funds()))),
            ("09", "国有资本经营预算财政拨款收入支出决算表", 10, self._funds_table([])),
        )
        self.sheets = {key: frame(title, owner, "万元", width) + body for key, title, width, body in names}
        self.sheets["09"].append(["注：本部门没有国有资本经营预算收支，故本表为空。"])

    def _overview(self, rows: Sequence[TreeRow]) -> Rows:
        general, funds = (
            sum(item.basic + item.project for item in items) for items in (self._general(), self._funds())
        )
        total = general + funds + self.plan.other_income
        left: Rows = [
            ["一、一般公共预算财政拨款收入", wan(general)],
            ["二、政府性基金预算财政拨款收入", wan(funds)],
            ["三、上级补助收入", None],
            ["四、其他收入", wan(self.plan.other_income)],
        ]
        classes = [row for row in rows if len(row.code) == 3]
        right: Rows = [
            [f"{NUMERALS[place]}、{row.name}", wan(row.basic + row.project)] for place, row in enumerate(classes)
        ]
        return [
            ["收入", None, "支出", None],
            ["项目", "决算数", "项目", "决算数"],
            *side_by_side(left, right, 4),
            ["本年收入合计", wan(total), "本年支出合计", wan(total)],
            ["使用非财政拨款结余", None, "结余分配", None],
            ["年初结转和结余", wan(self.OPENING), "年末结转和结余", wan(self.CLOSING)],
            ["总计", wan(total + self.OPENING), "总计", wan(total + self.CLOSING)],
        ]

    def _income(self, rows: Sequence[TreeRow]) -> Rows:
        first, other = self.plan.items[0].code, self.plan.other_income
        body: Rows = []
        for row in rows:
            part = other if first.startswith(row.code) else 0
            total = row.basic + row.project
            body.append(
                [*split(row.code), row.name, wan(total), wan(total - part), *[None] * 4, wan(part) if part else None]
            )
        total = sum(item.basic + item.project for item in self.plan.items)
        sources = [
            "本年收入合计",
            "财政拨款收入",
            "上级补助收入",
            "事业收入",
            "经营收入",
            "附属单位上缴收入",
            "其他收入",
        ]
        return [
            ["项目", None, None, None, *sources],
            ["支出功能分类", None, None, "科目名称", *[None] * 7],
            ["科目编码", *[None] * 10],
            ["类", "款", "项", "合计", wan(total), wan(total - other), *[None] * 4, wan(other)],
            *body,
        ]

    def _all_spending(self, rows: Sequence[TreeRow]) -> Rows:
        heads = ["本年支出合计", "基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出"]
        tops = [row for row in rows if len(row.code) == 3]
        return [
            ["项目", None, None, None, *heads],
            ["支出功能分类", None, None, "科目名称", *[None] * 6],
            ["科目编码", *[None] * 9],
            ["类", "款", "项", "合计", *self._amounts(tops), *[None] * 3],
            *[[*split(row.code), row.name, *self._amounts([row]), *[None] * 3] for row in rows],
        ]

    def _amounts(self, rows: Sequence[TreeRow]) -> list[CellValue]:
        basic, project = (sum(getattr(row, part) for row in rows) for part in ("basic", "project"))
        return [wan(basic + project), wan(basic) if basic else None, wan(project) if project else None]

    def _by_function(self, rows: Sequence[TreeRow]) -> Rows:
        tops = [row for row in rows if len(row.code) == 3]
        return [
            ["项目", None, None, None, "合计", "基本支出", "项目支出"],
            ["支出功能分类", None, None, "科目名称", None, None, None],
            ["科目编码", *[None] * 6],
            ["类", "款", "项", *[None] * 4],
            *[[*split(row.code), row.name, *self._amounts([row])] for row in rows],
            ["合计", None, None, None, *self._amounts(tops)],
        ]

    def _appropriation(self) -> Rows:
        budget = BudgetBook._appropriation(self)
        inner = [[*row] for row in budget[2:-1]]
        body: Rows = [[wan(cell) if isinstance(cell, int) else cell for cell in row] for row in inner]
        general, funds = (
            sum(item.basic + item.project for item in items) for items in (self._general(), self._funds())
        )
        total, rest = general + funds, self.OPENING
        return [
            ["收入", None, "支出", None, None, None, None],
            [
                "项目",
                "决算数",
                "项目",
                "合计",
                "一般公共预算财政拨款",
                "政府性基金预算财政拨款",
                "国有资本经营预算财政拨款",
            ],
            *body,
            ["本年收入合计", wan(total), "本年支出合计", wan(total), wan(general), wan(funds), None],
            ["年初财政拨款结转和结余", wan(rest), "年末财政拨款结转和结余", wan(rest), wan(rest), None, None],
            ["一、一般公共预算财政拨款", wan(rest), *[None] * 5],
            ["二、政府性基金预算财政拨款", *[None] * 6],
            ["总计", wan(total + rest), "总计", wan(total + rest), wan(general + rest), wan(funds), None],
        ]

    def _double_panel(self) -> Rows:
        rows = [row for row in self._economic()[3:-1]]
        left = [[*row[:3], wan(int(str(row[3])))] for row in rows if row[0] in ("301", "303")]
        right = [[*row[:3], wan(int(str(row[3])))] for row in rows if row[0] in ("302", "310")]
        blank: list[CellValue] = [None] * 4
        body = [
            (left[place] if place < len(left) else blank) + (right[place] if place < len(right) else blank)
            for place in range(max(len(left), len(right)))
        ]
        return [
            ["经济分类", None, "科目名称", "决算数", "经济分类", None, "科目名称", "决算数"],
            ["科目编码", None, None, None, "科目编码", None, None, None],
            ["类", "款", None, None, "类", "款", None, None],
            *body,
            ["人员经费合计", None, None, wan(self._personnel()), "公用经费合计", None, None, wan(self._operating())],
        ]

    def _three_public(self) -> Rows:
        total, overseas, reception, vehicles, purchase, operation, _ = BudgetBook._three_public(self)[3]
        pairs = [
            cell for value in (total, overseas, vehicles, purchase, operation, reception) for cell in (value, value)
        ]
        blank = [None] * 11
        return [
            ["财政拨款“三公”经费", *blank],
            ["合计", None, "因公出国（境）费", None, "公务用车购置及运行费", *[None] * 5, "公务接待费", None],
            [*[None] * 4, "小计", None, "公务用车购置费", None, "公务用车运行费", None, None, None],
            ["预算数", "决算数"] * 6,
            pairs,
        ]

    def _funds_table(self, rows: Sequence[TreeRow]) -> Rows:
        def amounts(found: Sequence[TreeRow]) -> list[CellValue]:
            total, basic, project = self._amounts(found)
            return [None, total, total, basic, project, None]

        tops = [row for row in rows if len(row.code) == 3]
        return [
            ["项目", None, None, None, "年初结转和结余", "本年收入", "本年支出", None, None, "年末结转和结余"],
            ["支出功能分类科目编码", None, None, "科目名称", None, None, "小计", "基本支出", "项目支出", None],
            ["类", "款", "项", *[None] * 7],
            *[[*split(row.code), row.name, *amounts([row])] for row in rows],
            ["合计", None, None, None, *(amounts(tops) if rows else [None] * 6)],
        ]
