"""Search as the faces ask it: hits, counts and sums over what this version shows; where nothing is found, a way on."""

from __future__ import annotations

from dataclasses import dataclass

from transparency_site.models import Disclosure
from transparency_site.queries.memo import remembered
from transparency_site.search import find as engine
from transparency_site.search.find import Found, Query, Suggestion, Visible
from transparency_site.search_index import searcher
from transparency_site.site import Site
from transparency_site.snapshot import Snapshot

EMPTY = Found(0, (), {}, {})


@dataclass(frozen=True, slots=True)
class Answered:
    """What a search found. `degraded`: the index is being rebuilt. `alternative`: without hits, a query with some."""

    query: Query
    found: Found
    degraded: bool
    alternative: Query | None


@remembered
def _visible_ids(snapshot: Snapshot) -> frozenset[int]:
    return frozenset(snapshot.session.scalars(snapshot.rows(Disclosure, Disclosure.id)))


def visible(snapshot: Snapshot) -> Visible:
    """What a search at this version may see."""
    key = str(snapshot.version) if snapshot.candidate is None else f"{snapshot.version}+{snapshot.candidate}"
    return Visible(key, lambda: _visible_ids(snapshot))


def search(site: Site, snapshot: Snapshot, query: Query) -> Answered:
    """The answer to `query`. Raises `search.find.QueryRefused` for a text that is too long or a page too deep."""
    opened = searcher(site, snapshot)
    index = opened.searcher
    if index is None:
        return Answered(query, EMPTY, True, None)
    seen = visible(snapshot)
    found = engine.find(index, query, seen)
    other = engine.alternative(index, query, seen) if not found.total and query.text.strip() else None
    return Answered(query, found, opened.degraded, other)


def suggest(site: Site, snapshot: Snapshot, text: str, limit: int = 8) -> tuple[Suggestion, ...]:
    """Names of units, funds and townships that fit what was typed so far; () while the index is being rebuilt."""
    index = searcher(site, snapshot).searcher
    return () if index is None else engine.suggest(index, text, visible(snapshot), limit)
