"""A made-up corpus that provokes collisions, and the search as a person would check it by hand: a loop and ``in``."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterable

from pypinyin import lazy_pinyin

from transparency_site.search.analysis import parts_of, words
from transparency_site.search.documents import KINDS, NAMED_KINDS, SUMMED_KINDS, SearchDocument
from transparency_site.search.find import Query
from transparency_site.search.folding import fold, fold_pieces, fold_whole
from transparency_site.search.query import Tree, parse

CASES = int(os.environ.get("TORTURE_CASES", "250"))

NAMES = [
    "示例市教育局",
    "示例市卫生局",
    "示例市教育督导室",
    "示例东山镇",
    "示例西湖街道",
    "农村公路专项",
    "危房改造专项",
]
PIECES = [
    *["教育局", "局教育", "农村公路", "公路农村", "2013年", "改造", "三公", "“三公”经费", "ＡＢＣ", "x-1"],
    "公 务 用 车",
    "abc def",
]
ODD = [
    "教",
    "育",
    "局",
    "教育",
    "育局",
    "農村",
    "［2013］",
    "〔2013〕",
    "7号",
    "*",
    "é",
    "𠀀",
    "😀",
    "\u200b",
    "示例",
    "路",
]


def random_text(random_: random.Random, longest: int = 6) -> str:
    return "".join(
        random_.choice(random_.choice((PIECES, ODD, NAMES))) + random_.choice(("", "", "", " ", "　"))
        for _ in range(random_.randint(0, longest))
    )


def random_document(random_: random.Random, number: int, disclosures: int) -> SearchDocument:
    kind = random_.choice(KINDS)
    year = random_.choice((None, 2012, 2013, 2014))
    named = kind in NAMED_KINDS
    amount = random_.choice((None, 0, random_.randint(-(10**6), 10**15), random_.randint(0, 10)))
    exact = (f"示财农〔{year}〕{random_.randint(1, 9)}号",) if kind == "batch" else (f"{number:06}",) if named else ()
    return SearchDocument(
        disclosure=random_.randrange(disclosures),
        kind=kind,
        key=f"{kind}.{number}",
        title=random_.choice(NAMES) if named else random_text(random_, 3),
        text=random_text(random_),
        year=year,
        unit=random_.choice((None, "101001", "102001")),
        township=random_.choice((None, "001", "002", "003")),
        fund=random_.choice((None, "f1", "f2")),
        amount_fen=amount,
        url=f"/{kind}/{number}",
        exact=exact,
    )


def random_corpus(seed: int, documents: int, disclosures: int) -> list[SearchDocument]:
    random_ = random.Random(seed)
    made = [random_document(random_, number, disclosures) for number in range(documents)]
    return sorted(made, key=lambda document: document.disclosure)


def random_query(random_: random.Random, corpus: list[SearchDocument]) -> Query:
    """Parts of real texts, made-up ones, several terms, phrases, negations, and filters, in any mixture."""

    def term() -> str:
        document = random_.choice(corpus)
        source = random_.choice((document.title, document.text, *document.exact)) or "教育"
        start = random_.randrange(len(source))
        text = random_.choice((source[start : start + random_.randint(1, 8)], random_text(random_, 2), "jyj", "2013"))
        return random_.choice((text, text, f'"{text}"', f"-{text}"))

    def some(values: Iterable[object]) -> tuple[object, ...]:
        return tuple(value for value in values if random_.random() < 0.4) if random_.random() < 0.3 else ()

    return Query(
        text=" ".join(term() for _ in range(random_.choice((0, 1, 1, 1, 2, 3))))[:200],
        kinds=some(KINDS),  # type: ignore[arg-type]
        years=some((2012, 2013, 1999)),  # type: ignore[arg-type]
        units=some(("101001", "nowhere")),  # type: ignore[arg-type]
        townships=some(("001", "002")),  # type: ignore[arg-type]
        funds=some(("f1",)),  # type: ignore[arg-type]
        sort=random_.choice(("relevance", "-amount", "amount", "-year")),
        limit=10_000,
        facets=True,
        sums=True,
    )


class Reference:
    """The same answers as ``find``, by reading every document."""

    def __init__(self, documents: Iterable[SearchDocument], visible: frozenset[int]) -> None:
        self.documents = [document for document in documents if document.disclosure in visible]

    def matching(self, query: Query) -> list[SearchDocument]:
        return [document for document in self._text_matches(query) if _passes(document, query)]

    def _text_matches(self, query: Query) -> list[SearchDocument]:
        tree = parse(query.text)
        return [document for document in self.documents if _matches(document, tree)]

    def in_order(self, query: Query) -> list[str]:
        tree = parse(query.text)
        return [document.url for document in sorted(self.matching(query), key=lambda d: _order(d, query.sort, tree))]

    def facets(self, query: Query) -> dict[str, Counter[str]]:
        counts: dict[str, Counter[str]] = {name: Counter() for name in ("kind", "year", "unit", "township", "fund")}
        for document in self._text_matches(query):
            for name, counter in counts.items():
                value = getattr(document, name)
                if value is not None and _passes(document, query, but=name):
                    counter[str(value)] += 1
        return counts

    def sums(self, query: Query) -> dict[str, int]:
        sums: dict[str, int] = {}
        for document in self.matching(query):
            if document.kind in SUMMED_KINDS:
                sums[document.kind] = sums.get(document.kind, 0) + (document.amount_fen or 0)
        return sums


def _has(document: SearchDocument, text: str) -> bool:
    return any(text in fold(part) for part in (document.title, document.text, *document.exact))


def _spells(document: SearchDocument, letters: str) -> bool:
    syllables = lazy_pinyin(fold(document.title), errors=lambda others: list(others))
    return any(
        "".join(syllables[start:]).startswith(letters)
        or "".join(syllable[0] for syllable in syllables[start:]).startswith(letters)
        for start in range(len(syllables))
    )


def _matches(document: SearchDocument, tree: Tree) -> bool:
    def means(term) -> bool:  # type: ignore[no-untyped-def]
        return bool(
            _has(document, term.text)
            or (term.year and str(document.year) == term.year)
            or (term.letters and document.kind in NAMED_KINDS and _spells(document, term.letters))
        )

    if any(means(term) for term in tree.unwanted):
        return False
    return all(means(term) for term in tree.wanted) or bool(tree.whole and tree.whole in _exact(document))


def _exact(document: SearchDocument) -> set[str]:
    return {fold_whole(entry) for entry in (*document.exact, document.title)}


def _passes(document: SearchDocument, query: Query, but: str = "") -> bool:
    filters = {
        "kind": query.kinds, "year": query.years, "unit": query.units, "township": query.townships, "fund": query.funds
    }  # fmt: skip
    return all(not values or name == but or getattr(document, name) in values for name, values in filters.items())


def _order(document: SearchDocument, sort: str, tree: Tree) -> tuple[object, ...]:
    year = (document.year is None, -(document.year or 0))
    amount = document.amount_fen or 0
    largest, smallest = (document.amount_fen is None, -amount), (document.amount_fen is None, amount)
    leading = {"relevance": (_class(document, tree),), "-amount": largest, "amount": smallest, "-year": year}[sort]
    return (*leading, KINDS.index(document.kind), year, largest, document.key, document.disclosure)


def _class(document: SearchDocument, tree: Tree) -> int:
    if not tree.wanted:
        return 0
    exact = bool(tree.whole and tree.whole in _exact(document))
    if exact and document.kind in {*NAMED_KINDS, "batch"}:
        return 0
    if document.kind in NAMED_KINDS:
        return 1
    if exact:
        return 2
    in_title = set(words(fold(document.title)))
    # A part that lies within another is not cut into words by itself.
    parts = parts_of(*map(fold_pieces, (document.title, document.text, *document.exact)))
    anywhere = {word for part in parts for piece in part for word in words(piece)}
    for place, known in enumerate((in_title, anywhere), 3):
        if all(_worded(document, term, known) for term in tree.wanted):
            return place
    return 5


def _worded(document: SearchDocument, term, known: set[str]) -> bool:  # type: ignore[no-untyped-def]
    cut = [word for word in words(term.text) if len(word) > 1] or [term.text]
    return all(word in known for word in cut) or bool(term.year and str(document.year) == term.year)
