"""Several segments into one, without analysing a text again: posting lists are joined, texts copied as bytes.

The documents of the new segment are those of the first, then those of the second, and so on: a document's number grows
by the number of documents before its segment. Answers are the same as from the segments together.
"""

from __future__ import annotations

import heapq
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Final

import numpy as np
from pyroaring import BitMap

from transparency_site.search import codec
from transparency_site.search.building import FORMS, STORED, order_columns, write_columns_and_meta
from transparency_site.search.codec import Posting
from transparency_site.search.columns import document_runs
from transparency_site.search.segment import OpenSegment

_COPIED: Final = 1 << 20  # bytes at once
_TEXTS: Final = {STORED: "stored_start", FORMS: "form_start"}
_PLAIN: Final = ("kind", "year", "amount")
_VALUED: Final = ("unit", "township", "fund")
_HEAD: Final = 8  # bytes before the first text

Term = tuple[bytes, Posting]


def write_merged(folder: Path, segments: Sequence[OpenSegment]) -> int:
    """Write the documents of `segments`, at least one, into a folder that nobody sees yet: how many there are."""
    bases = _running(segment.documents for segment in segments)
    codec.write_terms(folder, {field: _joined(field, segments, bases) for field in codec.FIELDS})
    columns = {name: _together(segments, name) for name in _PLAIN}
    values: dict[str, list[str]] = {}
    for name in _VALUED:
        values[name], columns[name] = _renumbered(segments, name)
    for file, starts in _TEXTS.items():
        columns[starts] = _copied(folder, segments, file, starts)
    forms = _running(len(segment.columns["form_start"]) - 1 for segment in segments)
    columns["form"] = _together(segments, "form", forms)
    ties = [tie for segment in segments for tie in _ties(segment)]
    names = [(number + base, title) for segment, base in zip(segments, bases, strict=False)
             for number, title in segment.named()]  # fmt: skip
    runs = document_runs([disclosure for _, disclosure in ties])
    write_columns_and_meta(folder, {**columns, **order_columns(columns, ties)}, values, names, runs)
    return bases[-1]


def _running(counts: Iterable[int]) -> list[int]:
    """0, and the sums of what came so far."""
    sums = [0]
    for count in counts:
        sums.append(sums[-1] + count)
    return sums


def _joined(field: str, segments: Sequence[OpenSegment], bases: Sequence[int]) -> Iterator[Term]:
    """The terms of one field in rising order, each with its documents in all segments."""
    moved = [_moved(segment, field, base) for segment, base in zip(segments, bases, strict=False)]
    for term, found in groupby(heapq.merge(*moved, key=itemgetter(0)), key=itemgetter(0)):
        postings = [posting for _, posting in found]
        yield term, postings[0] if len(postings) == 1 else _union(postings)


def _moved(segment: OpenSegment, field: str, base: int) -> Iterator[Term]:
    for term, posting in segment.postings.entries(field):
        yield term, posting + base if isinstance(posting, int) else posting.shift(base)


def _union(postings: Sequence[Posting]) -> BitMap:
    single = BitMap(posting for posting in postings if isinstance(posting, int))
    return BitMap.union(single, *(posting for posting in postings if not isinstance(posting, int)))


def _together(segments: Sequence[OpenSegment], name: str, bases: Sequence[int] | None = None) -> array[int]:
    """A column of all segments; with `bases`, each segment's numbers moved by its own."""
    code = segments[0].columns[name].format
    joined: array[int] = array(code)
    for place, segment in enumerate(segments):
        numbers = np.asarray(segment.columns[name])
        joined.frombytes((numbers + bases[place]).astype(code).tobytes() if bases else numbers.tobytes())
    return joined


def _renumbered(segments: Sequence[OpenSegment], name: str) -> tuple[list[str], array[int]]:
    """The values of all segments, and the column that points to them; 0 is none, as before."""
    numbers: dict[str, int] = {}
    joined: array[int] = array("I")
    for segment in segments:
        new = [0, *(numbers.setdefault(value, len(numbers) + 1) for value in segment.values[name])]
        joined.frombytes(np.array(new, dtype=np.uint32)[np.asarray(segment.columns[name])].tobytes())
    return list(numbers), joined


def _copied(folder: Path, segments: Sequence[OpenSegment], name: str, starts: str) -> array[int]:
    """Write the texts of all segments one behind the other: where each begins, and where the last one ends."""
    joined, end = array("Q"), _HEAD
    with (folder / name).open("wb") as file:
        file.write(segments[0].content(name)[:_HEAD])
        for segment in segments:
            places, content = np.asarray(segment.columns[starts]), segment.content(name)
            joined.frombytes((places[:-1] + (end - _HEAD)).astype(np.uint64).tobytes())
            last = int(places[-1])
            for at in range(_HEAD, last, _COPIED):
                file.write(content[at : min(at + _COPIED, last)])
            end += last - _HEAD
    joined.append(end)
    return joined


def _ties(segment: OpenSegment) -> Iterator[tuple[str, int]]:
    for number in range(segment.documents):
        disclosure, _, key, *_ = segment.record(number)
        yield key, disclosure
