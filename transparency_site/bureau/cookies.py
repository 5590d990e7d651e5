"""The session cookie: signed, and only of /bureau. Everywhere else there is no session at all, so no cookie, no Vary.

The cookie holds the session's token and the CSRF token; everything that counts stands in the database
(`accounts.sessions`).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin

from transparency_site.accounts import random_secrets
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
            app.secret_key = self.site.settings.secret_key or kept_secret(self.site.settings.var_dir)
        return super().get_signing_serializer(app)


def kept_secret(folder: Path) -> str:
    """The secret of VAR_DIR, readable by its owner only; made once, the same for every worker."""
    path = folder / "secret_key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        own = folder / f"secret_key.{os.getpid()}.{random_secrets.make()[:8]}"
        with os.fdopen(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
            handle.write(random_secrets.make())
            handle.flush()
            os.fsync(handle.fileno())
        try:
            os.link(own, path)  # of several workers the first one's stays
        except FileExistsError:
            return path.read_text(encoding="ascii").strip()
        finally:
            own.unlink()
    return path.read_text(encoding="ascii").strip()


def init_app(app: Flask, site: Site, *, secure: bool) -> None:
    """Cookie settings; `secure` where the bureau is reached over https."""
    app.config.update(
        SESSION_COOKIE_NAME="bureau",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_SECURE=secure,
    )
    app.session_interface = BureauCookies(site)
