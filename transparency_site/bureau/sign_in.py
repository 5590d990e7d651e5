"""Signing in: name and password, then the second factor; signing out."""

from __future__ import annotations

import flask_login
from flask import Response, flash, make_response, redirect, render_template, request, session
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from transparency_site.accounts import demo, sessions, signing_in
from transparency_site.accounts.throttling import Throttled
from transparency_site.bureau.access import SignedIn, open_to_all, require, signed_in
from transparency_site.bureau.addresses import address, safe_next
from transparency_site.bureau.blueprint import bureau
from transparency_site.current import get_session, get_site

_WAITING, _NEXT = "waiting", "next"


def visitor() -> str:
    """The address that a request comes from (behind a proxy only with TRUST_PROXY=1)."""
    return request.remote_addr or "unknown"


@bureau.get("/sign-in")
@open_to_all
def sign_in() -> AnyResponse:
    """The form for name and password; whoever is signed in goes on."""
    wanted = safe_next(request.args.get("next"))
    if signed_in() is not None:
        return redirect(wanted or address("bureau.home"), 303)
    return _sign_in_page(next_page=wanted)


@bureau.post("/sign-in")
@open_to_all
def give_password() -> AnyResponse:
    """First step. The answer to a wrong name is that to a wrong password."""
    wanted = safe_next(request.args.get("next"))
    name, password = request.form.get("name", ""), request.form.get("password", "")
    try:
        waiting = signing_in.give_password(get_site(), get_session(), name, password, visitor())
    except Throttled as throttled:
        return too_often(throttled, _sign_in_page(_wait_words(throttled), name, wanted))
    if waiting is None:
        return _sign_in_page(_("用户名或密码不对。连续输错 5 次要等 15 分钟。"), name, wanted, 422)
    session.clear()  # what was there before the password was given counts no more: no fixed session, a new CSRF token
    session[_WAITING] = waiting
    if wanted:
        session[_NEXT] = wanted
    return redirect(address("bureau.second_factor"), 303)


@bureau.get("/second-factor")
@open_to_all
def second_factor() -> AnyResponse:
    """The form for the authenticator's code."""
    return _code_page() if session.get(_WAITING) else redirect(address("bureau.sign_in"), 303)


@bureau.post("/second-factor")
@open_to_all
def give_code() -> AnyResponse:
    """Second step: a new session under a new token."""
    waiting = session.get(_WAITING)
    if not waiting:
        return redirect(address("bureau.sign_in"), 303)
    site, database = get_site(), get_session()
    try:
        token = signing_in.give_code(site, database, waiting, request.form.get("code", ""), visitor())
    except Throttled as throttled:
        return too_often(throttled, _code_page(_wait_words(throttled)))
    except LookupError:
        session.clear()
        flash(_("时间太久，请重新输入密码。"))
        return redirect(address("bureau.sign_in"), 303)
    if token is None:
        return _code_page(_("验证码不对，或已经用过。请等验证器显示下一个验证码再试。"), 422)
    wanted = session.get(_NEXT)
    session.clear()
    found = sessions.open_(site, database, token)
    assert found is not None  # it was started in this request
    flask_login.login_user(SignedIn(token, *found))
    return redirect(wanted or address("bureau.home"), 303)


@bureau.post("/sign-out")
@require(even_with_old_password=True)
def sign_out() -> AnyResponse:
    """End this session on the server and in the browser."""
    found = signed_in()
    assert found is not None  # `require`
    sessions.end(get_site(), get_session(), found.user, "signed-out", found.session)
    forget_browser()
    flash(_("已退出登录。"))
    return redirect(address("bureau.sign_in"), 303)


def forget_browser() -> None:
    """Take the browser's part of a session away; the server's part has ended."""
    flask_login.logout_user()
    session.clear()


def too_often(throttled: Throttled, page: Response) -> Response:
    """`page` as a 429 that says when to try again."""
    page.status_code = 429
    page.headers["Retry-After"] = str(throttled.seconds)
    return page


def _wait_words(throttled: Throttled) -> str:
    return _("输错次数太多，请过 %(minutes)s 分钟再试。", minutes=throttled.seconds // 60 + 1)


def _sign_in_page(problem: str = "", name: str = "", next_page: str | None = None, status: int = 200) -> Response:
    shown = demo.accounts(get_site())
    action = address("bureau.give_password", next=next_page.removeprefix(request.script_root) if next_page else None)
    page = render_template("bureau/sign_in.html", problem_text=problem, name=name[:64], accounts=shown, action=action)
    return make_response(page, status)


def _code_page(problem: str = "", status: int = 200) -> Response:
    found = sessions.open_(get_site(), get_session(), session[_WAITING], sessions.PASSWORD)
    code = demo.code_for(get_site(), get_session(), found[1]) if found else None
    is_demo = found is not None and demo.is_demo(get_session(), found[1])
    page = render_template("bureau/second_factor.html", problem_text=problem, demo_code=code, is_demo=is_demo)
    return make_response(page, status)
