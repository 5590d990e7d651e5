"""From documents to posting lists, in memory: what a segment's terms are and which documents have them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from pyroaring import BitMap

from transparency_site.search.analysis import SEPARATOR, Piece, repeated_pairs, runs, seam_runs, words
from transparency_site.search.codec import Posting

_CHUNK = 65_536
"""Documents inverted at once: bounds memory; as many as a bitmap container holds, so that chunks share none."""

_Lists = defaultdict[str, list[int]]


class Inversion:
    """Collects documents by their distinct pieces (a city repeats itself: one unit's name stands in thousands of
    texts), inverts each distinct piece once, and keeps the result as bitmaps.
    """

    def __init__(self) -> None:
        self._pending = 0
        self._pieces: _Lists = defaultdict(list)
        self._titles: _Lists = defaultdict(list)
        self._plain: defaultdict[str, _Lists] = defaultdict(lambda: defaultdict(list))
        self._postings: defaultdict[str, dict[str, Posting]] = defaultdict(dict)

    def add(
        self, document: int, parts: list[list[Piece]], form: str, title: str, plain: Iterable[tuple[str, str]]
    ) -> None:
        """Take in one document, numbers rising: its parts and form, its folded title, and (field, term) pairs that are
        kept as they are.
        """
        ends, end = [], 0
        for part in parts:
            for piece in part:
                self._pieces[piece].append(document)
                end += len(piece)
                ends.append(end)
            end += len(SEPARATOR)
        run_lists, repeat_lists = self._plain["run"], self._plain["repeat"]
        for run in seam_runs(form, ends[:-1]):
            run_lists[run].append(document)
        for pair in repeated_pairs(form):
            repeat_lists[pair].append(document)
        self._titles[title].append(document)
        for field, term in plain:
            self._plain[field][term].append(document)
        self._pending += 1
        if self._pending >= _CHUNK:
            self._invert()

    def add_lists(self, field: str, lists: Mapping[str, list[int]]) -> None:
        """Take in a field whose posting lists are known already."""
        self._postings[field].update((term, BitMap(documents)) for term, documents in lists.items())

    def terms(self) -> Mapping[str, Iterator[tuple[bytes, Posting]]]:
        """Per field its terms in the order of their bytes, each with its documents; empties the inversion."""
        self._invert()
        return {field: _in_order(self._postings.pop(field)) for field in list(self._postings)}

    def _invert(self) -> None:
        run_lists, word_lists, heading_lists = (self._plain[name] for name in ("run", "word", "heading"))
        for piece, documents in self._pieces.items():
            for run in runs(piece):
                run_lists[run].extend(documents)
            for word in words(piece):
                word_lists[word].extend(documents)
        for title, documents in self._titles.items():
            for word in words(title):
                heading_lists[word].extend(documents)
        for field, lists in self._plain.items():
            self._absorb(field, lists)
        self._pieces.clear()
        self._titles.clear()
        self._plain.clear()
        self._pending = 0

    def _absorb(self, field: str, lists: _Lists) -> None:
        postings = self._postings[field]
        for term, documents in lists.items():
            known = postings.get(term)
            if known is not None:
                postings[term] = _bitmap(known) | BitMap(documents)
            elif SEPARATOR not in term:
                postings[term] = documents[0] if len(documents) == 1 else BitMap(documents)


def _bitmap(posting: Posting) -> BitMap:
    return BitMap([posting]) if isinstance(posting, int) else posting


def _in_order(postings: dict[str, Posting]) -> Iterator[tuple[bytes, Posting]]:
    # The order of code points is the order of UTF-8 bytes. Popping frees each bitmap once it is written.
    for term in sorted(postings):
        yield term.encode(), postings.pop(term)
