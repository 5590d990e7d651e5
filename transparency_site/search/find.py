"""What the faces call: the whole interface of the search, so that another engine can stand behind it."""

from __future__ import annotations

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
from transparency_site.search.searching import Found, Hit, count, find, warm_up
from transparency_site.search.suggesting import Suggestion, alternative, suggest

__all__ = [
    "MAX_CHARACTERS",
    "MAX_TERMS",
    "MAX_WINDOW",
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
