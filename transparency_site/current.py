"""What a request belongs to: its site and its snapshot. The faces' only way to the database."""

from __future__ import annotations

from flask import abort, current_app, g, request
from sqlalchemy.orm import Session

from transparency_site.site import Site
from transparency_site.snapshot import Snapshot, UnknownVersion, open_snapshot

WRITING = ("bureau", "subscribing", "asking")
"""The blueprints that take forms; all others only read, and may be given a replica."""


KNOWN_STATE = "transparency_site.state"
"""Where a request's environment holds the state of the data (`caching.state_of`) that was looked up before the
application (`ready_answers`).
"""


def get_site() -> Site:
    """The site that this application serves."""
    site: Site = current_app.extensions["site"]
    return site


def get_session() -> Session:
    """This request's session; closed when the request ends. One that writes for the bureau, one that reads else."""
    if "session" not in g:
        site = get_site()
        g.session = site.sessions() if _may_write() else site.read_sessions()
    session: Session = g.session
    return session


def _may_write() -> bool:
    """The bureau's side, a reader's own subscription and question: they look at what they have just written."""
    return (
        request.path.startswith("/bureau")
        or request.blueprint in WRITING
        or (request.endpoint or "").endswith("question_followed")
    )


def get_snapshot() -> Snapshot:
    """The snapshot that this request reads: `?as_of=` a version or a date, else the newest. Unknown: 404.

    On pages an empty one is a form's empty field; a program that sends it has lost its version.
    """
    if "snapshot" not in g:
        asked = request.args.get("as_of")
        if not asked and not request.path.startswith("/api/"):
            asked = None
        try:
            known = request.environ.get(KNOWN_STATE)
            latest, asking = (int(known.latest), int(known.questions)) if known else (None, None)
            g.snapshot = open_snapshot(get_session(), get_site().today(), asked, latest=latest, questions=asking)
        except UnknownVersion:
            g.unknown_as_of = True
            abort(404)
    snapshot: Snapshot = g.snapshot
    return snapshot


def close_session(_error: BaseException | None = None) -> None:
    """Teardown: give the connection back."""
    session: Session | None = g.pop("session", None)
    if session is not None:
        session.close()
