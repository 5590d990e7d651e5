"""``find`` gives the same documents, counts, sums and order as reading every document."""

from __future__ import annotations

import random

import pytest

from transparency_site.search import facets
from transparency_site.search.documents import SearchDocument
from transparency_site.search.find import (
    MAX_CHARACTERS,
    MAX_TERMS,
    MAX_WINDOW,
    PageTooDeep,
    Query,
    QueryTooLong,
    QueryTooManyTerms,
    Visible,
    count,
    find,
)
from transparency_site.search.folding import fold
from transparency_site.search.index import Index, Searcher
from transparency_site.search.query import Sort

from .conftest import DISCLOSURES
from .corpus import CASES, Reference, random_query

EVERYTHING = frozenset(range(DISCLOSURES))
ALL = Visible("all", EVERYTHING)


def document(**given: object) -> SearchDocument:
    plain: dict[str, object] = {
        "disclosure": 1, "kind": "disbursement", "key": "k", "title": "", "text": "", "year": 2013, "unit": None,
        "township": None, "fund": None, "amount_fen": None, "url": "/k", "exact": (),
    }  # fmt: skip
    return SearchDocument(**(plain | given))  # type: ignore[arg-type]


def searcher_of(tmp_path, *documents: SearchDocument) -> Searcher:
    index = Index(tmp_path)
    return index.open([index.append(documents).segment])


def urls(searcher: Searcher, text: str, **given) -> list[str]:
    return [hit.url for hit in find(searcher, Query(text, **given), Visible("one", (1,))).hits]


