"""The session cookie: signed, and only of /bureau. Everywhere else there is no session at all, so no cookie, no Vary.

The cookie holds the session's token and the CSRF token; everything that counts stands in the database
(`accounts.sessions`).
"""

from __future__ import annotations

from typing import Any

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin

from transparency_site.accounts import random_secrets
from transparency_site.accounts.kept_secrets import COOKIES, kept
from transparency_site.bureau.blueprint import PREFIX
from transparency_site.site import Site


def is_of_bureau(path: str) -> bool:
    """Whether an address (below the site's root) belongs to the bureau."""
    return path == PREFIX or path.startswith(PREFIX + "/")


class BureauCookies(SecureCookieSessionInterface):
    """Flask's signed cookie with the path of the bureau; its secret is made when the first one is needed."""

    session_class = SecureCookieSession

    def __init__(self, site: Site) -> None:
        self.site = site

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of a bureau's address; None (nothing may be kept) elsewhere."""
        return super().open_session(app, request) if is_of_bureau(request.path) else None

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if is_of_bureau(request.path):
            super().save_session(app, session, response)

    def get_cookie_path(self, app: Flask) -> str:  # noqa: ARG002 - Flask's signature
        return request.script_root + PREFIX

    def get_signing_serializer(self, app: Flask) -> Any:
        if not app.secret_key:
            app.secret_key = self.site.settings.secret_key or kept(
                self.site.settings.var_dir, COOKIES, random_secrets.make
            )
        return super().get_signing_serializer(app)


def init_app(app: Flask, site: Site, *, secure: bool) -> None:
    """Cookie settings; `secure` where the bureau is reached over https."""
    app.config.update(
        SESSION_COOKIE_NAME="bureau",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_SECURE=secure,
    )
    app.session_interface = BureauCookies(site)
