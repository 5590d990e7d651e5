"""Mistakes that clerks make in a unit's official budget, in the three-public table and in the quarter's execution."""

from __future__ import annotations

import random

from data_loaders.addresses import a1
from data_loaders.amount_words import in_words
from data_loaders.grid import CellValue, Workbook
from tests.acceptance.clerks import EXECUTION, HEADER_ROW, THREE, Caught, Draft, Mistake, other_digit

OVERVIEW, INCOME, SPENDING, GENERAL = "收支总表", "收入总表", "支出总表", "一般公共预算支出表"
APPROPRIATION, FUNDS, CAPITAL = "财政拨款收支总表", "政府性基金预算支出表", "国有资本经营预算支出表"
ECONOMIC, OFFICIAL_THREE = "基本支出经济分类表", "三公经费和机关运行经费表"
FIRST_ROW, TITLE_ROW, UNIT_ROW = 9, 2, 4
TOTAL, BASIC, PROJECT = 5, 6, 7  # columns of the trees


def _codes(draft: Draft, sheet: str, level: int) -> list[int]:
    """The rows of a tree at a level, 类 1, 款 2, 项 3: so many of the first three columns are filled."""
    rows = range(FIRST_ROW, draft.row_of(sheet, "合计"))
    return [row for row in rows if sum(bool(draft.get(sheet, row, column)) for column in (1, 2, 3)) == level]


def _parent(draft: Draft, sheet: str, row: int, level: int) -> int:
    """The row above `row` that is one level higher."""
    return max(one for one in _codes(draft, sheet, level - 1) if one < row)


def digit_in_a_project(draft: Draft, chance: random.Random) -> Caught:
    """Total and project of an item agree no more: the row's total is named."""
    row = chance.choice(_codes(draft, SPENDING, 3))
    column = PROJECT if draft.get(SPENDING, row, PROJECT) else BASIC
    draft.set(SPENDING, row, column, other_digit(draft.get(SPENDING, row, column), chance))
    return Caught("row-basic-project", SPENDING, a1(row, TOTAL))


def digit_in_the_total(draft: Draft, chance: random.Random) -> Caught:
    row = draft.row_of(GENERAL, "合计")
    draft.set(GENERAL, row, TOTAL, 10 * int(str(draft.get(GENERAL, row, TOTAL))) + chance.randrange(10))
    return Caught("sum-total", GENERAL, a1(row, TOTAL))


def item_lost(draft: Draft, chance: random.Random) -> Caught:
    """Where it was the only one of its section every sum still holds: the other table still has the row."""
    row = chance.choice(_codes(draft, SPENDING, 3))
    parent = _parent(draft, SPENDING, row, 3)
    siblings = [one for one in _codes(draft, SPENDING, 3) if _parent(draft, SPENDING, one, 3) == parent]
    draft.delete_row(SPENDING, row)
    if len(siblings) > 1:
        return Caught("sum-section", SPENDING, a1(parent, TOTAL))
    return Caught("rows-differ", GENERAL, a1(row, TOTAL))


def class_lost(draft: Draft, chance: random.Random) -> Caught:
    """A class with everything below it: the total of the table does not follow from its rows."""
    first = chance.choice(_codes(draft, SPENDING, 1)[1:])
    after = [row for row in _codes(draft, SPENDING, 1) if row > first]
    for _ in range(first, min([*after, draft.row_of(SPENDING, "合计")])):
        draft.delete_row(SPENDING, first)
    return Caught("sum-total", SPENDING, a1(draft.row_of(SPENDING, "合计"), TOTAL))


def heading_of_a_class_lost(draft: Draft, chance: random.Random) -> Caught:
    """The row of the class alone: its sections still add up to the total."""
    row = chance.choice(_codes(draft, SPENDING, 1)[1:])
    draft.delete_row(SPENDING, row)
    return Caught("rows-differ", GENERAL, a1(row, TOTAL))


def unknown_class(draft: Draft, chance: random.Random) -> Caught:
    row = chance.choice(_codes(draft, SPENDING, 3))
    draft.set(SPENDING, row, 1, "299")
    return Caught("class-unknown", SPENDING, a1(row, 1))


def anothers_name(draft: Draft, chance: random.Random) -> Caught:
    row = chance.choice(_codes(draft, SPENDING, 1))
    draft.set(SPENDING, row, 4, "国防")
    return Caught("code-name-mismatch", SPENDING, a1(row, 1))


def negative(draft: Draft, chance: random.Random) -> Caught:
    row = chance.choice(_codes(draft, GENERAL, 3))
    return Caught("amount-negative", GENERAL, draft.set(GENERAL, row, TOTAL, -int(str(draft.get(GENERAL, row, TOTAL)))))


