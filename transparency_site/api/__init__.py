"""The REST API at /api/v1: read only, no key, the same questions and answers as the pages."""

from __future__ import annotations

from flask import Flask, Response, request

from transparency_site.api import deprecations
from transparency_site.api.docs import docs_blueprint
from transparency_site.api.resources import PREFIX, make_blueprint
from transparency_site.site import Site

EXPOSED = (
    "ETag, Link, X-Data-Version, X-Data-Count, X-Data-Sum-Fen, X-Data-Digest, Content-Disposition, RateLimit, "
    "RateLimit-Policy, Retry-After, Deprecation, Sunset"
)


def init_app(app: Flask, _site: Site) -> None:
    """Register resources and documentation, CORS on every status, and what an answer can be."""
    app.config.update(RESTX_JSON={"ensure_ascii": False}, RESTX_MASK_SWAGGER=False, RESTX_ERROR_404_HELP=False)
    app.register_blueprint(make_blueprint())
    app.register_blueprint(docs_blueprint())
    deprecations.init_app(app)
    app.after_request(_open_to_all_origins)


def _is_ours() -> bool:
    return request.path.startswith("/api/") or request.path == "/api"


def _open_to_all_origins(response: Response) -> Response:
    if _is_ours() or request.path.endswith((".json", ".csv", ".jsonl", ".parquet")):
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = EXPOSED
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
            response.headers["Access-Control-Allow-Headers"] = "Accept, Accept-Language, If-None-Match"
            response.headers["Access-Control-Max-Age"] = "86400"
    return response


__all__ = ["PREFIX", "init_app"]
