"""What answers searches, whichever way: the local index, or another one that promises the same answers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from itertools import islice

from transparency_site.search import searching
from transparency_site.search.analysis import NameSounds
from transparency_site.search.documents import NAMED_KINDS, SearchDocument
from transparency_site.search.evaluation import documents_for, documents_with, filtered
from transparency_site.search.index import Searcher
from transparency_site.search.query import Query, Term, Visible
from transparency_site.search.searching import Found, visible_documents

MOST_NAMES = 500
"""Names that are looked at for one text while somebody types."""


class Engine(ABC):
    """Every method sees the documents of the visible disclosures and nothing else; `find` tells what is promised."""

    @abstractmethod
    def find(self, query: Query, visible: Visible) -> Found:
        """See `searching.find`."""

    @abstractmethod
    def count(self, query: Query, visible: Visible) -> int:
        """How many documents a query finds. Raises QueryTooLong, QueryTooManyTerms."""

    @abstractmethod
    def occurs(self, text: str, visible: Visible) -> bool:
        """Whether any document has a folded text as a part of one of its own."""

    @abstractmethod
    def names(self, visible: Visible) -> Iterable[tuple[str, NameSounds]]:
        """The folded names of units, funds and townships with their sounds."""

    @abstractmethod
    def named(self, typed: Term, visible: Visible) -> Iterable[SearchDocument]:
        """The units, funds and townships that a term means, MOST_NAMES at most of those stored together."""


class IndexEngine(Engine):
    """The local index."""

    def __init__(self, searcher: Searcher) -> None:
        self.searcher = searcher

    def find(self, query: Query, visible: Visible) -> Found:
        return searching.find(self.searcher, query, visible)

    def count(self, query: Query, visible: Visible) -> int:
        return searching.count(self.searcher, query, visible)

    def occurs(self, text: str, visible: Visible) -> bool:
        segments = self.searcher.segments
        return any(documents_with(one, text).intersect(visible_documents(one, visible)) for one in segments)

    def names(self, visible: Visible) -> Iterator[tuple[str, NameSounds]]:
        for segment in self.searcher.segments:
            seen = visible_documents(segment, visible)
            if seen:
                yield from ((title, sounds) for number, title, sounds in segment.names if number in seen)

    def named(self, typed: Term, visible: Visible) -> Iterator[SearchDocument]:
        for segment in self.searcher.segments:
            named = filtered(segment, "kind", NAMED_KINDS) & visible_documents(segment, visible)
            if named:
                found = named & documents_for(segment, typed)
                for number in islice(segment.order("relevance").walk(found), MOST_NAMES):
                    yield segment.document(number)
