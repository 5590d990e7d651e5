"""An index over a made-up corpus, whole and in seven segments."""

from __future__ import annotations

from pathlib import Path

import pytest

from transparency_site.search.documents import SearchDocument
from transparency_site.search.index import Index, Searcher

from .corpus import random_corpus

DISCLOSURES = 21


@pytest.fixture(scope="session")
def corpus() -> list[SearchDocument]:
    return random_corpus(seed=2013, documents=600, disclosures=DISCLOSURES)


@pytest.fixture(scope="session", params=[1, 7], ids=["one segment", "seven segments"])
def searcher(request: pytest.FixtureRequest, corpus: list[SearchDocument], tmp_path_factory) -> Searcher:
    index = Index(Path(tmp_path_factory.mktemp("index")))
    count = request.param
    sealed = [index.append(d for d in corpus if d.disclosure % count == part) for part in range(count)]
    return index.open([row.segment for row in sealed])
