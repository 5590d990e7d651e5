"""Where in the original text a query matches, in places of the original text."""

from __future__ import annotations

from collections.abc import Iterator

from transparency_site.search.analysis import NameSounds
from transparency_site.search.documents import NAMED_KINDS
from transparency_site.search.folding import fold, fold_with_origins
from transparency_site.search.query import Tree

Mark = tuple[int, int]

_MOST_MARKS = 200


def marks(text: str, tree: Tree, named: str = "") -> tuple[Mark, ...]:
    """The stretches of ``text`` that the wanted terms match, joined where they touch.

    ``named`` is the document's kind where the text is its title: a name is marked where typed letters spell it.
    """
    if named not in NAMED_KINDS:
        folded = fold(text)
        if not any(term.text in folded for term in tree.wanted):
            return ()
    folded, origins = fold_with_origins(text)
    found = sorted(set(_folded_marks(folded, tree)) | set(_spelled_marks(folded, tree, named)))
    return _joined((origins[start], origins[end - 1] + 1) for start, end in found[:_MOST_MARKS])


def _folded_marks(folded: str, tree: Tree) -> Iterator[Mark]:
    for term in tree.wanted:
        start = folded.find(term.text)
        while start >= 0:
            yield start, start + len(term.text)
            start = folded.find(term.text, start + 1)


def _spelled_marks(folded: str, tree: Tree, named: str) -> Iterator[Mark]:
    if named not in NAMED_KINDS:
        return
    for term in tree.wanted:
        place = NameSounds(folded).place(term.letters) if term.letters else None
        if place:
            yield place


def _joined(found: Iterator[Mark]) -> tuple[Mark, ...]:
    joined: list[Mark] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
