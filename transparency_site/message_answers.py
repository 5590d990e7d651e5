"""How many messages went out in each month, for the API and the page's twin: numbers, nothing else.

They are no published data: they have no version, and are asked for anew each time.
"""

from __future__ import annotations

import orjson
from flask import Response, request

from transparency_site.caching import unless_known
from transparency_site.current import get_session, get_site
from transparency_site.notifications import message_log


def message_counts_response() -> Response:
    """The newest month first."""
    rows = [{"month": one.month, "email": one.email, "sms": one.sms, "webhook": one.webhook, "total": one.total}
            for one in message_log.monthly(get_session())]
    meta = {"version": None, "count": len(rows), "sum_fen": None, "digest": None, "sample": get_site().is_sample}
    body = {"data": rows, "meta": meta, "links": {"self": request.script_root + request.path, "next": None}}
    response = Response(orjson.dumps(body), mimetype="application/json")
    response.add_etag()
    response.headers["Cache-Control"] = "public, no-cache"
    return unless_known(response)
