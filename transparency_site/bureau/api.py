"""The upload door for programs: files in with an upload token, their reports out. Nothing else, never an approval."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response, abort, request
from sqlalchemy.orm import Session

from transparency_site import jobs, uploading
from transparency_site.bureau import listing, words
from transparency_site.bureau.access import current_user, require_token
from transparency_site.bureau.addresses import address
from transparency_site.bureau.blueprint import bureau
from transparency_site.bureau.uploads import handed, options_of
from transparency_site.bureau.words import REFUSED, code_of, sentence
from transparency_site.current import get_session, get_site
from transparency_site.jobs import Standing
from transparency_site.models import Submission


@bureau.post("/api/submissions")
@require_token
def api_upload() -> Response:
    """Files of a multipart form (`file`, several times, or a zip); kind, unit, year … are fields of it."""
    if not request.files.get("file"):
        return problem(400, "missing-parameter", "multipart/form-data, file=@….xlsx")
    try:
        options = options_of(request.form)
        upload = uploading.hand_over(get_site(), get_session(), handed("file"), current_user(), options)
    except REFUSED as refused:
        return problem(422, code_of(refused), sentence(refused))
    found = uploading.submissions_of(get_session(), upload)
    data = [_entry(entry, found) for entry in upload.files]
    return _json({"upload": upload.id, "data": data}, 202)


def _entry(entry: dict[str, Any], found: dict[int, Submission]) -> dict[str, Any]:
    if entry.get("refused"):
        detail = words.refusal(entry["refused"], entry.get("details") or {})
        return {"name": entry["name"], "submission": None, "code": entry["refused"], "detail": detail}
    return {"name": entry["name"], **_standing(get_session(), found[entry["submission"]])}


@bureau.get("/api/submissions/<int:number>")
@require_token
def api_submission(number: int) -> Response:
    """How far a submission of the token's owner is, and its report."""
    session = get_session()
    one = session.get(Submission, number)
    if one is None or one.uploaded_by_id != current_user().id:
        abort(404)
    return _json({"data": {**_standing(session, one), "report": one.report}})


def _standing(session: Session, one: Submission) -> dict[str, Any]:
    [row] = listing.rows(get_site(), session, [one])
    standing = row.standing
    return {
        "submission": one.id,
        "state": one.state,
        "verdict": row.verdict,
        "check": standing.state if standing else None,
        "progress": _progress(standing) if standing else None,
        "code": standing.code if standing and standing.state == jobs.FAILED else None,
        "file_sha256": one.file_sha256,
        "links": {
            "self": address("bureau.api_submission", number=one.id),
            "page": address("bureau.report", number=one.id),
        },
    }


def _progress(standing: Standing) -> dict[str, Any]:
    """How far the check is: its step, the rows of the file that are through it, percent of the whole."""
    return {
        "step": standing.stage,
        "rows_done": standing.rows_done,
        "rows_total": standing.rows_total or None,
        "percent": standing.percent,
    }


def problem(status: int, code: str, detail: str) -> Response:
    """A problem document (RFC 9457)."""
    body = {"type": "about:blank", "title": code, "status": status, "detail": detail, "code": code}
    return _json(body, status, "application/problem+json")


def _json(body: dict[str, Any], status: int = 200, mimetype: str = "application/json") -> Response:
    return Response(orjson.dumps(body), status, mimetype=mimetype)
