"""Suggestions while typing, and a query with hits for a page without."""

from __future__ import annotations

from pathlib import Path

import pytest

from transparency_site.search.documents import SearchDocument
from transparency_site.search.find import Query, Visible, alternative, find, suggest, warm_up
from transparency_site.search.index import Index, Searcher

NOW = Visible("now", (1, 2))


def named(kind: str, key: str, title: str, disclosure: int = 1, text: str = "", *exact: str) -> SearchDocument:
    return SearchDocument(disclosure, kind, key, title, text, None, None, None, None, None, f"/{key}", exact)


def line(key: str, title: str, year: int, unit: str, disclosure: int = 2) -> SearchDocument:
    return SearchDocument(disclosure, "line", key, title, "", year, unit, None, None, 100, f"/{key}", ())


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    index = Index(Path(tmp_path_factory.mktemp("index")))
    names = [
        named("unit", "u1", "示例市教育局", 1, "原名 示例市文教局", "101001"),
        named("unit", "u2", "示例市教育督导室", 1, "", "102001"),
        named("unit", "u3", "示例市卫生局", 1, "", "103001"),
        named("township", "t1", "教场镇", 1),
        named("fund", "f1", "教育附加专项", 1),
        named("unit", "gone", "示例市教育旧局", 9),
    ]
    lines = [
        line("l1", "小学教育", 2013, "101001"),
        line("l2", "农村道路硬化", 2012, "103001"),
        line("l3", "行政运行", 2012, "101001"),
    ]
    manifest = [index.append(names).segment, index.append(lines).segment]
    return index.open(manifest)


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("教", ["教场镇", "教育附加专项", "示例市教育局", "示例市教育督导室"]),
        ("示例市教", ["示例市教育局", "示例市教育督导室"]),
        ("jyj", ["示例市教育局"]),
        ("weisheng", ["示例市卫生局"]),
        ("１０３", ["示例市卫生局"]),
        ("文教局", ["示例市教育局"]),
        ("衛生", ["示例市卫生局"]),
        ("小学", []),
        ("旧局", []),
        ("", []),
        ("教" * 201, []),
        ("*", []),
    ],
)
def test_suggestions(searcher: Searcher, typed: str, titles: list[str]) -> None:
    assert [suggestion.title for suggestion in suggest(searcher, typed, NOW)] == titles
    assert [suggestion.title for suggestion in suggest(searcher, typed, NOW, limit=1)] == titles[:1]


def test_a_name_of_several_revisions_is_suggested_once(tmp_path: Path) -> None:
    index = Index(tmp_path)
    rows = [named("unit", "u1", "示例市教育局", revision) for revision in (1, 2)]
    searcher = index.open([index.append(rows).segment])
    assert [suggestion.key for suggestion in suggest(searcher, "教育", NOW)] == ["u1"]


@pytest.mark.parametrize(
    ("query", "instead"),
    [
        (Query("小学教育", years=(2012,)), Query("小学教育")),
        (Query("行政运行", years=(2012,), units=("103001",)), Query("行政运行", years=(2012,))),
        (Query(units=("999",)), Query()),
        (Query("教玉局"), Query("教育局")),
        (Query("道路农村"), Query("道路 农村")),
        (Query("小学 教育 火星"), Query("小学 教育")),
        (Query("道路硬花工程"), Query("道路硬")),
        (Query("小学教育", years=(2012,), offset=40, limit=5), Query("小学教育", limit=5)),
    ],
)
def test_an_alternative_that_has_hits(searcher: Searcher, query: Query, instead: Query) -> None:
    assert find(searcher, query, NOW).total == 0
    assert alternative(searcher, query, NOW) == instead
    assert find(searcher, instead, NOW).total > 0


@pytest.mark.parametrize("text", ["🚀", "x" * 150, "字" * 500, "- - -", '"', "ก", "🚀 " * 15])
def test_no_alternative_is_invented(searcher: Searcher, text: str) -> None:
    found = alternative(searcher, Query(text, kinds=("batch",)), NOW)
    assert found is None or find(searcher, found, NOW).total > 0
    assert alternative(searcher, Query(text), Visible("nobody", ())) is None


def test_warming_up_changes_no_answer(searcher: Searcher) -> None:
    before = find(searcher, Query("教育", facets=True, sums=True), NOW)
    warm_up(searcher, NOW)
    assert find(searcher, Query("教育", facets=True, sums=True), NOW) == before