def words_for_a_number(draft: Draft, chance: random.Random) -> Caught:
    row = chance.choice(_codes(draft, GENERAL, 3))
    words = chance.choice(("约十万", "1O5000", "见附件"))
    return Caught("amount-not-a-number", GENERAL, draft.set(GENERAL, row, TOTAL, words))


def columns_swapped(draft: Draft, _chance: random.Random) -> Caught:
    """The figures of 基本支出 and 项目支出 under each other's header: the tables contradict each other."""
    for row in range(FIRST_ROW, draft.sheet(SPENDING).height + 1):
        one, other = draft.get(SPENDING, row, BASIC), draft.get(SPENDING, row, PROJECT)
        draft.set(SPENDING, row, BASIC, other)
        draft.set(SPENDING, row, PROJECT, one)
    return Caught("rows-differ", GENERAL, a1(FIRST_ROW, BASIC))


def label_swapped(draft: Draft, chance: random.Random) -> Caught:
    sheet = chance.choice((SPENDING, GENERAL, INCOME))
    column = next(n for n, text in enumerate(draft.sheet(sheet).rows[UNIT_ROW - 1], 1) if "单位：元" in str(text))
    draft.set(sheet, UNIT_ROW, column, "单位：万元")
    row = draft.row_of(sheet, "合计")
    if sheet == INCOME:  # whose every column of the total is beyond what an amount may be, so that none is compared
        return Caught("amount-too-large", sheet, a1(row, TOTAL))
    return Caught("money-unit-contradiction", sheet, a1(row, TOTAL), tuple(a1(row, one) for one in range(6, 10)))


def year_in_a_title(draft: Draft, chance: random.Random) -> Caught:
    sheet = chance.choice((SPENDING, GENERAL, INCOME, OVERVIEW, ECONOMIC))
    title = str(draft.get(sheet, TITLE_ROW, 1)).replace("2013年", f"{chance.choice((2012, 2014, 2003))}年")
    return Caught("identity-conflict", sheet, draft.set(sheet, TITLE_ROW, 1, title))


def unit_of_one_sheet(draft: Draft, chance: random.Random) -> Caught:
    sheet = chance.choice((SPENDING, GENERAL, INCOME, OVERVIEW, ECONOMIC))
    return Caught("identity-conflict", sheet, draft.set(sheet, UNIT_ROW, 1, "编制部门：示例市教育局"))


def sheet_lost(draft: Draft, chance: random.Random) -> Caught:
    lost = chance.choice((OVERVIEW, INCOME, SPENDING, APPROPRIATION, GENERAL, FUNDS, ECONOMIC, OFFICIAL_THREE))
    draft.workbook.sheets.remove(draft.sheet(lost))
    return Caught("table-missing", None, None)


def note_over_figures(draft: Draft, _chance: random.Random) -> Caught:
    row = draft.row_of(GENERAL, "合计") + 1
    width = draft.sheet(GENERAL).width
    draft.insert_row(GENERAL, row, ["注：本部门没有一般公共预算支出，故本表为空。", *[None] * (width - 1)])
    return Caught("note-over-figures", GENERAL, a1(row, 1))


def note_lost(draft: Draft, chance: random.Random) -> Caught:
    sheet = chance.choice((FUNDS, CAPITAL))
    rows = draft.sheet(sheet).rows
    del rows[draft.row_of(sheet, "合计") :]
    return Caught("table-empty-without-note", sheet, a1(TITLE_ROW, 1))


def digit_in_three_public(draft: Draft, chance: random.Random) -> Caught:
    column = chance.choice((2, 3))
    value = draft.get(OFFICIAL_THREE, FIRST_ROW, column)
    assert isinstance(value, int | float)
    draft.set(OFFICIAL_THREE, FIRST_ROW, column, round(value + chance.randrange(1, 90), 2))
    return Caught("three-public-sum", OFFICIAL_THREE, a1(FIRST_ROW, 1))


OFFICIAL_MISTAKES: dict[str, Mistake] = {
    "a digit in an item's amount": digit_in_a_project,
    "a digit too many in the total": digit_in_the_total,
    "an item lost": item_lost,
    "a class lost": class_lost,
    "the heading of a class lost": heading_of_a_class_lost,
    "a wrong code": unknown_class,
    "another class's name": anothers_name,
    "a negative amount": negative,
    "text in a number": words_for_a_number,
    "two columns swapped": columns_swapped,
    "the label of the other money unit": label_swapped,
    "a wrong year in a title": year_in_a_title,
    "another unit in one sheet": unit_of_one_sheet,
    "a sheet lost": sheet_lost,
    "a note over figures": note_over_figures,
    "a note lost": note_lost,
    "a digit in a three-public figure": digit_in_three_public,
}


