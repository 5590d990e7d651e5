"""From documents to posting lists, in memory: what a segment's terms are and which documents have them."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from pyroaring import BitMap

from transparency_site.search.analysis import SEPARATOR, Piece, words
from transparency_site.search.codec import Posting, bitmap_of
from transparency_site.search.grams import MOST_TEXTS, gram_lists

_Lists: TypeAlias = "defaultdict[str, array[int]]"


def _lists() -> _Lists:
    return defaultdict(lambda: array("I"))


class Inversion:
    """Collects documents, inverts them by the chunk, and keeps the result as bitmaps.

    Runs of characters are found by arithmetic over the whole chunk; words by their distinct pieces (a city repeats
    itself: one unit's name stands in thousands of texts). A chunk has as many documents as a bitmap container holds,
    so that chunks share none, and bounds memory.
    """

    def __init__(self) -> None:
        self._first = 0
        self._forms: list[str] = []
        self._pieces, self._titles, self._exact = _lists(), _lists(), _lists()
        self._postings: defaultdict[str, dict[str, Posting]] = defaultdict(dict)

    def add(self, parts: list[list[Piece]], form: str, title: str, exact: Iterable[str]) -> None:
        """Take in the next document: its parts and form, its folded title, and what it answers to exactly."""
        document = self._first + len(self._forms)
        self._forms.append(form)
        for part in parts:
            for piece in part:
                self._pieces[piece].append(document)
        self._titles[title].append(document)
        for term in exact:
            self._exact[term].append(document)
        if len(self._forms) == MOST_TEXTS:
            self._invert()

    def add_lists(self, field: str, lists: Mapping[str, array[int]]) -> None:
        """Take in a field whose posting lists are known already."""
        self._postings[field].update((term, bitmap_of(documents)) for term, documents in lists.items())

    def terms(self) -> Mapping[str, Iterator[tuple[bytes, Posting]]]:
        """Per field its terms in the order of their bytes, each with its documents; empties the inversion."""
        self._invert()
        return {field: _in_order(self._postings.pop(field)) for field in list(self._postings)}

    def _invert(self) -> None:
        for field, term, posting in gram_lists(self._forms, self._first):
            self._absorb(field, term, posting)
        by_field = {
            "word": _words_of(self._pieces), "heading": _words_of(self._titles), "exact": self._exact,
        }  # fmt: skip
        for field, lists in by_field.items():
            for term, documents in lists.items():
                if SEPARATOR not in term:
                    self._absorb(field, term, bitmap_of(documents))
        self._first += len(self._forms)
        for collected in (self._forms, self._pieces, self._titles, self._exact):
            collected.clear()

    def _absorb(self, field: str, term: str, posting: Posting) -> None:
        postings = self._postings[field]
        known = postings.get(term)
        if known is None:
            postings[term] = posting
        elif isinstance(known, int):
            postings[term] = BitMap([known]) | (BitMap([posting]) if isinstance(posting, int) else posting)
        elif isinstance(posting, int):
            known.add(posting)
        else:
            known |= posting


def _words_of(texts: _Lists) -> _Lists:
    """The documents of each word, from those of each text."""
    lists = _lists()
    for text, documents in texts.items():
        for word in words(text):
            lists[word].extend(documents)
    return lists


def _in_order(postings: dict[str, Posting]) -> Iterator[tuple[bytes, Posting]]:
    # The order of code points is the order of UTF-8 bytes. Popping frees each bitmap once it is written.
    for term in sorted(postings):
        yield term.encode(), postings.pop(term)
