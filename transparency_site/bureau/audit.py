"""The auditor's page: every event, by person, action, subject and day; the same as a file."""

from __future__ import annotations

from flask import Response, abort, make_response, render_template, request, stream_with_context
from flask_babel import gettext as _

from transparency_site import event_log
from transparency_site.bureau.access import current_user, require
from transparency_site.bureau.addresses import address
from transparency_site.bureau.blueprint import bureau
from transparency_site.current import get_session, get_site
from transparency_site.lifecycle import Role

_FILTERS = ("actor", "action", "subject", "from", "to")


@bureau.get("/audit")
@require(Role.AUDITOR)
def audit() -> Response:
    """The log, newest first."""
    given = {name: request.args.get(name, "") for name in _FILTERS}
    problem = ""
    try:
        asked = event_log.read_filter(given)
    except event_log.BadDay:
        asked, problem = event_log.EventFilter(), _("日期请写成 2026-03-01 的样子。")
    before = request.args.get("before", "")
    number = int(before) if before.isascii() and before.isdigit() and len(before) < 12 else None
    events, following = event_log.page(get_session(), asked, number)
    used = {name: value for name, value in given.items() if value and not problem}
    page = render_template(
        "bureau/audit.html",
        events=events,
        following=address("bureau.audit", **used, before=following) if following else None,
        newest=address("bureau.audit", **used) if number else None,
        export_address=address("bureau.audit_csv", **used),
        given=given,
        actions=event_log.actions(get_session()),
        problem_text=problem,
    )
    return make_response(page, 422 if problem else 200)


@bureau.get("/audit.csv")
@require(Role.AUDITOR)
def audit_csv() -> Response:
    """The matching events as a CSV file, oldest first."""
    try:
        asked = event_log.read_filter(request.args)
    except event_log.BadDay:
        abort(400)
    lines = event_log.csv_of(get_site(), get_session(), asked, current_user())
    response = Response(stream_with_context(lines), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="events.csv"'
    return response
