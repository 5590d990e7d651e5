"""`FACES=bureau`: a process that serves the bureau alone.

The public pages are there for the reviewer's preview, but none of their addresses answers.
"""

from __future__ import annotations

from flask import Flask, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from transparency_site.bureau.cookies import is_of_bureau

_ALSO = ("static", "healthz", "readyz", "metrics")


def _only_the_bureau() -> Response | None:
    if request.path == "/":
        return redirect(url_for("bureau.home"), 303)
    if not is_of_bureau(request.path) and request.endpoint not in _ALSO:
        abort(404)
    return None


def init_app(app: Flask) -> None:
    """Close everything outside the bureau; before any other answer is begun."""
    app.before_request_funcs.setdefault(None, []).insert(0, _only_the_bureau)
