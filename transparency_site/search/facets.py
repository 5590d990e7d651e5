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

_PER_BYTE = 4
"""Hits whose values are looked up in the time that it takes to compare one byte of a facet's bitmaps: those of a facet
whose documents lie together (years) are small, and quicker whatever the hits; those of townships never are.
"""

_LONG = 16
"""Hits for each byte of their bitmap, from which on they are held to lie in long rows."""

_LOW = (1 << 32) - 1
_NOTHING = BitMap()


def count_values(segment: OpenSegment, facet: str, hits: BitMap) -> Counter[str]:
    """How many of the hits have each value of a facet."""
    if len(hits) < _PER_BYTE * segment.facet_size(facet):
        return _counted_by_column(segment, facet, hits)
    counts = Counter[str]()
    for value, documents in segment.facet(facet).items():
        count = documents.intersection_cardinality(hits)
        if count:
            counts[value] = count
    return counts


def _counted_by_column(segment: OpenSegment, facet: str, hits: BitMap) -> Counter[str]:
    numbers = np.asarray(segment.columns[facet]).take(_numbers(hits))
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
            by_digit = _is_dense(segment, of_kind) and _is_compact(of_kind)
            sums[kind] = (_added_by_digit if by_digit else _added)(segment, of_kind)
    return sums


def _is_dense(segment: OpenSegment, hits: BitMap) -> bool:
    return len(hits) * _DENSE > segment.documents


def _is_compact(hits: BitMap) -> bool:
    """Whether hits lie in long rows: a bitmap of them is small then, and quick to compare."""
    return len(hits.serialize()) * _LONG < len(hits)


def _added(segment: OpenSegment, hits: BitMap) -> int:
    """Amounts one by one; where a sum might leave 64 bits, their halves are added apart."""
    amounts = np.asarray(segment.columns["amount"]).take(_numbers(hits))
    lowest = int(amounts.min())
    known = amounts[amounts != MISSING] if lowest == MISSING else amounts
    largest = max(-int(known.min()), int(known.max())) if len(known) else 0
    if largest * len(known) < 1 << 63:
        return int(known.sum())
    return (int((known >> 32).sum()) << 32) + int((known & _LOW).sum())


def _added_by_digit(segment: OpenSegment, hits: BitMap) -> int:
    return sum(worth * documents.intersection_cardinality(hits) for worth, documents in segment.slices)


def _numbers(hits: BitMap) -> NDArray[np.uint32]:
    return np.frombuffer(hits.to_array(), dtype=np.uint32)
