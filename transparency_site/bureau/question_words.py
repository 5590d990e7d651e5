"""What the bureau's pages say of questions: kinds, states as the bureau sees them, reasons not to accept one."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from transparency_site.models import Question

Words = Mapping[str, LazyString]

KINDS: Words = {
    "not-received": _l("没有收到钱"),
    "wrong-figure": _l("数字有误"),
    "objection": _l("公示有异议"),
    "other": _l("其他"),
}
STATES: Words = {
    "new": _l("待审阅"),
    "read": _l("原文已公开，等待答复"),
    "drafted": _l("已拟答复，等待公开"),
    "answered": _l("已答复"),
    "rejected": _l("不予受理"),
}
REJECTIONS: Words = {
    "abusive": _l("辱骂、攻击他人"),
    "off-topic": _l("与公开的财政资金无关"),
    "personal": _l("写了他人的隐私"),
    "repeated": _l("与已有的提问重复"),
}


def state_of(one: Question) -> str:
    """Where a question stands at the bureau."""
    if one.answered_at:
        return "answered"
    if one.rejected_at:
        return "rejected"
    if one.answer:
        return "drafted"
    return "read" if one.text_released_at else "new"
