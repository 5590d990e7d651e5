"""The search by hand over a corpus that is folded once: what must be found, in which order, with which counts and sums.

It says the same as `corpus.Reference`, document by document, only quicker, so that thousands of queries can be asked of
thousands of documents. It knows nothing of runs, bitmaps or segments.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from transparency_site.search.analysis import parts_of, words
from transparency_site.search.documents import KINDS, NAMED_KINDS, SUMMED_KINDS, SearchDocument
from transparency_site.search.find import Query
from transparency_site.search.folding import fold, fold_pieces
from transparency_site.search.query import Term, Tree, parse

from .corpus import _exact, _passes, _spells

FACETS = ("kind", "year", "unit", "township", "fund")


class Folded:
    """One document with everything about it that does not depend on the query."""

    def __init__(self, document: SearchDocument) -> None:
        self.document = document
        texts = (document.title, document.text, *document.exact)
        self.parts = [fold(text) for text in texts]
        self.exact = _exact(document)
        self.named = document.kind in NAMED_KINDS
        values = {name: getattr(document, name) for name in FACETS}
        self.values = {name: str(value) for name, value in values.items() if value is not None}
        self.in_title = set(words(fold(document.title)))
        # A part that lies within another is not cut into words by itself.
        pieces = [piece for part in parts_of(*map(fold_pieces, texts)) for piece in part]
        self.anywhere = {word for piece in pieces for word in words(piece)}
        amount = document.amount_fen or 0
        self.newest = (document.year is None, -(document.year or 0))
        self.largest, self.smallest = (document.amount_fen is None, -amount), (document.amount_fen is None, amount)
        self.last = (KINDS.index(document.kind), self.newest, self.largest, document.key, document.disclosure)

    def means(self, term: Term) -> bool:
        """Whether a term's text, year or sound is in the document."""
        return bool(
            any(term.text in part for part in self.parts)
            or (term.year and str(self.document.year) == term.year)
            or (term.letters and self.named and _spells(self.document, term.letters))
        )


class FastReference:
    """Answers about a corpus; a version is the set of disclosures that it shows."""

    def __init__(self, corpus: Sequence[SearchDocument]) -> None:
        self.corpus = [Folded(document) for document in corpus]
        self._known: dict[Term, frozenset[int]] = {}

    def matches(self, tree: Tree, visible: frozenset[int]) -> list[Folded]:
        """The visible documents that a text matches, whatever the filters."""
        everything = frozenset(range(len(self.corpus)))
        unwanted = frozenset[int]().union(*map(self._all_that_mean, tree.unwanted))
        found = everything.intersection(*map(self._all_that_mean, tree.wanted))
        if tree.whole:
            found |= {place for place in everything if tree.whole in self.corpus[place].exact}
        return [self.corpus[p] for p in sorted(found - unwanted) if self.corpus[p].document.disclosure in visible]

    def _all_that_mean(self, term: Term) -> frozenset[int]:
        known = self._known.get(term)
        if known is None:
            known = frozenset(place for place, folded in enumerate(self.corpus) if folded.means(term))
            self._known[term] = known
        return known

    def answer(
        self, query: Query, visible: frozenset[int]
    ) -> tuple[list[str], dict[str, dict[str, int]], dict[str, int]]:
        """(addresses in order, counts by facet, sums in fen by kind)."""
        tree = parse(query.text)
        matching = self.matches(tree, visible)
        hits = [folded for folded in matching if _passes(folded.document, query)]
        hits.sort(key=lambda folded: _order(folded, query.sort, tree))
        return [folded.document.url for folded in hits], _facets(matching, query), _sums(hits)


def _facets(matching: Sequence[Folded], query: Query) -> dict[str, dict[str, int]]:
    """A facet counts what passes all other filters."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    wanted = {name: set(values) for name, values in query.filters().items() if values}
    for folded in matching:
        failed = [name for name, values in wanted.items() if folded.values.get(name) not in values]
        for name in FACETS if not failed else failed if len(failed) == 1 else ():
            if name in folded.values:
                counts[name][folded.values[name]] += 1
    return {name: dict(counter) for name, counter in counts.items()}


def _sums(hits: Sequence[Folded]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for folded in hits:
        if folded.document.kind in SUMMED_KINDS:
            sums[folded.document.kind] = sums.get(folded.document.kind, 0) + (folded.document.amount_fen or 0)
    return sums


def _order(folded: Folded, sort: str, tree: Tree) -> tuple[object, ...]:
    leading: dict[str, tuple[object, ...]] = {
        "-amount": folded.largest, "amount": folded.smallest, "-year": folded.newest,
    }  # fmt: skip
    return (*(leading[sort] if sort in leading else (_class(folded, tree),)), *folded.last)


def _class(folded: Folded, tree: Tree) -> int:
    if not tree.wanted:
        return 0
    exact = bool(tree.whole and tree.whole in folded.exact)
    if exact and (folded.named or folded.document.kind == "batch"):
        return 0
    if folded.named:
        return 1
    if exact:
        return 2
    for place, known in enumerate((folded.in_title, folded.anywhere), 3):
        if all(_worded(folded, term, known) for term in tree.wanted):
            return place
    return 5


def _worded(folded: Folded, term: Term, known: set[str]) -> bool:
    return known.issuperset(_cut(term.text)) or bool(term.year and str(folded.document.year) == term.year)


@lru_cache(maxsize=100_000)
def _cut(text: str) -> frozenset[str]:
    return frozenset(word for word in words(text) if len(word) > 1) or frozenset({text})
