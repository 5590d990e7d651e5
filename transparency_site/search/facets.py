"""Counts and sums over a set of hits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from transparency_site.search.columns import MISSING
from transparency_site.search.documents import KINDS, SUMMED_KINDS
from transparency_site.search.segment import OpenSegment

_DENSE = 16
"""From one document in so many on, bitmaps are compared word by word, however the hits lie; below, hit by hit."""

_LOW = (1 << 32) - 1
_NOTHING = BitMap()


def count_values(segment: OpenSegment, facet: str, hits: BitMap) -> Counter[str]:
    """How many of the hits have each value of a facet."""
    values = segment.facet(facet)
    if not _is_dense(segment, hits):
        return _counted_by_column(segment, facet, hits)
    counts = Counter[str]()
    for value, documents in values.items():
        count = documents.intersection_cardinality(hits)
        if count:
            counts[value] = count
    return counts


def _counted_by_column(segment: OpenSegment, facet: str, hits: BitMap) -> Counter[str]:
    numbers = np.asarray(segment.columns[facet])[_numbers(hits)]
    if facet == "kind":
        return Counter({KINDS[number]: count for number, count in _counted(numbers)})
    if facet == "year":
        years = numbers[numbers != MISSING]
        first = int(years.min()) if len(years) else 0
        return Counter({str(first + number): count for number, count in _counted(years - first)})
    values = segment.values[facet]
    return Counter({values[number - 1]: count for number, count in _counted(numbers) if number})


def _counted(numbers: NDArray[Any]) -> Iterator[tuple[int, int]]:
    """Each of some small numbers, and how often it is there."""
    counts = np.bincount(numbers)
    return ((number, int(counts[number])) for number in np.flatnonzero(counts).tolist())


def sum_amounts(segment: OpenSegment, hits: BitMap) -> Mapping[str, int]:
    """The exact sum in fen of the hits' amounts, for each kind whose amounts may be added and that occurs."""
    sums = {}
    for kind in SUMMED_KINDS:
        of_kind = hits & segment.facet("kind").get(kind, _NOTHING)
        if of_kind:
            added = _added_by_digit if _is_dense(segment, of_kind) else _added
            sums[kind] = added(segment, of_kind)
    return sums


def _is_dense(segment: OpenSegment, hits: BitMap) -> bool:
    return len(hits) * _DENSE > segment.documents


def _added(segment: OpenSegment, hits: BitMap) -> int:
    """Amounts one by one: their halves are added apart, so that no sum leaves 64 bits."""
    amounts = np.asarray(segment.columns["amount"])[_numbers(hits)]
    known = amounts[amounts != MISSING]
    return (int((known >> 32).sum()) << 32) + int((known & _LOW).sum())


def _added_by_digit(segment: OpenSegment, hits: BitMap) -> int:
    return sum(worth * documents.intersection_cardinality(hits) for worth, documents in segment.slices)


def _numbers(hits: BitMap) -> NDArray[np.uint32]:
    return np.frombuffer(hits.to_array(), dtype=np.uint32)
