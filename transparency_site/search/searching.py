"""The search itself: which documents, in which order, with which counts.

Everything is set algebra on each segment's bitmaps; only the hits of the asked page are read. A search sees the
documents of the visible disclosures and nothing else.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field
from itertools import chain, islice, repeat, tee
from typing import NamedTuple

from pyroaring import BitMap

from transparency_site.search.codec import FACETS
from transparency_site.search.columns import MISSING
from transparency_site.search.documents import SearchDocument
from transparency_site.search.evaluation import answering, classes, filtered, matching, meet
from transparency_site.search.facets import count_values, sum_amounts
from transparency_site.search.highlighting import Mark, marks
from transparency_site.search.index import Searcher
from transparency_site.search.query import Facet, Query, Sort, Tree, Visible, check_window, parse
from transparency_site.search.segment import OpenSegment

Place = tuple[OpenSegment, int]
"""A document of a segment."""

Counts = tuple[tuple[str, int], ...]
"""Values of a facet and how many hits have each, the largest first."""


class Hit(NamedTuple):
    """A document found: all of a `SearchDocument` but what it answers to exactly, and its marks, which are (start, end)
    places in ``title`` and ``text`` that match.
    """

    disclosure: int
    kind: str
    key: str
    title: str
    text: str
    year: int | None
    unit: str | None
    township: str | None
    fund: str | None
    amount_fen: int | None
    url: str
    title_marks: tuple[Mark, ...]
    text_marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The answer: how many match in all, the asked page of them, and where asked the counts and sums.

    A facet's counts say how many hits each value would give with all *other* filters kept; without a filter on that
    facet they are counts of the hits. ``sum_fen`` is exact, over the whole result, per kind whose amounts may be added.
    ``firsts`` are the first hits of each kind.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[Facet, Counts]
    sum_fen: Mapping[str, int]
    firsts: Mapping[str, tuple[Hit, ...]] = field(default_factory=dict)


class _Result(NamedTuple):
    """One segment's part of an answer. `ranked`: the hits in their classes, to be copied by each who takes of them."""

    segment: OpenSegment
    unfiltered: BitMap
    by_facet: Mapping[Facet, BitMap]
    hits: BitMap
    ranked: Iterator[BitMap]

    def of_kind(self, kind: str) -> _Result:
        """Its hits of one kind."""
        documents = filtered(self.segment, "kind", (kind,))
        (ranked,) = tee((better & documents for better in copy(self.ranked)), 1)
        return self._replace(hits=self.hits & documents, ranked=ranked)


def find(searcher: Searcher, query: Query, visible: Visible) -> Found:
    """Answer a query over the visible disclosures. Raises QueryTooLong, QueryTooManyTerms, PageTooDeep."""
    check_window(query)
    tree = parse(query.text)
    results = _results(searcher, query, tree, visible)
    total, page = _total(results), _page(results, query)
    facets = _facets(results) if query.facets else {}
    firsts = {kind: _first(results, query, kind) for kind in kinds_apart(query, total, facets)}
    read = {place: hit(place[0].document(place[1]), tree) for place in {*page, *chain.from_iterable(firsts.values())}}
    return Found(
        total=total,
        hits=tuple(map(read.__getitem__, page)),
        facets=facets,
        sum_fen=_sums(results) if query.sums else {},
        firsts={kind: tuple(map(read.__getitem__, places)) for kind, places in firsts.items()},
    )


def evaluate(searcher: Searcher, query: Query, visible: Visible) -> tuple[int, list[Place]]:
    """How many documents a query finds, and the places of the asked page of them: what is read from no document."""
    check_window(query)
    results = _results(searcher, query, parse(query.text), visible)
    return _total(results), _page(results, query)


def count(searcher: Searcher, query: Query, visible: Visible) -> int:
    """How many documents a query finds. Raises QueryTooLong, QueryTooManyTerms."""
    return _total(_results(searcher, query, parse(query.text), visible))


def kinds_apart(query: Query, total: int, facets: Mapping[Facet, Counts]) -> list[str]:
    """The kinds whose first hits a query wants besides its page."""
    kinds = [kind for kind, _ in facets.get("kind", ())]
    return kinds if query.firsts and len(kinds) > 1 and total > query.limit else []


