"""Words for the codes that data carry: stages, kinds, tables, measures, severities. One place, both languages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from transparency_site.pages.language import gettext as _
from transparency_site.pages.language import language

Words = Mapping[str, LazyString]

STAGES: Words = {
    "approved": _l("预算"),
    "adjusted": _l("调整预算"),
    "final": _l("决算"),
    "budget": _l("预算"),
}
KINDS: Words = {
    "budget": _l("部门预算"),
    "accounts": _l("部门决算"),
    "three-public": _l("“三公”经费"),
    "three-public-budget": _l("“三公”经费预算"),
    "three-public-final": _l("“三公”经费决算"),
    "execution": _l("预算执行"),
    "execution-Q1": _l("第一季度预算执行"),
    "execution-Q2": _l("第二季度预算执行"),
    "execution-Q3": _l("第三季度预算执行"),
    "execution-Q4": _l("第四季度预算执行"),
    "batch": _l("专项资金批次"),
    "reference": _l("基础资料"),
    "register": _l("公开登记"),
    "unit": _l("预算单位"),
    "fund": _l("专项资金"),
    "disbursement": _l("资金拨付"),
    "line": _l("预决算科目"),
    "township": _l("乡镇（街道）"),
}
PUBLICATIONS: Words = {
    "reference": _l("基础资料"),
    "first": _l("首次公开"),
    "correction": _l("更正"),
    "withdrawal": _l("撤回"),
    "redaction": _l("依法删除"),
    "rollback": _l("恢复前一版本"),
}
SCOPES: Words = {"department": _l("部门（含下属单位）"), "unit": _l("单位本级")}
DIRECTIONS: Words = {"income": _l("收入"), "expenditure": _l("支出")}
FUNDS: Words = {
    "general-public": _l("一般公共预算"),
    "government-funds": _l("政府性基金预算"),
    "state-capital": _l("国有资本经营预算"),
    "social-insurance": _l("社会保险基金预算"),
}
NOTICES: Words = {
    "open": _l("公示中"),
    "over": _l("公示期满"),
    "upcoming": _l("尚未开始"),
}
LEVELS: Words = {"中央": _l("中央"), "省": _l("省级"), "市": _l("市级"), "县": _l("县级")}
RECIPIENTS: Words = {
    "unit": _l("单位"),
    "project": _l("项目"),
    "township": _l("乡镇（街道）"),
    "village": _l("村（社区）"),
    "enterprise": _l("企业"),
    "person": _l("个人"),
    "household": _l("农户"),
}
SEVERITIES: Words = {"error": _l("错误"), "warning": _l("警示"), "notice": _l("提示")}
STATUSES: Words = {
    "published": _l("公开中"),
    "superseded": _l("已被更正"),
    "withdrawn": _l("已撤回"),
    "redacted": _l("已依法删除"),
    "removed": _l("已被更正删去"),
    "missing": _l("未公布"),
}
PUBLICITY: Words = {
    "as-announced": _l("按公告的范围公开。公职人员的姓名只在面向全市的公告已经载明时出现。"),
    "posts": _l("只公开单位、岗位、环节和文件，不涉及任何个人。"),
    "figures": _l("只公开数字，不涉及任何个人。"),
}
TIMELINESS: Words = {
    "on-time": _l("按时"),
    "late": _l("逾期公布"),
    "missing": _l("未公布"),
    "pending": _l("未到期"),
}
CHANGES: Words = {
    "changed": _l("改数"),
    "added": _l("新增"),
    "removed": _l("删去"),
    "text": _l("改文字"),
}
# Measures outside the catalogue of tables (`data_loaders.tables` has the others).
MEASURES: Words = {"amount": _l("金额"), "budget": _l("预算数"), "executed": _l("执行数")}
THREE_PUBLIC: Words = {
    "total_fen": _l("“三公”经费合计"),
    "overseas_travel_fen": _l("因公出国（境）费"),
    "vehicles_fen": _l("公务用车购置及运行费"),
    "vehicle_purchase_fen": _l("公务用车购置费"),
    "vehicle_operation_fen": _l("公务用车运行维护费"),
    "reception_fen": _l("公务接待费"),
    "meeting_fen": _l("会议费"),
    "training_fen": _l("培训费"),
    "operating_fen": _l("机关运行经费"),
    "overseas_groups": _l("出国（境）团组数"),
    "overseas_persons": _l("出国（境）人次"),
    "vehicles_purchased": _l("购置车辆数"),
    "vehicles_kept": _l("车辆保有量"),
    "reception_batches": _l("国内接待批次"),
    "reception_persons": _l("国内接待人次"),
    "foreign_reception_batches": _l("外宾接待批次"),
    "foreign_reception_persons": _l("外宾接待人次"),
}
QUESTIONS: Words = {
    "not-received": _l("没有收到钱"),
    "wrong-figure": _l("数字有误"),
    "objection": _l("公示有异议"),
    "other": _l("其他"),
}
QUESTION_STATES: Words = {
    "waiting": _l("待审阅"),
    "open": _l("等待答复"),
    "answered": _l("已答复"),
    "rejected": _l("不予受理"),
}
REJECTIONS: Words = {
    "abusive": _l("辱骂、攻击他人"),
    "off-topic": _l("与公开的财政资金无关"),
    "personal": _l("写了他人的隐私"),
    "repeated": _l("与已有的提问重复"),
}
COLUMNS: Words = {
    "code": _l("编码"),
    "text": _l("文字"),
    "integer": _l("整数"),
    "money": _l("金额：分和元"),
    "date": _l("日期"),
    "time": _l("时间（UTC）"),
    "flag": _l("是或否"),
    "list": _l("多个值"),
    "source": _l("原始表格的单元格"),
    "object": _l("多条记录（JSON）"),
    "record": _l("一条记录（JSON）"),
}
_ALL: Mapping[str, Words] = {
    "column": COLUMNS,
    "stage": STAGES,
    "kind": KINDS,
    "publication": PUBLICATIONS,
    "scope": SCOPES,
    "direction": DIRECTIONS,
    "fund": FUNDS,
    "notice": NOTICES,
    "level": LEVELS,
    "recipient": RECIPIENTS,
    "severity": SEVERITIES,
    "status": STATUSES,
    "measure": MEASURES,
    "timeliness": TIMELINESS,
    "publicity": PUBLICITY,
    "change": CHANGES,
    "question": QUESTIONS,
    "question_state": QUESTION_STATES,
    "rejection": REJECTIONS,
    "three_public": THREE_PUBLIC,
}


def word(group: str, code: str | None) -> str:
    """The word of `code` in `group`; a code that no table knows is shown as it is."""
    return "" if code is None else _said(group, code, language())


@lru_cache(maxsize=4096)
def _said(group: str, code: str, _language: str) -> str:
    # A list says the same few words on every row; the language is the request's, and stands here as a key.
    return str(_ALL[group].get(code, code))


def revision_word(revision: int) -> str:
    """What a revision of a disclosure is called: the first is the original, each later one a correction of it."""
    return _("原稿") if revision == 1 else _("第 %(count)s 次更正稿", count=revision - 1)
