"""Mistakes that clerks make, in the workbooks of a quarter: each says which rule must find it, and at which cell.

A mistake is made in the opened workbook (see `mutations`); those that only a file has (hidden rows, formulas without a
result, merged cells) are made in a saved file by `files_of_clerks`.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from data_loaders.addresses import a1
from data_loaders.amount_words import in_words
from data_loaders.grid import CellError, CellValue, Sheet, Workbook

BATCHES, DETAILS, EXECUTION, THREE = "批次", "拨付明细", "预算执行", "三公经费"
SPENDING, GENERAL, OVERVIEW = "支出总表", "一般公共预算支出表", "收支总表"
ECONOMIC, OFFICIAL_THREE, FUNDS = "基本支出经济分类表", "三公经费和机关运行经费表", "政府性基金预算支出表"
HEADER_ROW = 3  # of tidy sheets


@dataclass(frozen=True)
class Caught:
    """What the check must say: the rule, the sheet, and the cell (None: the rule speaks of the whole sheet or file).

    `or_cells`: others that are as right, where a rule names one of several figures of a table.
    """

    code: str
    sheet: str | None
    cell: str | None
    or_cells: tuple[str, ...] = ()


class Draft:
    """A copy of an opened workbook to make mistakes in. Rows and columns are 1-based."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = replace(
            workbook, sheets=[replace(one, rows=[list(row) for row in one.rows]) for one in workbook.sheets]
        )

    def sheet(self, name: str) -> Sheet:
        found = self.workbook.sheet(name)
        assert found is not None
        return found

    def get(self, sheet: str, row: int, column: int) -> CellValue:
        return self.sheet(sheet).value(row, column)

    def set(self, sheet: str, row: int, column: int, value: CellValue) -> str:
        """Change a cell; its A1 address."""
        self.sheet(sheet).rows[row - 1][column - 1] = value
        return a1(row, column)

    def column(self, sheet: str, header: str) -> int:
        """The column of a tidy sheet with this header, stars and units left out."""
        texts = [str(text or "").strip("*").removesuffix("(元)") for text in self.sheet(sheet).rows[HEADER_ROW - 1]]
        return texts.index(header) + 1

    def row_of(self, sheet: str, label: str, column: int = 1) -> int:
        """The last row with `label` in `column`."""
        rows = self.sheet(sheet).rows
        return max(number for number, row in enumerate(rows, 1) if row[column - 1] == label)

    def data(self, sheet: str) -> range:
        """The data rows of a tidy sheet."""
        return range(HEADER_ROW + 1, self.row_of(sheet, "合计"))

    def delete_row(self, sheet: str, row: int) -> None:
        del self.sheet(sheet).rows[row - 1]

    def insert_row(self, sheet: str, row: int, values: list[CellValue]) -> None:
        self.sheet(sheet).rows.insert(row - 1, list(values))

    def retotal(self, sheet: str) -> None:
        """合计 and 大写 as they are when the template adds up what stands there now (元 sheets)."""
        total, words = self.row_of(sheet, "合计"), self.row_of(sheet, "大写")
        first = True
        for column, header in enumerate(self.sheet(sheet).rows[HEADER_ROW - 1], 1):
            if "(元)" not in str(header or ""):
                continue
            added = sum(value for row in self.data(sheet) if isinstance(value := self.get(sheet, row, column), int))
            self.set(sheet, total, column, added)
            if first:
                self.set(sheet, words, column, in_words(added * 100))
            first = False


Mistake = Callable[[Draft, random.Random], Caught]


def other_digit(value: CellValue, chance: random.Random) -> int:
    """A whole number with one digit changed, its length kept."""
    text = str(value)
    place = chance.randrange(len(text))
    lowest = 1 if place == 0 else 0
    digit = chance.choice([d for d in range(lowest, 10) if str(d) != text[place]])
    return int(text[:place] + str(digit) + text[place + 1 :])


def _row(draft: Draft, sheet: str, chance: random.Random) -> int:
    return chance.choice(draft.data(sheet))


def _in_row(sheet: str, header: str, value: CellValue, code: str) -> Mistake:
    """`value` in the column `header` of any row is found by `code` at that cell."""

    def make(draft: Draft, chance: random.Random) -> Caught:
        row = _row(draft, sheet, chance)
        return Caught(code, sheet, draft.set(sheet, row, draft.column(sheet, header), value))

    return make


# Batches and their recipients.


