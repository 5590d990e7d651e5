"""Runs of characters by arithmetic are the runs that a loop finds."""

from __future__ import annotations

import random
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from transparency_site.search import grams
from transparency_site.search.analysis import SEPARATOR, form_of, parts_of
from transparency_site.search.folding import fold_pieces

from .test_folding import TEXTS, seeded


def by_hand(forms: list[str], first: int) -> dict[tuple[str, str], set[int]]:
    found: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for document, form in enumerate(forms, first):
        for length in (1, 2, 3):
            met = [form[at : at + length] for at in range(len(form) - length + 1)]
            for run in met:
                if SEPARATOR not in run:
                    found["run", run].add(document)
                    if length == 2 and met.count(run) > 1:
                        found["repeat", run].add(document)
    return dict(found)


def by_arithmetic(forms: list[str], first: int) -> dict[tuple[str, str], set[int]]:
    found: dict[tuple[str, str], set[int]] = {}
    for field, term, posting in grams.gram_lists(forms, first):
        documents = {posting} if isinstance(posting, int) else set(posting)
        found[field, term] = found.get((field, term), set()) | documents
    return found


@seeded
@given(st.lists(st.lists(TEXTS, max_size=3), max_size=5), st.sampled_from([0, 65_536]))
def test_runs_and_repeated_pairs(texts: list[list[str]], first: int) -> None:
    forms = [form_of(parts_of(*map(fold_pieces, some))) for some in texts]
    assert by_arithmetic(forms, first) == by_hand(forms, first)


def test_more_characters_than_a_key_has_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    source = random.Random(20131231)
    forms = ["".join(source.choices("教育局东山镇示例市农村公路0123", k=9)) for _ in range(40)]
    monkeypatch.setattr(grams, "_LETTERS", 10)
    assert by_arithmetic(forms, 7) == by_hand(forms, 7)
    monkeypatch.setattr(grams, "_LETTERS", 2)
    with pytest.raises(ValueError, match="different characters"):
        list(grams.gram_lists(forms, 7))


def test_a_whole_chunk() -> None:
    forms = [f"示例{number}号" for number in range(grams.MOST_TEXTS)]
    lists = {term: posting for field, term, posting in grams.gram_lists(forms, 131_072) if field == "run"}
    assert lists["示例"] == BitMap(range(131_072, 131_072 + grams.MOST_TEXTS))
    assert 131_072 + 65_535 in lists["35号"]
