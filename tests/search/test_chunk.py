"""The terms of a chunk are those that a loop over each document's texts finds."""

from __future__ import annotations

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from transparency_site.search import chunk
from transparency_site.search.analysis import SEPARATOR, form_of, not_contained, parts_of, words
from transparency_site.search.chunk import Chunk
from transparency_site.search.folding import fold_pieces
from transparency_site.search.grams import piece_of, runs_of, stretch_of

from .test_folding import TEXTS, seeded

Terms = dict[tuple[str, str], set[int]]


def by_hand(documents: list[list[str]], first: int) -> Terms:
    found: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for document, texts in enumerate(documents, first):
        parts = parts_of(*map(fold_pieces, texts))
        form = form_of(parts)
        for length in (1, 2, 3):
            met = [form[at : at + length] for at in range(len(form) - length + 1)]
            for run in met:
                if SEPARATOR not in run:
                    found["run", run].add(document)
                    if length == 2 and met.count(run) > 1:
                        found["repeat", run].add(document)
        for piece in (piece for part in parts for piece in part):
            for word in words(piece):
                found["word", word].add(document)
    return dict(found)


def by_chunk(documents: list[list[str]], first: int) -> Terms:
    collected = Chunk(first)
    for texts in documents:
        some = [collected.texts[text] for text in texts]
        kept = not_contained([text.folded for text in some])
        collected.add([some[place] for place in kept], "", ())
    found: Terms = {}
    for field, term, posting in collected.terms():
        assert (field, term) not in found
        found[field, term] = {posting} if isinstance(posting, int) else set(posting)
    return found


@seeded
@given(st.lists(st.lists(TEXTS, max_size=3), max_size=5), st.sampled_from([0, 65_536]))
def test_runs_repeated_pairs_and_words(documents: list[list[str]], first: int) -> None:
    assert by_chunk(documents, first) == by_hand(documents, first)


def test_a_pair_repeats_within_a_piece_across_pieces_and_across_parts() -> None:
    documents = [["补贴补贴"], ["补贴 补贴"], ["补贴名", "水补贴"], ["补贴"], ["水补 贴", "补贴款"]]
    documents += [["啊啊啊"], ["啊啊"]]
    found = by_chunk(documents, 0)
    assert found["repeat", "补贴"] == {0, 1, 2, 4}
    assert found["repeat", "啊啊"] == {5}
    assert found["run", "补贴"] == {0, 1, 2, 3, 4}


def test_runs_over_pieces_of_one_character() -> None:
    runs = runs_of([stretch_of("公", "务用"), stretch_of("务", "用"), stretch_of("用", "")])
    assert [text.rstrip(SEPARATOR) for text in runs.texts] == ["公务用", "务用", "用"]
    assert runs.stretches.tolist() == [0, 1, 2]
    assert piece_of(stretch_of("公务", "用车")) == "公务"
    assert runs_of([]).texts == []


def test_a_whole_chunk() -> None:
    collected = Chunk(131_072)
    for number in range(chunk.MOST):
        collected.add([collected.texts[f"示例{number}号"]], "示例", (f"{number}",))
    assert collected.is_full()
    lists = {(field, term): posting for field, term, posting in collected.terms()}
    assert lists["run", "示例"] == lists["heading", "示例"] == BitMap(range(131_072, 131_072 + chunk.MOST))
    assert 131_072 + 65_535 in lists["run", "35号"]
    assert lists["exact", "65535"] == 131_072 + 65_535
