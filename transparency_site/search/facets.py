"""Counts and sums over a set of hits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from pyroaring import BitMap

from transparency_site.search.columns import MISSING
from transparency_site.search.documents import KINDS, SUMMED_KINDS
from transparency_site.search.segment import OpenSegment

_HITS_PER_VALUE = 100
"""An intersection costs about as much as looking up so many hits."""


def count_values(segment: OpenSegment, facet: str, hits: BitMap) -> Counter[str]:
    """How many of the hits have each value of a facet."""
    values = segment.facet(facet)
    if len(hits) <= _HITS_PER_VALUE * len(values):
        return _counted_one_by_one(segment, facet, hits)
    counts = Counter[str]()
    for value, documents in values.items():
        count = documents.intersection_cardinality(hits)
        if count:
            counts[value] = count
    return counts


def _counted_one_by_one(segment: OpenSegment, facet: str, hits: BitMap) -> Counter[str]:
    column = segment.columns[facet]
    numbers = Counter([column[hit] for hit in hits])
    if facet == "kind":
        return Counter({KINDS[number]: count for number, count in numbers.items()})
    if facet == "year":
        return Counter({str(year): count for year, count in numbers.items() if year != MISSING})
    values = segment.values[facet]
    return Counter({values[number - 1]: count for number, count in numbers.items() if number})


def sum_amounts(segment: OpenSegment, hits: BitMap) -> Mapping[str, int]:
    """The exact sum in fen of the hits' amounts, for each kind whose amounts may be added and that occurs."""
    sums = {}
    for kind in SUMMED_KINDS:
        of_kind = hits & segment.postings.bitmap("kind", kind)
        if of_kind:
            sums[kind] = sum(worth * documents.intersection_cardinality(of_kind) for worth, documents in segment.slices)
    return sums
