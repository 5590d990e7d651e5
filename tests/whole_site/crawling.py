"""A crawler of the public site through the test client: links, fragments, and what kind of address each link is."""

from __future__ import annotations

import re
import zlib
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from urllib.parse import parse_qsl, urlencode

from flask.testing import FlaskClient

_ANCHOR = re.compile(r'<a\b[^>]*?\shref="([^"]*)"')
_FORM = re.compile(r'<form\b([^>]*?\saction="([^"]*)"[^>]*)>(.*?)</form>', re.DOTALL)
_CARRIED = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')
_ID = re.compile(r'\sid="([^"]*)"')
_FILE = re.compile(r"\.(csv|xlsx|json|jsonl|parquet|md|zip|sqlite|jsonld|atom|xml|txt|svg)$")
_SWITCHES = {"view", "money", "as_of", "cursor", "page", "sort"}
_MOST_KEYS = {"/search": 2, "/compare": 2}
"""Facets and comparisons can be combined without end: with more parameters than these an address is one of many."""


@dataclass(frozen=True)
class Page:
    """An answered HTML page: its address, status and text."""

    address: str
    status: int
    html: str

    @cached_property
    def links(self) -> list[str]:
        """Where its links and forms lead, as they are written."""
        return [unescape(one) for one in _ANCHOR.findall(self.html)] + list(map(_sent, _FORM.findall(self.html)))

    @cached_property
    def ids(self) -> set[str]:
        return set(_ID.findall(self.html))


def _sent(form: tuple[str, str, str]) -> str:
    """Where a form leads that is sent as it stands: one that asks carries its hidden fields in the address."""
    opening, action, inside = form
    carried = [] if 'method="post"' in opening else _CARRIED.findall(inside)
    query = urlencode([(unescape(name), unescape(value)) for name, value in carried])
    return unescape(action) + (f"{'&' if '?' in action else '?'}{query}" if query else "")


def kind(address: str) -> str:
    """What a link leads to: `api`, `file`, `figure`, `switched` (another dress, order, version, choice), `page`."""
    path, _, query = address.partition("?")
    if path.startswith(("/api/", "/bureau")):
        return "api"
    if _FILE.search(path) or path.startswith("/sources/"):
        return "file"
    if path.startswith("/figures/"):
        return "figure"
    keys = [key for key, _value in parse_qsl(query) if key != "lang"]
    is_combined = len(keys) > _MOST_KEYS.get(path.removeprefix("/embed"), 3)
    return "switched" if is_combined or _SWITCHES.intersection(keys) else "page"


def drawn(address: str, one_in: int) -> bool:
    """Whether `address` is in the seeded sample of one in `one_in`: the same in every run."""
    return zlib.crc32(address.encode()) % one_in == 0


def normal(address: str) -> str:
    """`address` without its fragment, parameters in order: two ways to write one address are one."""
    path, _, query = address.partition("#")[0].partition("?")
    return f"{path}?{urlencode(sorted(parse_qsl(query)))}" if query else path


@dataclass
class Crawl:
    """What a crawl has met. `wanted(address)` says which links to follow; `seen_page` is told of each page."""

    client: FlaskClient
    wanted: Callable[[str], bool]
    allowed_hosts: tuple[str, ...] = ()
    most: int | None = None
    pages: int = 0
    others: int = 0
    broken: list[tuple[int, str, str]] = field(default_factory=list)
    outside: set[tuple[str, str]] = field(default_factory=set)
    lost_fragments: set[tuple[str, str]] = field(default_factory=set)
    _ids: dict[str, set[str]] = field(default_factory=dict)
    _fragments: list[tuple[str, str]] = field(default_factory=list)

    def run(self, starts: Iterable[str], seen_page: Callable[[Page], None] = lambda page: None) -> None:
        """Follow wanted links, breadth first, from `starts` until there is none left (or `most` were answered)."""
        waiting = deque((start, "") for start in starts)
        known = {normal(start) for start, _from in waiting}
        while waiting and (self.most is None or self.pages + self.others < self.most):
            address, found_on = waiting.popleft()
            page = self._visit(address, found_on)
            if page is None:
                continue
            seen_page(page)
            for link in self._inside(page):
                if normal(link) not in known and self.wanted(link):
                    known.add(normal(link))
                    waiting.append((link, address))
        self.lost_fragments = {
            (on, link) for on, link in self._fragments
            if normal(link) in self._ids and link.partition("#")[2] not in self._ids[normal(link)]
        }

    def _visit(self, address: str, found_on: str) -> Page | None:
        with self.client.get(address.partition("#")[0]) as answer:
            if answer.status_code >= 400:
                self.broken.append((answer.status_code, address, found_on))
            if answer.mimetype != "text/html":
                self.others += 1
                return None
            page = Page(address, answer.status_code, answer.get_data(as_text=True))
        self.pages += 1
        self._ids[normal(address)] = page.ids
        return page

    def _inside(self, page: Page) -> list[str]:
        """Its links within the site; the others must lead to a host that the city has named."""
        inside = []
        for link in page.links:
            if link.startswith("#"):
                link = page.address.partition("#")[0] + link
            if link.startswith("/") and not link.startswith("//"):
                inside.append(link)
                if "#" in link:
                    self._fragments.append((page.address, link))
            elif not link.startswith(self.allowed_hosts):
                self.outside.add((page.address, link))
        return inside