def digit_in_a_batch(draft: Draft, chance: random.Random) -> Caught:
    row, column = _row(draft, BATCHES, chance), draft.column(BATCHES, "金额")
    cell = draft.set(BATCHES, row, column, other_digit(draft.get(BATCHES, row, column), chance))
    return Caught("batch-sum-differs", BATCHES, cell)


def digit_in_a_recipient(draft: Draft, chance: random.Random) -> Caught:
    """The batch that it does not add up to is named, not the row: any of its rows may be the wrong one."""
    row, column = _row(draft, DETAILS, chance), draft.column(DETAILS, "金额")
    draft.set(DETAILS, row, column, other_digit(draft.get(DETAILS, row, column), chance))
    batch = draft.row_of(BATCHES, str(draft.get(DETAILS, row, 1)))
    return Caught("batch-sum-differs", BATCHES, a1(batch, draft.column(BATCHES, "金额")))


def digit_in_a_total(draft: Draft, chance: random.Random) -> Caught:
    row, column = draft.row_of(DETAILS, "合计"), draft.column(DETAILS, "金额")
    cell = draft.set(DETAILS, row, column, other_digit(draft.get(DETAILS, row, column), chance))
    return Caught("total-row-differs", DETAILS, cell)


def words_that_contradict(draft: Draft, chance: random.Random) -> Caught:
    row, column = draft.row_of(BATCHES, "大写"), draft.column(BATCHES, "金额")
    total = draft.get(BATCHES, row - 1, column)
    cell = draft.set(BATCHES, row, column, in_words(other_digit(total, chance) * 100))
    return Caught("total-words-differ", BATCHES, cell)


def batch_twice(draft: Draft, chance: random.Random) -> Caught:
    row = _row(draft, BATCHES, chance)
    draft.insert_row(BATCHES, row + 1, draft.sheet(BATCHES).rows[row - 1])
    draft.retotal(BATCHES)
    return Caught("batch-number-repeated", BATCHES, a1(row + 1, 1))


def recipient_lost(draft: Draft, chance: random.Random) -> Caught:
    row = _row(draft, DETAILS, chance)
    batch = draft.row_of(BATCHES, str(draft.get(DETAILS, row, 1)))
    draft.delete_row(DETAILS, row)
    draft.retotal(DETAILS)
    return Caught("batch-sum-differs", BATCHES, a1(batch, draft.column(BATCHES, "金额")))


def recipient_twice(draft: Draft, chance: random.Random) -> Caught:
    """Everything is added up again as if it were right: only the two equal rows show it."""
    row, column = _row(draft, DETAILS, chance), draft.column(DETAILS, "金额")
    draft.insert_row(DETAILS, row + 1, draft.sheet(DETAILS).rows[row - 1])
    batch, amount = draft.row_of(BATCHES, str(draft.get(DETAILS, row, 1))), draft.column(BATCHES, "金额")
    before, more = draft.get(BATCHES, batch, amount), draft.get(DETAILS, row, column)
    assert isinstance(before, int)
    assert isinstance(more, int)
    draft.set(BATCHES, batch, amount, before + more)
    draft.retotal(BATCHES)
    draft.retotal(DETAILS)
    return Caught("recipient-repeated", DETAILS, a1(row + 1, draft.column(DETAILS, "收款对象")))


def codes_and_names_swapped(draft: Draft, _chance: random.Random) -> Caught:
    """The values of two columns under each other's header."""
    code, name = draft.column(BATCHES, "主管部门编码"), draft.column(BATCHES, "主管部门")
    for row in draft.data(BATCHES):
        one, other = draft.get(BATCHES, row, code), draft.get(BATCHES, row, name)
        draft.set(BATCHES, row, code, other)
        draft.set(BATCHES, row, name, one)
    return Caught("unit-unknown", BATCHES, a1(HEADER_ROW + 1, code))


def another_units_name(draft: Draft, chance: random.Random) -> Caught:
    row, column = _row(draft, BATCHES, chance), draft.column(BATCHES, "主管部门")
    names = {draft.get(BATCHES, other, column) for other in draft.data(BATCHES)} - {draft.get(BATCHES, row, column)}
    cell = draft.set(BATCHES, row, column, chance.choice(sorted(map(str, names))))
    return Caught("unit-name-differs", BATCHES, cell)


def another_townships_name(draft: Draft, chance: random.Random) -> Caught:
    row, column = _row(draft, DETAILS, chance), draft.column(DETAILS, "乡镇(街道)")
    names = {draft.get(DETAILS, other, column) for other in draft.data(DETAILS)} - {draft.get(DETAILS, row, column)}
    cell = draft.set(DETAILS, row, column, chance.choice(sorted(str(name) for name in names if name)))
    return Caught("township-name-differs", DETAILS, cell)


