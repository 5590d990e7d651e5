"""What the form of a question says where it cannot be taken: which field, and what to do."""

from __future__ import annotations

from transparency_site.pages.language import gettext as _
from transparency_site.pages.words import QUESTIONS
from transparency_site.question_contacts import LONGEST
from transparency_site.question_marks import BadToken
from transparency_site.questions import LONGEST_TEXT, SHORTEST_TEXT, NotAsked


def problem_of_token(bad: BadToken) -> str:
    """Why the form has to be sent once more."""
    return {
        "too-early": _("提交得太快了，像是程序所为。请看一遍写的内容，再提交一次。"),
        "too-late": _("这一页打开已超过两小时。写的内容还在，请再提交一次。"),
    }.get(bad.code, _("这一页的标记不对，可能没有完整打开。写的内容还在，请再提交一次。"))


def problem_of_question(refused: NotAsked) -> str:
    """Why the question was not taken, and what to change."""
    if refused.code == "personal":
        kinds = "、".join(_personal(kind) for kind in refused.found)
        return _("提问里疑似有%(kinds)s。提问会公开，请删去号码，只写事情；"
                 "要留联系方式，请写在下面那一栏，只有财政局能看到。", kinds=kinds)
    return {
        "no-kind": _("请选择是哪一类疑问。"),
        "not-open": _("这一批的公示期已过，不能再选“%(kind)s”，请选其他类型。", kind=QUESTIONS["objection"]),
        "too-short": _("请写明疑问，至少 %(count)s 个字。", count=SHORTEST_TEXT),
        "too-long": _("写得太长了，最多 %(count)s 个字。", count=LONGEST_TEXT),
        "no-contact": _("联系方式应是一个电子邮箱或电话号码，最多 %(count)s 个字符；不留也可以。", count=LONGEST),
        "used": _("这一页已经提交过一次。要再提一个问题，请从数字那一页重新点“对这笔钱有疑问”。"),
        "full": _("等待审阅的提问太多，暂时收不下。请打监督电话。"),
    }[refused.code]


def _personal(kind: str) -> str:
    return {
        "id-number": _("身份证号"),
        "bank-card": _("银行卡号"),
        "account-number": _("账号"),
        "phone": _("手机号"),
    }.get(kind, _("长串号码"))
