"""Addresses of the pages: the whole state stands in them. Links carry the version, language, type size and money unit.

Absolute addresses (QR code, citation, share card) come from the settings, never from the Host header.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlencode

from flask import g, request, url_for

from transparency_site.current import get_site
from transparency_site.formatting import MONEY_SWITCH

SWITCHES = {"lang": ("en",), "view": ("large",), "money": MONEY_SWITCH}
CARRIED = ("as_of", *SWITCHES)
Pairs = list[tuple[str, str]]


def carried() -> dict[str, str]:
    """What every link of this page carries on: `as_of` and the switches, where they are given and known."""
    if "carried" not in g:
        given = {name: request.args.get(name, "") for name in SWITCHES}
        g.carried = {name: value for name, value in given.items() if value in SWITCHES[name]}
        # An unknown version is told to the reader once; the links of that error page lead back to what there is.
        if request.args.get("as_of") and not g.get("unknown_as_of"):
            g.carried["as_of"] = request.args["as_of"]
    kept: dict[str, str] = g.carried
    return kept


def remember_state(pairs: Iterable[tuple[str, str]]) -> None:
    """The parameters of this page that it understood: what `here` builds on. Unknown ones are left behind."""
    g.page_state = list(pairs)


def link(endpoint: str, **values: Any) -> str:
    """The address of another page (`pages.` may be left out), with what every link carries."""
    name = endpoint if "." in endpoint or endpoint == "static" else f"pages.{endpoint}"
    given = {**carried(), **{key: value for key, value in values.items() if value is not None}}
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in given.items()}
    return _built(request.script_root, name, tuple(values.items()))


@lru_cache(maxsize=16_384)
def _built(_root: str, endpoint: str, values: tuple[tuple[str, Any], ...]) -> str:
    """A list page has two hundred links, and most of them stand on the next page too."""
    return url_for(endpoint, **dict(values))


def path_link(path: str, **values: Any) -> str:
    """`path` (path-absolute, perhaps with a query of its own) below the site's root, with what every link carries."""
    pairs = [*carried().items(), *((key, str(value)) for key, value in values.items() if value is not None)]
    return _joined(request.script_root + path, pairs)


def here(**changes: str | None) -> str:
    """This page's address with `changes`; None takes a parameter away."""
    return _joined(request.script_root + _path(), _state(changes))


def here_path() -> str:
    """This page's path alone, for forms that carry its state in hidden fields."""
    return request.script_root + _path()


def state_without(*names: str) -> Pairs:
    """This page's state as pairs, without `names` and without a place in a list."""
    return _state(dict.fromkeys((*names, "cursor", "page")))


def twin(kind: str) -> str:
    """This page's address as `json`, `csv` or `xlsx`: the same state, without the switches of the page alone."""
    return _joined(f"{request.script_root}{_path()}.{kind}", _state(dict.fromkeys((*SWITCHES, "cursor"))))


def absolute(path: str) -> str:
    """`path` of this site (with its sub-path) under the address that the settings give (with or without it)."""
    base, root = get_site().settings.base_url.rstrip("/"), request.script_root
    return base + (path.removeprefix(root) if root and base.endswith(root) else path)


def cited(version: int) -> str:
    """The lasting address of what this page shows: this page at `version`."""
    return absolute(here(as_of=str(version), view=None, money=None, cursor=None))


def _path() -> str:
    return quote(request.path, safe="/~.-_")


def _state(changes: dict[str, str | None]) -> Pairs:
    fixed = {**carried(), **changes}
    kept = [(key, value) for key, value in g.get("page_state", ()) if key not in fixed]
    return kept + [(key, value) for key, value in fixed.items() if value is not None]


def _joined(path: str, pairs: Pairs) -> str:
    if not pairs:
        return path
    return f"{path}{'&' if '?' in path else '?'}{urlencode(pairs)}"
