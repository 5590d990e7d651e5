"""Recall on the sample city's own index: any part of any text is found, in any width and brackets, and only there."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sample_site import ROOT
from transparency_site import search_index
from transparency_site.config import read_settings
from transparency_site.search.find import Query, Visible, find
from transparency_site.search.folding import fold
from transparency_site.search.index import Searcher
from transparency_site.search.query import parse
from transparency_site.search.searching import _results
from transparency_site.site import Site

PARTS = int(os.environ.get("TORTURE_SEARCHES", "120"))
QUOTES = str.maketrans(dict.fromkeys('"“”„‟＂「」『』'))
BRACKETS = ("〔〕", "[]", "［］", "【】", "（）", "()", "{}", "〖〗")


class Texts:
    """Every document of an index by hand: its source texts, and what it is searched in as folded parts."""

    def __init__(self, searcher: Searcher) -> None:
        folded: dict[str, str] = {}
        forms: dict[tuple[str, ...], int] = {}
        self.sources: list[str] = []
        self.form_of: dict[str, list[int]] = {}
        disclosures: set[int] = set()
        for segment in searcher.segments:
            numbers = self.form_of[segment.name] = []
            for number in range(segment.documents):
                document = segment.document(number)
                texts = (document.title, document.text, *document.exact)
                disclosures.add(document.disclosure)
                numbers.append(forms.setdefault(texts, len(forms)))
        self.everything = Visible("everything", disclosures)
        for texts in forms:
            self.sources += [text for text in texts if text]
            folded.update((text, fold(text)) for text in texts if text not in folded)
        self.forms = ["\n".join(folded[text] for text in texts) for texts in forms]

    def having(self, part: str) -> frozenset[int]:
        """The numbers of the forms that have a folded text in one of their parts."""
        return frozenset(number for number, form in enumerate(self.forms) if part in form)


@pytest.fixture(scope="module")
def searcher(sample_var: Path) -> Iterator[Searcher]:
    site = Site(read_settings({"CITY": str(ROOT / "cities/sample"), "VAR_DIR": str(sample_var)}))
    with site.sessions() as session:
        yield search_index.index_of(site).open(search_index.manifest(session))
    site.engine.dispose()


@pytest.fixture(scope="module")
def texts(searcher: Searcher) -> Texts:
    return Texts(searcher)


def _parts(texts: Texts) -> Iterator[str]:
    """Random parts of one to eight characters that say something."""
    random_ = random.Random(8)
    while True:
        text = random_.choice(texts.sources).translate(QUOTES)
        if not text:
            continue
        start = random_.randrange(len(text))
        part = text[start : start + random_.randint(1, 8)]
        if fold(part):
            yield _written_otherwise(random_, part)


def _written_otherwise(random_: random.Random, part: str) -> str:
    """The same in other brackets, in full width, in capital letters, or as it is."""
    how = random_.randrange(4)
    if how == 1:
        opening, closing = random_.choice(BRACKETS)
        return "".join(opening if fold(c) == "(" else closing if fold(c) == ")" else c for c in part)
    if how == 2:
        return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" and c not in "\"'`" else c for c in part)
    return part.upper() if how == 3 else part


def test_any_part_of_any_text_is_found_and_nothing_else(searcher: Searcher, texts: Texts) -> None:
    hits, parts = 0, _parts(texts)
    for done in range(PARTS):
        if done % 1_000 == 999:
            print(f"{done + 1} parts seen", flush=True)
        part = next(parts)
        query = Query(f'"{part}"', limit=3)
        expected = texts.having(fold(part))
        assert expected, f"{part!r} is in no text: the way it was written changed its meaning"
        found: set[int] = set()
        for result in _results(searcher, query, parse(query.text), texts.everything):
            known = texts.form_of[result.segment.name]
            found.update(known[number] for number in result.hits)
        answer = find(searcher, query, texts.everything)
        assert found == expected, part
        assert answer.total == sum(number in expected for numbers in texts.form_of.values() for number in numbers), part
        hits += answer.total
    print(f"{PARTS} parts of texts, {hits} documents found: all of them, none wrong")
