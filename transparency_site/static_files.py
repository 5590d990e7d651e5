"""Stylesheets, scripts and icons from memory: few, and a file that is streamed and compressed is never closed.

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


def serve(folder: Path, filename: str) -> Response:
    """The file `filename` of `folder`; immutable where the address has its fingerprint. 404 where there is none."""
    found = safe_join(str(folder), filename)
    if found is None or not Path(found).is_file():
        abort(404)
    path = Path(found)
    response = Response(_content(path), mimetype=mimetypes.guess_type(found)[0])
    response.set_etag(_fingerprint(path))
    response.headers["Cache-Control"] = IMMUTABLE if request.args.get("v") == _fingerprint(path) else REVALIDATED
    response.make_conditional(request)
    return response


def _server(folder: Path) -> Callable[[str], Response]:
    return lambda filename: serve(folder, filename)


def init_app(app: Flask) -> None:
    """Serve our own files and Bootstrap's from memory; give templates `static` and `bootstrap_file`."""
    folders = {"static": Path(str(app.static_folder)), "bootstrap.static": _bootstrap(app)}
    for endpoint, folder in folders.items():
        app.view_functions[endpoint] = _server(folder)
    app.jinja_env.globals |= {
        "static": lambda name: _address("static", folders["static"], name),
        "bootstrap_file": lambda name: _address("bootstrap.static", folders["bootstrap.static"], name),
    }


def fingerprinted(endpoint: str, folder: Path, name: str) -> str:
    """The address of `folder`'s file `name` at `endpoint` (whose parameter is `name`), with its fingerprint."""
    return url_for(endpoint, name=name, v=_fingerprint(folder / name))


def _bootstrap(app: Flask) -> Path:
    return Path(str(app.blueprints["bootstrap"].static_folder))


def _address(endpoint: str, folder: Path, name: str) -> str:
    return url_for(endpoint, filename=name, v=_fingerprint(folder / name))
