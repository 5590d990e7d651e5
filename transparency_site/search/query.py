"""What a person asks: the query, and the bounded grammar of its text.

The grammar: words separated by spaces must all occur; "…" (and “…” 「…」) is a phrase that may hold spaces; -word must
not occur. Nothing else is special: ``*`` finds an asterisk. There is no nesting, so no input can make it deep.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, Literal

from transparency_site.search.folding import fold, fold_whole

MAX_CHARACTERS: Final = 200
MAX_TERMS: Final = 20
MAX_WINDOW: Final = 10_000

Sort = Literal["relevance", "-amount", "amount", "-year"]
Facet = str
"""One of codec.FACETS: kind, year, unit, township, fund."""


class QueryRefused(ValueError):
    """A query that is not answered; ``sentence`` is the key of the sentence that says why, ``limit`` its number."""

    sentence = "search.refused"

    def __init__(self, limit: int) -> None:
        super().__init__(self.sentence)
        self.limit = limit


class QueryTooLong(QueryRefused):
    """More than MAX_CHARACTERS characters."""

    sentence = "search.too-long"


class QueryTooManyTerms(QueryTooLong):
    """More than MAX_TERMS words and phrases."""

    sentence = "search.too-many-terms"


class PageTooDeep(QueryRefused):
    """A page behind hit number MAX_WINDOW: who wants that many takes the file."""

    sentence = "search.page-too-deep"


@dataclass(frozen=True, slots=True)
class Query:
    """A search. An empty filter lets everything pass; the values within one filter are alternatives.

    ``facets`` asks for counts, ``sums`` for the sum of amounts per kind whose amounts may be added; ``firsts``, with
    ``facets``, for so many hits of each kind, where there are several kinds and more hits than ``limit``.
    """

    text: str = ""
    kinds: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    units: tuple[str, ...] = ()
    townships: tuple[str, ...] = ()
    funds: tuple[str, ...] = ()
    sort: Sort = "relevance"
    offset: int = 0
    limit: int = 20
    facets: bool = False
    sums: bool = False
    firsts: int = 0

    def filters(self) -> dict[Facet, frozenset[str]]:
        """The filters that are set, by facet, as the terms they are indexed under."""
        filters: dict[Facet, frozenset[str]] = {
            "kind": frozenset(self.kinds),
            "year": frozenset(map(str, self.years)),
            "unit": frozenset(self.units),
            "township": frozenset(self.townships),
            "fund": frozenset(self.funds),
        }
        return {name: values for name, values in filters.items() if values}


@dataclass(frozen=True, slots=True)
class Visible:
    """Which disclosures may be seen. ``key`` must be another one for another set; the version serves.

    ``disclosures`` may be a function: it is called only where the answer for this key is not remembered.
    """

    key: str
    disclosures: Iterable[int] | Callable[[], Iterable[int]]

    def ids(self) -> frozenset[int]:
        """The integer keys of the visible disclosure revisions."""
        return frozenset(self.disclosures() if callable(self.disclosures) else self.disclosures)


@dataclass(frozen=True, slots=True)
class Term:
    """A folded text that must occur. A phrase is one in quotation marks: only taken literally."""

    text: str
    phrase: bool = False

    @property
    def year(self) -> str | None:
        """The year that the term also means (2013, 2013年, 2013年度)."""
        match = None if self.phrase else _YEAR.fullmatch(self.text)
        return match.group(1) if match else None

    @property
    def letters(self) -> str | None:
        """The letters that may be pinyin or initials of a name."""
        return self.text if not self.phrase and _LETTERS.fullmatch(self.text) else None


@dataclass(frozen=True, slots=True)
class Tree:
    """A parsed text: all of ``wanted``, none of ``unwanted``. ``whole`` is the text as one code or number, or ""."""

    wanted: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()
    whole: str = ""


_YEAR = re.compile("((?:19|20)[0-9]{2})(?:年度?)?")
_LETTERS = re.compile("[a-z]{2,}")
_QUOTES = str.maketrans(dict.fromkeys("“”„‟＂「」『』", '"'))
_TOKEN = re.compile(r'([-－](?!-))?(?:"([^"]*)(?:"|$)|([^\s"]+))')


def parse(text: str) -> Tree:
    """The tree of a text. Raises QueryTooLong, QueryTooManyTerms."""
    if len(text) > MAX_CHARACTERS:
        raise QueryTooLong(MAX_CHARACTERS)
    wanted: dict[Term, None] = {}
    unwanted: dict[Term, None] = {}
    quoted = text.translate(_QUOTES)
    for count, (sign, phrase, word) in enumerate(_TOKEN.findall(quoted), 1):
        if count > MAX_TERMS:
            raise QueryTooManyTerms(MAX_TERMS)
        term = Term(fold(phrase), phrase=True) if phrase else Term(fold(word))
        if term.text and (term.phrase or term.text != "-"):  # a dash between words is punctuation
            (unwanted if sign else wanted)[term] = None
    return Tree(tuple(wanted), tuple(unwanted), _whole(text, tuple(wanted)) if not unwanted else "")


def _whole(text: str, wanted: tuple[Term, ...]) -> str:
    """The text as one code or document number, spaces aside; a phrase is one only where it is all and has none."""
    if any(term.phrase for term in wanted):
        return wanted[0].text if len(wanted) == 1 and " " not in wanted[0].text else ""
    return fold_whole(text)


def check_window(query: Query) -> None:
    """Raise PageTooDeep where the page lies behind MAX_WINDOW, ValueError where it is no page."""
    if query.offset < 0 or query.limit < 0:
        raise ValueError("offset and limit are not negative")
    if query.offset + query.limit > MAX_WINDOW:
        raise PageTooDeep(MAX_WINDOW)
