"""PostgreSQL's full text gives the answers of the index, on a real server: hits in order, counts, sums, ways on."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.store.conftest import new_database, postgresql_server
from transparency_site import text_table
from transparency_site.db import make_engine, make_sessions
from transparency_site.search.documents import SearchDocument
from transparency_site.search.find import PageTooDeep, Query, Visible, alternative, count, find, suggest
from transparency_site.search.index import Index, Searcher
from transparency_site.text_engine import TextEngine

from .conftest import DISCLOSURES
from .corpus import CASES, random_query, random_text

__all__ = ["postgresql_server"]
pytestmark = pytest.mark.postgres
ALL = Visible("all", frozenset(range(DISCLOSURES)))


@pytest.fixture(scope="module")
def session(postgresql_server: str, corpus: list[SearchDocument]) -> Iterator[Session]:
    with new_database(postgresql_server, "texts") as url:
        engine = make_engine(url)
        with make_sessions(engine)() as opened:
            text_table.append(opened, groupby(corpus, key=lambda document: document.disclosure))
            opened.commit()
            yield opened
        engine.dispose()


@pytest.fixture(scope="module")
def index(corpus: list[SearchDocument], tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    index = Index(tmp_path_factory.mktemp("index"))
    return index.open([index.append(corpus).segment])


@pytest.mark.parametrize("seed", range(10))
def test_every_answer_is_the_index_s(
    session: Session, index: Searcher, corpus: list[SearchDocument], seed: int
) -> None:
    random_, engine = random.Random(seed), TextEngine(session)
    for case in range(CASES // 10):
        some = frozenset(random_.sample(range(DISCLOSURES), random_.randint(0, DISCLOSURES)))
        query, visible = random_query(random_, corpus), Visible(f"{seed} {case}", some)
        assert find(engine, query, visible) == find(index, query, visible), query
        assert count(engine, query, visible) == count(index, query, visible), query
        few = replace(query, limit=5, firsts=2)
        assert find(engine, few, visible) == find(index, few, visible), few


def test_names_and_ways_on_are_the_index_s(session: Session, index: Searcher, corpus: list[SearchDocument]) -> None:
    random_, engine = random.Random(3), TextEngine(session)
    typed = ["j", "jyj", "教", "示例市", "gonglu", "局教", "教玉局", *(random_text(random_, 2) for _ in range(60))]
    for words in typed:
        assert suggest(engine, words, ALL) == suggest(index, words, ALL), words
        for query in (Query(words), Query(words, kinds=("batch",), years=(1999,))):
            if not count(index, query, ALL):
                assert alternative(engine, query, ALL) == alternative(index, query, ALL), query


ODD = ["'", "\\", "'\\''", ":*", "& | !", "%", "\x00", "\ud800", "a'b", "😀", '"', "教' & '育"]


@pytest.mark.parametrize("words", ODD)
def test_odd_characters_are_only_characters(session: Session, index: Searcher, words: str) -> None:
    assert find(TextEngine(session), Query(words), ALL) == find(index, Query(words), ALL)


def test_what_nobody_may_see_is_not_found(session: Session) -> None:
    assert find(TextEngine(session), Query(facets=True, sums=True), Visible("none", ())).total == 0
    with pytest.raises(PageTooDeep):
        find(TextEngine(session), Query(offset=9_999), ALL)


def test_taking_out_and_adding_again(session: Session, corpus: list[SearchDocument]) -> None:
    before = find(TextEngine(session), Query(limit=1000), ALL)
    text_table.remove(session, [3, 5])
    assert {hit.disclosure for hit in find(TextEngine(session), Query(limit=1000), ALL).hits} == {
        *range(DISCLOSURES)
    } - {3, 5}
    text_table.append(session, groupby(corpus, key=lambda document: document.disclosure))
    assert find(TextEngine(session), Query(limit=1000), ALL) == before
    text_table.remove(session)
    assert count(TextEngine(session), Query(), ALL) == 0
    session.rollback()
    assert session.scalar(text("SELECT count(*) FROM search.texts")) == len(corpus)