def date_outside_the_year(draft: Draft, chance: random.Random) -> Caught:
    row, column = _row(draft, BATCHES, chance), draft.column(BATCHES, "下达日期")
    day = draft.get(BATCHES, row, column)
    assert isinstance(day, dt.date)
    cell = draft.set(BATCHES, row, column, day.replace(year=chance.choice((2004, 2031))))
    return Caught("date-outside-year", BATCHES, cell)


def notice_back_to_front(draft: Draft, chance: random.Random) -> Caught:
    row, column = _row(draft, BATCHES, chance), draft.column(BATCHES, "公示结束")
    day = draft.get(BATCHES, row, column - 1)
    assert isinstance(day, dt.date)
    cell = draft.set(BATCHES, row, column, day - dt.timedelta(days=chance.randrange(1, 5)))
    return Caught("notice-reversed", BATCHES, cell)


def negative_amount(draft: Draft, chance: random.Random) -> Caught:
    row, column = _row(draft, DETAILS, chance), draft.column(DETAILS, "金额")
    value = draft.get(DETAILS, row, column)
    assert isinstance(value, int)
    return Caught("negative-without-mark", DETAILS, draft.set(DETAILS, row, column, -value))


def label_of_the_other_unit(draft: Draft, chance: random.Random) -> Caught:
    sheet = chance.choice((BATCHES, DETAILS))
    draft.set(sheet, 2, 3, "单位：万元")
    return Caught("money-unit-conflict", sheet, a1(HEADER_ROW, draft.column(sheet, "金额")))


def everything_in_ten_thousands(draft: Draft, chance: random.Random) -> Caught:
    """Label and header say 万元, the figures are yuan: the words do not agree."""
    sheet = chance.choice((BATCHES, DETAILS))
    column = draft.column(sheet, "金额")
    draft.set(sheet, 2, 3, "单位：万元")
    draft.set(sheet, HEADER_ROW, column, "金额(万元)*")
    return Caught("total-words-differ", sheet, a1(draft.row_of(sheet, "大写"), column))


def header_renamed(draft: Draft, chance: random.Random) -> Caught:
    header = chance.choice(("政策依据", "功能科目编码", "资金性质", "上级文号", "投诉电话"))
    column = draft.column(BATCHES, header)
    return Caught("column-not-read", BATCHES, draft.set(BATCHES, HEADER_ROW, column, f"{header[:2]}事项"))


def required_header_lost(draft: Draft, chance: random.Random) -> Caught:
    draft.set(BATCHES, HEADER_ROW, draft.column(BATCHES, chance.choice(("文号", "主管部门编码", "下达日期"))), None)
    return Caught("columns-missing", BATCHES, None)


def wrong_year_in_the_title(draft: Draft, chance: random.Random) -> Caught:
    sheet = chance.choice((BATCHES, DETAILS))
    title = f"{chance.choice((2003, 2013, 2015))}年{draft.get(sheet, 1, 1)}"
    return Caught("sheet-year-differs", sheet, draft.set(sheet, 1, 1, title))


def wrong_year_of_one_sheet(draft: Draft, chance: random.Random) -> Caught:
    return Caught("sheet-year-differs", DETAILS, draft.set(DETAILS, 2, 2, chance.choice((2012, 2013, 2015))))


def sheet_cut_off(draft: Draft, chance: random.Random) -> Caught:
    """The file ends in the midst of the rows: no total can vouch for them."""
    sheet = draft.sheet(DETAILS)
    del sheet.rows[chance.randrange(HEADER_ROW + 5, sheet.height - 5) :]
    return Caught("total-row-missing", DETAILS, None)


def row_shifted(draft: Draft, chance: random.Random) -> Caught:
    """One row moved by a column to the right: a blank in front of it."""
    row = _row(draft, DETAILS, chance)
    cells = draft.sheet(DETAILS).rows[row - 1]
    cells.insert(0, None)
    cells.pop()
    return Caught("field-missing", DETAILS, a1(row, 1))


def person_where_none_may_stand(draft: Draft, chance: random.Random) -> Caught:
    row = _row(draft, DETAILS, chance)
    draft.set(DETAILS, row, draft.column(DETAILS, "对象类型"), chance.choice(("个人", "家庭")))
    return Caught("person-refused", DETAILS, a1(row, draft.column(DETAILS, "收款对象")))


