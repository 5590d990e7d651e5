"""What the pages of contacts and messages say: roles, topics, channels, states, problems."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

Words = Mapping[str, LazyString]

CONTACT_ROLES: Words = {"handler": _l("单位经办人"), "leader": _l("单位负责人")}
TOPICS: Words = {
    "unit": _l("部门预决算"), "fund": _l("专项资金"), "township": _l("乡镇街道"), "amount": _l("较大的批次"),
}
CHANNELS: Words = {"email": _l("邮件"), "sms": _l("短信"), "webhook": _l("接口推送")}
STATES: Words = {
    "waiting": _l("等待发送"), "sending": _l("正在发送"), "handing": _l("正在交给对方"), "sent": _l("已发送"),
    "failed": _l("发送失败，已放弃"), "dropped": _l("已取消，不再发送"), "off": _l("渠道未开通，没有发送"),
}
STATE_TAGS = {"sent": "tag-good", "failed": "tag-bad", "waiting": "tag-warn"}
CONTACT_PROBLEMS: Words = {
    "no-unit": _l("没有这个单位。"), "no-role": _l("角色应是 handler（经办人）或 leader（负责人）。"),
    "no-name": _l("请填写姓名。"), "bad-email": _l("邮箱地址写得不对。"), "bad-mobile": _l("手机号码只能有数字。"),
    "no-address": _l("邮箱和手机至少填一项。"), "twice": _l("这个单位已登记同名同角色的人。"),
}
_PROBLEMS: Words = {
    "mail-server-away": _l("连不上邮件服务器"), "mail-sign-in": _l("邮件服务器不接受用户名或密码"),
    "receiver-away": _l("连不上对方"), "points-inside": _l("地址指向内部网络，已拒绝"),
    "redirected": _l("对方要求转到别处，已拒绝"),
    "bad-address": _l("地址无法使用"), "not-https": _l("地址不是 https"), "name-unknown": _l("域名查不到"),
    "bad-certificate": _l("对方的证书不可信"), "bad-secret": _l("签名密钥无法使用"),
    "folder-away": _l("文件夹无法写入"),
    "unreadable-address": _l("地址的密钥不对，无法打开"), "unwanted": _l("已退订或已删除"),
    "internal-error": _l("程序出错，已记入日志"), "sender-died": _l("发送程序中断，已重发"),
}


def problem(code: str | None) -> str:
    """Why a message did not go out, in words."""
    if not code:
        return ""
    if code in _PROBLEMS:
        return str(_PROBLEMS[code])
    if found := re.fullmatch(r"mail-(\d{3})", code):
        return _("邮件服务器拒绝（%(code)s）", code=found.group(1))
    if found := re.fullmatch(r"answer-(\d{3})", code):
        return _("对方拒绝（%(code)s）", code=found.group(1))
    return code
