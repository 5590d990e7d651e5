"""Searches answered by PostgreSQL's full text over `text_table`: the answers that the index gives, in the same order.

Terms are found by the inverted index (GIN); a text of more than two characters is then looked up in the folded form,
since its pairs of characters may lie apart. Slower than the index by two orders of magnitude, but no machine that asks
needs files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, cast, false, func, literal, or_, select, true
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from transparency_site.db import sum_fen
from transparency_site.search.analysis import NameSounds, words
from transparency_site.search.codec import FACETS
from transparency_site.search.documents import KINDS, NAMED_KINDS, SUMMED_KINDS, SearchDocument
from transparency_site.search.engine import MOST_NAMES, Engine
from transparency_site.search.folding import fold
from transparency_site.search.query import Query, Term, Tree, Visible, check_window, parse
from transparency_site.search.searching import Found, Hit, hit, kinds_apart, ranked_counts
from transparency_site.text_table import EXACT, HEADING, RUN, TEXTS, WORD, quoted

Condition = ColumnElement[bool]
_ROW = TEXTS.c
_NAMED = _ROW.kind.in_([KINDS.index(kind) for kind in NAMED_KINDS])
_FIELDS = ("kind", "key", "title", "text", "year", "unit", "township", "fund", "amount_fen", "url")


class TextEngine(Engine):
    """What `session` reads. Not for several threads, as the session is not."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, query: Query, visible: Visible) -> Found:
        check_window(query)
        tree = parse(query.text)
        matching, filters = self._matching(tree, visible), _filters(query)
        page = select(TEXTS).where(matching, *filters.values()).order_by(*_order(query, tree))
        total = self._count(matching, *filters.values())
        facets = {name: self._counts(name, matching, filters) for name in FACETS} if query.facets else {}
        apart = {kind: page.where(_ROW.kind == KINDS.index(kind)) for kind in kinds_apart(query, total, facets)}
        return Found(
            total=total,
            hits=self._hits(page.offset(query.offset).limit(query.limit), tree) if query.limit else (),
            facets=facets,
            sum_fen=self._sums(matching, *filters.values()) if query.sums else {},
            firsts={kind: self._hits(of_kind.limit(query.firsts), tree) for kind, of_kind in apart.items()},
        )

    def count(self, query: Query, visible: Visible) -> int:
        return self._count(self._matching(parse(query.text), visible), *_filters(query).values())

    def occurs(self, text: str, visible: Visible) -> bool:
        return self._session.scalar(select(_ROW.id).where(_seen(visible), _has(text)).limit(1)) is not None

    def names(self, visible: Visible) -> Iterator[tuple[str, NameSounds]]:
        titles = self._session.scalars(select(_ROW.title).where(_seen(visible), _NAMED).order_by(_ROW.id))
        return ((fold(title), _sounds(title)) for title in titles)

    def named(self, typed: Term, visible: Visible) -> Iterator[SearchDocument]:
        wanted = select(TEXTS).where(_seen(visible), _NAMED, self._meant(typed))
        return map(_document, self._session.execute(wanted.order_by(*_static()).limit(MOST_NAMES)))

    def _matching(self, tree: Tree, visible: Visible) -> Condition:
        """The text's part of a query, and what may be seen."""
        found: Condition = and_(true(), *(self._meant(term) for term in tree.wanted))
        if tree.whole:
            found = or_(found, _in(EXACT, tree.whole))
        return and_(_seen(visible), found, *(~self._meant(term) for term in tree.unwanted))

    def _meant(self, term: Term) -> Condition:
        """What a term means: its text, the year it names, the names it spells in pinyin."""
        found = [_has(term.text)]
        if term.year:
            found.append(_is_of(term.year))
        if term.letters:
            found.append(_ROW.id.in_(self._spelled(term.letters)))
        return or_(*found)

    def _spelled(self, letters: str) -> list[int]:
        named = self._session.execute(select(_ROW.id, _ROW.title).where(_NAMED))
        return [number for number, title in named if _sounds(title).place(letters)]

    def _count(self, *conditions: Condition) -> int:
        return self._session.scalar(select(func.count()).select_from(TEXTS).where(*conditions)) or 0

    def _hits(self, page: Select[Any], tree: Tree) -> tuple[Hit, ...]:
        return tuple(hit(_document(row), tree) for row in self._session.execute(page))

    def _counts(
        self, facet: str, matching: Condition, filters: Mapping[str, Condition]
    ) -> tuple[tuple[str, int], ...]:
        """How many hits each value would give with all other filters kept."""
        others = [condition for name, condition in filters.items() if name != facet]
        column = _ROW[facet]
        statement = select(column, func.count()).where(matching, column.is_not(None), *others).group_by(column)
        counts = self._session.execute(statement).all()
        return ranked_counts({KINDS[value] if facet == "kind" else str(value): count for value, count in counts})

    def _sums(self, *conditions: Condition) -> dict[str, int]:
        kinds = [KINDS.index(kind) for kind in SUMMED_KINDS]
        statement = select(_ROW.kind, sum_fen(_ROW.amount_fen)).where(*conditions, _ROW.kind.in_(kinds))
        return {KINDS[kind]: total or 0 for kind, total in self._session.execute(statement.group_by(_ROW.kind))}