def mark_without_reduction(draft: Draft, chance: random.Random) -> Caught:
    row = _row(draft, DETAILS, chance)
    draft.set(DETAILS, row, draft.column(DETAILS, "调减"), "是")
    return Caught("mark-without-negative", DETAILS, a1(row, draft.column(DETAILS, "金额")))


def unknown_batch(draft: Draft, chance: random.Random) -> Caught:
    row = _row(draft, DETAILS, chance)
    return Caught("recipient-without-batch", DETAILS, draft.set(DETAILS, row, 1, str(chance.randrange(500, 999))))


def batch_without_rows(draft: Draft, chance: random.Random) -> Caught:
    batch = _row(draft, BATCHES, chance)
    number = draft.get(BATCHES, batch, 1)
    for row in [row for row in draft.data(DETAILS) if draft.get(DETAILS, row, 1) == number][::-1]:
        draft.delete_row(DETAILS, row)
    draft.retotal(DETAILS)
    return Caught("batch-without-recipients", BATCHES, a1(batch, 1))


def same_document_twice(draft: Draft, chance: random.Random) -> Caught:
    """A batch entered again under the number of another one's document."""
    row = _row(draft, BATCHES, chance)
    column = draft.column(BATCHES, "金额")
    other = chance.choice([one for one in draft.data(BATCHES) if one != row])
    draft.set(BATCHES, row, 2, draft.get(BATCHES, other, 2))
    draft.set(BATCHES, row, column, draft.get(BATCHES, other, column))
    return Caught("batch-sum-differs", BATCHES, a1(row, column))


BATCH_MISTAKES: dict[str, Mistake] = {
    "a digit in a batch's amount": digit_in_a_batch,
    "a digit in a recipient's amount": digit_in_a_recipient,
    "a digit in the total": digit_in_a_total,
    "a total in words that contradicts": words_that_contradict,
    "a batch entered twice": batch_twice,
    "a recipient lost": recipient_lost,
    "a recipient entered twice": recipient_twice,
    "two columns swapped": codes_and_names_swapped,
    "an unknown unit": _in_row(BATCHES, "主管部门编码", "999999", "unit-unknown"),
    "another unit's name": another_units_name,
    "an unknown township": _in_row(DETAILS, "乡镇(街道)编码", "999981999", "township-unknown"),
    "another township's name": another_townships_name,
    "an unknown fund": _in_row(BATCHES, "专项资金编码", "SF99", "fund-unknown"),
    "another fund's name": _in_row(BATCHES, "专项资金名称", "示例市没有的资金", "fund-name-differs"),
    "a wrong functional code": _in_row(BATCHES, "功能科目编码", "2999999", "class-unknown"),
    "a wrong level": _in_row(BATCHES, "资金级次", "国际", "choice-unknown"),
    "a date outside the year": date_outside_the_year,
    "a date in words": _in_row(BATCHES, "下达日期", "一月中旬", "date-invalid"),
    "a notice back to front": notice_back_to_front,
    "a malformed document number": _in_row(BATCHES, "文号", "关于下达资金的通知", "document-number-invalid"),
    "a malformed batch number": _in_row(BATCHES, "批次号", "第一批", "batch-number-invalid"),
    "a negative amount": negative_amount,
    "text in a number": _in_row(DETAILS, "金额", "约三十万", "amount-not-a-number"),
    "a third decimal": _in_row(DETAILS, "金额", 331_600.005, "amount-not-exact"),
    "an error in a cell": _in_row(DETAILS, "金额", CellError("error", "#REF!"), "amount-cell-error"),
    "a mandatory cell left empty": _in_row(DETAILS, "用途", None, "field-missing"),
    "the label of the other money unit": label_of_the_other_unit,
    "everything in the other money unit": everything_in_ten_thousands,
    "a header renamed": header_renamed,
    "a mandatory header lost": required_header_lost,
    "a wrong year in the title": wrong_year_in_the_title,
    "a wrong year in one sheet": wrong_year_of_one_sheet,
    "a sheet cut off": sheet_cut_off,
    "a row shifted": row_shifted,
    "a row of an unknown batch": unknown_batch,
    "a batch without rows": batch_without_rows,
    "another batch's document and amount": same_document_twice,
    "a person where none may stand": person_where_none_may_stand,
    "a telephone number": _in_row(DETAILS, "用途", "联系13800138000", "personal-phone"),
    "a mark without a reduction": mark_without_reduction,
}
