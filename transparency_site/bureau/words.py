"""What the bureau's working pages say: states, verdicts, steps of a job, reasons, and every refusal as a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from data_loaders.registers import REGISTERS
from data_loaders.tables import TABLES, measure_names
from transparency_site.checking import OptionError
from transparency_site.disclosing import AlreadyWaiting
from transparency_site.jobs import Busy
from transparency_site.lifecycle import NotAllowed
from transparency_site.proposals import NotProposed
from transparency_site.publishing import PublishingRefused
from transparency_site.questions import NotAnswered
from transparency_site.submissions import NotReceived

Words = Mapping[str, LazyString]

STATES: Words = {
    "received": _l("等待核对"),
    "checked": _l("已核对，未提交"),
    "refused": _l("未通过，需改正"),
    "submitted": _l("等待审核"),
    "returned": _l("被退回"),
    "approved": _l("已批准，待公开"),
    "published": _l("已公开"),
}
STATE_TAGS = {"refused": "tag-bad", "returned": "tag-warn", "published": "tag-good", "approved": "tag-good"}
STEPS = (_l("上传"), _l("核对、改正"), _l("提交"), _l("另一人审核"), _l("公开"))
STEP_OF = {"received": 1, "refused": 1, "returned": 1, "checked": 2, "submitted": 3, "approved": 4, "published": 5}
"""Which of the steps is next in each state."""
HANDED_IN = ("submitted", "approved", "published")
VERDICTS: Words = {
    "clean": _l("通过"),
    "warnings": _l("有警告，需说明理由"),
    "errors": _l("有错误，需改正"),
    "unusable": _l("文件无法使用"),
}
VERDICT_TAGS = {"clean": "tag-good", "warnings": "tag-warn", "errors": "tag-bad", "unusable": "tag-bad"}
STAGES: Words = {
    "waiting": _l("排队"),
    "reading": _l("第 1 步，共 5 步：逐行读取"),
    "comparing": _l("第 2 步，共 5 步：另一程序再读一遍，逐格比对"),
    "checking": _l("第 3 步，共 5 步：逐行核对"),
    "scanning": _l("第 4 步，共 5 步：查找个人信息"),
    "storing": _l("第 5 步，共 5 步：存入结果"),
    "done": _l("完成"),
}
REASONS_ZH = {
    "figures": "数字差错",
    "omission": "漏报、漏列",
    "duplicate": "重复公开",
    "wrong-unit": "金额单位错误",
    "text": "文字差错",
    "changed": "预算调整或批复变更",
    "legal": "依法不应公开",
    "other": "其他原因",
}
"""Why something public is changed, withdrawn or rolled back; in Chinese it becomes part of the public record."""
REASONS: Words = {
    "figures": _l("数字差错"),
    "omission": _l("漏报、漏列"),
    "duplicate": _l("重复公开"),
    "wrong-unit": _l("金额单位错误"),
    "text": _l("文字差错"),
    "changed": _l("预算调整或批复变更"),
    "legal": _l("依法不应公开"),
    "other": _l("其他原因"),
}
SEVERITIES: Words = {"error": _l("错误"), "warning": _l("警告"), "notice": _l("提示")}
SEVERITY_TAGS = {"error": "tag-bad", "warning": "tag-warn", "notice": ""}
CHANGES: Words = {"changed": _l("改数"), "added": _l("新增"), "removed": _l("删去"), "text": _l("改文字")}
AGAINST: Words = {
    "published": _l("与现在公开的相比"),
    "last-year": _l("从未公开过；与上一年的同一数字相比"),
    "nothing": _l("首次公开，没有可比的数字"),
}
PROPOSALS: Words = {"withdrawal": _l("撤回"), "rollback": _l("恢复前一版本")}
PROPOSAL_STATES: Words = {"open": _l("等待审核"), "done": _l("已执行"), "declined": _l("未同意")}

ERASURES: Words = {
    "hidden": _l("已隐去，等待确认"),
    "confirmed": _l("已确认，正在删除"),
    "erased": _l("已彻底删除"),
    "restored": _l("未同意，已恢复"),
}
ERASURE_TAGS = {"hidden": "tag-warn", "erased": "tag-good"}

_REFUSALS: Words = {
    "wrong-state": _l("这份提交现在的状态不允许这样做。请刷新页面，看看是否已有同事处理。"),
    "wrong-role": _l("您的角色不能做这件事。"),
    "four-eyes": _l("不能审核或公开自己上传、自己核对过的内容，请换一位同事。"),
    "unexplained": _l("还有 %(count)s 条警告没有说明理由。请先在核对报告里写明。"),
    "personal-words": _l("文字里疑似有身份证号、银行卡号、账号或手机号：这些文字会随数据公开，请删去号码后再提交。"),
    "nothing": _l("没有可公开的内容。"),
    "same-content": _l("%(key)s 已经公开，内容完全相同，不需要再次公开。"),
    "twice": _l("%(key)s 在本次公开中出现两次，请只保留一份。"),
    "version-moved": _l("公开时有同事刚刚公开了别的内容，请再试一次。"),
    "business-date": _l("公开日期 %(given)s 早于上一次公开（%(last)s）。"),
    "not-visible": _l("%(key)s 目前没有公开。"),
    "no-words": _l("所选的行没有可以隐去的文字，或已经隐去。"),
    "no-basis": _l("请写明法律依据。"),
    "no-answer": _l("请写明不同意的理由。"),
    "open-redaction": _l("%(key)s 有一项依法删除等待另一人确认，请先确认或拒绝。"),
    "empty": _l("文件是空的。"),
    "too-large": _l("文件超过 %(megabytes)s MB。"),
    "changed": _l("文件在接收后被改动，请重新上传。"),
    "gone": _l("文件含个人信息，没有保存。请删除个人信息后重新上传。"),
    "already-waiting": _l("%(key)s 已在第 %(submission)s 号提交里等待审核，请先退回或公开那一份。"),
    "bad-option": _l("“%(name)s”填写的“%(value)s”无法识别。"),
    "busy": _l("这份文件正在核对，请等核对完成。"),
    "worker-died": _l("核对程序多次中断，没有完成。请把文件另存为 xlsx 后重新上传；仍不行请联系管理员。"),
    "internal-error": _l("核对程序遇到没有预料到的问题，已记入日志。请重新核对；仍不行请联系管理员。"),
    "cancelled": _l("已取消。"),
    "not-a-table": _l("不是表格文件（xlsx、xls、ods、csv），没有接收。"),
    "nested": _l("压缩包里的压缩包不会展开，请直接放入表格文件。"),
    "open-proposal": _l("%(key)s 已有一份待审核的申请。"),
    "decided": _l("这份申请已经处理过了。"),
    "no-reason": _l("请写明理由。"),
    "no-revision": _l("没有可以恢复的这一版。"),
    "no-draft": _l("还没有拟好的答复。"),
    "closed": _l("这件提问已经答复或不予受理。"),
    "no-correction": _l("没有这样一次更正。"),
}
_CODED = (NotAllowed, PublishingRefused, NotReceived, NotProposed, NotAnswered)
REFUSED = (*_CODED, AlreadyWaiting, OptionError, Busy)
"""What use cases refuse: every one has a sentence."""


def sentence(refused: Exception) -> str:
    """What a refusal says to the person who meets it."""
    if isinstance(refused, AlreadyWaiting):
        return refusal("already-waiting", {"key": refused.key, "submission": str(refused.submission)})
    if isinstance(refused, OptionError):
        return refusal("bad-option", {"name": refused.name, "value": refused.value[:64]})
    if isinstance(refused, Busy):
        return refusal("busy", {})
    assert isinstance(refused, _CODED)
    return refusal(refused.code, refused.details)


def code_of(refused: Exception) -> str:
    """The stable code of a refusal, for programs."""
    others = {AlreadyWaiting: "already-waiting", OptionError: "bad-option", Busy: "busy"}
    return refused.code if isinstance(refused, _CODED) else others[type(refused)]


def refusal(code: str, details: Mapping[str, Any]) -> str:
    """The sentence of a refusal's code; what a rule said about the file stands in `details` itself."""
    if message := details.get("message_en" if is_english() else "message_zh"):
        return str(message)
    if code not in _REFUSALS:
        return _("没有完成（%(code)s）。", code=code)
    return str(_REFUSALS[code]) % dict(details)


def is_english() -> bool:
    """Whether this page is in English."""
    return str(get_locale()).startswith("en")


def figure_name(name: str, figure: str = "") -> str:
    """A figure's name: that of a measure in the reader's language, else as it stands in the document. `figure` is its
    id: a register has columns of its own.
    """
    register = REGISTERS.get(figure.split(".")[1]) if figure.startswith("register.") else None
    column = next((one for one in register.columns if one.value_key == name), None) if register else None
    if column is not None:
        return column.en if is_english() else column.zh
    chinese, english = measure_names(name.removesuffix("_fen"))
    return english if is_english() else chinese


def table_name(key: str) -> str:
    """The common name of a table of the catalogue; the key for others."""
    if key in REGISTERS:
        return REGISTERS[key].title.en if is_english() else REGISTERS[key].title.zh
    spec = next((one for one in TABLES if one.key == key), None)
    if spec is None:
        known = {"recipients": _("拨付明细"), "batch": _("批次"), "batches": _("批次"), "rows": _("公开登记")}
        return known.get(key, key)
    return spec.title_en if is_english() else spec.title_zh
