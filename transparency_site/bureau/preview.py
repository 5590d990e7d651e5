"""The real public pages as they will be: rendered with a Snapshot in which a submission counts as published.

A preview is a whole public site below its own address, so that its links stay in it. Nothing of it is cached or
remembered.
"""

from __future__ import annotations

from inspect import unwrap

from flask import Response, abort, current_app, g, make_response, request
from werkzeug.exceptions import NotFound
from werkzeug.routing import RequestRedirect

from transparency_site.bureau.access import require
from transparency_site.bureau.blueprint import bureau
from transparency_site.bureau.reports import find
from transparency_site.current import get_session, get_site
from transparency_site.lifecycle import Role
from transparency_site.models import Disclosure
from transparency_site.snapshot import open_snapshot

_STATIC = "static"


def public_path(one: Disclosure) -> str:
    """The public page on which a disclosure stands, without its leading slash."""
    if one.kind == "batch":
        return f"batches/{one.year}/{one.key.rpartition('.')[2]}"
    if one.kind == "register":
        return f"registers/{one.key.split('.')[1]}"
    if one.kind in ("budget", "accounts"):
        return f"units/{one.unit_code}/{one.year}"
    return f"units/{one.unit_code}"


@bureau.get("/submissions/<int:number>/preview/", defaults={"path": ""})
@bureau.get("/submissions/<int:number>/preview/<path:path>")
@require(Role.UPLOADER, Role.REVIEWER)
def preview(number: int, path: str) -> Response:
    """One public page of the preview."""
    submission = find(number)
    get_session().commit()
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    root = request.path.removesuffix(path).rstrip("/")
    query = request.query_string.decode("ascii", "replace")
    base = request.host_url.rstrip("/") + request.script_root + root
    with app.app_context(), app.test_request_context(f"/{path}", base_url=base, query_string=query):
        g.preview = submission.id
        g.snapshot = open_snapshot(get_session(), get_site().today(), candidate=submission.id)
        return _rendered()


def _rendered() -> Response:
    """The answer of the public view behind the address of this context."""
    try:
        endpoint, values = request.url_rule.endpoint if request.url_rule else "", request.view_args or {}
    except (NotFound, RequestRedirect):
        abort(404)
    if endpoint == _STATIC:
        return make_response(current_app.view_functions[endpoint](**values))
    if not endpoint.startswith("pages.") or "kind" in values:
        abort(404)  # data files of what is not public are not handed out
    return make_response(unwrap(current_app.view_functions[endpoint])(**values))
