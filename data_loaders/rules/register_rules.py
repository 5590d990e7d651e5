"""Rules about public registers, and the refusal of personal integrity files."""

from __future__ import annotations

from data_loaders.findings import Severity
from data_loaders.rules.base import Rule

ERROR = Severity.ERROR

RULES: tuple[Rule, ...] = (
    Rule(
        "register-row-repeated",
        ERROR,
        "登记重复",
        "Row registered twice",
        "同一事项在一年的登记里只有一行，以后更正时才认得是哪一行。",
        "A matter stands once in a year's register, so that a correction can be told from a new row.",
        "“{sheet}”{cell} 的“{value}”与第 {other} 行重复（{columns}都相同），请合并或删去一行。",
        "{value} in {cell} of sheet “{sheet}” repeats row {other} (the same {columns}); merge or remove one.",
    ),
    Rule(
        "register-date-outside-year",
        ERROR,
        "日期不在登记年度内",
        "Date outside the register's year",
        "登记按年度公开，决定和评估的日期要在这一年内。",
        "A register is published by year; its decisions and reviews lie in that year.",
        "“{sheet}”{cell} 的“{column_zh}”是 {value}，不在 {year} 年内，请核对日期或表头的年度。",
        "{column_en} in {cell} of sheet “{sheet}” is {value}, outside {year}; check it or the year above the table.",
    ),
    Rule(
        "register-period-reversed",
        ERROR,
        "起止日期颠倒",
        "Period ends before it begins",
        "截止日期不早于起始日期。",
        "A period does not end before it begins.",
        "“{sheet}”{cell} 的“{column_zh}” {value} 早于起始日期 {start}，请核对。",
        "{column_en} in {cell} of sheet “{sheet}” is {value}, before the period begins on {start}; check both.",
    ),
    Rule(
        "register-column-not-allowed",
        ERROR,
        "这一行不能填写此列",
        "Column not allowed in this row",
        "有的列只在满足条件时才能公开，例如姓名只在公告已载明时公开。",
        "Some columns are public only under a condition, as a name only where the announcement carries it.",
        "“{sheet}”{cell} 填写了“{column_zh}”（此处不重复内容）：{why_zh}。请删去这一格，或补齐依据。",
        "{cell} of sheet “{sheet}” fills in {column_en} (not repeated here): {why_en}. Empty the cell or add what it "
        "rests on.",
    ),
    Rule(
        "personal-integrity-file",
        ERROR,
        "个人廉政档案不得公开",
        "Personal integrity files are not for publication",
        "干部个人的家庭、房产、收入、出国等情况属于廉政档案，只由有权机关保管，本站不接收、不保存、不公开。",
        "An official's family, property, income and journeys belong to a personal file kept by the competent body; "
        "this site neither takes nor keeps nor publishes it.",
        "“{sheet}”{cell} 是个人廉政档案的内容（{what_zh}）：个人廉政档案不在公开网站上公布，文件没有保存。"
        "请只报送公示的回避和从业限制、风险点、评估文件或统计数字。",
        "{cell} of sheet “{sheet}” belongs to a personal integrity file ({what_en}): such files are not for a public "
        "site and this one was not kept. Hand in only announced recusals, risk points, reviewed documents or numbers.",
    ),
)
