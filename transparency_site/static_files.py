"""Stylesheets, scripts and icons from memory: few, and a file that is streamed and compressed is never closed.

Addresses carry the content's fingerprint (`static`), so that a browser may keep them for ever.
"""

from __future__ import annotations

import hashlib
import mimetypes
from functools import cache, lru_cache
from pathlib import Path

from flask import Flask, Response, abort, request, url_for
from werkzeug.utils import safe_join

from transparency_site.caching import IMMUTABLE, REVALIDATED, unless_known


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
    return unless_known(response)


def init_app(app: Flask) -> None:
    """Serve our own files from memory; give templates `static`, the address of one."""
    folder = Path(str(app.static_folder))
    app.view_functions["static"] = lambda filename: serve(folder, filename)
    app.jinja_env.globals["static"] = lambda name: _address(request.script_root, folder, name)


def fingerprinted(endpoint: str, folder: Path, name: str) -> str:
    """The address of `folder`'s file `name` at `endpoint` (whose parameter is `name`), with its fingerprint."""
    return url_for(endpoint, name=name, v=_fingerprint(folder / name))


@lru_cache(maxsize=1024)
def _address(_root: str, folder: Path, name: str) -> str:
    return url_for("static", filename=name, v=_fingerprint(folder / name))
