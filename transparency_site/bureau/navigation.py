"""The columns of the bureau's face: which a person sees follows from the role. Names stand here, rights in `access`."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, get_flashed_messages, request, url_for
from flask_babel import gettext as _

from transparency_site.bureau import account_words
from transparency_site.bureau.access import signed_in
from transparency_site.bureau.addresses import address
from transparency_site.lifecycle import Role

_BELOW = {
    "bureau.uploads": ("report", "compare", "explain", "check", "submit"),
    "bureau.review_list": ("review", "approve", "return_to_uploader"),
    "bureau.published": ("proposal_list", "proposal", "decide", "erasure_list", "erasure", "decide_erasure"),
}
"""Views that belong to a column though their addresses do not begin with its address."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One column. `current`: the page belongs to it; `exact`: it is this page itself."""

    name: str
    about: str
    address: str
    current: bool
    exact: bool


def _columns() -> tuple[tuple[str, str, str, tuple[Role, ...]], ...]:
    """Endpoint, name, what it is for, and who sees it (nobody named: everybody)."""
    return (
        ("bureau.home", _("工作台"), _("回到首页"), ()),
        ("bureau.uploads", _("上传与核对"), _("上传表格，看哪里要改"), ()),
        ("bureau.review_list", _("审核"), _("看差别、看预览，批准或退回"), (Role.REVIEWER,)),
        ("bureau.publish_page", _("公开"), _("现在公开，或定时公开"), (Role.REVIEWER,)),
        ("bureau.published", _("更正与撤回"), _("改正、撤回或恢复已公开的内容"), ()),
        ("bureau.question_list", _("群众提问"), _("审阅、答复、不予受理"),
         (Role.UPLOADER, Role.REVIEWER, Role.AUDITOR)),
        ("bureau.board", _("公开期限"), _("谁按时，谁逾期，谁还没有"), ()),
        ("bureau.user_list", _("人员"), _("增加人员、更改角色、停用账号"), (Role.ADMINISTRATOR,)),
        ("bureau.contact_list", _("联系人"), _("各单位的经办人和负责人，其他系统"), (Role.ADMINISTRATOR,)),
        ("bureau.messages", _("消息"), _("哪次公开通知了谁"), (Role.ADMINISTRATOR, Role.AUDITOR)),
        ("bureau.audit", _("审计日志"), _("谁、何时、做了什么"), (Role.AUDITOR,)),
        ("bureau.account", _("我的账号"), _("密码、恢复码、登录中的设备"), ()),
    )


def navigation() -> list[Entry]:
    """The columns that the signed-in person sees, with the current one marked."""
    found = signed_in()
    if found is None:
        return []
    entries = []
    for endpoint, name, about, roles in _columns():
        if roles and found.user.role not in roles:
            continue
        path = url_for(endpoint).removeprefix(request.script_root)
        exact = request.path == path
        below = path != url_for("bureau.home").removeprefix(request.script_root) and request.path.startswith(path + "/")
        below = below or (request.endpoint or "").removeprefix("bureau.") in _BELOW.get(endpoint, ())
        entries.append(Entry(name, about, address(endpoint), exact or below, exact))
    return entries


def init_app(app: Flask) -> None:
    """What the bureau's templates may call."""
    app.jinja_env.globals |= {
        "bureau_navigation": navigation,
        "bureau_messages": get_flashed_messages,
        "role_word": account_words.role,
        "role_rights": account_words.role_rights,
        "action_word": account_words.action,
    }
