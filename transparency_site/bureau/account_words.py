"""What the pages of accounts and audit say about refused passwords, roles and events, in the reader's language."""

from __future__ import annotations

from flask_babel import gettext as _

from transparency_site.accounts.passwords import PROFILES, WeakPassword
from transparency_site.current import get_site
from transparency_site.lifecycle import Role


def weak_password(error: WeakPassword) -> str:
    """Why a password was refused and what would do."""
    return {
        "too-short": _("密码太短，至少要 %(count)s 个字符。", count=error.details.get("length", "")),
        "too-long": _("密码太长，最多 %(count)s 个字符。", count=error.details.get("length", "")),
        "too-plain": _("密码要有小写字母、大写字母、数字、其他符号中的至少三种。"),
        "guessable": _("密码里都是常见的词、连号、重复字符或用户名，容易被猜到，请换一个。"),
        "used-before": _("这个密码最近用过，请换一个。"),
    }[error.code]


def password_rules() -> str:
    """The rules in force, before anybody has broken one."""
    profile = get_site().settings.password_profile
    length = PROFILES[profile].length
    if profile == "asvs":
        return _("至少 %(count)s 个字符，可以是一句话；不要用常见的词、连号或用户名。", count=length)
    return _(
        "至少 %(count)s 个字符，含小写、大写字母、数字、其他符号中的三种；不用常见的词、连号或用户名。"
        "90 天后须更换。",
        count=length,
    )


def role(code: str) -> str:
    """A role in the reader's language."""
    return {
        Role.UPLOADER: _("经办人"),
        Role.REVIEWER: _("审核人"),
        Role.ADMINISTRATOR: _("管理员"),
        Role.AUDITOR: _("审计员"),
    }[Role(code)]


def role_rights(code: str) -> str:
    """What a role may do, in a sentence."""
    return {
        Role.UPLOADER: _("上传、核对、说明、提交；不能批准"),
        Role.REVIEWER: _("审核、退回、公开；不能上传"),
        Role.ADMINISTRATOR: _("管理账号和联系人；不能上传、审核或公开"),
        Role.AUDITOR: _("查阅审计日志；什么都不能改"),
    }[Role(code)]


def action(code: str) -> str:
    """An event's action in the reader's language; one that has no words yet is shown as its code."""
    return _actions().get(code, code)


def _actions() -> dict[str, str]:
    return {
        "sign-in": _("登录"),
        "sign-in-failed": _("登录失败"),
        "throttled": _("因多次失败暂停登录"),
        "end-session": _("会话结束"),
        "refused": _("越权操作被拒绝"),
        "add-user": _("增加人员"),
        "invite": _("发放激活链接"),
        "activate": _("激活账号"),
        "change-role": _("更改角色"),
        "change-password": _("更换密码"),
        "new-recovery-codes": _("更换恢复码"),
        "disable-user": _("停用账号"),
        "enable-user": _("启用账号"),
        "create-token": _("建立上传令牌"),
        "revoke-token": _("撤销上传令牌"),
        "export-events": _("导出审计日志"),
        "change-contact": _("登记或更改联系人"),
        "import-contacts": _("导入联系人"),
        "remove-contact": _("删除联系人"),
        "add-webhook": _("登记推送地址"),
        "remove-webhook": _("停止推送"),
        "receive": _("收到文件"),
        "check": _("核对文件"),
        "submit": _("提交审核"),
        "approve": _("审核通过"),
        "return": _("退回"),
        "publish": _("公开"),
        "retire": _("退出公开"),
        "propose-withdrawal": _("提请撤回"),
        "propose-rollback": _("提请恢复旧版"),
        "accept-withdrawal": _("同意撤回"),
        "accept-rollback": _("同意恢复旧版"),
        "decline-withdrawal": _("不同意撤回"),
        "decline-rollback": _("不同意恢复旧版"),
        "hide-words": _("依法隐去文字"),
        "confirm-redaction": _("确认依法删除"),
        "restore-words": _("不同意删除，恢复文字"),
        "ask": _("收到提问"),
        "release-question": _("公开提问原文"),
        "draft-answer": _("拟答复"),
        "release-answer": _("公开答复"),
        "reject-question": _("不予受理提问"),
        "link-correction": _("关联更正"),
        "erase-words": _("文字已彻底删除"),
    }
