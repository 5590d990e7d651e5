"""The measures: what an amount column of an official table means, by the words that stand above it.

A measure's name is `[a-z_]+` and is part of a figure's address. `total` is the column that the others of its row add
up to.
In fund tables of final accounts `opening + income - total = closing`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pypinyin import lazy_pinyin

from data_loaders.catalogue.headings import heading_key


@dataclass(frozen=True, slots=True)
class Measure:
    """`pattern` is matched with the whole folded header (`heading_key`); the first measure that matches is taken."""

    key: str
    name_zh: str
    name_en: str
    pattern: str


MEASURES: tuple[Measure, ...] = (
    Measure(
        "total",
        "合计",
        "Total",
        r"合计|总计|小计|金额|总额|(?:年初)?预算(?:数|金额)|(?:全年)?决算(?:数|金额)|本年(?:收入|支出)(?:合计|小计)|(?:收入|支出)(?:合计|总计)"
        r"|机关运行经费(?:支出)?(?:预算数|决算数)?|当年预算|预算合计",
    ),
    Measure("basic", "基本支出", "Basic expenditure", r"基本支出(?:合计|小计|预算|决算)?|其中:基本支出"),
    Measure("project", "项目支出", "Project expenditure", r"项目支出(?:合计|小计|预算|决算)?|其中:项目支出"),
    Measure("personnel", "人员经费", "Personnel costs", r"人员(?:经费|支出)(?:合计|小计)?"),
    Measure("operating", "公用经费", "Operating costs", r"(?:日常)?公用(?:经费|支出)(?:合计|小计)?"),
    Measure(
        "general_public",
        "一般公共预算",
        "General public budget",
        r"(?:其中:)?一般公共预算(?:财政)?(?:拨款)?(?:资金)?(?:收入|预算)?",
    ),
    Measure(
        "government_funds",
        "政府性基金预算",
        "Government funds budget",
        r"政府性基金(?:预算)?(?:财政)?(?:拨款)?(?:资金)?(?:收入|预算)?",
    ),
    Measure(
        "state_capital",
        "国有资本经营预算",
        "State capital budget",
        r"国有资本经营(?:预算)?(?:财政)?(?:拨款)?(?:资金)?(?:收入|预算)?",
    ),
    Measure("fiscal", "财政拨款", "Fiscal appropriation", r"财政拨款(?:收入)?|(?:公共)?财政(?:预算)?拨款(?:收入)?"),
    Measure(
        "special_account",
        "财政专户管理资金",
        "Special fiscal account",
        r"(?:纳入)?财政(?:转)?专户(?:管理)?(?:的)?(?:非税)?(?:资金|收入|事业收入|非税收入)(?:收入|拨款)?",
    ),
    Measure("superior", "上级补助收入", "Subsidies from superiors", r"上级(?:财政)?补助(?:收入)?"),
    Measure("business", "事业收入", "Institutional income", r"事业(?:单位)?收入(?:资金)?"),
    Measure(
        "commercial",
        "经营",
        "Commercial operations",
        r"(?:事业单位)?经营(?:收入|支出)|事业单位经营(?:收入|支出)?(?:资金)?",
    ),
    Measure("affiliated", "附属单位上缴收入", "Income from affiliated units", r"附属单位(?:上缴)?收入|附属单位上缴"),
    Measure("to_superior", "上缴上级支出", "Payments to superiors", r"上缴上级(?:支出)?"),
    Measure(
        "to_affiliated", "对附属单位补助支出", "Subsidies to affiliated units", r"对(?:附属|下级)单位补助(?:支出)?"
    ),
    Measure("other", "其他", "Other", r"其他(?:收入|资金|支出)?(?:资金)?"),
    Measure(
        "carried_in",
        "上年结转",
        "Carried over from last year",
        r"(?:使用)?(?:上年|以前年度)结转(?:和)?(?:结余)?(?:资金)?(?:收入)?|用事业基金弥补收支差额",
    ),
    Measure("contingency", "单位预留机动经费", "Contingency reserve", r"(?:单位)?预留(?:机动)?经费|机动经费"),
    Measure("carried_out", "结转下年资金", "Carried over to next year", r"结转下年(?:资金|支出)?"),
    Measure("previous", "上年数", "Last year", r"上年(?:年初)?(?:预算|决算|执行|完成)?数"),
    Measure("opening", "年初结转和结余", "Opening balance", r"年初(?:财政拨款)?结转(?:和)?结余"),
    Measure("income", "本年收入", "Income of the year", r"本年收入"),
    Measure("closing", "年末结转和结余", "Closing balance", r"年末(?:财政拨款)?结转(?:和)?结余"),
)
"""In the order in which they are tried."""

THREE_PUBLIC_NAMES = {
    "overseas_travel": ("因公出国（境）费", "Overseas travel"),
    "reception": ("公务接待费", "Official reception"),
    "vehicles": ("公务用车购置及运行费", "Vehicles"),
    "vehicle_purchase": ("公务用车购置费", "Vehicle purchase"),
    "vehicle_operation": ("公务用车运行费", "Vehicle operation"),
    "meeting": ("会议费", "Meetings"),
    "training": ("培训费", "Training"),
    "grand_total": ("合计（含会议费、培训费）", "Total with meetings and training"),
}
"""Names of the columns of the 三公 table that no other table has."""

_COMPILED = tuple((re.compile(measure.pattern), measure.key) for measure in MEASURES)
_NAMES = {measure.key: measure for measure in MEASURES}
_GROUPS = ("opening", "income", "closing")
_SUB_TOTAL = re.compile(r"合计|小计|总计")


@lru_cache(maxsize=16_384)
def measure_of(path: tuple[str, ...], balances: bool = False) -> str | None:
    """The measure of a column whose headers, from the top down, are `path`; None where the catalogue has no word for
    it.

    A 小计 under a group means the group (基本支出/小计 is basic). `balances` is set for tables with opening balances:
    a leaf
    under 年初, 本年收入, 年末 keeps that as prefix there (年初结转和结余/基本支出结转 is opening_basic).
    """
    keys = [key for key in (heading_key(text) for text in path) if key]
    if not keys:
        return None
    leaf = _match(keys[-1])
    group = next((found for key in reversed(keys[:-1]) if (found := _match(key)) and found != "total"), None)
    if balances and group in _GROUPS:
        return _in_group(group, keys[-1])
    if leaf == "total" and group and _SUB_TOTAL.fullmatch(keys[-1]):
        return group
    return leaf


def _in_group(group: str, key: str) -> str:
    leaf = _match(key)
    if leaf is None:
        leaf = next((part for word, part in (("基本", "basic"), ("项目", "project")) if key.startswith(word)), None)
    return group if leaf in (None, "total", group) else f"{group}_{leaf}"


def _match(key: str) -> str | None:
    return next((name for pattern, name in _COMPILED if pattern.fullmatch(key)), None)


def spelled_measure(text: str) -> str:
    """A measure name for a column that the catalogue does not know: pinyin, so that its figures keep an address."""
    letters = "_".join(lazy_pinyin(heading_key(text) or "qita", errors="ignore"))
    return re.sub(r"[^a-z_]+", "_", letters.lower()).strip("_")[:60] or "unnamed"


_PREFIXES = {"income": ("收入", "income"), "expenditure": ("支出", "expenditure"), "budgeted": ("预算数：", "budgeted")}
_SIMPLE = {"amount": ("金额", "Amount"), "budget": ("年度预算数", "Annual budget"), "executed": ("执行数", "Executed")}


def measure_names(key: str) -> tuple[str, str]:
    """(Chinese, English) name of a measure or of a control total (`income_total` is the total of the income panel); the
    key itself for one that was spelled from its header.
    """
    known = _NAMES.get(key)
    if known:
        return known.name_zh, known.name_en
    prefix, _, rest = key.partition("_")
    if prefix in _PREFIXES and rest and key not in THREE_PUBLIC_NAMES:
        (before_zh, before_en), (name_zh, name_en) = _PREFIXES[prefix], measure_names(rest)
        return before_zh + name_zh, f"{name_en}, {before_en}"
    return THREE_PUBLIC_NAMES.get(key) or _SIMPLE.get(key, (key, key))
