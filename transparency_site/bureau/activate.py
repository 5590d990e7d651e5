"""The page behind a one-time link: password, authenticator, recovery codes."""

from __future__ import annotations

from flask import Response, make_response, render_template, request
from flask_babel import gettext as _

from transparency_site.accounts import activation, second_factor
from transparency_site.accounts.passwords import WeakPassword
from transparency_site.bureau.access import open_to_all
from transparency_site.bureau.account_words import password_rules, weak_password
from transparency_site.bureau.blueprint import bureau
from transparency_site.current import get_session, get_site


@bureau.get("/activate/<token>")
@open_to_all
def activate(token: str) -> Response:
    """The form; a link that is used up, over or was never made says so, always in the same words."""
    return _form(token)


@bureau.post("/activate/<token>")
@open_to_all
def accept_invitation(token: str) -> Response:
    """Set password and second factor; shows the recovery codes, this once."""
    password = request.form.get("password", "")
    if password != request.form.get("again", ""):
        return _form(token, {"again": _("两次输入的密码不一样。")})
    try:
        codes = activation.accept(get_site(), get_session(), token, password, request.form.get("code", ""))
    except WeakPassword as weak:
        return _form(token, {"password": weak_password(weak)})
    except activation.WrongCode:
        return _form(token, {"code": _("验证码不对。请确认验证器已添加上面的密钥，手机时间准确，再输入新的验证码。")})
    if codes is None:
        return _form(token)
    return make_response(render_template("bureau/recovery_codes.html", codes=codes, first=True))


def _form(token: str, errors: dict[str, str] | None = None) -> Response:
    site = get_site()
    invitation = activation.find(site, get_session(), token)
    if invitation is None:
        return make_response(render_template("bureau/activate.html", person=None), 404)
    secret = invitation.secret
    page = render_template(
        "bureau/activate.html",
        person=invitation.user,
        secret=secret,
        secret_address=second_factor.address_of(secret, invitation.user.name, site.city["name"]),
        rules=password_rules(),
        errors=errors or {},
    )
    return make_response(page, 422 if errors else 200)
