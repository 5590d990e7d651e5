"""Rules about the arithmetic of official tables: sums, identities between tables, bounds, changes from year to year."""

from __future__ import annotations

from data_loaders.findings import Severity
from data_loaders.rules.base import Rule

_E, _W = Severity.ERROR, Severity.WARNING
_ROUNDING_ZH = "万元表允许四舍五入误差 0.005×（加数＋1）万元，元表 2 元，误差以内只作提示。"
_ROUNDING_EN = "Within rounding (0.005 × (addends + 1) 万元, or 2 元) it is only a notice."


def _sum(code: str, title_zh: str, title_en: str, zh: str, en: str) -> Rule:
    """A rule that compares a stated figure with a sum or with the same figure elsewhere."""
    return Rule(
        code,
        _E,
        title_zh,
        title_en,
        f"{zh}{_ROUNDING_ZH}",
        f"{en} {_ROUNDING_EN}",
        "工作表“{sheet}”的 {cell}“{label}”为 {value}，与 {other} 不符：按那里应为 {expected}，相差 "
        "{difference}。请核对这两处。",
        "Sheet {sheet}, {cell} ({label}) says {value}; by {other} it should be {expected}, a difference of "
        "{difference}. Check both.",
    )


_SUMS: tuple[Rule, ...] = (
    _sum(
        "row-basic-project",
        "合计不等于基本支出加项目支出",
        "Total is not basic plus project",
        "每一行：合计＝基本支出＋项目支出（及上缴上级、经营、补助、预留、结转）。",
        "On each row the total is basic plus project expenditure and the other columns.",
    ),
    _sum(
        "row-personnel-operating",
        "合计不等于人员加公用",
        "Total is not personnel plus operating",
        "每一行：合计＝人员经费＋公用经费（有项目支出列的再加项目支出）。",
        "On each row the total is personnel plus operating costs, and project expenditure where shown.",
    ),
    _sum(
        "row-sources",
        "收入合计不等于各来源之和",
        "Income is not the sum of its sources",
        "收入总表每一行：合计＝财政拨款＋事业＋经营＋其他等来源。",
        "On each row of the income table the total is the sum of its sources.",
    ),
    _sum(
        "row-funds",
        "合计不等于各预算之和",
        "Total is not the sum of the funds",
        "财政拨款支出：合计＝一般公共预算＋政府性基金＋国有资本经营预算。",
        "Fiscal appropriation is the sum of the general public, government funds and state capital budgets.",
    ),
    _sum(
        "funds-balance",
        "年末结余不平",
        "Closing balance does not follow",
        "年初结转和结余＋本年收入－本年支出＝年末结转和结余。",
        "Opening balance plus income less expenditure is the closing balance.",
    ),
    _sum(
        "sum-total",
        "总计不等于各类之和",
        "Total is not the sum of the classes",
        "合计＝各类之和。",
        "The total is the sum of its classes.",
    ),
    _sum(
        "sum-class",
        "类不等于各款之和",
        "Class is not the sum of its sections",
        "类＝其下各款之和。",
        "A class is the sum of its sections.",
    ),
    _sum(
        "sum-section",
        "款不等于各项之和",
        "Section is not the sum of its items",
        "款＝其下各项之和。",
        "A section is the sum of its items.",
    ),
    _sum(
        "accounts-balance",
        "决算总计不平",
        "Final accounts do not balance",
        "总计＝本年收入（支出）合计＋使用结余、结余分配＋年初（年末）结转和结余。",
        "The grand total is the year's total plus the balances used, allotted and carried over.",
    ),
    _sum(
        "income-equals-expenditure",
        "收入总计不等于支出总计",
        "Income is not expenditure",
        "收入总计＝支出总计。",
        "Total income equals total expenditure.",
    ),
    _sum(
        "total-differs",
        "同一总额在两张表中不同",
        "A total differs between tables",
        "收支总表的收入、支出总计分别等于收入总表、支出总表的合计。",
        "The totals of the overview equal those of the income and expenditure tables.",
    ),
    _sum(
        "fund-total-differs",
        "财政拨款总表与分表不符",
        "Appropriation differs from its fund's table",
        "财政拨款收支总表中各预算的支出等于该预算支出表的合计。",
        "Each fund's total in the appropriation table equals that of its own table.",
    ),
    _sum(
        "fund-class-differs",
        "财政拨款总表的类与分表不符",
        "A class differs between appropriation and its fund's table",
        "财政拨款收支总表各类等于相应支出表的类级行。",
        "Each class of the appropriation table equals the class row of that fund's table.",
    ),
    _sum(
        "classes-differ",
        "收支总表的类与支出总表不符",
        "A class differs between overview and expenditure table",
        "收支总表按功能分类的支出等于支出总表的类级行。",
        "The functional classes of the overview equal the class rows of the expenditure table.",
    ),
    _sum(
        "rows-differ",
        "支出总表与一般公共预算支出表不符",
        "Rows differ between two tables",
        "支出全部为一般公共预算时，两张表逐行相等。",
        "Where all spending is general public budget, the two tables have the same rows.",
    ),
    _sum(
        "source-differs",
        "同一收入来源在两张表中不同",
        "A source of income differs between tables",
        "收支总表的收入来源等于收入总表的合计和财政拨款收支总表的收入。",
        "Sources in the overview equal the income table and the appropriation table.",
    ),
    _sum(
        "fiscal-differs",
        "财政拨款收入前后不符",
        "Fiscal appropriation differs",
        "收入总表的财政拨款等于财政拨款收支总表的收入。",
        "Fiscal appropriation in the income table equals the income of the appropriation table.",
    ),
    _sum(
        "basic-differs",
        "基本支出与经济分类表不符",
        "Basic expenditure differs from the economic table",
        "一般公共预算的基本支出等于按经济分类的基本支出表合计。",
        "Basic expenditure of the general public budget equals the total of the economic table.",
    ),
    _sum(
        "personnel-operating-differ",
        "人员、公用经费前后不符",
        "Personnel or operating costs differ",
        "收支总表的人员经费、公用经费等于经济分类基本支出表的合计。",
        "Personnel and operating costs of the overview equal those of the economic table.",
    ),
    _sum(
        "use-differs",
        "支出用途与总额不符",
        "Uses do not agree with the total",
        "按用途的基本支出、项目支出、预留机动经费等于支出总表相应各列，其和等于支出总额。",
        "Expenditure by use equals the columns of the expenditure table and adds up to the total.",
    ),
    _sum(
        "three-public-sum",
        "“三公”经费合计不符",
        "Three-public total does not add up",
        "合计＝因公出国（境）费＋公务用车购置及运行费＋公务接待费（含会议费、培训费的表另加）。",
        "The total is overseas travel, vehicles and reception, and meetings and training where the form includes them.",
    ),
    _sum(
        "vehicles-sum",
        "公务用车费不等于购置加运行",
        "Vehicles are not purchase plus operation",
        "公务用车购置及运行费＝购置费＋运行费。",
        "Vehicle costs are purchase plus operation.",
    ),
)

