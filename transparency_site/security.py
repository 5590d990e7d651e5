"""Headers that every answer carries, compression, the reverse proxy, and what an operator's probes ask (`health`)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask, Response, request
from flask_compress import Compress
from werkzeug.middleware.proxy_fix import ProxyFix

from transparency_site import health
from transparency_site.caching import COMPRESSIONS
from transparency_site.client_networks import believing
from transparency_site.ready_answers import ReadyAnswers
from transparency_site.site import Site

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_PREFIX = re.compile(r"(/[A-Za-z0-9._~-]{1,60}){0,6}/?")
_POLICY = (
    "default-src 'none'", "style-src 'self'", "script-src 'self'", "img-src 'self' data:", "font-src 'self'",
    "connect-src 'self'", "form-action 'self'", "base-uri 'none'",
)
CONTENT_SECURITY_POLICY = "; ".join((*_POLICY, "frame-ancestors 'none'"))
EMBEDDED_POLICY = "; ".join((*_POLICY, "frame-ancestors *"))
"""Of charts at /embed/…, which stand in other sites' pages; nothing else may be framed."""
EMBEDDED = "pages.embed_"
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_COMPRESSED = (
    "text/html", "text/css", "text/csv", "text/plain", "text/xml", "application/json", "application/problem+json",
    "application/x-ndjson", "application/javascript", "text/javascript", "image/svg+xml", "application/atom+xml",
)


def init_app(app: Flask, site: Site) -> None:
    """Headers, compression, proxy and probes."""
    app.config.setdefault("COMPRESS_MIMETYPES", list(_COMPRESSED))
    app.config.setdefault("COMPRESS_ALGORITHM", list(COMPRESSIONS))
    # Of a page that nobody asked for before, the last steps of gzip cost as much as the rows do, for four per cent.
    app.config.setdefault("COMPRESS_LEVEL", 4)
    # A file's name, count and digest are the whole file's; WeChat's and old phones' browsers know gzip and br.
    app.config.setdefault("COMPRESS_ALGORITHM_STREAMING", ["br"])
    # Whether the client has an answer already is asked before it is made (`caching.conditional`, `unless_known`).
    app.config.setdefault("COMPRESS_EVALUATE_CONDITIONAL_REQUEST", False)
    Compress(app)
    app.wsgi_app = ReadyAnswers(app.wsgi_app, site)  # type: ignore[method-assign]
    if site.settings.trust_proxy:
        proxied = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=0, x_prefix=1)
        believed = believing(site.settings.trusted_proxies, _with_plain_prefix(proxied), app.wsgi_app)
        app.wsgi_app = believed  # type: ignore[method-assign, assignment]
    app.after_request(lambda response: add_headers(response, site))
    health.init_app(app, site)


def _with_plain_prefix(inner: WSGIApplication) -> WSGIApplication:
    """Forget an X-Forwarded-Prefix that is no plain path: "//elsewhere" would lead every link to another host."""

    def application(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        prefix = environ.get("HTTP_X_FORWARDED_PREFIX", "")
        if not _PREFIX.fullmatch(prefix):
            environ.pop("HTTP_X_FORWARDED_PREFIX", None)
        else:
            environ["HTTP_X_FORWARDED_PREFIX"] = prefix.rstrip("/")
        return inner(environ, start)

    return application


def add_headers(response: Response, site: Site) -> Response:
    """Strict headers on everything; sample data are kept out of search engines."""
    wanted = dict(HEADERS)
    if (request.endpoint or "").startswith(EMBEDDED):
        # By the endpoint, so that a 304 says the same: a browser takes over the headers of a 304.
        wanted["Content-Security-Policy"] = EMBEDDED_POLICY
    if site.is_sample:
        wanted["X-Robots-Tag"] = "noindex"
    if request.is_secure:
        wanted["Strict-Transport-Security"] = "max-age=31536000"
    given = {name.lower() for name, _value in response.headers}
    for name, value in wanted.items():
        if name.lower() not in given:
            response.headers.add(name, value)
    return response