def _seen(visible: Visible) -> Condition:
    ids: Sequence[int] = sorted(visible.ids())
    return _ROW.disclosure == func.any(ids) if ids else false()


def _filters(query: Query) -> dict[str, Condition]:
    given: dict[str, Sequence[Any]] = {
        "kind": [KINDS.index(kind) for kind in query.kinds if kind in KINDS], "year": query.years, "unit": query.units,
        "township": query.townships, "fund": query.funds,
    }  # fmt: skip
    return {name: _ROW[name].in_(given[name]) for name in query.filters()}


def _has(text: str) -> Condition:
    """Whether a document has a folded text as a part of one of its own."""
    if len(text) == 1:
        return _asked(f"{quoted(RUN + text)}:*")
    runs = " & ".join(sorted({quoted(RUN + one + other) for one, other in pairwise(text)}))
    return _asked(runs) if len(text) == 2 else and_(_asked(runs), func.strpos(_ROW.form, text) > 0)


def _in(field: str, *terms: str) -> Condition:
    """Whether a document has all of these terms in a field."""
    return _asked(" & ".join(quoted(field + term) for term in terms))


def _asked(terms: str) -> Condition:
    return _ROW.terms.op("@@", is_comparison=True)(cast(literal(terms), TSQUERY))


def _is_of(year: str) -> Condition:
    return func.coalesce(_ROW.year == int(year), false())


def _order(query: Query, tree: Tree) -> list[Any]:
    leading: dict[str, list[Any]] = {
        "relevance": [_class(tree)] if tree.wanted else [], "-amount": [_ROW.amount_fen.desc().nulls_last()],
        "amount": [_ROW.amount_fen.asc().nulls_last()], "-year": [_ROW.year.desc().nulls_last()],
    }  # fmt: skip
    return [*leading[query.sort], *_static()]


def _static() -> list[Any]:
    """The order among equally good hits."""
    newest, largest = _ROW.year.desc().nulls_last(), _ROW.amount_fen.desc().nulls_last()
    return [_ROW.kind, newest, largest, _ROW.key, _ROW.disclosure, _ROW.id]


def _class(tree: Tree) -> ColumnElement[int]:
    """The class of a hit, as `evaluation.classes` makes them."""
    exact = _in(EXACT, tree.whole) if tree.whole else false()
    heading, worded = (and_(*(_worded(field, term) for term in tree.wanted)) for field in (HEADING, WORD))
    answering = and_(exact, or_(_NAMED, _ROW.kind == KINDS.index("batch")))
    return case((answering, 0), (_NAMED, 1), (exact, 2), (heading, 3), (worded, 4), else_=5)


def _worded(field: str, term: Term) -> Condition:
    cut = [word for word in words(term.text) if len(word) > 1] or [term.text]
    found = _in(field, *sorted(cut))
    return or_(found, _is_of(term.year)) if term.year else found


@lru_cache(maxsize=4096)
def _sounds(title: str) -> NameSounds:
    return NameSounds(fold(title))


def _document(row: Any) -> SearchDocument:
    values = {name: getattr(row, name) for name in _FIELDS}
    return SearchDocument(**values | {"kind": KINDS[row.kind]}, disclosure=row.disclosure, exact=tuple(row.exact))