@pytest.mark.parametrize("seed", range(10))
def test_equals_reading_every_document(searcher: Searcher, corpus: list[SearchDocument], seed: int) -> None:
    random_ = random.Random(seed)
    for case in range(CASES // 10):
        visible = frozenset(random_.sample(sorted(EVERYTHING), random_.randint(0, DISCLOSURES)))
        query, reference = random_query(random_, corpus), Reference(corpus, visible)
        found = find(searcher, query, Visible(f"{seed} {case}", visible))
        assert [hit.url for hit in found.hits] == reference.in_order(query), query
        assert found.total == len(found.hits) == count(searcher, query, Visible(f"{seed} {case}", visible))
        assert found.sum_fen == reference.sums(query), query
        assert {name: dict(counts) for name, counts in found.facets.items()} == reference.facets(query), query


def test_every_part_of_every_text_is_found(searcher: Searcher, corpus: list[SearchDocument]) -> None:
    random_ = random.Random(7)
    for _ in range(CASES):
        source = random_.choice(corpus)
        text = random_.choice((source.title, source.text, *source.exact))
        start = random_.randrange(max(len(text), 1))
        part = text[start : start + random_.randint(1, 8)]
        if not fold(part) or any(quote in part for quote in '"“”'):
            continue
        found = find(searcher, Query(f'"{part}"', limit=1000), ALL)
        assert source.url in {hit.url for hit in found.hits}, (part, source)


def test_pages_are_cut_from_one_order(searcher: Searcher) -> None:
    whole = find(searcher, Query("教", limit=500), ALL)
    assert whole.total > 50
    pages = [find(searcher, Query("教", offset=start, limit=7), ALL).hits for start in range(0, whole.total, 7)]
    assert [hit for page in pages for hit in page] == list(whole.hits)
    assert find(searcher, Query("教", offset=whole.total), ALL).hits == ()


@pytest.mark.parametrize("sort", ["relevance", "-amount", "-year"])
def test_the_first_hits_of_each_kind_are_those_of_a_search_of_that_kind(searcher: Searcher, sort: Sort) -> None:
    query = Query("教育", sort=sort, limit=5, facets=True, firsts=3)
    found = find(searcher, query, ALL)
    assert len(found.firsts) > 3
    for kind, hits in found.firsts.items():
        assert hits == find(searcher, Query("教育", kinds=(kind,), sort=sort, limit=3), ALL).hits != ()


def test_one_kind_alone_and_a_page_that_shows_all_have_no_first_hits_apart(searcher: Searcher) -> None:
    total = find(searcher, Query("教育", facets=True), ALL).total
    assert find(searcher, Query("教育", limit=total - 1, facets=True, firsts=3), ALL).firsts
    assert not find(searcher, Query("教育", limit=total, facets=True, firsts=3), ALL).firsts
    assert not find(searcher, Query("教育", limit=1, facets=True), ALL).firsts


def test_marks_are_the_places_that_match(searcher: Searcher) -> None:
    for hit in find(searcher, Query("農村公路 -改造", limit=200), ALL).hits:
        for text, marks in ((hit.title, hit.title_marks), (hit.text, hit.text_marks)):
            assert fold(text).count("农村公路") == sum(fold(text[start:end]).count("农村公路") for start, end in marks)
            assert all(fold(text[start:end]).startswith("农村公路") for start, end in marks)


def test_the_same_document_number_in_any_bracket_style(tmp_path) -> None:
    searcher = searcher_of(
        tmp_path,
        document(kind="batch", url="/1", title="补助", exact=("示财农〔2013〕45号",)),
        document(kind="unit", url="/2", title="说明", text="依据示财农[2013]45号文件"),
        document(kind="unit", url="/3", title="示财农2013", text="45号"),
    )
    styles = ["〔2013〕", "[2013]", "［2013］", "【2013】", "（2013）", "(2013)", "〔２０１３〕"]
    for style in styles:
        assert urls(searcher, f"示财农{style}45号") == ["/1", "/2"]
        assert urls(searcher, f"示财农 {style} 45 号")[0] == "/1"


def test_width_case_and_traditional_variants(tmp_path) -> None:
    searcher = searcher_of(tmp_path, document(title="農村公路ABC工程", text="公 务 用 车", url="/1"))
    for text in ("农村公路", "農村公路", "ａｂｃ", "abc", "公务用车", "公務用車", "“公路”abc"):
        assert urls(searcher, text) == ["/1"], text
    assert urls(searcher, "公路农村") == []


def test_names_by_pinyin_and_initials_but_no_other_titles(tmp_path) -> None:
    searcher = searcher_of(
        tmp_path,
        document(kind="unit", title="示例市教育局", url="/unit"),
        document(kind="line", title="教育局", url="/line"),
    )
    for letters in ("jyj", "jiaoyuju", "slsjyj", "jiaoyu", "JYJ", "shilishijiao"):
        found = find(searcher, Query(letters), Visible("one", (1,)))
        assert [hit.url for hit in found.hits] == ["/unit"], letters
    assert urls(searcher, "iaoyu") == []
    hit = find(searcher, Query("jyj"), Visible("one", (1,))).hits[0]
    assert [hit.title[start:end] for start, end in hit.title_marks] == ["教育局"]


def test_exact_first_then_title_then_words_then_across_words(tmp_path) -> None:
    searcher = searcher_of(
        tmp_path,
        document(title="说明", text="农村公路", url="/words", amount_fen=900),
        document(title="农村公路建设", url="/title", amount_fen=5),
        document(title="农村公路", url="/exact", amount_fen=1),
        document(title="说明", text="新农村公路", url="/other", amount_fen=1000),
    )
    found = urls(searcher, "农村公路")
    assert found[:2] == ["/exact", "/title"]
    assert set(found) == {"/exact", "/title", "/words", "/other"}
    assert urls(searcher, "农村公路", sort="-amount") == ["/other", "/words", "/title", "/exact"]


def test_a_repeated_pair_does_not_fake_a_phrase(tmp_path) -> None:
    searcher = searcher_of(
        tmp_path,
        document(text="教育局长 育局长教", url="/no"),
        document(text="甲教育局乙 育局育长丙 局育长", url="/fake"),
        document(text="丁教育局育长", url="/yes"),
    )
    assert urls(searcher, "教育局育长") == ["/yes"]


def test_filters_alone_find_all_that_pass(searcher: Searcher, corpus: list[SearchDocument]) -> None:
    found = find(searcher, Query(kinds=("batch",), years=(2013,), limit=1000), ALL)
    assert {hit.key for hit in found.hits} == {d.key for d in corpus if d.kind == "batch" and d.year == 2013}
    assert find(searcher, Query(), ALL).total == len(corpus)


def test_visible_is_asked_once_per_key(searcher: Searcher) -> None:
    asked = []

    def disclosures() -> frozenset[int]:
        asked.append(1)
        return frozenset({3})

    visible = Visible("asked once", disclosures)
    first = find(searcher, Query(limit=500), visible)
    before = len(asked)
    assert find(searcher, Query(limit=500), visible) == first
    assert {hit.disclosure for hit in first.hits} == {3}
    assert len(asked) == before


def test_nothing_visible_finds_nothing(searcher: Searcher) -> None:
    found = find(searcher, Query(facets=True, sums=True), Visible("none", ()))
    assert (found.total, found.hits, found.sum_fen) == (0, (), {})
    assert not any(found.facets.values())


def test_sums_of_negative_and_large_amounts_are_exact(tmp_path) -> None:
    amounts = [10**15, -(10**15) + 1, -7, 0, None, 3]
    searcher = searcher_of(tmp_path, *(document(amount_fen=a, url=f"/{n}") for n, a in enumerate(amounts)))
    assert find(searcher, Query(sums=True), Visible("one", (1,))).sum_fen == {"disbursement": -3}


HOSTILE = [
    "*", "*a*", "(" * 200, "教" * 200, "-" * 200, "- - -", '"', '""', '"教', '-"教育', "\x00", "\ud800", "𠀀𪚥", "กำ",
    "👩\u200d👩\u200d👧\u200d👦", "ٱلْعَرَبِيَّة", "a\u0301" * 50, "AND OR NOT", "title:教", "教~2", "教^9", "[a TO z]",
    "\\", "%", "{{7*7}}", "' OR 1=1", " ".join(["教"] * 20), "示例市" * 60, "教育局" * 60, "\n\t", "\u200b", "＂教",
    "－教",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_answered_literally(searcher: Searcher, corpus: list[SearchDocument], text: str) -> None:
    query = Query(text, limit=1000, facets=True)
    assert [hit.url for hit in find(searcher, query, ALL).hits] == Reference(corpus, EVERYTHING).in_order(query)


def test_too_much_is_refused_with_a_sentence(searcher: Searcher) -> None:
    for text in ("教" * (MAX_CHARACTERS + 1), "(" * 1000, "词 " * 500, "字" * 10_000):
        with pytest.raises(QueryTooLong) as refused:
            find(searcher, Query(text), ALL)
        assert (refused.value.sentence, refused.value.limit) == ("search.too-long", MAX_CHARACTERS)
    with pytest.raises(QueryTooManyTerms) as too_many:
        find(searcher, Query(" ".join("示" * (MAX_TERMS + 1))), ALL)
    assert too_many.value.sentence == "search.too-many-terms"
    with pytest.raises(PageTooDeep):
        find(searcher, Query(offset=MAX_WINDOW), ALL)
    with pytest.raises(ValueError, match="not negative"):
        find(searcher, Query(offset=-1), ALL)


@pytest.mark.parametrize(("dense", "compact", "bytes_"), [(0, False, 10**9), (10**9, True, 0), (10**9, False, 4)])
def test_counts_and_sums_by_bitmaps_and_by_columns_are_the_same(
    searcher: Searcher, corpus: list[SearchDocument], monkeypatch: pytest.MonkeyPatch, dense: int, compact: bool,
    bytes_: int,
) -> None:
    monkeypatch.setattr(facets, "_DENSE", dense)
    monkeypatch.setattr(facets, "_PER_BYTE", bytes_)
    monkeypatch.setattr(facets, "_is_compact", lambda _hits: compact)
    random_, reference = random.Random(8), Reference(corpus, EVERYTHING)
    for _ in range(100):
        query = random_query(random_, corpus)
        found = find(searcher, query, ALL)
        assert {name: dict(counts) for name, counts in found.facets.items()} == reference.facets(query), query
        assert found.sum_fen == reference.sums(query), query
