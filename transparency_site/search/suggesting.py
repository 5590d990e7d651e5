"""Names while somebody types, and for a page without hits a query that has some."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from transparency_site.search.analysis import NameSounds, words
from transparency_site.search.documents import SearchDocument
from transparency_site.search.engine import Engine
from transparency_site.search.folding import fold
from transparency_site.search.query import MAX_CHARACTERS, Query, QueryRefused, Term, Tree, Visible, parse

_LONGEST_PART = 40  # characters of a term without hits that are tried in parts


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A unit, fund or township whose name fits what was typed so far."""

    kind: str
    key: str
    title: str
    url: str


def suggest(engine: Engine, prefix: str, visible: Visible, limit: int = 8) -> tuple[Suggestion, ...]:
    """Names that begin with the typed text, then those that contain it, then those known by it otherwise (pinyin,
    initials, code, a former name). Empty where nothing was typed or far too much.
    """
    typed = Term(fold(prefix)) if len(prefix) <= MAX_CHARACTERS else Term("")
    if not typed.text:
        return ()
    ranked: dict[tuple[str, str], tuple[int, str, SearchDocument]] = {}
    for document in engine.named(typed, visible):
        title = fold(document.title)
        worth = 0 if title.startswith(typed.text) else 1 if typed.text in title else 2
        ranked[document.kind, document.key] = (worth, document.title, document)
    best = sorted(ranked.values(), key=lambda item: (item[0], len(item[1]), item[1], item[2].key))[:limit]
    return tuple(Suggestion(document.kind, document.key, document.title, document.url) for _, _, document in best)


def alternative(engine: Engine, query: Query, visible: Visible) -> Query | None:
    """For a query without hits one that has some, as near to it as can be found, or None.

    Tried in this order: without one of the filters, without all of them; the text cut into words; a name that sounds
    alike; without one of the terms; the longest part of a term that occurs; the most similar name.
    """
    try:
        tree = parse(query.text)
    except QueryRefused:
        return None
    first_page = replace(query, offset=0)
    tried = {first_page}
    for candidate in _candidates(engine, first_page, tree, visible):
        if candidate not in tried and engine.count(candidate, visible):
            return candidate
        tried.add(candidate)
    return None


def _candidates(engine: Engine, query: Query, tree: Tree, visible: Visible) -> Iterator[Query]:
    bare = replace(query, kinds=(), years=(), units=(), townships=(), funds=())
    yield from _without_a_filter(query)
    yield bare
    texts = _other_texts(engine, tree, visible)
    for text in texts:
        if len(text) <= MAX_CHARACTERS:
            yield replace(query, text=text)
            yield replace(bare, text=text)


def _without_a_filter(query: Query) -> Iterator[Query]:
    if query.townships:
        yield replace(query, townships=())
    if query.funds:
        yield replace(query, funds=())
    if query.units:
        yield replace(query, units=())
    if query.years:
        yield replace(query, years=())
    if query.kinds:
        yield replace(query, kinds=())


def _other_texts(engine: Engine, tree: Tree, visible: Visible) -> Iterator[str]:
    terms = [term.text for term in tree.wanted]
    if not terms:
        return
    cut = [word for term in terms for word in _cut(term)]
    if len(cut) <= 20:
        yield " ".join(cut)
    yield from _names_that_sound_like("".join(terms), engine, visible)
    if len(terms) > 1:
        yield from (_quoted(terms[:place] + terms[place + 1 :]) for place in reversed(range(len(terms))))
    parts = [_longest_part(term, engine, visible) for term in terms]
    yield from (part for part in sorted(parts, key=len, reverse=True) if len(part) > 1)
    yield from _similar_names("".join(terms), engine, visible)
    yield from (part for part in parts if part)


def _quoted(terms: Iterable[str]) -> str:
    return " ".join(f'"{term}"' if " " in term or term.startswith("-") else term for term in terms)


def _cut(term: str) -> list[str]:
    """A term's words in their order, longest first where words overlap."""
    found: list[str] = []
    place = 0
    known = sorted(words(term), key=len, reverse=True)
    while place < len(term):
        word = next((word for word in known if len(word) > 1 and term.startswith(word, place)), term[place])
        if word.isalnum():
            found.append(word)
        place += len(word)
    return found


def _names_that_sound_like(text: str, engine: Engine, visible: Visible) -> Iterator[str]:
    """Parts of names spelled like the text: 教玉局 is 教育局 mistyped."""
    if not 2 <= len(text) <= _LONGEST_PART:
        return
    spelled = NameSounds(text).spelled
    for title, sounds in engine.names(visible):
        place = sounds.place(spelled)
        if place and sounds.spelled.startswith(spelled, sounds.starts[place[0]]):
            yield title[place[0] : place[1]]
            return


def _longest_part(term: str, engine: Engine, visible: Visible) -> str:
    """The longest part of a term that some visible document has. A part of a part that occurs occurs too, so one
    window sliding over the term finds it.
    """
    term, start, best = term[:_LONGEST_PART], 0, ""
    for end in range(1, len(term) + 1):
        while start < end and not engine.occurs(term[start:end], visible):
            start += 1
        if end - start > len(best):
            best = term[start:end]
    return best.strip()


def _similar_names(text: str, engine: Engine, visible: Visible) -> Iterator[str]:
    """The name that shares most characters with the text, where it shares at least half."""
    wanted = set(text)
    best, most = "", 0.5
    for title, _ in engine.names(visible):
        likeness = 2 * len(wanted & set(title)) / (len(wanted) + len(set(title)))
        if likeness > most:
            best, most = title, likeness
    if best:
        yield best
