"""QR codes of this site's pages, for notice boards and phones."""

from __future__ import annotations

import io
import re

import segno
from flask import Response, abort, request

from transparency_site.caching import IMMUTABLE
from transparency_site.pages.addresses import absolute
from transparency_site.pages.blueprint import pages

LONGEST = 1200  # characters of an address: a larger code cannot be read from a board
_OF_THIS_SITE = re.compile(r"/(?!/)[!-~]*")  # a path, never another host


@pages.get("/qr.svg", endpoint="qr")
def qr_page() -> Response:
    """The code of `?to=`, an address of this site that begins with a slash; 404 for another one."""
    path = request.args.get("to", "")
    if len(path) > LONGEST or not _OF_THIS_SITE.fullmatch(path):
        abort(404)
    drawn = io.BytesIO()
    segno.make(absolute(path), error="m").save(drawn, kind="svg", border=2, omitsize=True, xmldecl=False)
    response = Response(drawn.getvalue(), mimetype="image/svg+xml")
    response.headers["Cache-Control"] = IMMUTABLE
    return response
