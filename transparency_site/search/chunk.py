"""The documents that are inverted at once: which terms they have, found in each distinct stretch of text once.

A city repeats itself: one unit's name stands in thousands of texts. So what is taken apart are the distinct stretches,
and a term's documents are those of all stretches that have it.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import Final, TypeAlias

import numpy as np
from pyroaring import BitMap

from transparency_site.search.analysis import SEPARATOR, Piece, words
from transparency_site.search.codec import Posting, bitmap_of
from transparency_site.search.folding import fold_pieces
from transparency_site.search.grams import LONGEST, piece_of, runs_of, stretch_of

MOST: Final = 1 << 16
"""Documents of a chunk: as many as a bitmap container holds, so that chunks share none."""

_FEW = 256  # numbers below which arithmetic on arrays costs more than it saves

Listed = tuple[str, str, Posting]
"""A field, one of its terms, and the documents of a chunk that have it."""

_Lists: TypeAlias = "defaultdict[str, array[int]]"


def _lists() -> _Lists:
    return defaultdict(lambda: array("I"))


class Text:
    """A folded text, and for each of its stretches the list of documents that have it."""

    __slots__ = ("folded", "lists")

    def __init__(self, pieces: Sequence[Piece], lists: _Lists) -> None:
        self.folded = folded = "".join(pieces)
        self.lists: list[array[int]] = []
        end = 0
        for piece in pieces:
            end += len(piece)
            self.lists.append(lists[stretch_of(piece, folded[end : end + LONGEST - 1])])


class Texts(dict[str, Text]):
    """Texts by what they were before folding, made when they are asked for."""

    def __init__(self, lists: _Lists) -> None:
        super().__init__()
        self._lists = lists

    def __missing__(self, text: str) -> Text:
        made = self[text] = Text(fold_pieces(text), self._lists)
        return made


class Chunk:
    """Collects at most MOST documents, numbered from a multiple of MOST. Parts of documents are taken from `texts`."""

    def __init__(self, first: int) -> None:
        self._first, self.behind = first, first
        self._stretches, self._titles, self._exact = _lists(), _lists(), _lists()
        self.texts = Texts(self._stretches)

    def add(self, parts: Iterable[Text], title: str, exact: Iterable[str]) -> None:
        """Take in the next document: its parts, its folded title, and what it answers to exactly."""
        document = self.behind
        for part in parts:
            for documents in part.lists:
                documents.append(document)
        self._titles[title].append(document)
        for term in exact:
            self._exact[term].append(document)
        self.behind += 1

    def is_full(self) -> bool:
        return self.behind - self._first == MOST

    def terms(self) -> Iterator[Listed]:
        """Every term of the texts' fields with its documents."""
        # Texts that are contained in another part of each of their documents are not taken apart: they list none.
        stretches = {stretch: documents for stretch, documents in self._stretches.items() if documents}
        yield from _run_terms(list(stretches), list(stretches.values()))
        pieces = list(map(piece_of, stretches))
        words_of = {text: words(text) for text in {*pieces, *self._titles}}
        yield from _word_terms("word", [words_of[piece] for piece in pieces], list(stretches.values()))
        yield from _word_terms("heading", [words_of[title] for title in self._titles], list(self._titles.values()))
        for term, documents in self._exact.items():
            if SEPARATOR not in term:
                yield "exact", term, bitmap_of(documents)


def _run_terms(stretches: Sequence[str], lists: Sequence[array[int]]) -> Iterator[Listed]:
    """Every run of one to three characters ("run"), and every pair that occurs in a document twice ("repeat").

    Where no inner pair of a phrase repeats, the phrase's runs of three can only lie one behind the other: a document
    that has them all has the phrase, and its text need not be read.
    """
    postings = list(map(bitmap_of, lists))
    runs = runs_of(stretches)
    texts, bounds, places = runs.texts, runs.bounds.tolist(), runs.stretches.tolist()
    longest = [_union(postings, places[begin:end]) for begin, end in pairwise(bounds)]
    listed = np.fromiter(map(len, lists), dtype=np.int64, count=len(lists))[runs.stretches]
    before = np.append(0, np.cumsum(listed))[runs.bounds].tolist()  # how often documents are listed for earlier runs
    for length in range(1, LONGEST + 1):
        for run, first, behind in _beginnings(texts, length):
            found = _union(longest, range(first, behind))
            yield "run", run, found
            if length == 2 and before[behind] - before[first] > _size(found):
                yield "repeat", run, bitmap_of(_repeated(lists, places[bounds[first] : bounds[behind]]))


def _beginnings(texts: Sequence[str], length: int) -> Iterator[tuple[str, int, int]]:
    """The beginnings of so many characters: each with its first text and the one behind its last; none cut short."""
    behind = 0
    for beginning, same in groupby(text[:length] for text in texts):
        first, behind = behind, behind + sum(1 for _ in same)
        if beginning[-1] != SEPARATOR:
            yield beginning, first, behind


def _word_terms(field: str, words_of: Sequence[Iterable[str]], lists: Sequence[array[int]]) -> Iterator[Listed]:
    """Every word, from the words of each text and the texts' documents."""
    postings = list(map(bitmap_of, lists))
    texts: defaultdict[str, list[int]] = defaultdict(list)
    for place, some in enumerate(words_of):
        for word in some:
            texts[word].append(place)
    for word, places in texts.items():
        yield field, word, _union(postings, places)


def _union(postings: Sequence[Posting], places: Sequence[int]) -> Posting:
    """The documents of the posting lists in these places, as one of its own."""
    if len(places) == 1:
        only = postings[places[0]]
        return only if isinstance(only, int) else only.copy()
    some = [postings[place] for place in places]
    single = {one for one in some if isinstance(one, int)}
    longer = [one for one in some if not isinstance(one, int)]
    return BitMap.union(BitMap(single), *longer) if longer or len(single) > 1 else single.pop()


def _size(posting: Posting) -> int:
    return 1 if isinstance(posting, int) else len(posting)


def _repeated(lists: Sequence[array[int]], places: Sequence[int]) -> array[int]:
    """The documents that stand in these lists more than once, at least one."""
    joined: array[int] = array("I")
    for place in places:
        joined.extend(lists[place])
    if len(joined) < _FEW:
        return array("I", [one for one, next_ in pairwise(sorted(joined)) if one == next_])
    documents = np.frombuffer(joined, dtype=np.uint32)
    first = documents.min()
    within = np.sort((documents - first).astype(np.uint16), kind="stable")  # by counting: a chunk has 16 bits
    again = within[1:][within[1:] == within[:-1]]
    return array("I", (again.astype(np.uint32) + first).tobytes())
