"""Query parameters of resources that are no lists: each once, and only those that they know."""

from __future__ import annotations

from collections.abc import Iterable

from flask import request

from transparency_site.filters import BadParameter


def single(arguments: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Arguments by name. Raises BadParameter for one given twice."""
    given: dict[str, str] = {}
    for name, text in arguments:
        if name in given:
            raise BadParameter(name, "duplicate-parameter", text)
        given[name] = text
    return given


def refuse_all() -> None:
    """No query parameter at all, `as_of` neither: what is answered has no versions. Raises BadParameter."""
    for name, value in request.args.items(multi=True):
        raise BadParameter(name, "unknown-parameter", value, "—")


def refuse_parameters(*allowed: str) -> dict[str, str]:
    """The query parameters of a detail, which takes `as_of` and `allowed` and nothing else. Raises BadParameter."""
    known = (*allowed, "as_of")
    for name, value in request.args.items(multi=True):
        if name not in known:
            raise BadParameter(name, "unknown-parameter", value, ", ".join(known))
    return single(request.args.items(multi=True))
