"""Numbers, units and amounts in words: strict grammar, exact fen, and round trips."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_loaders.amount_words import from_words, in_words
from data_loaders.money import (
    MAX_FEN,
    MONEY_UNITS,
    NotANumber,
    NotExact,
    TooLarge,
    declared_unit,
    declared_units,
    has_float_noise,
    parse_number,
    to_fen,
)

FEN = st.integers(-MAX_FEN, MAX_FEN)
UNITS = st.sampled_from(sorted(MONEY_UNITS))


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (12, "12"),
        (12.5, "12.5"),
        (0.1, "0.1"),
        ("1,234.50", "1234.50"),
        ("１２３．４５", "123.45"),
        ("－5", "-5"),
        ("−5", "-5"),
        ("  7 ", "7"),
        ("007", "7"),
        ("\u200b7\ufeff", "7"),
        ("12,345,678", "12345678"),
    ],
)
def test_accepted_numbers(value: object, number: str) -> None:
    assert parse_number(value) == Decimal(number)


@pytest.mark.parametrize("value", [None, "", "  ", "-", "—", "——", "－", "\u3000"])
def test_blanks_are_none(value: object) -> None:
    assert parse_number(value) is None


@pytest.mark.parametrize(
    "value",
    [
        "1e5", "1E5", "NaN", "inf", "1_000", "١٢٣", "10²", "①", "½", "1,23", "1,2345", ",123", "123,", "1,234,56",
        "1.2.3",
        ".5", "5.", "+5", "(5)", "¥5", "5元", "1 234", "--5", "- 5", "0x10", "二十", "无", "1,234.5,6", "0,123",
        True, False, float("nan"), float("inf"), dt.date(2013, 1, 1), 10**40, "9" * 40,
    ],
)  # fmt: skip
def test_everything_else_is_refused(value: object) -> None:
    with pytest.raises(NotANumber):
        parse_number(value)


@given(st.text(max_size=12))
def test_text_is_a_number_only_by_the_grammar(text: str) -> None:
    try:
        number = parse_number(text)
    except NotANumber:
        return
    assert number is None or str(number).lstrip("-").replace(".", "").isdigit()


@given(FEN, UNITS)
def test_fen_survive_every_unit_as_float_and_as_text(fen: int, unit: str) -> None:
    amount = Decimal(fen) / MONEY_UNITS[unit]
    number = parse_number(float(amount))
    assert number is not None
    assert to_fen(number, unit) == fen
    grouped = parse_number(f"{amount:,f}")
    assert grouped is not None
    assert to_fen(grouped, unit) == fen


def test_float_noise_is_taken_at_fifteen_digits_and_told() -> None:
    noisy = Decimal(repr(0.1 + 0.2))
    assert to_fen(noisy, "元") == 30
    assert has_float_noise(noisy, "元")
    assert not has_float_noise(Decimal("0.3"), "元")
    assert to_fen(Decimal("1234.5600000000002"), "万元") == 1_234_560_000


@pytest.mark.parametrize(("number", "unit"), [("0.001", "元"), ("1.2345678", "万元"), ("12345678901.2345", "元")])
def test_fractions_of_a_fen_are_refused(number: str, unit: str) -> None:
    with pytest.raises(NotExact):
        to_fen(Decimal(number), unit)


def test_bounds() -> None:
    assert to_fen(Decimal(10**11), "元") == MAX_FEN
    with pytest.raises(TooLarge):
        to_fen(Decimal(10**11) + Decimal("0.01"), "元")
    with pytest.raises(TooLarge):
        to_fen(Decimal(-(10**8)), "万元")


def test_an_unknown_unit_is_no_unit() -> None:
    with pytest.raises(KeyError):
        to_fen(Decimal(1), "亿元")


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("单位：万元", "万元"),
        ("单 位 : 元", "元"),
        ("金额单位：千元", "千元"),
        ("计量单位:万元", "万元"),
        ("编制部门：示例局　　　　单位：元", "元"),
        ("预算数（万元）", "万元"),
        ("(单位：人民币元)", "元"),
        ("单位：亿元", "亿元"),
        ("编制单位：示例局", None),
        ("单位名称", None),
        ("公园", None),
        ("单位：元 单位：万元", None),
    ],
)
def test_declared_units(text: str, unit: str | None) -> None:
    assert declared_unit(text) == unit


def test_two_units_are_both_told() -> None:
    assert declared_units("单位：元 单位：万元") == ("元", "万元")


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "人民币零元整"),
        (12345, "人民币壹佰贰拾叁元肆角伍分"),
        (219_000_000_000, "人民币贰拾壹亿玖仟万元整"),
        (10_000_000_100, "人民币壹亿零壹元整"),
        (32504, "人民币叁佰贰拾伍元零肆分"),
        (-500, "人民币负伍元整"),
        (100_500_000_000, "人民币壹拾亿零伍佰万元整"),
    ],
)
def test_words(fen: int, words: str) -> None:
    assert in_words(fen) == words
    assert from_words(words) == fen


@given(FEN)
def test_words_round_trip(fen: int) -> None:
    assert from_words(in_words(fen)) == fen


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("合计（大写）：壹万贰仟圆正", 1_200_000),
        ("（大写）人民币 壹 佰 元 整", 10_000),
        ("壹佰", None),
        ("一百元", None),
        ("元整", None),
        ("人民币壹佰元整多", None),
        ("", None),
    ],
)
def test_words_as_people_write_them(text: str, fen: int | None) -> None:
    assert from_words(text) == fen


@given(st.text(max_size=20))
def test_any_text_is_words_or_nothing(text: str) -> None:
    fen = from_words(text)
    assert fen is None or isinstance(fen, int)


def test_words_have_a_bound() -> None:
    with pytest.raises(ValueError, match="too large"):
        in_words(10**15)
