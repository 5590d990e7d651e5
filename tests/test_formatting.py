"""Money, percentages and dates as they are shown."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transparency_site import formatting

FEN = st.integers(-(10**15), 10**15)


@pytest.mark.parametrize(
    ("fen", "unit", "shown"),
    [
        (219_000_000_000, "yi", "21.90"),
        (9_999_999_900, "wan", "10,000.00"),  # 99,999,999 yuan
        (9_999_994_999, "wan", "9,999.99"),
        (123_456, "yuan", "1,234.56"),
        (-50, "yuan", "-0.50"),
        (500_000, "wan", "0.50"),
        (5_000, "wan", "0.01"),  # half up, away from zero
        (-5_000, "wan", "-0.01"),
        (-1, "wan", "0.00"),  # no negative zero
        (0, "yuan", "0.00"),
    ],
)
def test_amounts_in_a_unit(fen, unit, shown):
    assert formatting.in_unit(fen, unit) == shown


def test_the_unit_follows_the_size_and_the_language():
    assert str(formatting.money(219_000_000_000)) == "21.90 亿元"
    assert str(formatting.money(219_000_000_000, lang="en")) == "2.19 billion yuan"
    assert str(formatting.money(1_234_500)) == "1.23 万元"
    assert str(formatting.money(99_999)) == "999.99 元"
    assert formatting.money(219_000_000_000).exact == "2,190,000,000.00"


@given(FEN)
def test_exact_yuan_reads_back_to_the_fen(fen):
    assert Decimal(formatting.yuan(fen).replace(",", "")) * 100 == fen


@given(FEN, st.sampled_from(sorted(formatting.FEN_PER)))
def test_rounding_is_never_more_than_half_of_the_last_place(fen, unit):
    shown = Decimal(formatting.in_unit(fen, unit).replace(",", "")) * formatting.FEN_PER[unit]
    assert abs(shown - fen) <= Decimal(formatting.FEN_PER[unit]) / 200


@given(FEN, FEN, st.sampled_from(sorted(formatting.FEN_PER)))
def test_a_larger_amount_is_never_shown_as_smaller(one, other, unit):
    low, high = sorted((one, other))
    first, second = (Decimal(formatting.in_unit(fen, unit).replace(",", "")) for fen in (low, high))
    assert first <= second


def test_shares_and_changes_know_when_they_mean_nothing():
    assert formatting.share(1, 3) == "33.3%"
    assert formatting.share(None, 3) is None
    assert formatting.share(1, 0) is None
    assert formatting.change(110, 100) == "+10.0%"
    assert formatting.change(90, 100) == "-10.0%"
    assert formatting.change(90, -100) is None
    assert formatting.change(5, None) is None


def test_dates_in_both_languages():
    assert formatting.date(dt.date(2014, 2, 5)) == "2014年2月5日"
    assert formatting.date(dt.date(2014, 2, 5), "en") == "5 February 2014"
    assert formatting.moment(dt.datetime(2014, 2, 14, 17, 30)) == "2014年2月15日 01:30"


@pytest.mark.parametrize(("column", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (703, "AAA")])
def test_column_letters(column, letters):
    assert formatting.column_letters(column) == letters


def test_one_unit_for_a_column():
    assert formatting.common_unit([1, None, 20_000_000]) == "wan"
    assert formatting.common_unit([None]) == "yuan"
