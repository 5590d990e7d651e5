"""Prebuilt files at /data/files/v<version>/…, immutable; /data/files/latest/… leads to the newest version's."""

from __future__ import annotations

import mimetypes

from flask import Blueprint, Response, abort, redirect, request, send_from_directory, url_for
from werkzeug.wrappers import Response as AnyResponse

from transparency_site import exporting
from transparency_site.caching import VERSIONED
from transparency_site.current import get_session, get_site
from transparency_site.snapshot import open_snapshot

downloads = Blueprint("downloads", __name__, url_prefix="/data/files")
# A blueprint of its own: these answers depend on their own bytes alone, not on the newest version.
_TYPES = {".jsonl": "application/x-ndjson", ".sqlite": "application/vnd.sqlite3", ".md": "text/markdown"}


@downloads.get("/v<int:version>/<path:name>")
def file(version: int, name: str) -> Response:
    """A listed file of an exported version; whole or in part (Range), never behind a limit."""
    snapshot = open_snapshot(get_session(), get_site().today())
    entry = next((one for one in exporting.listed(get_site(), snapshot, version) if one["file"] == name), None)
    if entry is None:
        abort(404)
    if request.range is not None:
        request.environ.pop("HTTP_ACCEPT_ENCODING", None)  # a part of a file is a part of its bytes as they are
    suffix = "." + name.rpartition(".")[2]
    answer = send_from_directory(
        get_site().exports / f"v{version}", name, as_attachment=True, etag=entry["sha256"], max_age=60,
        mimetype=_TYPES.get(suffix) or mimetypes.types_map.get(suffix, "application/octet-stream"),
        download_name=_download_name(version, name),
    )
    answer.headers["Cache-Control"] = VERSIONED
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["X-Data-Version"] = str(version)
    for key, header in (("count", "X-Data-Count"), ("sum_fen", "X-Data-Sum-Fen"), ("digest", "X-Data-Digest")):
        if entry.get(key) is not None:
            answer.headers[header] = str(entry[key])
    return answer


def _download_name(version: int, name: str) -> str:
    stem, _dot, suffix = name.rpartition("/")[2].rpartition(".")
    return f"{stem}-v{version}.{suffix}"


@downloads.get("/latest/<path:name>")
def latest(name: str) -> AnyResponse:
    """Leads to the newest version's file of this name; the address stays the same for ever."""
    newest = exporting.newest(get_site(), open_snapshot(get_session(), get_site().today()))
    if newest is None:
        abort(404)
    answer = redirect(url_for("downloads.file", version=newest, name=name), 302)
    answer.headers["Cache-Control"] = "no-cache"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer
