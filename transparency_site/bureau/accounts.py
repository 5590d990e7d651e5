"""The administrator's page: people, their roles, activation links, closing and opening accounts. Never data."""

from __future__ import annotations

from flask import Response, abort, flash, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from transparency_site import users
from transparency_site.accounts import activation
from transparency_site.bureau.access import current_user, require
from transparency_site.bureau.addresses import address
from transparency_site.bureau.blueprint import bureau
from transparency_site.current import get_session, get_site
from transparency_site.lifecycle import Role
from transparency_site.models import User


@bureau.get("/users")
@require(Role.ADMINISTRATOR)
def user_list() -> Response:
    """All people."""
    return _page()


@bureau.post("/users")
@require(Role.ADMINISTRATOR)
def add_user() -> Response:
    """Add a person; shows the activation link, this once."""
    role = _role()
    if role is None:
        return _page({"role": _("请选择角色。")})
    name, shown = request.form.get("name", "").strip(), request.form.get("display_name", "").strip()
    try:
        user = users.add_user(get_site(), get_session(), name, role, shown or None, actor=current_user().name)
    except users.UserExists:
        return _page({"name": _("已有同名账号。")})
    except users.BadName:
        return _page({"name": _("用户名只能有文字、数字和 . - _，最多 64 个。")})
    return _invited(user)


@bureau.post("/users/<int:number>/invite")
@require(Role.ADMINISTRATOR)
def invite_user(number: int) -> Response:
    """A new activation link, for a person who lost password or telephone; shown this once."""
    user = _other(number)
    if not user.active:
        abort(404)
    return _invited(user)


@bureau.post("/users/<int:number>/role")
@require(Role.ADMINISTRATOR)
def change_role(number: int) -> AnyResponse:
    """Another role; that person's sessions end at once."""
    user, role = _other(number), _role()
    if role is None:
        return _page({"role": _("请选择角色。")})
    users.change_role(get_site(), get_session(), user, role, current_user().name)
    flash(_("角色已更改，该人员须重新登录。"))
    return redirect(address("bureau.user_list"), 303)


@bureau.post("/users/<int:number>/disable")
@require(Role.ADMINISTRATOR)
def disable_user(number: int) -> AnyResponse:
    """Close an account at once."""
    users.disable(get_site(), get_session(), _other(number), current_user().name)
    flash(_("账号已停用，登录和令牌都已失效。"))
    return redirect(address("bureau.user_list"), 303)


@bureau.post("/users/<int:number>/enable")
@require(Role.ADMINISTRATOR)
def enable_user(number: int) -> AnyResponse:
    """Open a closed account again."""
    users.enable(get_site(), get_session(), _other(number), current_user().name)
    flash(_("账号已启用。"))
    return redirect(address("bureau.user_list"), 303)


def _other(number: int) -> User:
    """The person of that number; 404 for nobody, 403 for oneself: nobody shuts himself out or raises himself."""
    user = get_session().get(User, number) if number < 2**31 else None
    if user is None:
        abort(404)
    if user.id == current_user().id:
        abort(403)
    return user


def _role() -> Role | None:
    given = request.form.get("role", "")
    return Role(given) if given in list(Role) else None


def _invited(user: User) -> Response:
    token = activation.invite(get_site(), get_session(), user, current_user().name)
    return _page(invited=user, link=activation.link(get_site(), token))


def _page(errors: dict[str, str] | None = None, invited: User | None = None, link: str | None = None) -> Response:
    page = render_template(
        "bureau/users.html",
        people=users.everybody(get_session()),
        roles=list(Role),
        errors=errors or {},
        invited=invited,
        activation_link=link,
        given=request.form,
        me_id=current_user().id,
    )
    return make_response(page, 422 if errors else 200)
