"""Who may open an address of the bureau: `@require(Role.REVIEWER)`, `@open_to_all`, `@require_token`; who is asking.

The marks are only marks. `_guard` decides, before anything of a request's body is read; a view under /bureau without a
mark answers 403 to everybody.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import flask_login
from flask import Flask, abort, current_app, flash, g, redirect, request, session
from flask_babel import gettext as _
from flask_login import LoginManager
from flask_wtf.csrf import CSRFProtect
from werkzeug.wrappers import Response

from transparency_site import uploading
from transparency_site.accounts import passwords, sessions, tokens
from transparency_site.accounts.records import record_by
from transparency_site.bureau.addresses import address
from transparency_site.bureau.cookies import is_of_bureau
from transparency_site.current import get_session, get_site
from transparency_site.lifecycle import Role
from transparency_site.models import BureauSession, Credential, User
from transparency_site.site import Site
from transparency_site.transactions import writing

View = TypeVar("View", bound=Callable[..., Any])
FORM_BYTES = 256 * 1024
_READ_AWAY = 3  # so many times the bound is read of what is too large, that the browser comes to hear the answer
csrf = CSRFProtect()


@dataclass(frozen=True, slots=True)
class Access:
    """A view's mark. `roles` None: open to all."""

    roles: frozenset[Role] | None
    token: bool = False
    files: bool = False
    even_with_old_password: bool = False


class SignedIn:
    """What Flask-Login keeps: a session and its person. `get_id` is the session's token, never the person's id, so
    that a session can be ended on the server.
    """

    is_authenticated = is_active = True
    is_anonymous = False

    def __init__(self, token: str, opened: BureauSession, user: User) -> None:
        self.token, self.session, self.user = token, opened, user

    def get_id(self) -> str:
        return self.token


def signed_in() -> SignedIn | None:
    """The session that asks, or None."""
    found = flask_login.current_user
    return found._get_current_object() if found.is_authenticated else None


def current_user() -> User:
    """Who asks. In a view behind `require` or `require_token` there is always somebody; elsewhere 401."""
    holder: User | None = g.get("token_user")
    if holder is not None:
        return holder
    found = signed_in()
    if found is None:
        abort(401)
    return found.user


def has_role(*roles: Role) -> bool:
    """Whether somebody of one of these roles is signed in; for templates that show or hide a link."""
    found = signed_in()
    return found is not None and found.user.role in roles


def require(*roles: Role, even_with_old_password: bool = False) -> Callable[[View], View]:
    """Mark a view as for these roles (none given: for every signed-in person)."""
    return _mark(Access(frozenset(roles or Role), even_with_old_password=even_with_old_password))


def open_to_all(view: View) -> View:
    """Mark a view as open to people who are not signed in."""
    return _mark(Access(None))(view)


def require_token(view: View) -> View:
    """Mark a view as for programs with an upload token (`Authorization: Bearer …`); no cookie counts, no CSRF token is
    asked for.
    """
    return _mark(Access(None, token=True, files=True))(view)


def accepts_files(view: View) -> View:
    """Mark a view (above `require`) whose form brings files: other forms are refused beyond 256 KB."""
    return _mark(replace(view.bureau_access, files=True))(view)  # type: ignore[attr-defined]


def _mark(access: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.bureau_access = access  # type: ignore[attr-defined]
        return view

    return mark


def _guard() -> Response | None:
    """Before every request under /bureau. The order matters: nobody's body is read before he may send one."""
    if not is_of_bureau(request.path) or request.endpoint is None:
        return None
    access: Access | None = getattr(current_app.view_functions[request.endpoint], "bureau_access", None)
    if access is None:
        abort(403)
    if access.token:
        _take_token()
    elif access.roles is not None and (turned_away := _turned_away(access)) is not None:
        return turned_away
    _bound_body(access)
    if not access.token:
        csrf.protect()
    return None


def _bound_body(access: Access) -> None:
    """413 for a request that is larger than its view takes: one bound for uploads, the one that the form names."""
    megabytes = uploading.most_megabytes(get_site().settings)
    limit = megabytes * 2**20 + FORM_BYTES if access.files else FORM_BYTES
    request.max_content_length = limit
    if (request.content_length or 0) <= limit:
        return
    g.body_bound = f"{megabytes} MB" if access.files else f"{FORM_BYTES // 1024} KB"
    # A server that answers and closes while the browser still sends is answered with "connection reset", not read.
    body, left = request.environ["wsgi.input"], min(request.content_length or 0, limit * _READ_AWAY)
    while left > 0 and (chunk := body.read(min(left, 2**20))):
        left -= len(chunk)
    abort(413)


def _take_token() -> None:
    scheme, _space, given = request.headers.get("Authorization", "").partition(" ")
    holder = tokens.holder(get_site(), get_session(), given.strip()) if scheme.lower() == "bearer" else None
    if holder is None:
        abort(401)
    g.token_user = holder


def _turned_away(access: Access) -> Response | None:
    """Where somebody who may not is sent; a form that comes too late gets 401, another role 403."""
    found = signed_in()
    if found is None:
        if request.method not in ("GET", "HEAD"):
            abort(401)
        return redirect(address("bureau.sign_in", next=request.full_path.rstrip("?")), 303)
    if access.roles is not None and found.user.role not in access.roles:
        site, database = get_site(), get_session()
        with writing(database):
            record_by(site, database, found.user.name, "refused", f"{request.method} {request.path}")
        abort(403)
    if not access.even_with_old_password and password_is_too_old(found.user):
        flash(_("密码已到更换时间，请先更换密码。"))
        return redirect(address("bureau.account"), 303)
    return None


def password_is_too_old(user: User) -> bool:
    """Whether the profile's rotation wants a new password first; demo passwords are fixed."""
    site = get_site()
    credential = get_session().get_one(Credential, user.id)
    if credential.demo:
        return False
    return passwords.is_too_old(site.settings.password_profile, credential.password_set_at, site.now())


def _load(token: str) -> SignedIn | None:
    found = sessions.open_(get_site(), get_session(), token)
    if found is None:
        session.clear()
        return None
    return SignedIn(token, *found)


def init_app(app: Flask, _site: Site) -> None:
    """Flask-Login and Flask-WTF, bound to the bureau's addresses."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False  # `_guard` asks for it, under /bureau alone
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # a token lives as long as its session
    csrf.init_app(app)
    login = LoginManager()
    # The context processor and the remember-me cookie would read the session for public pages too.
    login.init_app(app, add_context_processor=False)
    login.session_protection = None  # the server's own session table is the protection
    login.user_loader(_load)
    app.before_request(_guard)
    app.jinja_env.globals |= {"signed_in": signed_in, "has_role": has_role, "Role": Role}
