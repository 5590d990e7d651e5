"""Stock Whoosh opens a segment and counts what the bitmaps count."""

from __future__ import annotations

import mmap
import random
import warnings
from pathlib import Path

import pytest
from pyroaring import BitMap

from transparency_site.search import codec
from transparency_site.search.documents import SearchDocument
from transparency_site.search.folding import fold
from transparency_site.search.index import Searcher

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Whoosh 2.7.4 compiles with SyntaxWarnings
    from whoosh import query as whoosh_query
    from whoosh.searching import Searcher as WhooshSearcher


def written(folder: Path, terms: dict[str, list[tuple[bytes, codec.Posting]]], documents: int) -> codec.Postings:
    codec.write_terms(folder, terms)
    maps = {}
    for name in codec.TERM_FILES:
        with (folder / name).open("rb") as file:
            maps[name] = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    return codec.Postings(folder, documents, maps)


@pytest.mark.parametrize("number", [0, 1, 65_535, 65_536, 1_000_000, 2**32 - 1])
def test_a_single_document_is_written_as_roaring_writes_it(number: int) -> None:
    assert codec._serialized(number)[0] == BitMap([number]).serialize()


def test_what_was_written_is_read(tmp_path: Path) -> None:
    random_ = random.Random(1)
    lists = {f"词{n}": BitMap(random_.sample(range(200_000), random_.choice((1, 1, 5, 9000)))) for n in range(60)}
    lists["整"] = BitMap(range(200_000))
    terms: list[tuple[bytes, codec.Posting]] = [
        (term.encode(), bitmap[0] if len(bitmap) == 1 else bitmap) for term, bitmap in sorted(lists.items())
    ]
    postings = written(tmp_path, {"run": terms, "kind": [(b"line", 7)]}, 200_000)
    assert {term: postings.bitmap("run", term) for term in lists} == lists
    assert dict(postings.values("run")) == lists
    assert list(postings.values("kind")) == [("line", BitMap([7]))]
    assert postings.bitmap("run", "line") == postings.bitmap("word", "整") == BitMap()
    assert list(postings.values("year")) == []


def test_terms_that_share_hash_slots_are_told_apart(tmp_path: Path) -> None:
    """Some ten terms for each of 256 tables: slots are shared, and the search goes on past another term's slot."""
    numbers = {f"{n}": n for n in range(2600)}
    terms: list[tuple[bytes, codec.Posting]] = sorted((term.encode(), n) for term, n in numbers.items())
    postings = written(tmp_path, {"run": terms}, len(numbers))
    index = postings._terms._tindex
    for term, n in numbers.items():
        assert postings.bitmap("run", term) == BitMap([n])
    for term in map(str, range(2600, 8000)):
        assert postings.bitmap("run", term) == BitMap()
        assert not list(index.ranges_for_key(codec._PREFIXES["run"] + term.encode()))


def test_stock_whoosh_finds_the_same_documents(searcher: Searcher, corpus: list[SearchDocument]) -> None:
    texts = ["教", "育局", "农村", "三公经", "201", "abc", "不", "(20"]
    for text in texts:
        found = 0
        for segment in searcher.segments:
            stock = WhooshSearcher(segment.postings.whoosh_reader())
            results = stock.search(whoosh_query.Term("run", text), limit=None)
            bitmap = segment.postings.bitmap("run", text)
            assert sorted(results.docs()) == list(bitmap)
            assert stock.reader().doc_frequency("run", text) == len(bitmap)
            found += len(results)
        assert found == sum(
            any(text in fold(part) for part in (document.title, document.text, *document.exact)) for document in corpus
        )


def test_stock_whoosh_agrees_on_and_or_not(searcher: Searcher) -> None:
    segment = searcher.segments[0]
    stock = WhooshSearcher(segment.postings.whoosh_reader())
    one, other = (whoosh_query.Term("run", text) for text in ("教", "路"))
    kind = whoosh_query.Term("kind", "line")
    has = segment.postings.bitmap
    for asked, expected in (
        (whoosh_query.And([one, other]), has("run", "教") & has("run", "路")),
        (whoosh_query.Or([one, other]), has("run", "教") | has("run", "路")),
        (whoosh_query.And([one, whoosh_query.Not(kind)]), has("run", "教") - has("kind", "line")),
    ):
        assert sorted(stock.search(asked, limit=None).docs()) == list(expected)
