"""The workbooks that figures were read from, at /sources/<sha256>; where an original is sealed, its redacted twin."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response, abort, send_file

from transparency_site import file_store
from transparency_site.caching import REVALIDATED
from transparency_site.current import get_site, get_snapshot
from transparency_site.pages.blueprint import pages
from transparency_site.pages.rendering import found
from transparency_site.queries import source_cells


@pages.get("/sources/<sha256>")
def source_file(sha256: str) -> Response:
    """The bytes as they were received, for whoever wants to read the cell himself; only of what is public now."""
    file = found(source_cells.visible_file(get_snapshot(), sha256))
    path = file_store.path_of(get_site(), file.sha256)
    if not path.is_file():
        abort(404)
    answer = send_file(path, mimetype="application/octet-stream", etag=file.sha256, conditional=True)
    name = ("示例数据-" if get_site().is_sample else "") + file.name
    plain = file.sha256[:12] + "".join(path for path in [name[name.rfind("."):]] if path.isascii())
    answer.headers["Content-Disposition"] = f"attachment; filename={plain}; filename*=UTF-8''{quote(name)}"
    answer.headers["Cache-Control"] = REVALIDATED  # what is withdrawn tomorrow must not stay in caches
    return answer
