"""Signing in: name and password, then the second factor; signing out."""

from __future__ import annotations

import flask_login
from flask import redirect, render_template, session
from werkzeug.wrappers import Response

from transparency_site.accounts import sessions
from transparency_site.bureau.access import open_to_all, require, signed_in
from transparency_site.bureau.addresses import address
from transparency_site.bureau.blueprint import bureau
from transparency_site.current import get_session, get_site


@bureau.get("/sign-in")
@open_to_all
def sign_in() -> str:
    """The form for name and password."""
    return render_template("bureau/sign_in.html")


@bureau.post("/sign-out")
@require()
def sign_out() -> Response:
    """End this session on the server and in the browser."""
    found = signed_in()
    assert found is not None
    sessions.end(get_site(), get_session(), found.user, "signed-out", found.session)
    flask_login.logout_user()
    session.clear()
    return redirect(address("bureau.sign_in"), 303)
