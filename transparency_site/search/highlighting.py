"""Where in the original text a query matches, in places of the original text."""

from __future__ import annotations

from collections.abc import Iterable

from transparency_site.search.analysis import NameSounds
from transparency_site.search.documents import NAMED_KINDS
from transparency_site.search.folding import fold_with_origins
from transparency_site.search.query import Tree

Mark = tuple[int, int]

_MOST_MARKS = 200


def marks(text: str, tree: Tree, named: str = "") -> tuple[Mark, ...]:
    """The stretches of ``text`` that the wanted terms match, joined where they touch.

    ``named`` is the document's kind where the text is its title: a name is marked where typed letters spell it.
    """
    folded, origins = fold_with_origins(text)
    found = _folded_marks(folded, tree)
    if named in NAMED_KINDS:
        found += _spelled_marks(folded, tree)
    if not found:
        return ()
    found = sorted(set(found))[:_MOST_MARKS]
    return _joined((origins[start], origins[end - 1] + 1) for start, end in found)


def _folded_marks(folded: str, tree: Tree) -> list[Mark]:
    found = []
    for term in tree.wanted:
        start = folded.find(term.text)
        while start >= 0:
            found.append((start, start + len(term.text)))
            start = folded.find(term.text, start + 1)
    return found


def _spelled_marks(folded: str, tree: Tree) -> list[Mark]:
    places = (NameSounds(folded).place(term.letters) for term in tree.wanted if term.letters)
    return [place for place in places if place]


def _joined(found: Iterable[Mark]) -> tuple[Mark, ...]:
    joined: list[Mark] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
