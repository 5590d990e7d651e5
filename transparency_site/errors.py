"""One shape for every error: RFC 9457 problem documents for programs, a page that helps for people, by address.

Nothing of the caller's is ever echoed beyond 64 characters, and never a word of the exception.
"""

from __future__ import annotations

import orjson
import structlog
from flask import Flask, Response, current_app, g, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from jinja2 import TemplateNotFound
from sqlalchemy.exc import InterfaceError, OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError, RequestURITooLarge, TooManyRequests

from transparency_site.error_catalogue import KINDS, ErrorKind, Words, kind_of_status
from transparency_site.filters import BadParameter

MAX_ADDRESS = 6000
MAX_ECHO = 64
_FILES = (".json", ".csv", ".xlsx", ".jsonl", ".parquet")
log = structlog.get_logger()


def init_app(app: Flask) -> None:
    """Handlers for everything that can be raised; RESTX's own are bypassed in `api`."""
    app.register_error_handler(Exception, answer)
    app.before_request(_bound_address)


def _bound_address() -> None:
    if len(request.full_path) > MAX_ADDRESS:
        raise RequestURITooLarge


def is_for_programs() -> bool:
    """Whether the asked address answers programs: the API, and the .json, .csv and .xlsx twins of pages."""
    return request.path.startswith(("/api", "/bureau/api/")) or request.path.endswith(_FILES)


def answer(error: Exception) -> Response:
    """The answer to anything raised."""
    if isinstance(error, HTTPException) and error.response is not None and error.code is None:
        return make_response(error.response)
    kind, parameter, value, expected = _classified(error)
    if kind.status >= 500:
        log.exception("request failed", path=request.path[:MAX_ECHO], code=kind.code)
    response = respond(kind, parameter, value, expected)
    _carry_headers(error, response)
    return response


def _classified(error: Exception) -> tuple[ErrorKind, str | None, str | None, str]:
    if isinstance(error, BadParameter):
        return KINDS[error.code], error.name, error.value, error.expected
    if isinstance(error, OperationalError | InterfaceError):
        return KINDS["unavailable"], None, None, ""
    if isinstance(error, CSRFError):
        return KINDS["form-expired"], None, None, ""
    if not isinstance(error, HTTPException):
        return KINDS["internal-error"], None, None, ""
    if error.code == 404 and g.get("unknown_as_of"):
        return KINDS["unknown-version"], "as_of", request.args.get("as_of", "")[:MAX_ECHO], ""
    if isinstance(error, TooManyRequests):
        return KINDS["too-many-requests"], None, None, str(error.retry_after or 60)
    return kind_of_status(error.code or 500), None, None, g.get("body_bound", "") if error.code == 413 else ""


def _carry_headers(error: Exception, response: Response) -> None:
    """`Allow` of a 405 and `Retry-After` of a 429 or 503 are part of the answer."""
    if isinstance(error, HTTPException) and not isinstance(error, InternalServerError):
        for name, text in error.get_headers():
            if name in ("Allow", "Retry-After", "WWW-Authenticate"):
                response.headers[name] = text


def respond(kind: ErrorKind, parameter: str | None = None, value: str | None = None, expected: str = "") -> Response:
    """The answer for one kind of error: a problem document or a page."""
    if is_for_programs():
        return problem(kind, parameter, value, expected)
    words = _filled(kind.en if request.args.get("lang") == "en" else kind.zh, parameter, value, expected)
    try:
        page = render_template(_template(kind), code=kind.status, title=words.title, message=words.detail,
                               what_to_do=words.what_to_do, error_code=kind.code)
    except TemplateNotFound:
        page = f"{words.title}\n{words.detail}\n{words.what_to_do}\n"
        return _unstored(Response(page, kind.status, mimetype="text/plain"))
    return _unstored(Response(page, kind.status))


def _template(kind: ErrorKind) -> str:
    """The bureau has a page of its own, but not for our own failures: that page asks the database who reads it."""
    of_bureau = "bureau" in current_app.blueprints and f"{request.path}/".startswith("/bureau/") and kind.status < 500
    return "bureau/error.html" if of_bureau else "errors/error.html"


def problem(kind: ErrorKind, parameter: str | None = None, value: str | None = None, expected: str = "") -> Response:
    """A problem document (RFC 9457) in Chinese, or in English where Accept-Language prefers it."""
    english = request.accept_languages.best_match(("zh", "en"), default="zh") == "en"
    words = _filled(kind.en if english else kind.zh, parameter, value, expected)
    body = {
        "type": f"{request.script_root}/api/v1/docs#error-{kind.code}", "title": words.title, "status": kind.status,
        "detail": words.detail, "code": kind.code, "parameter": parameter, "what_to_do": words.what_to_do,
    }
    response = Response(orjson.dumps(body), kind.status, mimetype="application/problem+json")
    response.headers["Content-Language"] = "en" if english else "zh-Hans"
    response.vary.add("Accept-Language")
    return _unstored(response)


def _unstored(response: Response) -> Response:
    # What is missing now may be published in a minute.
    response.headers["Cache-Control"] = "no-store"
    return response


def _filled(words: Words, parameter: str | None, value: str | None, expected: str) -> Words:
    shown = {"parameter": _echo(parameter), "value": _echo(value), "expected": expected or "—"}
    return Words(words.title, words.detail.format(**shown), words.what_to_do.format(**shown))


def _echo(text: str | None) -> str:
    """What may be shown of a caller's text: 64 characters, nothing that does not print."""
    return "".join(c for c in (text or "")[:MAX_ECHO] if c.isprintable() and not 0xD800 <= ord(c) < 0xE000)
