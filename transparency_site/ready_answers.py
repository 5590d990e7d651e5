"""Answers that were made before at the same state of the data, given again before any work is done.

A public answer is a function of (state, address, what the client can read), so its finished bytes (compressed, with
their headers) are kept in memory, bounded, and thrown away by nothing but room: a new publication, another business
date or a redaction is another state.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy.exc import SQLAlchemyError

from transparency_site import health
from transparency_site.caching import COMPRESSIONS, State, exported, state_of
from transparency_site.current import KNOWN_STATE
from transparency_site.freshness import Freshness
from transparency_site.site import Site
from transparency_site.snapshot import open_snapshot

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST_BYTES: Final = 64 << 20
LARGEST: Final = 512 << 10
_ASKED: Final = ("SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "wsgi.url_scheme")
_OF_ONE_CLIENT: Final = ("ratelimit", "x-ratelimit", "retry-after", "set-cookie")
_NOT_MODIFIED: Final = frozenset({"content-length", "content-encoding", "content-type"})

Key = tuple[Any, ...]
Headers = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """A finished answer: status 200, its headers and all its bytes."""

    headers: Headers
    etag: str
    body: bytes

    @property
    def size(self) -> int:
        return len(self.body) + sum(len(name) + len(value) for name, value in self.headers)


class Answers:
    """The answers used last, up to `most` bytes; shared by the threads of a process."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most, self._held = most, 0
        self._answers: OrderedDict[Key, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key) -> Answer | None:
        with self._lock:
            found = self._answers.get(key)
            if found is not None:
                self._answers.move_to_end(key)
            return found

    def put(self, key: Key, answer: Answer) -> None:
        with self._lock:
            old = self._answers.pop(key, None)
            self._held += answer.size - (old.size if old else 0)
            self._answers[key] = answer
            while self._held > self._most:
                self._held -= self._answers.popitem(last=False)[1].size


class ReadyAnswers:
    """WSGI middleware around the application; what it does not know goes through and is kept where it may be."""

    def __init__(self, app: WSGIApplication, site: Site) -> None:
        self._app, self._site = app, site
        self._answers = Answers()
        self._states = Freshness(site.read_engine, self._state)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        key = self._key(environ)
        if key is None:
            return self._app(environ, start_response)
        environ[KNOWN_STATE] = key[0]
        started = time.perf_counter()
        answer = self._answers.get(key)
        if answer is None:
            return self._made(key, environ, start_response)
        known = environ.get("HTTP_IF_NONE_MATCH", "")
        unchanged = bool(known) and _names(known, answer.etag)
        health.count(environ["PATH_INFO"], "GET", 304 if unchanged else 200, time.perf_counter() - started)
        if unchanged:
            kept = [header for header in answer.headers if header[0].lower() not in _NOT_MODIFIED]
            start_response("304 NOT MODIFIED", kept)
            return [b""]
        start_response("200 OK", answer.headers)
        return [answer.body]

    def _key(self, environ: WSGIEnvironment) -> Key | None:
        if environ["REQUEST_METHOD"] != "GET" or environ["PATH_INFO"].startswith("/bureau"):
            return None
        try:
            state = self._states.current((self._site.today(), exported(self._site.settings)))
        except (SQLAlchemyError, sqlite3.Error):
            return None  # the application says it in words
        path = environ["PATH_INFO"]
        accepted = environ.get("HTTP_ACCEPT", "") if path.startswith("/api/") else ""  # pages do not negotiate
        encoding = _encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        return state, accepted, encoding, *(environ.get(name, "") for name in _ASKED)

    def _state(self, now: tuple[dt.date, str]) -> State:
        with self._site.read_sessions() as session:
            return state_of(open_snapshot(session, now[0]), self._site.settings)

    def _made(self, key: Key, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        begun: list[tuple[str, Headers]] = []

        def start(status: str, headers: Headers, *error: Any) -> Callable[[bytes], object]:
            begun.append((status, headers))
            return start_response(status, headers, *error)

        made = self._app(environ, start)
        if not begun or not _may_be_kept(*begun[-1]):
            return made
        try:
            body = b"".join(made)
        finally:
            close = getattr(made, "close", None)
            if close:
                close()
        # Something published meanwhile (a replica catches up at any moment): then it is an answer of another state.
        if self._key(environ) == key:
            headers = [header for header in begun[-1][1] if not header[0].lower().startswith(_OF_ONE_CLIENT)]
            self._answers.put(key, Answer(headers, _header(headers, "etag"), body))
        return [body]


def _encoding(accepted: str) -> str:
    """What the answer will be encoded in, for the headers that browsers send; any other header stands for itself."""
    if ";" in accepted or "*" in accepted:
        return accepted
    names = {name.strip() for name in accepted.split(",")}
    return next((name for name in COMPRESSIONS if name in names), "")


def _may_be_kept(status: str, headers: Headers) -> bool:
    """Whole answers of public data only: they carry the data's version, a length, and are not forbidden to store."""
    length = _header(headers, "content-length")
    return (
        status.startswith("200")
        and bool(_header(headers, "x-data-version") and _header(headers, "etag"))
        and length.isdigit()
        and int(length) <= LARGEST
        and "no-store" not in _header(headers, "cache-control")
    )


def _header(headers: Headers, name: str) -> str:
    return next((value for given, value in headers if given.lower() == name), "")


def _names(if_none_match: str, etag: str) -> bool:
    """Whether the request names the answer that it would get, in this or another encoding (the part before a colon)."""
    plain = etag.strip('"').partition(":")[0]
    given = (one.strip().removeprefix("W/").strip('"') for one in if_none_match.split(","))
    return any(one == "*" or one.partition(":")[0] == plain for one in given)
