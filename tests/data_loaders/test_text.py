"""Cleaning and folding of text; cell addresses."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_loaders.addresses import a1, parse_a1
from data_loaders.text import clean, forbidden_in, match_key, shorten


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  公  务 ", "公 务"),
        ("a\u200bb\ufeff", "ab"),
        ("行\r\n二\t列", "行\n二 列"),
        ("e\u0301", "é"),
        ("\u3000三公\u00a0经费", "三公 经费"),
        ("\u202eabc\u202c", "abc"),
        ("字\ue000", "字"),
        ("a\x00b", "ab"),
    ],
)
def test_clean(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@given(st.text())
def test_clean_text_is_clean(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert not forbidden_in(cleaned)
    assert unicodedata.is_normalized("NFC", cleaned)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("三公", set()),
        ("三\u200b公", {"invisible"}),
        ("\u202e公", {"bidi"}),
        ("\ue001", {"private-use"}),
        ("\x07", {"control"}),
    ],
)
def test_forbidden(text: str, kinds: set[str]) -> None:
    assert forbidden_in(text) == kinds


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("公 务 用 车", "公务用车"),
        ("“三公”经费", '"三公"经费'),
        ("（一）", "(一)"),
        ("〔2013〕45号", "[2013]45号"),
        ("单位：元", "单位:元"),
        ("ＡＢＣ", "abc"),
        ("收、支", "收，支"),
    ],
)
def test_match_keys_are_alike(one: str, other: str) -> None:
    assert match_key(one) == match_key(other)


def test_match_keys_differ_where_words_do() -> None:
    assert match_key("收入总表") != match_key("支出总表")


def test_shorten() -> None:
    assert shorten("一\n二") == "一 二"
    assert len(shorten("字" * 100)) == 64


@given(st.integers(1, 1_048_576), st.integers(1, 16_384))
def test_addresses_round_trip(row: int, column: int) -> None:
    assert parse_a1(a1(row, column)) == (row, column)


def test_addresses() -> None:
    assert (a1(1, 27), parse_a1("$XFD$1048576")) == ("AA1", (1_048_576, 16_384))


@pytest.mark.parametrize("address", ["", "A0", "1A", "A1:B2", "AAAA1", "a1", "A-1", "A1 "])
def test_wrong_addresses(address: str) -> None:
    with pytest.raises(ValueError):
        parse_a1(address)


@pytest.mark.parametrize(("row", "column"), [(0, 1), (1, 0)])
def test_no_address_before_the_first_cell(row: int, column: int) -> None:
    with pytest.raises(ValueError):
        a1(row, column)