_LIMITS: tuple[Rule, ...] = (
    Rule(
        "operating-over-public",
        _E,
        "机关运行经费大于公用经费",
        "Operating costs above the public part",
        "机关运行经费不会超过公用经费（可以小于，不要求相等）。",
        "Operating costs are at most the operating part of basic expenditure; they need not be equal.",
        "工作表“{sheet}”的 {cell} 机关运行经费 {value} 大于公用经费 {limit}（{other}），请核对。",
        "Operating costs of {value} ({cell} of sheet {sheet}) are above {limit} ({other}); check both.",
    ),
    Rule(
        "economic-over-three-public",
        _E,
        "经济科目大于“三公”经费",
        "Economic class above its three-public figure",
        "基本支出里的公务接待费、公务用车运行维护费、因公出国费不会超过“三公”经费的相应项目。",
        "Reception, vehicle operation and overseas travel within basic expenditure are part of the three-public "
        "figures.",
        "工作表“{sheet}”的 {cell}“{label}”{value} 大于“三公”经费表的 {limit}（{other}），请核对。",
        "{label} of {value} ({cell} of sheet {sheet}) is above the three-public figure of {limit} ({other}); "
        "check both.",
    ),
    Rule(
        "money-unit-contradiction",
        _E,
        "金额单位与其他表矛盾",
        "Money unit contradicts the other tables",
        "同一份文件的各表应当大致相当；差一百倍以上，多半是“元”“万元”写错了。",
        "Tables of one document must be of one scale; a factor of a hundred or more means that 元 and 万元 were "
        "swapped.",
        "“{title}”注明单位为{unit}，{cell} 折合 {value}，而 {other} 为 "
        "{other_value}，相差悬殊，请核对这张表的金额单位。",
        "{title} declares {unit}: {cell} is {value}, but {other} is {other_value}. Check the money unit of this table.",
    ),
    Rule(
        "three-public-too-small",
        _E,
        "“三公”经费小得不合理",
        "Three-public total too small to be true",
        "合计不足 100 元，多半是把万元写成了元。",
        "A total below 100 yuan means that 万元 was labelled 元.",
        "工作表“{sheet}”的 {cell}“三公”经费合计只有 {value}，请核对金额单位。",
        "The three-public total in {cell} of sheet {sheet} is only {value}; check its money unit.",
    ),
    Rule(
        "three-public-too-large",
        _E,
        "“三公”经费大得不合理",
        "Three-public figure too large to be true",
        "一个单位的“三公”经费不会超过 10 亿元。",
        "No unit's three-public expenses exceed 100,000 万元.",
        "工作表“{sheet}”的 {cell} 为 {value}，超过 100,000 万元，请核对金额单位。",
        "Cell {cell} of sheet {sheet} is {value}, above 100,000 万元; check its money unit.",
    ),
    Rule(
        "three-public-year",
        _E,
        "金额格里是年份",
        "A year in a money cell",
        "单独的年份不是金额。",
        "A bare year is no amount.",
        "工作表“{sheet}”的 {cell} 写的是年份 {value}，不是金额，请改正。",
        "Cell {cell} of sheet {sheet} holds the year {value}, no amount; correct it.",
    ),
    Rule(
        "amount-negative",
        _E,
        "负数没有注明调减",
        "Negative amount without a mark",
        "负数只用于注明调减、收回的行和结转结余。",
        "Only rows marked as reductions, and balances, may be negative.",
        "工作表“{sheet}”的 {cell}“{label}”为负数 {value}，请核对；确为调减的请在名称里注明“调减”。",
        "Cell {cell} of sheet {sheet} ({label}) is negative: {value}. Check it; name a reduction as such (调减).",
    ),
)

