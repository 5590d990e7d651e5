"""What the faces call: the whole interface of the search, so that another engine can stand behind it."""

from __future__ import annotations

from transparency_site.search import searching, suggesting
from transparency_site.search.engine import Engine, IndexEngine
from transparency_site.search.index import Searcher
from transparency_site.search.query import (
    MAX_CHARACTERS,
    MAX_TERMS,
    MAX_WINDOW,
    PageTooDeep,
    Query,
    QueryRefused,
    QueryTooLong,
    QueryTooManyTerms,
    Visible,
)
from transparency_site.search.searching import Found, Hit
from transparency_site.search.suggesting import Suggestion

__all__ = [
    "MAX_CHARACTERS",
    "MAX_TERMS",
    "MAX_WINDOW",
    "Engine",
    "Found",
    "Hit",
    "PageTooDeep",
    "Query",
    "QueryRefused",
    "QueryTooLong",
    "QueryTooManyTerms",
    "Suggestion",
    "Visible",
    "alternative",
    "count",
    "find",
    "suggest",
    "warm_up",
]


def find(searcher: Searcher | Engine, query: Query, visible: Visible) -> Found:
    """Answer a query over the visible disclosures. Raises QueryTooLong, QueryTooManyTerms, PageTooDeep."""
    return _engine(searcher).find(query, visible)


def count(searcher: Searcher | Engine, query: Query, visible: Visible) -> int:
    """How many documents a query finds. Raises QueryTooLong, QueryTooManyTerms."""
    return _engine(searcher).count(query, visible)


def suggest(searcher: Searcher | Engine, prefix: str, visible: Visible, limit: int = 8) -> tuple[Suggestion, ...]:
    """Names that fit what was typed so far."""
    return suggesting.suggest(_engine(searcher), prefix, visible, limit)


def alternative(searcher: Searcher | Engine, query: Query, visible: Visible) -> Query | None:
    """For a query without hits one that has some, or None."""
    return suggesting.alternative(_engine(searcher), query, visible)


def warm_up(searcher: Searcher, visible: Visible) -> None:
    """Make everything that the first searches in the index would make."""
    searching.warm_up(searcher, visible)


def _engine(searcher: Searcher | Engine) -> Engine:
    return IndexEngine(searcher) if isinstance(searcher, Searcher) else searcher
