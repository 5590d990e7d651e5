"""From a query's tree to bitmaps: which documents of one segment match, and how well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import reduce

from pyroaring import BitMap

from transparency_site.search.analysis import words
from transparency_site.search.documents import NAMED_KINDS
from transparency_site.search.query import Term, Tree
from transparency_site.search.segment import OpenSegment

_LONGEST_RUN = 3
_ANSWERING_KINDS = NAMED_KINDS | {"batch"}


def meet(bitmaps: Iterable[BitMap]) -> BitMap:
    """What all have, starting with the smallest; the bitmaps given are not changed."""
    ordered = sorted(bitmaps, key=len)
    if not ordered:
        return BitMap()
    if len(ordered) == 1:
        return ordered[0]
    found = ordered[0] & ordered[1]
    for bitmap in ordered[2:]:
        if not found:
            break
        found &= bitmap
    return found


def narrowed(documents: BitMap, bitmaps: Iterable[BitMap]) -> BitMap:
    """Those of some documents that all bitmaps have; when nothing is left, no further bitmap is asked for."""
    for bitmap in bitmaps:
        if not documents:
            break
        documents = documents & bitmap
    return documents


def join(bitmaps: Iterable[BitMap]) -> BitMap:
    """What any has; the bitmaps given are not changed."""
    return reduce(BitMap.__or__, bitmaps, BitMap())


def documents_with(segment: OpenSegment, text: str) -> BitMap:
    """The documents that have a folded text as a part of one of theirs: exact, whatever its length."""
    if len(text) <= _LONGEST_RUN:
        return segment.postings.bitmap("run", text)
    return segment.phrases.get(text, lambda: _documents_with_phrase(segment, text))


def _documents_with_phrase(segment: OpenSegment, phrase: str) -> BitMap:
    candidates = _candidates(segment, phrase)
    if not candidates:
        return candidates
    inner = {phrase[at : at + 2] for at in range(1, len(phrase) - 2)}
    unsure = candidates & join(segment.postings.bitmap("repeat", pair) for pair in inner)
    unsure -= segment.postings.bitmap("word", phrase)
    if not unsure:
        return candidates
    return candidates - _without_phrase(segment, unsure, phrase)


def _candidates(segment: OpenSegment, phrase: str) -> BitMap:
    """The documents that have every run of three of a phrase, in whatever order."""
    found: list[BitMap] = []
    for run in sorted({phrase[at : at + _LONGEST_RUN] for at in range(len(phrase) - 2)}):
        documents = segment.postings.bitmap("run", run)
        if not documents:
            return documents
        found.append(documents)
    return meet(found)


def _without_phrase(segment: OpenSegment, documents: BitMap, phrase: str) -> BitMap:
    encoded, forms = phrase.encode(), segment.columns["form"]
    known: dict[int, bool] = {}
    without = []
    for document in documents:
        form = forms[document]
        has = known.get(form)
        if has is None:
            has = known[form] = segment.form_has(form, encoded)
        if not has:
            without.append(document)
    return BitMap(without)


def documents_for(segment: OpenSegment, term: Term) -> BitMap:
    """The documents that a term means: its text, the year it names, the names it spells in pinyin."""
    found = [documents_with(segment, term.text)]
    if term.year:
        found.append(segment.postings.bitmap("year", term.year))
    if term.letters:
        found.append(BitMap(document for document, _, sounds in segment.names if sounds.place(term.letters)))
    return found[0] if len(found) == 1 else join(found)


def filtered(segment: OpenSegment, facet: str, values: Iterable[str]) -> BitMap:
    """The documents that have one of the values (shared: not to be changed)."""
    known = segment.facet(facet)
    found = [known[value] for value in values if value in known]
    return found[0] if len(found) == 1 else join(found)


def answering(segment: OpenSegment, tree: Tree) -> BitMap:
    """The documents that answer to a tree's text as a whole: a code, a document number, a name."""
    return segment.postings.bitmap("exact", tree.whole) if tree.whole else BitMap()


def matching(segment: OpenSegment, tree: Tree, exact: BitMap, within: BitMap) -> BitMap:
    """The documents within a bitmap that a tree's text matches; `exact` are those that answer to it as a whole."""
    found = _with_all(segment, tree.wanted, within)
    if exact:
        found = found | (exact & within)
    for term in tree.unwanted:
        found = found - documents_for(segment, term)
    return found


def _with_all(segment: OpenSegment, terms: Iterable[Term], within: BitMap) -> BitMap:
    """The documents within a bitmap that all terms mean; a term that nothing has ends the looking up."""
    bitmaps = [within]
    for term in terms:
        documents = documents_for(segment, term)
        if not documents:
            return documents
        bitmaps.append(documents)
    return meet(bitmaps)


def classes(segment: OpenSegment, tree: Tree, exact: BitMap, hits: BitMap) -> Iterator[BitMap]:
    """The hits in six classes, best first; a class is made when it is asked for.

    A unit, fund, township or batch that answers to the whole text; a unit, fund or township that has it at all (who
    types 教育 looks for the bureau before its budget lines); then anything that answers to the whole text; has its
    words in the title; has them as words at all; has the text only across words.
    """
    left = hits
    for better in _better(segment, tree, exact) if tree.wanted else ():
        found = narrowed(left, better)
        yield found
        if found:
            left = left - found
        if not left:
            return
    yield left


def _better(segment: OpenSegment, tree: Tree, exact: BitMap) -> Iterator[Iterable[BitMap]]:
    """What is in each class but the last, or in a class before it: the documents that all of some bitmaps have."""
    yield exact, segment.of_kinds(_ANSWERING_KINDS)
    yield (segment.of_kinds(NAMED_KINDS),)
    yield (exact,)
    yield (documents for term in tree.wanted for documents in _with_words(segment, "heading", term))
    yield (documents for term in tree.wanted for documents in _with_words(segment, "word", term))


def _with_words(segment: OpenSegment, field: str, term: Term) -> Iterator[BitMap]:
    """Bitmaps of which all have the documents that have a term's words, or the year that it names."""
    cut = [word for word in words(term.text) if len(word) > 1] or [term.text]
    found = (segment.postings.bitmap(field, word) for word in cut)
    if not term.year:
        return found
    return iter([meet(found) | segment.postings.bitmap("year", term.year)])