_REASONS: tuple[Rule, ...] = (
    Rule(
        "count-amount-contradiction",
        _W,
        "金额与数量矛盾",
        "Amount and count contradict",
        "有支出就有批次、人次或车辆，反之亦然；例外要说明。",
        "An amount goes with a count and the other way round; exceptions need a note.",
        "工作表“{sheet}”的 {cell}“{label}”为 {value}，数量却为 {count}，请核对或说明。",
        "{label} in {cell} of sheet {sheet} is {value}, its count {count}; check or explain.",
    ),
    Rule(
        "final-over-budget",
        _W,
        "决算超过预算",
        "Final figure above the budget",
        "“三公”经费决算超过预算要说明原因。",
        "Three-public expenses above their budget need a reason in words.",
        "工作表“{sheet}”的 {cell}“{label}”决算 {value} 超过预算 {budget}，请写明原因。",
        "{label} in {cell} of sheet {sheet}: the final {value} is above the budget of {budget}; give the reason.",
    ),
    Rule(
        "three-public-rise",
        _W,
        "“三公”经费比上年增加",
        "Three-public expenses rise",
        "“三公”经费比上年增加要说明原因。",
        "A rise from the year before needs a reason in words.",
        "工作表“{sheet}”的 {cell}“{label}”{value}，上年为 {before}（{percent}），请写明原因。",
        "{label} in {cell} of sheet {sheet} is {value}, after {before} the year before ({percent}); give the reason.",
    ),
    Rule(
        "year-on-year",
        _W,
        "比上年变动超过 30%",
        "Change of more than 30 % in a year",
        "总额或某类比上年变动超过 30% 且在 10 万元以上，要说明原因。",
        "A total or class above 100,000 yuan that changes by more than 30 % needs a reason.",
        "工作表“{sheet}”的 {cell}“{label}”{value}，上年为 {before}（{percent}），请核对或说明原因。",
        "{label} in {cell} of sheet {sheet} is {value}, after {before} the year before ({percent}); check or explain.",
    ),
)

RULES: tuple[Rule, ...] = (*_SUMS, *_LIMITS, *_REASONS)
