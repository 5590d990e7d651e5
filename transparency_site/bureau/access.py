"""Who may open an address of the bureau: `@require(Role.REVIEWER)`, `@open_to_all`, `@require_token`; who is asking.

Everything under /bureau is closed unless its view says so: a view without one of these marks answers 403 to everybody.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import flask_login
from flask import Flask, Response, abort, current_app, g, make_response, redirect, request, session
from flask_login import LoginManager
from flask_wtf.csrf import CSRFProtect

from transparency_site.accounts import sessions, tokens
from transparency_site.accounts.records import record_by
from transparency_site.bureau.addresses import address
from transparency_site.bureau.cookies import is_of_bureau
from transparency_site.current import get_session, get_site
from transparency_site.lifecycle import Role
from transparency_site.models import BureauSession, User
from transparency_site.site import Site
from transparency_site.transactions import writing

View = Callable[..., Any]
MARK, TOKEN_MARK = "bureau_access", "bureau_token"  # noqa: S105 - attribute names
csrf = CSRFProtect()


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
    if (holder := g.get("token_user")) is not None:
        user: User = holder
        return user
    found = signed_in()
    if found is None:
        abort(401)
    return found.user


def has_role(*roles: Role) -> bool:
    """Whether somebody of one of these roles is signed in; for templates that show or hide a link."""
    found = signed_in()
    return found is not None and found.user.role in roles


def require(*roles: Role) -> Callable[[View], View]:
    """Mark a view as for these roles (none given: for every signed-in person)."""
    allowed = frozenset(roles or Role)

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            found = signed_in()
            if found is None:
                return ask_to_sign_in()
            if found.user.role not in allowed:
                _refused(found.user)
                abort(403)
            return view(*args, **kwargs)

        setattr(guarded, MARK, allowed)
        return guarded

    return mark


def open_to_all(view: View) -> View:
    """Mark a view as open to people who are not signed in."""
    setattr(view, MARK, None)
    return view


def require_token(view: View) -> View:
    """Mark a view as for programs with an upload token (`Authorization: Bearer …`); no cookie counts, no CSRF token is
    asked for.
    """

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        scheme, _space, given = request.headers.get("Authorization", "").partition(" ")
        holder = tokens.holder(get_site(), get_session(), given.strip()) if scheme.lower() == "bearer" else None
        if holder is None:
            abort(401)
        g.token_user = holder
        return view(*args, **kwargs)

    setattr(guarded, MARK, None)
    setattr(guarded, TOKEN_MARK, True)
    return guarded


def ask_to_sign_in() -> Response:
    """A reader is sent to the sign-in page and back afterwards; a form that was sent is told that its time is over."""
    if request.method not in ("GET", "HEAD"):
        abort(401)
    wanted = request.full_path.rstrip("?")
    return make_response(redirect(address("bureau.sign_in", next=wanted), 303))


def _refused(user: User) -> None:
    site, database = get_site(), get_session()
    with writing(database):
        record_by(site, database, user.name, "refused", f"{request.method} {request.path}"[:128])


def _guard() -> None:
    """Before every request under /bureau: a marked view, and a CSRF token for everything that changes."""
    if not is_of_bureau(request.path) or request.endpoint is None:
        return
    view = current_app.view_functions[request.endpoint]
    if not hasattr(view, MARK):
        abort(403)
    if not getattr(view, TOKEN_MARK, False):
        csrf.protect()


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


