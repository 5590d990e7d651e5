"""Documentation at /api/v1/docs: a light page of addresses and error codes in the site's frame, and Swagger UI from the
installed package for whom asks for it (330 KB). Offline and under the strict policy: scripts and styles are files,
nothing is inline. It reads no data, so that it answers while the database does not.
"""

from __future__ import annotations

from pathlib import Path

import flask_restx
from flask import Blueprint, Response, abort, render_template, url_for

from transparency_site.api.deprecations import table
from transparency_site.caching import REVALIDATED, unless_known
from transparency_site.error_catalogue import KINDS
from transparency_site.queries.registry import DATASETS
from transparency_site.static_files import fingerprinted, serve

_FOLDER = Path(flask_restx.__file__).resolve().parent / "static"
_FILES = ("swagger-ui.css", "swagger-ui-bundle.js")


def docs_blueprint() -> Blueprint:
    """The page, its script, and Swagger UI's files."""
    blueprint = Blueprint("api_docs", __name__, url_prefix="/api/v1/docs")
    blueprint.add_url_rule("", "docs", docs)
    blueprint.add_url_rule("/<string:name>", "asset", asset)
    return blueprint


def docs() -> Response:
    """The documentation page; without scripts it lists addresses and error codes all the same."""
    response = Response(render_template(
        "api/docs.html", datasets=DATASETS.values(), errors=KINDS.values(), openapi=url_for("api.openapi"),
        swagger=url_for("api.swagger"), asset=_address, root=url_for("api.root").rstrip("/"), deprecated=table(),
    ))
    response.add_etag()
    response.headers["Cache-Control"] = REVALIDATED
    return unless_known(response)


def asset(name: str) -> Response:
    """One of Swagger UI's files, from the installed package."""
    if name not in _FILES:
        abort(404)
    return serve(_FOLDER, name)


def _address(name: str) -> str:
    return fingerprinted("api_docs.asset", _FOLDER, name)
