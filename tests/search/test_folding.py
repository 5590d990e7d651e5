"""Folding: what has one spelling, and that parts of a text stay parts of it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from transparency_site.search.analysis import NameSounds, form_of, parts_of
from transparency_site.search.folding import fold, fold_pieces, fold_whole, fold_with_origins

from .corpus import CASES, NAMES, ODD, PIECES

TEXTS = st.one_of(
    st.text(max_size=30), st.lists(st.sampled_from([*NAMES, *ODD, *PIECES, " ", "　", "a", "¨", "\u0301"])).map("".join)
)
seeded = settings(max_examples=max(CASES, 200), derandomize=True, deadline=None)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("農村公路", "农村公路"),
        ("ＡＢＣ　１２３", "abc 123"),
        ("示财农〔2013〕45号", "示财农(2013)45号"),
        ("示财农【2013】45号", "示财农(2013)45号"),
        ("公 务 用 车", "公务用车"),
        ("“三公”经费", "三公经费"),
        ("Open  Data", "open data"),
        ("第 3 季度", "第3季度"),
        ("É\u0301", "e"),
        ("示例\u200b市", "示例市"),
        ("①㎡", "1m2"),
        ("－５％", "-5%"),
    ],
)
def test_one_spelling(written: str, folded: str) -> None:
    assert fold(written) == folded


@seeded
@given(TEXTS)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@seeded
@given(TEXTS, st.data())
def test_a_part_of_a_text_folds_to_a_part(text: str, data: st.DataObject) -> None:
    assume(text)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start, len(text)))
    assert fold(text[start:end]) in fold(text)


@seeded
@given(TEXTS)
def test_pieces_and_origins_agree_with_the_whole(text: str) -> None:
    folded, origins = fold_with_origins(text)
    assert folded == fold(text) == "".join(fold_pieces(text))
    assert fold_whole(text) == folded.replace(" ", "")
    assert list(origins) == sorted(origins)
    for character, place in zip(folded, origins, strict=True):
        assert character in fold(text[place]) or character == " "
    assert not any(unicodedata.category(character) in ("Cc", "Cf", "Cs") for character in folded)


def test_origins_of_what_is_dropped_and_what_grows() -> None:
    folded, origins = fold_with_origins("“三公” ㎏经费 ab 1")
    assert folded == "三公kg经费ab 1"
    assert [origins[at] for at in range(len(folded))] == [1, 2, 5, 5, 6, 7, 9, 10, 11, 12]
    with pytest.raises(IndexError):
        origins[len(folded)]


def test_a_part_within_another_is_left_out() -> None:
    assert form_of(parts_of(["教育局"], ["示例市", "教育局"], [], ["101001"])) == "101001\n示例市教育局"


@pytest.mark.parametrize(
    ("letters", "place"),
    [("jyj", (3, 6)), ("jiaoyuju", (3, 6)), ("jiaoy", (3, 5)), ("slsjyj", (0, 6)), ("aoyu", None), ("zzz", None)],
)
def test_sounds_of_a_name(letters: str, place: tuple[int, int] | None) -> None:
    assert NameSounds("示例市教育局").place(letters) == place
