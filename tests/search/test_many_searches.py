"""Thousands of random queries × filters × versions, asked from eight threads at once, on one segment and on seven: the
same documents in the same order, the same counts and sums as by hand, and as stock Whoosh where it can answer.
"""

from __future__ import annotations

import os
import random
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from transparency_site.search.codec import FACETS
from transparency_site.search.documents import SearchDocument
from transparency_site.search.find import Found, Query, Visible, count, find
from transparency_site.search.index import Index, Searcher
from transparency_site.search.query import Term, Tree, parse
from transparency_site.search.searching import _in_order, _results

from .corpus import random_corpus, random_query
from .fast_reference import FastReference

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Whoosh 2.7.4 compiles with SyntaxWarnings
    from whoosh import query as whoosh_query
    from whoosh.searching import Searcher as WhooshSearcher

SEARCHES = int(os.environ.get("TORTURE_SEARCHES", "120"))
DOCUMENTS, DISCLOSURES, VERSIONS, THREADS = 2_500, 60, 40, 8
AT_ONCE = 200
_LONGEST_RUN = 3

Asked = tuple[Query, Visible, frozenset[int]]
Addresses = dict[str, list[str]]
"""By segment the addresses of its documents."""


@pytest.fixture(scope="module")
def corpus() -> list[SearchDocument]:
    return random_corpus(seed=1905, documents=DOCUMENTS, disclosures=DISCLOSURES)


@pytest.fixture(scope="module")
def reference(corpus: list[SearchDocument]) -> FastReference:
    return FastReference(corpus)


@pytest.fixture(scope="module", params=[1, 7], ids=["one segment", "seven segments"])
def searcher(request: pytest.FixtureRequest, corpus: list[SearchDocument], tmp_path_factory) -> Searcher:
    index = Index(Path(tmp_path_factory.mktemp("index")))
    parts = [[d for d in corpus if d.disclosure % request.param == part] for part in range(request.param)]
    return index.open([index.append(part).segment for part in parts])


def _asked(corpus: list[SearchDocument]) -> Iterator[Asked]:
    """Random queries, each of one of forty versions; a page anywhere in the result."""
    random_ = random.Random(15)
    versions = [frozenset(random_.sample(range(DISCLOSURES), random_.randint(0, DISCLOSURES))) for _ in range(VERSIONS)]
    while True:
        place = random_.randrange(VERSIONS)
        query = random_query(random_, corpus)
        offset, limit = random_.choice(((0, 20), (0, 20), (random_.randint(0, 400), random_.randint(0, 100))))
        window = {name: getattr(query, name) for name in query.__slots__} | {"offset": offset, "limit": limit}
        window["firsts"] = random_.choice((0, 1, 3))
        yield Query(**window), Visible(f"version {place}", versions[place]), versions[place]


def _answers(searcher: Searcher, addresses: Addresses, one: Asked) -> tuple[Found, int, list[str]]:
    """The answer, the count asked alone, and all addresses in order, however many."""
    query, visible, _ = one
    tree = parse(query.text)
    everything = _in_order(_results(searcher, query, tree, visible), query.sort)
    urls = [addresses[segment.name][number] for segment, number in everything]
    return find(searcher, query, visible), count(searcher, query, visible), urls


def test_thousands_of_searches_from_eight_threads_equal_reading_every_document(
    searcher: Searcher, corpus: list[SearchDocument], reference: FastReference
) -> None:
    addresses = {one.name: [one.document(number).url for number in range(one.documents)] for one in searcher.segments}
    asked, done, hits = islice(_asked(corpus), SEARCHES), 0, 0
    with ThreadPoolExecutor(THREADS) as threads:
        while some := list(islice(asked, AT_ONCE)):
            answers = threads.map(lambda one: _answers(searcher, addresses, one), some)
            for one, answer in zip(some, answers, strict=True):
                hits += _compare(one, answer, reference)
            done += len(some)
            if done % 1_000 == 0:
                print(f"{done} searches seen", flush=True)
    assert done == SEARCHES
    assert hits > SEARCHES, "most queries must find something"
    print(f"{done} searches with {hits} hits on {len(searcher.segments)} segments: all equal")


def _compare(one: Asked, answer: tuple[Found, int, list[str]], reference: FastReference) -> int:
    query, _, visible = one
    found, counted, urls = answer
    expected, facets, sums = reference.answer(query, visible)
    assert urls == expected, query
    assert found.total == counted == len(expected), query
    assert [hit.url for hit in found.hits] == expected[query.offset : query.offset + query.limit], query
    assert {name: dict(counts) for name, counts in found.facets.items()} == facets, query
    assert found.sum_fen == sums, query
    kinds = facets["kind"] if len(facets["kind"]) > 1 and query.firsts and len(expected) > query.limit else ()
    firsts = {kind: [url for url in expected if url.startswith(f"/{kind}/")][: query.firsts] for kind in kinds}
    assert {kind: [hit.url for hit in hits] for kind, hits in found.firsts.items()} == firsts, query
    return len(expected)


def test_stock_whoosh_finds_the_same_where_it_can_answer(searcher: Searcher, corpus: list[SearchDocument]) -> None:
    """It has no substrings, no sound and no versions: queries of up to three letters per term, filtered by its own
    terms, among the documents that the version shows."""
    stock = [(segment, WhooshSearcher(segment.postings.whoosh_reader())) for segment in searcher.segments]
    owners = {
        one.name: [one.document(number).disclosure for number in range(one.documents)] for one in searcher.segments
    }
    answered = 0
    for query, visible, shown in islice(_asked(corpus), SEARCHES):
        tree = parse(query.text)
        if not all(len(term.text) <= _LONGEST_RUN and not term.letters for term in (*tree.wanted, *tree.unwanted)):
            continue
        ours = {result.segment.name: result.hits for result in _results(searcher, query, tree, visible)}
        for segment, whoosh in stock:
            found = set(whoosh.search(_whoosh(tree, query), limit=None).docs())
            seen = {number for number in found if owners[segment.name][number] in shown}
            assert seen == set(ours.get(segment.name, ())), query
        answered += 1
    assert answered > SEARCHES // 5
    print(f"stock Whoosh answered {answered} of {SEARCHES} queries on {len(stock)} segments: all equal")


def _whoosh(tree: Tree, query: Query) -> Any:
    text: Any = whoosh_query.And([_term(term) for term in tree.wanted]) if tree.wanted else whoosh_query.Every()
    if tree.whole:
        text = whoosh_query.Or([text, whoosh_query.Term("exact", tree.whole)])
    filters = [
        whoosh_query.Or([whoosh_query.Term(facet, value) for value in query.filters()[facet]])
        for facet in FACETS
        if facet in query.filters()
    ]
    refused = [whoosh_query.Not(_term(term)) for term in tree.unwanted]
    return whoosh_query.And([text, *filters, *refused]) if filters or refused else text


def _term(term: Term) -> Any:
    run = whoosh_query.Term("run", term.text)
    return whoosh_query.Or([run, whoosh_query.Term("year", term.year)]) if term.year else run
