"""Several segments into one, without analysing a text again: posting lists are joined, texts copied as bytes.

The documents of the new segment are those of the first, then those of the second, and so on; documents that are left
out (legal erasure) make the ones behind them move up. Nothing of theirs is written: a term, a form, a name or a value
that only they have is not in the new segment. Answers are the same as from the segments together.
"""

from __future__ import annotations

import mmap
from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import IO, Any, Final

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from transparency_site.search import codec
from transparency_site.search.building import FORMS, STORED, order_columns, write_columns_and_meta
from transparency_site.search.codec import Posting
from transparency_site.search.columns import Numbers, by_relevance, document_runs, numbers
from transparency_site.search.segment import OpenSegment

_COPIED: Final = 1 << 20  # bytes at once
_PLAIN: Final = ("kind", "year", "amount")
_VALUED: Final = ("unit", "township", "fund")
_HEAD: Final = 8  # bytes before the first text

Term = tuple[bytes, Posting]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Documents of a segment from `start` to one before `end`; the first of them becomes number `base`."""

    start: int
    end: int
    base: int
    documents: BitMap


@dataclass(frozen=True, slots=True)
class Part:
    """What is kept of one segment, in rising order."""

    segment: OpenSegment
    stretches: tuple[Stretch, ...]
    shift: int | None
    """By how much every document moves, where none is left out."""

    def column(self, name: str) -> NDArray[Any]:
        """A column of the documents that are kept."""
        return self._kept(np.asarray(self.segment.columns[name]))

    def moved(self, posting: Posting) -> Posting | None:
        """A posting list in the new numbers; None where nothing of it is left."""
        if isinstance(posting, int):
            if self.shift is not None:
                return posting + self.shift
            place = bisect_right(self.stretches, posting, key=lambda one: one.start) - 1
            if place < 0 or posting >= self.stretches[place].end:
                return None
            return posting - self.stretches[place].start + self.stretches[place].base
        if self.shift is not None:
            return posting.shift(self.shift)
        kept = [(posting & one.documents).shift(one.base - one.start) for one in self.stretches]
        return BitMap.union(BitMap(), *kept) or None

    def originals(self) -> Numbers:
        """The old number of each document that is kept."""
        return self._kept(np.arange(self.segment.documents))

    def disclosures(self) -> Numbers:
        """The disclosure of each document that is kept."""
        runs = np.array(self.segment.disclosures, dtype=np.int64).reshape(-1, 3)
        return self._kept(np.repeat(runs[:, 0], runs[:, 2] - runs[:, 1]))

    def _kept(self, numbers: NDArray[Any]) -> NDArray[Any]:
        return np.concatenate([numbers[:0], *(numbers[one.start : one.end] for one in self.stretches)])


def write_merged(
    folder: Path,
    segments: Sequence[OpenSegment],
    without: frozenset[int] = frozenset(),
    terms: Callable[[], object] | None = None,
) -> int:
    """Write the documents of `segments`, at least one, into a folder that nobody sees yet: how many there are.

    `without`: disclosures whose documents are left out. `terms` waits for somebody who writes the terms meanwhile.
    """
    parts = _parts(segments, without)
    columns = {name: _column(segments, name, [part.column(name) for part in parts]) for name in _PLAIN}
    values: dict[str, list[str]] = {}
    for name in _VALUED:
        values[name], columns[name] = _renumbered(parts, name)
    columns["stored_start"] = _copied(folder / STORED, parts)
    columns["form"], columns["form_start"] = _forms(folder / FORMS, parts)
    names = [name for part in parts for name in _names(part)]
    runs = document_runs(np.concatenate([part.disclosures() for part in parts]))
    columns |= order_columns(columns, _relevance(parts, columns))
    write_columns_and_meta(folder, columns, values, names, runs)
    terms() if terms else write_merged_terms(folder, segments, without)
    return len(columns["kind"])


def write_merged_terms(folder: Path, segments: Sequence[OpenSegment], without: frozenset[int] = frozenset()) -> None:
    """Write only the terms and their posting lists; see `write_merged`."""
    parts = _parts(segments, without)
    codec.write_terms(folder, {field: _joined(field, parts) for field in codec.FIELDS})


def _parts(segments: Sequence[OpenSegment], without: frozenset[int]) -> list[Part]:
    parts, base = [], 0
    for segment in segments:
        stretches: list[Stretch] = []
        start = 0
        left_out = sorted(run for disclosure in without for run in segment.runs(disclosure))
        for first, behind in [*left_out, (segment.documents, segment.documents)]:
            if first > start:
                stretches.append(Stretch(start, first, base, BitMap(range(start, first))))
                base += first - start
            start = behind
        whole = len(stretches) == 1 and not left_out
        parts.append(Part(segment, tuple(stretches), stretches[0].base if whole else None))
    return parts


def _joined(field: str, parts: Sequence[Part]) -> Iterator[Term]:
    """The terms of one field in rising order, each with its documents in all parts."""
    places: defaultdict[bytes, list[tuple[Part, int]]] = defaultdict(list)
    for part in parts:
        for term, place in part.segment.postings.places(field):
            places[term].append((part, place))
    for term in sorted(places):
        postings = [part.moved(part.segment.postings.at(place)) for part, place in places.pop(term)]
        left = [posting for posting in postings if posting is not None]
        if left:
            yield term, left[0] if len(left) == 1 else _union(left)


def _union(postings: Sequence[Posting]) -> BitMap:
    return BitMap.union(*[BitMap((posting,)) if isinstance(posting, int) else posting for posting in postings])


def _column(segments: Sequence[OpenSegment], name: str, numbers: Sequence[NDArray[Any]]) -> array[int]:
    """The numbers of all parts as a column of the type that it has."""
    code = segments[0].columns[name].format
    return array(code, np.concatenate(numbers).astype(code).tobytes())


def _renumbered(parts: Sequence[Part], name: str) -> tuple[list[str], array[int]]:
    """The values that are left, and the column that points to them; 0 is none, as before."""
    numbers: dict[str, int] = {}
    joined: array[int] = array("I")
    for part in parts:
        column, values = part.column(name), part.segment.values[name]
        new = np.zeros(len(values) + 1, dtype=np.uint32)
        for old in np.unique(column).tolist():
            if old:
                new[old] = numbers.setdefault(values[old - 1], len(numbers) + 1)
        joined.frombytes(new[column].tobytes())
    return list(numbers), joined


def _copied(path: Path, parts: Sequence[Part]) -> array[int]:
    """Write the stored documents one behind the other: where each begins, and where the last one ends."""
    joined, end = array("Q"), _HEAD
    with path.open("wb") as file:
        file.write(parts[0].segment.content(STORED)[:_HEAD])
        for part in parts:
            places, content = np.asarray(part.segment.columns["stored_start"]), part.segment.content(STORED)
            for one in part.stretches:
                first, last = int(places[one.start]), int(places[one.end])
                joined.frombytes((places[one.start : one.end] - first + end).astype(np.uint64).tobytes())
                _copy(file, content, first, last)
                end += last - first
    joined.append(end)
    return joined


def _forms(path: Path, parts: Sequence[Part]) -> tuple[array[int], array[int]]:
    """Write the forms that are left: the column that points to them, and where each begins."""
    column: array[int] = array("I")
    starts, end = array("Q", [_HEAD]), _HEAD
    with path.open("wb") as file:
        file.write(parts[0].segment.content(FORMS)[:_HEAD])
        for part in parts:
            used, numbers = np.unique(part.column("form"), return_inverse=True)
            column.frombytes((numbers + len(starts) - 1).astype(np.uint32).tobytes())
            places, content = np.asarray(part.segment.columns["form_start"]), part.segment.content(FORMS)
            for some in np.split(used, np.flatnonzero(np.diff(used) != 1) + 1) if len(used) else ():
                first, last = int(places[some[0]]), int(places[some[-1] + 1])
                starts.frombytes((places[some + 1] - first + end).astype(np.uint64).tobytes())
                _copy(file, content, first, last)
                end += last - first
    return column, starts


def _copy(file: IO[bytes], content: mmap.mmap, first: int, last: int) -> None:
    for at in range(first, last, _COPIED):
        file.write(content[at : min(at + _COPIED, last)])


def _relevance(parts: Sequence[Part], columns: Mapping[str, array[int]]) -> Numbers:
    """The documents in the order among equally good hits.

    Which of two documents of one part comes first, its own order says; keys are read only where documents of several
    parts are alike in kind, year and amount.
    """
    originals = [part.originals() for part in parts]
    of_part, old = np.repeat(np.arange(len(parts)), list(map(len, originals))), np.concatenate(originals)
    ranks = np.concatenate([part.column("rank relevance") for part in parts])
    kinds, years, amounts = alike = [numbers(columns[name]) for name in _PLAIN]
    order = by_relevance(kinds, years, amounts, (of_part << 32) | ranks)

    def tie(document: int) -> tuple[str, int]:
        disclosure, _, key, *_ = parts[of_part[document]].segment.record(int(old[document]))
        return key, disclosure

    changes = np.any([some[order][1:] != some[order][:-1] for some in alike], axis=0)
    bounds = [0, *(np.flatnonzero(changes) + 1).tolist(), len(order)]
    for begin, end in pairwise(bounds):
        if begin < end and of_part[order[begin]] != of_part[order[end - 1]]:
            order[begin:end] = sorted(order[begin:end].tolist(), key=tie)
    return order


def _names(part: Part) -> Iterator[tuple[int, str]]:
    for number, title in part.segment.named():
        moved = part.moved(number)
        if isinstance(moved, int):
            yield moved, title
