"""From documents to posting lists, in memory: what a segment's terms are and which documents have them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from pyroaring import BitMap

from transparency_site.search.analysis import SEPARATOR, repeated_pairs, runs, words

_CHUNK = 131_072
"""Documents inverted at once: bounds memory; a multiple of 65,536, so that chunks share no bitmap container."""

_Lists = defaultdict[str, list[int]]


class Inversion:
    """Collects documents by their distinct forms (a city repeats itself: one line name stands in a hundred budgets),
    inverts each distinct form once, and keeps the result as bitmaps.
    """

    def __init__(self) -> None:
        self._pending = 0
        self._forms: _Lists = defaultdict(list)
        self._titles: _Lists = defaultdict(list)
        self._plain: defaultdict[str, _Lists] = defaultdict(lambda: defaultdict(list))
        self._bitmaps: defaultdict[str, dict[str, BitMap]] = defaultdict(dict)

    def add(self, document: int, form: str, title: str, plain: Iterable[tuple[str, str]]) -> None:
        """Take in one document, numbers rising: its form, its folded title, and (field, term) pairs to keep as is."""
        self._forms[form].append(document)
        self._titles[title].append(document)
        for field, term in plain:
            self._plain[field][term].append(document)
        self._pending += 1
        if self._pending >= _CHUNK:
            self._invert()

    def add_lists(self, field: str, lists: Mapping[str, list[int]]) -> None:
        """Take in a field whose posting lists are known already."""
        self._bitmaps[field].update((term, BitMap(documents)) for term, documents in lists.items())

    def terms(self) -> Mapping[str, Iterator[tuple[bytes, BitMap]]]:
        """Per field its terms in the order of their bytes, each with its documents; empties the inversion."""
        self._invert()
        return {field: _in_order(self._bitmaps.pop(field)) for field in list(self._bitmaps)}

    def _invert(self) -> None:
        found: dict[str, _Lists] = {name: defaultdict(list) for name in ("run", "repeat", "word", "heading")}
        for form, documents in self._forms.items():
            _invert_form(form, documents, found)
        for title, documents in self._titles.items():
            for word in words(title):
                found["heading"][word].extend(documents)
        for name, lists in (*found.items(), *self._plain.items()):
            self._absorb(name, lists)
        self._forms.clear()
        self._titles.clear()
        self._plain.clear()
        self._pending = 0

    def _absorb(self, field: str, lists: _Lists) -> None:
        bitmaps = self._bitmaps[field]
        for term, documents in lists.items():
            if SEPARATOR in term:
                continue
            known = bitmaps.get(term)
            if known is None:
                bitmaps[term] = BitMap(documents)
            else:
                known |= BitMap(documents)
        lists.clear()


def _invert_form(form: str, documents: list[int], found: Mapping[str, _Lists]) -> None:
    run_lists = found["run"]
    distinct, pairs = runs(form)
    for run in distinct:
        run_lists[run].extend(documents)
    for pair in repeated_pairs(pairs):
        found["repeat"][pair].extend(documents)
    for word in words(form):
        found["word"][word].extend(documents)


def _in_order(bitmaps: dict[str, BitMap]) -> Iterator[tuple[bytes, BitMap]]:
    # The order of code points is the order of UTF-8 bytes. Popping frees each bitmap once it is written.
    for term in sorted(bitmaps):
        yield term.encode(), bitmaps.pop(term)