def _total(results: list[_Result]) -> int:
    return sum(len(result.hits) for result in results)


def _page(results: list[_Result], query: Query) -> list[Place]:
    return list(islice(_in_order(results, query.sort), query.offset, query.offset + query.limit))


def _first(results: list[_Result], query: Query, kind: str) -> list[Place]:
    of_kind = [result.of_kind(kind) for result in results]
    return list(islice(_in_order(of_kind, query.sort), query.firsts))


def visible_documents(segment: OpenSegment, visible: Visible) -> BitMap:
    """The documents of a segment that may be seen (shared: not to be changed)."""
    return segment.visible(visible.key, visible.ids)


def warm_up(searcher: Searcher, visible: Visible) -> None:
    """Make everything that the first searches would make, so that the first visitor does not wait for it."""
    for segment in searcher.segments:
        segment.prepare()
        visible_documents(segment, visible)
    find(searcher, Query("年", facets=True, sums=True), visible)


def _results(searcher: Searcher, query: Query, tree: Tree, visible: Visible) -> list[_Result]:
    filters = query.filters()
    results = []
    for segment in searcher.segments:
        within = visible_documents(segment, visible)
        if not within:
            continue
        exact = answering(segment, tree)
        unfiltered = matching(segment, tree, exact, within)
        if not unfiltered:
            continue
        by_facet = {facet: filtered(segment, facet, values) for facet, values in filters.items()}
        hits = meet([unfiltered, *by_facet.values()])
        (ranked,) = tee(classes(segment, tree, exact, hits), 1)
        results.append(_Result(segment, unfiltered, by_facet, hits, ranked))
    return results


def _in_order(results: list[_Result], sort: Sort) -> Iterator[Place]:
    """All hits in an order, across segments; only as many are looked at as are taken."""
    found = [result for result in results if result.hits]
    if len(found) == 1:
        return zip(repeat(found[0].segment), chain.from_iterable(_ranked(found[0], sort)))
    return _merged(found, sort)


def _ranked(result: _Result, sort: Sort) -> Iterator[Iterator[int]]:
    """One segment's hits, those of each class in order."""
    return map(result.segment.order(sort).walk, copy(result.ranked) if sort == "relevance" else (result.hits,))


def _merged(found: list[_Result], sort: Sort) -> Iterator[Place]:
    def keyed(result: _Result) -> Iterator[tuple[tuple[object, ...], OpenSegment, int]]:
        for place, numbers in enumerate(_ranked(result, sort)):
            for number in numbers:
                yield (place, *_sort_key(result.segment, number, sort)), result.segment, number

    merged = heapq.merge(*map(keyed, found), key=lambda item: item[0])
    return ((segment, number) for _, segment, number in merged)


def _sort_key(segment: OpenSegment, number: int, sort: str) -> tuple[object, ...]:
    """The key by which the columns' orders are sorted (columns.orders), for comparing documents of two segments."""
    kind, year, amount, key, disclosure = segment.sort_key(number)
    newest, largest = (year == MISSING, -year), (amount == MISSING, -amount)
    leading = {
        "relevance": (), "-amount": largest, "amount": (amount == MISSING, amount), "-year": newest,
    }[sort]  # fmt: skip
    return (*leading, kind, newest, largest, key, disclosure)


def hit(document: SearchDocument, tree: Tree) -> Hit:
    """A document as it is shown, with its marks."""
    return Hit(*document[:-1], marks(document.title, tree, named=document.kind), marks(document.text, tree))


def _facets(results: list[_Result]) -> dict[Facet, Counts]:
    facets: dict[Facet, Counts] = {}
    for facet in FACETS:
        counts = Counter[str]()
        for result in results:
            others = [bitmap for name, bitmap in result.by_facet.items() if name != facet]
            hits = result.hits if facet not in result.by_facet else meet([result.unfiltered, *others])
            counts.update(count_values(result.segment, facet, hits))
        facets[facet] = ranked_counts(counts)
    return facets


def ranked_counts(counts: Mapping[str, int]) -> Counts:
    """Counts as they are shown: the largest first."""
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _sums(results: list[_Result]) -> dict[str, int]:
    sums = Counter[str]()
    for result in results:
        sums.update(sum_amounts(result.segment, result.hits))
    return dict(sums)
