"""The search itself: which documents, in which order, with which counts.

Everything is set algebra on each segment's bitmaps; only the hits of the asked page are read. A search sees the
documents of the visible disclosures and nothing else.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice, repeat
from typing import NamedTuple

from pyroaring import BitMap

from transparency_site.search.codec import FACETS
from transparency_site.search.columns import MISSING
from transparency_site.search.documents import SearchDocument
from transparency_site.search.evaluation import answering, classes, filtered, matching, meet
from transparency_site.search.facets import count_values, sum_amounts
from transparency_site.search.highlighting import Mark, marks
from transparency_site.search.index import Searcher
from transparency_site.search.query import Facet, Query, Tree, Visible, check_window, parse
from transparency_site.search.segment import OpenSegment


@dataclass(frozen=True, slots=True)
class Hit:
    """A document found. Marks are (start, end) places in ``title`` and ``text`` that match."""

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
    """

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[Facet, tuple[tuple[str, int], ...]]
    sum_fen: Mapping[str, int]


class _Result(NamedTuple):
    """One segment's part of an answer. `exact`: what answers to the text as a whole, visible or not."""

    segment: OpenSegment
    exact: BitMap
    unfiltered: BitMap
    by_facet: Mapping[Facet, BitMap]
    hits: BitMap


def find(searcher: Searcher, query: Query, visible: Visible) -> Found:
    """Answer a query over the visible disclosures. Raises QueryTooLong, QueryTooManyTerms, PageTooDeep."""
    check_window(query)
    tree = parse(query.text)
    results = _results(searcher, query, tree, visible)
    return Found(
        total=_total(results),
        hits=tuple(hit(segment.document(number), tree) for segment, number in _page(results, query, tree)),
        facets=_facets(results) if query.facets else {},
        sum_fen=_sums(results) if query.sums else {},
    )


def evaluate(searcher: Searcher, query: Query, visible: Visible) -> tuple[int, list[tuple[OpenSegment, int]]]:
    """How many documents a query finds, and the places of the asked page of them: what is read from no document."""
    check_window(query)
    tree = parse(query.text)
    results = _results(searcher, query, tree, visible)
    return _total(results), _page(results, query, tree)


def count(searcher: Searcher, query: Query, visible: Visible) -> int:
    """How many documents a query finds. Raises QueryTooLong, QueryTooManyTerms."""
    return _total(_results(searcher, query, parse(query.text), visible))


def _total(results: list[_Result]) -> int:
    return sum(len(result.hits) for result in results)


def _page(results: list[_Result], query: Query, tree: Tree) -> list[tuple[OpenSegment, int]]:
    return list(islice(_in_order(results, query, tree), query.offset, query.offset + query.limit))


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
        results.append(_Result(segment, exact, unfiltered, by_facet, meet([unfiltered, *by_facet.values()])))
    return results


def _in_order(results: list[_Result], query: Query, tree: Tree) -> Iterator[tuple[OpenSegment, int]]:
    """All hits in the order of the query, across segments; only as many are looked at as are taken."""
    found = [result for result in results if result.hits]
    if len(found) == 1:
        return zip(repeat(found[0].segment), chain.from_iterable(_ranked(found[0], query, tree)))
    return _merged(found, query, tree)


def _ranked(result: _Result, query: Query, tree: Tree) -> Iterator[Iterator[int]]:
    """One segment's hits, those of each class in order."""
    by_class = query.sort == "relevance"
    ranked = classes(result.segment, tree, result.exact, result.hits) if by_class else (result.hits,)
    return map(result.segment.order(query.sort).walk, ranked)


def _merged(found: list[_Result], query: Query, tree: Tree) -> Iterator[tuple[OpenSegment, int]]:
    def keyed(result: _Result) -> Iterator[tuple[tuple[object, ...], OpenSegment, int]]:
        for place, numbers in enumerate(_ranked(result, query, tree)):
            for number in numbers:
                yield (place, *_sort_key(result.segment, number, query.sort)), result.segment, number

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
    return Hit(
        document.disclosure,
        document.kind,
        document.key,
        document.title,
        document.text,
        document.year,
        document.unit,
        document.township,
        document.fund,
        document.amount_fen,
        document.url,
        title_marks=marks(document.title, tree, named=document.kind),
        text_marks=marks(document.text, tree),
    )


def _facets(results: list[_Result]) -> dict[Facet, tuple[tuple[str, int], ...]]:
    facets: dict[Facet, tuple[tuple[str, int], ...]] = {}
    for facet in FACETS:
        counts = Counter[str]()
        for result in results:
            others = [bitmap for name, bitmap in result.by_facet.items() if name != facet]
            hits = result.hits if facet not in result.by_facet else meet([result.unfiltered, *others])
            counts.update(count_values(result.segment, facet, hits))
        facets[facet] = ranked_counts(counts)
    return facets


def ranked_counts(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """Counts as they are shown: the largest first."""
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _sums(results: list[_Result]) -> dict[str, int]:
    sums = Counter[str]()
    for result in results:
        sums.update(sum_amounts(result.segment, result.hits))
    return dict(sums)
