"""One's own account: password, recovery codes, upload tokens, sessions."""

from __future__ import annotations

from flask import Response, abort, flash, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from transparency_site.accounts import activation, demo, own_account, sessions, signing_in, tokens
from transparency_site.accounts.passwords import WeakPassword
from transparency_site.accounts.throttling import Throttled
from transparency_site.bureau.access import current_user, require
from transparency_site.bureau.account_words import password_rules, weak_password
from transparency_site.bureau.addresses import address
from transparency_site.bureau.blueprint import bureau
from transparency_site.bureau.sign_in import forget_browser, too_often, visitor
from transparency_site.current import get_session, get_site
from transparency_site.lifecycle import Role
from transparency_site.models import User


@bureau.get("/account")
@require(even_with_old_password=True)
def account() -> Response:
    """The account's page."""
    return _page()


@bureau.post("/account/password")
@require(even_with_old_password=True)
def change_password() -> AnyResponse:
    """A new password, after the present one. Every session of this person ends, this one too."""
    user = _not_demo()
    if request.form.get("password", "") != request.form.get("again", ""):
        return _page({"again": _("两次输入的密码不一样。")})
    try:
        if not signing_in.confirm_password(
            get_site(), get_session(), user, request.form.get("present", ""), visitor()
        ):
            return _page({"present": _("现在的密码不对。")})
        activation.change_password(get_site(), get_session(), user, request.form.get("password", ""))
    except Throttled as throttled:
        return too_often(throttled, _page({"present": _("输错次数太多，请过一会儿再试。")}))
    except WeakPassword as weak:
        return _page({"password": weak_password(weak)})
    forget_browser()
    flash(_("密码已更换，所有登录都已结束，请用新密码登录。"))
    return redirect(address("bureau.sign_in"), 303)


@bureau.post("/account/recovery-codes")
@require()
def new_recovery_codes() -> Response:
    """Fresh recovery codes, after the password; the earlier ones are void."""
    user = _not_demo()
    try:
        right = signing_in.confirm_password(
            get_site(), get_session(), user, request.form.get("password_now", ""), visitor()
        )
    except Throttled as throttled:
        return too_often(throttled, _page({"password_now": _("输错次数太多，请过一会儿再试。")}))
    if not right:
        return _page({"password_now": _("现在的密码不对。")})
    codes = own_account.replace_recovery_codes(get_site(), get_session(), user)
    return make_response(render_template("bureau/recovery_codes.html", codes=codes, first=False))


@bureau.post("/account/end-sessions")
@require()
def end_sessions() -> AnyResponse:
    """Sign out everywhere."""
    sessions.end(get_site(), get_session(), current_user(), "signed-out")
    forget_browser()
    flash(_("所有登录都已结束。"))
    return redirect(address("bureau.sign_in"), 303)


@bureau.post("/account/tokens")
@require(Role.UPLOADER)
def create_token() -> Response:
    """A token for uploading by program, shown this once."""
    name = request.form.get("token_name", "").strip()
    if not name:
        return _page({"token_name": _("请写明这个令牌用在哪里。")})
    token = tokens.create(get_site(), get_session(), current_user(), name)
    return _page(token=token)


@bureau.post("/account/tokens/<int:number>/revoke")
@require(Role.UPLOADER)
def revoke_token(number: int) -> AnyResponse:
    """Take a token of one's own away."""
    if not tokens.revoke(get_site(), get_session(), current_user(), number):
        abort(404)
    flash(_("令牌已撤销。"))
    return redirect(address("bureau.account"), 303)


def _not_demo() -> User:
    user = current_user()
    if demo.is_demo(get_session(), user):
        abort(403)
    return user


def _page(errors: dict[str, str] | None = None, token: str | None = None) -> Response:
    user, database = current_user(), get_session()
    page = render_template(
        "bureau/account.html",
        user=user,
        errors=errors or {},
        token=token,
        tokens=tokens.of(database, user),
        token_life=tokens.LIFE.days,
        recovery_left=own_account.recovery_codes_left(database, user),
        open_sessions=own_account.open_sessions(get_site(), database, user),
        rules=password_rules(),
        is_demo=demo.is_demo(database, user),
    )
    return make_response(page, 422 if errors else 200)
