"""Which format an answer has: the address's suffix, else what `Accept` prefers among what the address gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import ParamSpec

from flask import Response, g, request
from werkzeug.exceptions import NotAcceptable

from transparency_site.exports.parquet_files import available

P = ParamSpec("P")
JSON = "application/json"
FILE_TYPES = {
    "csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/x-ndjson", "parquet": "application/vnd.apache.parquet",
}
ALL_TYPES = {"json": JSON, **{kind: one for kind, one in FILE_TYPES.items() if kind != "parquet" or available()}}
ALWAYS = {"json": JSON}


def negotiated(offered: Mapping[str, str]) -> Callable[[Callable[P, Response]], Callable[P, Response]]:
    """Decorator outside `conditional`: `chosen_kind()` is then one of `offered` (kind -> type). Raises NotAcceptable.

    Without a preference the first kind is given.
    """

    def decorate(view: Callable[P, Response]) -> Callable[P, Response]:
        @wraps(view)
        def answer(*args: P.args, **kwargs: P.kwargs) -> Response:
            g.representation = _kind(offered)
            response = view(*args, **kwargs)
            if len(offered) > 1:
                response.vary.add("Accept")
            return response

        return answer

    return decorate


def _kind(offered: Mapping[str, str]) -> str:
    accepted = request.accept_mimetypes
    if not accepted:
        return next(iter(offered))
    best = accepted.best_match(list(offered.values()))
    if best is None:
        raise NotAcceptable
    return next(kind for kind, mimetype in offered.items() if mimetype == best)


def chosen_kind() -> str:
    """The kind that `negotiated` chose for this request."""
    kind: str = g.representation
    return kind