def three_public_digit(draft: Draft, chance: random.Random) -> Caught:
    row, column = chance.choice(draft.data(THREE)), draft.column(THREE, "公务接待费(万元)")
    value = draft.get(THREE, row, column)
    assert isinstance(value, int | float)
    draft.set(THREE, row, column, round(value + chance.randrange(1, 9), 2))
    return Caught("three-public-sum", THREE, a1(row, draft.column(THREE, "合计(万元)")))


def vehicles_digit(draft: Draft, chance: random.Random) -> Caught:
    row, column = chance.choice(draft.data(THREE)), draft.column(THREE, "公务用车运行维护费(万元)")
    value = draft.get(THREE, row, column)
    assert isinstance(value, int | float)
    draft.set(THREE, row, column, round(value + chance.randrange(1, 9), 2))
    return Caught("vehicles-sum", THREE, a1(row, draft.column(THREE, "公务用车购置及运行费(万元)")))


def year_for_money(draft: Draft, chance: random.Random) -> Caught:
    row, column = chance.choice(draft.data(THREE)), draft.column(THREE, "合计(万元)")
    return Caught("three-public-year", THREE, draft.set(THREE, row, column, 2014))


def unit_twice(draft: Draft, chance: random.Random) -> Caught:
    row = chance.choice(draft.data(THREE))
    draft.insert_row(THREE, row + 1, draft.sheet(THREE).rows[row - 1])
    return Caught("unit-repeated", THREE, a1(row + 1, 1))


def half_a_vehicle(draft: Draft, chance: random.Random) -> Caught:
    row = chance.choice(draft.data(THREE))
    return Caught("count-invalid", THREE, draft.set(THREE, row, draft.column(THREE, "车辆保有量"), 2.5))


THREE_PUBLIC_MISTAKES: dict[str, Mistake] = {
    "a digit in the receptions": three_public_digit,
    "a digit in the vehicles": vehicles_digit,
    "a year for an amount": year_for_money,
    "a unit entered twice": unit_twice,
    "half a vehicle": half_a_vehicle,
}


def few_units(workbook: Workbook, wanted: int = 3) -> Workbook:
    """The execution of the first units alone, with the totals that belong to them."""
    draft = Draft(workbook)
    rows = draft.sheet(EXECUTION).rows
    units: list[CellValue] = list(dict.fromkeys(rows[row - 1][0] for row in draft.data(EXECUTION)))[:wanted]
    total, words = draft.row_of(EXECUTION, "合计"), draft.row_of(EXECUTION, "大写")
    kept = [row for row in rows[HEADER_ROW : total - 1] if row[0] in units]
    sums = [sum(int(str(row[column])) for row in kept) for column in (4, 5)]
    control, spelt = list(rows[total - 1]), list(rows[words - 1])
    control[4:6], spelt[4] = sums, in_words(sums[0] * 100)
    draft.sheet(EXECUTION).rows[:] = [*rows[:HEADER_ROW], *kept, control, spelt]
    return draft.workbook


def execution_digit(draft: Draft, chance: random.Random) -> Caught:
    """A total of a unit that its classes do not add up to."""
    row = chance.choice([row for row in draft.data(EXECUTION) if draft.get(EXECUTION, row, 4) == "合计"])
    cell = draft.set(EXECUTION, row, 6, other_digit(draft.get(EXECUTION, row, 6), chance))
    return Caught("execution-sum-differs", EXECUTION, cell)


def more_than_the_budget(draft: Draft, chance: random.Random) -> Caught:
    row = chance.choice(draft.data(EXECUTION))
    budget = draft.get(EXECUTION, row, 5)
    assert isinstance(budget, int)
    return Caught("executed-over-budget", EXECUTION, draft.set(EXECUTION, row, 6, budget * 2 + 1))


def line_twice(draft: Draft, chance: random.Random) -> Caught:
    row = chance.choice([row for row in draft.data(EXECUTION) if draft.get(EXECUTION, row, 3)])
    draft.insert_row(EXECUTION, row + 1, draft.sheet(EXECUTION).rows[row - 1])
    return Caught("line-repeated", EXECUTION, a1(row + 1, 3))


def fifth_quarter(draft: Draft, chance: random.Random) -> Caught:
    return Caught("header-cell-invalid", EXECUTION, draft.set(EXECUTION, 2, 4, chance.choice((0, 5, "夏"))))


EXECUTION_MISTAKES: dict[str, Mistake] = {
    "a digit in what was executed": execution_digit,
    "more than the budget": more_than_the_budget,
    "a line entered twice": line_twice,
    "a fifth quarter": fifth_quarter,
}
