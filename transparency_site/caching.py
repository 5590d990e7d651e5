"""HTTP caching: what is read is a function of (version, business date, address, build), and so is its ETag.

`conditional` answers 304 before the view asks anything: all it needs is the newest version's number.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import NamedTuple, ParamSpec

from flask import Response, g, make_response, request
from flask.typing import ResponseReturnValue

from transparency_site.config import Settings
from transparency_site.current import KNOWN_STATE, get_site, get_snapshot
from transparency_site.queries import questions
from transparency_site.queries.publications import last_redaction
from transparency_site.snapshot import Snapshot

P = ParamSpec("P")
DATA_FILES = (".json", ".csv", ".xlsx", ".jsonl", ".parquet")
COMPRESSIONS = ("br", "gzip")
"""In the order of preference."""
IMMUTABLE = "public, max-age=31536000, immutable"
VERSIONED = "public, max-age=60, immutable"
"""For data of a version: they change by legal erasure alone, and then no cache may show them beyond a minute."""
REVALIDATED = "public, no-cache"
_ROOT = Path(__file__).resolve().parent.parent


@cache
def build() -> str:
    """What this program is: a digest over sources, templates, words and static files, equal wherever the same runs."""
    digest = hashlib.sha256()
    package = _ROOT / "transparency_site"
    sources = [
        *package.rglob("*.py"), *(_ROOT / "templates").rglob("*.html"), *(package / "translations").rglob("*.po"),
        *(path for path in (package / "static").rglob("*") if path.is_file()),
    ]
    for path in sorted(sources):
        digest.update(str(path.relative_to(_ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


@cache
def _city(folder: Path) -> str:
    return hashlib.sha256((folder / "city.toml").read_bytes()).hexdigest()[:16]


class State(NamedTuple):
    """All that public answers depend on besides their address, at the newest version. Readers' questions change
    between versions: their generation stands for them.
    """

    latest: str
    redaction: str
    on_date: str
    build: str
    city: str
    base_url: str
    questions: str
    files: str


def state_of(snapshot: Snapshot, settings: Settings) -> State:
    """The state that `snapshot` belongs to."""
    return State(
        str(snapshot.latest), str(last_redaction(snapshot)), snapshot.on_date.isoformat(), build(),
        _city(settings.city), settings.base_url, str(questions.generation(snapshot)), exported(settings),
    )


def etag(snapshot: Snapshot) -> str:
    """The strong ETag (unquoted) of this request's answer at `snapshot`."""
    state: State | None = request.environ.get(KNOWN_STATE)
    if state is None or state.latest != str(snapshot.latest):
        state = state_of(snapshot, get_site().settings)
    latest, *rest, files = state
    # A page of an older version says that a newer one exists; data of a version never change.
    newest = "" if request.path.startswith("/api/") or request.path.endswith(DATA_FILES) else latest
    representation = g.get("representation", "")  # one address may answer in several formats
    catalogue = files if request.path.startswith("/data") else ""  # it lists the whole-data files
    parts = (
        str(snapshot.version), newest, *rest, catalogue, request.script_root, request.full_path, representation,
    )
    digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:24]
    return f"{snapshot.version}-{digest}"


def exported(settings: Settings) -> str:
    """Which whole-data files stand by now: they come after their version."""
    try:
        return str((settings.var_dir / "exports").stat().st_mtime_ns)
    except FileNotFoundError:
        return ""


def conditional(view: Callable[P, ResponseReturnValue]) -> Callable[P, Response]:
    """Decorator for views of public data: ETag, 304, `X-Data-Version`, `Cache-Control` (immutable for a version)."""

    @wraps(view)
    def answer(*args: P.args, **kwargs: P.kwargs) -> Response:
        snapshot = get_snapshot()
        tag = etag(snapshot)
        if _is_known(tag):
            return _labelled(Response(status=304), snapshot, tag)
        response = make_response(view(*args, **kwargs))
        return _labelled(response, snapshot, tag) if response.status_code == 200 else response

    return answer


def _is_known(tag: str) -> bool:
    # A compressed answer's tag has its encoding behind a colon.
    known = request.if_none_match
    return known.star_tag or any(one.partition(":")[0] == tag for one in known.as_set())


def unless_known(response: Response) -> Response:
    """`response`, which has an ETag; where the client has it already, compressed or not, a 304 that says the same."""
    tag, _weak = response.get_etag()
    if tag and _is_known(tag):
        response.status_code = 304
    return response


def keep_nowhere() -> None:
    """This request's answer is less than the data can give (a search while the index is rebuilt): nobody keeps it."""
    g.kept_nowhere = True


def _labelled(response: Response, snapshot: Snapshot, tag: str) -> Response:
    if "kept_nowhere" in g:
        response.headers["Cache-Control"] = "no-store"
        return response
    response.set_etag(tag)
    response.headers.setdefault("X-Data-Version", str(snapshot.version))
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = _cache_control(response)
    return response


def _cache_control(response: Response) -> str:
    as_of = request.args.get("as_of", "")
    is_page = response.mimetype == "text/html"  # a page also says that a newer version exists
    return VERSIONED if as_of.isascii() and as_of.isdigit() and not is_page else REVALIDATED
