"""From documents to posting lists, in memory: what a segment's terms are and which documents have them."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from pyroaring import BitMap

from transparency_site.search.chunk import Chunk, Text, Texts
from transparency_site.search.codec import Posting, bitmap_of


class Inversion:
    """Collects documents, inverts them by the chunk, which bounds memory, and keeps the result as bitmaps."""

    def __init__(self) -> None:
        self._chunk = Chunk(0)
        self._postings: defaultdict[str, dict[str, Posting]] = defaultdict(dict)

    @property
    def texts(self) -> Texts:
        """Of which the parts of the next document are taken."""
        return self._chunk.texts

    def add(self, parts: Iterable[Text], title: str, exact: Iterable[str]) -> None:
        """Take in the next document: its parts, its folded title, and what it answers to exactly."""
        self._chunk.add(parts, title, exact)
        if self._chunk.is_full():
            self._invert()

    def add_lists(self, field: str, lists: Mapping[str, array[int]]) -> None:
        """Take in a field whose posting lists are known already."""
        self._postings[field].update((term, bitmap_of(documents)) for term, documents in lists.items())

    def terms(self) -> Mapping[str, Iterator[tuple[bytes, Posting]]]:
        """Per field its terms in the order of their bytes, each with its documents; empties the inversion."""
        self._invert()
        return {field: _in_order(self._postings.pop(field)) for field in list(self._postings)}

    def _invert(self) -> None:
        for field, term, posting in self._chunk.terms():
            self._absorb(field, term, posting)
        self._chunk = Chunk(self._chunk.behind)

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


def _in_order(postings: dict[str, Posting]) -> Iterator[tuple[bytes, Posting]]:
    # The order of code points is the order of UTF-8 bytes. Popping frees each bitmap once it is written.
    for term in sorted(postings):
        yield term.encode(), postings.pop(term)
