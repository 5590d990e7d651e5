"""Addresses of the pages: the whole state stands in them. Links carry the version, language, type size and money unit.

Absolute addresses (QR code, citation, share card) come from the settings, never from the Host header.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from flask import g, request, url_for

from transparency_site.current import get_site
from transparency_site.filters import query_text
from transparency_site.formatting import MONEY_SWITCH

SWITCHES = {"lang": ("en",), "view": ("large",), "money": MONEY_SWITCH}
CARRIED = ("as_of", *SWITCHES)
Pairs = list[tuple[str, str]]
_PLAIN = "!$'()*,/:;?@"  # what an address may have in a parameter's value
_kept: Callable[[], Any] = g._get_current_object  # what `g` stands for, in one step


class Place:
    """Where a request is: its path and state, and the addresses that its page writes. A page writes two hundred."""

    def __init__(self) -> None:
        self.root = request.script_root
        self.path = self.root + quote(request.path, safe="/~.-_")
        self.carried = _carried()
        self.state: Pairs = []
        self._carried = tuple(self.carried.items())
        self._tail = query_text(self._carried)
        self._base = get_site().settings.base_url.rstrip("/")
        self._base_has_root = bool(self.root) and self._base.endswith(self.root)

    def link(self, endpoint: str, **values: Any) -> str:
        """The address of another page (`pages.` may be left out), with what every link carries."""
        given = tuple((key, tuple(value) if isinstance(value, list) else value)
                      for key, value in values.items() if value is not None)
        return _built(self.root, endpoint, given, self._carried)

    def figure_link(self, id: str) -> str:
        """The address of a figure's page; its id is made of characters that need no quoting (contract, Identities)."""
        return f"{_built(self.root, 'figure', (('id', '-'),), ())[:-1]}{id}{'?' if self._tail else ''}{self._tail}"

    def path_link(self, path: str, **values: Any) -> str:
        """`path` (path-absolute, perhaps with a query of its own) below the site's root, with what links carry."""
        pairs = [*self._carried, *((key, str(value)) for key, value in values.items() if value is not None)]
        return _joined(self.root + path, pairs)

    def qr(self, path: str) -> str:
        """Where the QR code of `path` is drawn."""
        return f"{_built(self.root, 'qr', (), ())}?to={quote(path, safe=_PLAIN)}"

    def here(self, **changes: str | None) -> str:
        """This page's address with `changes`; None takes a parameter away."""
        return _joined(self.path, self.changed(changes))

    def here_path(self) -> str:
        """This page's path alone, for forms that carry its state in hidden fields."""
        return self.path

    def state_without(self, *names: str) -> Pairs:
        """This page's state as pairs, without `names` and without a place in a list."""
        return self.changed(dict.fromkeys((*names, "cursor", "page")))

    def twin(self, kind: str) -> str:
        """This page's address as `json`, `csv` or `xlsx`: the same state, without the switches of the page alone."""
        return _joined(f"{self.path}.{kind}", self.changed(dict.fromkeys((*SWITCHES, "cursor"))))

    def absolute(self, path: str) -> str:
        """`path` of this site (with its sub-path) under the address that the settings give (with or without it)."""
        return self._base + (path.removeprefix(self.root) if self._base_has_root else path)

    def changed(self, changes: dict[str, str | None]) -> Pairs:
        """This page's state with `changes`."""
        fixed = {**self.carried, **changes}
        kept = [pair for pair in self.state if pair[0] not in fixed]
        return kept + [(key, value) for key, value in fixed.items() if value is not None]


def place() -> Place:
    """This request's."""
    try:
        found: Place = _kept().place
    except AttributeError:  # not asked before
        found = g.place = Place()
    return found


def _carried() -> dict[str, str]:
    given = {name: request.args.get(name, "") for name in SWITCHES}
    kept = {name: value for name, value in given.items() if value in SWITCHES[name]}
    # An unknown version is told to the reader once; the links of that error page lead back to what there is.
    if request.args.get("as_of") and not g.get("unknown_as_of"):
        kept["as_of"] = request.args["as_of"]
    return kept


def carried() -> dict[str, str]:
    """What every link of this page carries on: `as_of` and the switches, where they are given and known."""
    return place().carried


def remember_state(pairs: Iterable[tuple[str, str]]) -> None:
    """The parameters of this page that it understood: what `here` builds on. Unknown ones are left behind."""
    place().state = list(pairs)


def link(endpoint: str, **values: Any) -> str:
    """`Place.link` of this request."""
    return place().link(endpoint, **values)


@lru_cache(maxsize=16_384)
def _built(_root: str, endpoint: str, values: tuple[tuple[str, Any], ...], carried: tuple[tuple[str, str], ...]) -> str:
    """A list page has two hundred links, and most of them stand on the next page too."""
    name = endpoint if "." in endpoint or endpoint == "static" else f"pages.{endpoint}"
    return url_for(name, **{**dict(carried), **dict(values)})


def path_link(path: str, **values: Any) -> str:
    """`Place.path_link` of this request."""
    return place().path_link(path, **values)


def here(**changes: str | None) -> str:
    """`Place.here` of this request."""
    return place().here(**changes)


def twin(kind: str) -> str:
    """`Place.twin` of this request."""
    return place().twin(kind)


def absolute(path: str) -> str:
    """`Place.absolute` of this request."""
    return place().absolute(path)


def cited(version: int) -> str:
    """The lasting address of what this page shows: this page at `version`."""
    return absolute(here(as_of=str(version), view=None, money=None, cursor=None))


def in_template() -> dict[str, Any]:
    """What templates may call: bound to the request's place once, not looked up for each of two hundred links."""
    at = place()
    return {
        "link": at.link, "figure_link": at.figure_link, "path_link": at.path_link, "here": at.here,
        "here_path": at.here_path, "state_without": at.state_without, "twin": at.twin, "absolute": at.absolute,
    }


def _joined(path: str, pairs: Iterable[tuple[str, str]]) -> str:
    query = query_text(pairs)
    if not query:
        return path
    return f"{path}{'&' if '?' in path else '?'}{query}"
