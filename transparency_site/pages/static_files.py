"""Stylesheet, script and icon from memory: few and small, and a file that is streamed and compressed is never closed.

Addresses carry the content's fingerprint (`static`), so that a browser may keep them for ever.
"""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Callable
from functools import cache
from pathlib import Path

from flask import Flask, Response, abort, request, url_for
from werkzeug.utils import safe_join

from transparency_site.caching import IMMUTABLE, REVALIDATED


@cache
def _content(path: Path) -> bytes:
    return path.read_bytes()


@cache
def _fingerprint(path: Path) -> str:
    return hashlib.sha256(_content(path)).hexdigest()[:12]


def _server(folder: Path) -> Callable[[str], Response]:
    def serve(filename: str) -> Response:
        found = safe_join(str(folder), filename)
        if found is None or not Path(found).is_file():
            abort(404)
        response = Response(_content(Path(found)), mimetype=mimetypes.guess_type(found)[0])
        response.set_etag(_fingerprint(Path(found)))
        response.headers["Cache-Control"] = IMMUTABLE if "v" in request.args else REVALIDATED
        response.make_conditional(request)
        return response

    return serve


def init_app(app: Flask) -> None:
    """Serve our own files and Bootstrap's from memory; give templates `static` and `bootstrap_file`."""
    folders = {"static": Path(str(app.static_folder)), "bootstrap.static": _bootstrap(app)}
    for endpoint, folder in folders.items():
        app.view_functions[endpoint] = _server(folder)
    app.jinja_env.globals |= {
        "static": lambda name: _address("static", folders["static"], name),
        "bootstrap_file": lambda name: _address("bootstrap.static", folders["bootstrap.static"], name),
    }


def _bootstrap(app: Flask) -> Path:
    return Path(str(app.blueprints["bootstrap"].static_folder))


def _address(endpoint: str, folder: Path, name: str) -> str:
    return url_for(endpoint, filename=name, v=_fingerprint(folder / name))
