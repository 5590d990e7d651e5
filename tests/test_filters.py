"""Filters: what is parsed is what was meant, refused by name what is not, and the query string gives itself back."""

from __future__ import annotations

import datetime as dt
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transparency_site.filters import (
    MAX_LIST,
    BadParameter,
    Column,
    Condition,
    Filters,
    Kind,
    Paging,
    pairs,
    parse,
    where,
    yuan_text,
)

COLUMNS = (
    Column("unit_code", "单位", "Unit", Kind.CODE, name="unit", sort=True),
    Column("name", "名称", "Name", sort=True),
    Column("year", "年度", "Year", Kind.INTEGER, sort=True),
    Column("amount_fen", "金额", "Amount", Kind.MONEY, sort=True),
    Column("day", "日期", "Day", Kind.DATE),
    Column("leaf", "末级", "Leaf", Kind.FLAG),
    Column("stage", "阶段", "Stage", Kind.CODE, choices=("approved", "final")),
    Column("source", "来源", "Source", Kind.SOURCE, filtered=False),
)


def refused(*arguments: tuple[str, str]) -> tuple[str, str]:
    with pytest.raises(BadParameter) as caught:
        parse(COLUMNS, arguments)
    return caught.value.name, caught.value.code


def test_a_linkable_filter_is_read() -> None:
    filters, paging = parse(COLUMNS, [
        ("year", "2013"), ("unit", "101001"), ("amount_yuan__gte", "100000"), ("sort", "-amount"), ("page_size", "10"),
    ])
    assert filters.value("year") == 2013
    assert Condition("amount_fen", "gte", (10_000_000,)) in filters.conditions
    assert filters.value("unit_code") == "101001"
    assert (filters.sort, paging) == (("-amount",), Paging(10))


@pytest.mark.parametrize(("arguments", "expected"), [
    ([("colour", "red")], ("colour", "unknown-parameter")),
    ([("source", "x")], ("source", "unknown-parameter")),
    ([("year__contains", "20")], ("year__contains", "unknown-parameter")),
    ([("year__eq", "2013")], ("year__eq", "unknown-parameter")),
    ([("year", "2013"), ("year", "2014")], ("year", "duplicate-parameter")),
    ([("unit", "1"), ("unit_code", "1")], ("unit_code", "duplicate-parameter")),
    ([("amount_yuan", "1"), ("amount_fen", "100")], ("amount_fen", "duplicate-parameter")),
    ([("year", "２０１３")], ("year", "bad-value")),
    ([("year", "٢٠١٣")], ("year", "bad-value")),
    ([("year", "1_000")], ("year", "bad-value")),
    ([("year", "")], ("year", "bad-value")),
    ([("amount_yuan", "1e5")], ("amount_yuan", "bad-value")),
    ([("amount_yuan", "1.234")], ("amount_yuan", "bad-value")),
    ([("amount_yuan", "NaN")], ("amount_yuan", "bad-value")),
    ([("day", "2013-02-30")], ("day", "bad-value")),
    ([("leaf", "1")], ("leaf", "bad-value")),
    ([("stage", "draft")], ("stage", "bad-value")),
    ([("name", "a" * 201)], ("name", "too-long")),
    ([("name", "a\x00b")], ("name", "bad-value")),
    ([("unit__in", ",".join(map(str, range(MAX_LIST + 1))))], ("unit__in", "too-many-values")),
    ([("sort", "colour")], ("sort", "bad-value")),
    ([("page_size", "0")], ("page_size", "bad-value")),
    ([("page_size", "1001")], ("page_size", "bad-value")),
    ([("cursor", "a b")], ("cursor", "bad-cursor")),
    ([("status", "secret")], ("status", "bad-value")),
])
def test_what_cannot_be_used_is_named(arguments: list[tuple[str, str]], expected: tuple[str, str]) -> None:
    assert refused(*arguments) == expected


def test_nothing_is_echoed_beyond_64_characters() -> None:
    with pytest.raises(BadParameter) as caught:
        parse(COLUMNS, [("x" * 500, "y" * 150)])
    assert (len(caught.value.name), len(caught.value.value)) == (64, 64)


def test_pages_ignore_what_they_do_not_know() -> None:
    filters, _ = parse(COLUMNS, [("from", "singlemessage"), ("year", ""), ("unit", "1"), ("year__contains", "1")],
                       ignore_unknown=True)
    assert filters == where(unit_code="1")


def test_parameters_of_the_face_are_left_to_it() -> None:
    assert parse(COLUMNS, [("as_of", "3"), ("lang", "en")], also=("as_of", "lang"))[0] == Filters()


def test_a_chip_is_removed_and_an_equality_replaced() -> None:
    filters = where(year=2013, unit_code="1").and_equal("year", 2014)
    assert (filters.value("year"), filters.without("year")) == (2014, where(unit_code="1"))


CODES = st.text(string.ascii_letters + string.digits + "._~-", min_size=1, max_size=20)
TEXTS = st.text(st.characters(min_codepoint=32, exclude_categories=("Cs",)), min_size=1, max_size=40)
FEN = st.integers(-(10**15) + 1, 10**15 - 1)
YEARS = st.integers(0, 9999)
DAYS = st.dates(dt.date(1000, 1, 1))


def conditions(key: str, values: st.SearchStrategy[object], operators: tuple[str, ...]) -> st.SearchStrategy[Condition]:
    one = st.builds(lambda operator, value: Condition(key, operator, (value,)), st.sampled_from(operators), values)
    several = st.lists(values, min_size=1, max_size=5, unique=True).map(
        lambda some: Condition(key, "in", tuple(sorted(some))))  # type: ignore[type-var]
    return st.one_of(one, several)


FILTERS = st.builds(
    lambda some, sort, status: Filters(
        tuple(sorted({(c.key, c.operator): c for c in some}.values(), key=lambda c: (c.key, c.operator))),
        sort, status),
    st.lists(st.one_of(
        conditions("unit_code", CODES, ("eq",)),
        conditions("name", TEXTS.filter(lambda text: "," not in text), ("eq", "contains")),
        conditions("year", YEARS, ("eq", "gte", "lte")),
        conditions("amount_fen", FEN, ("eq", "gte", "lte")),
        conditions("day", DAYS, ("eq", "gte", "lte")),
    ), max_size=5),
    st.lists(st.sampled_from(["unit", "name", "year", "amount"]), max_size=3, unique=True).flatmap(
        lambda names: st.tuples(*(st.sampled_from([name, f"-{name}"]) for name in names))),
    st.sampled_from(["published", "withdrawn"]),
)


@given(FILTERS)
def test_the_query_string_gives_the_filters_back(filters: Filters) -> None:
    assert parse(COLUMNS, pairs(COLUMNS, filters))[0] == filters


@given(st.lists(st.tuples(st.sampled_from(
    ["year", "unit", "amount_yuan__gte", "day", "leaf", "name__contains", "sort", "cursor", "page_size", "x",
     "unit__in"]),
    st.text(max_size=60)), max_size=4))
def test_any_query_string_is_read_or_refused(arguments: list[tuple[str, str]]) -> None:
    try:
        filters, _paging = parse(COLUMNS, arguments)
    except BadParameter as refusal:
        codes = [refusal.code]
    else:
        codes = []
        assert parse(COLUMNS, pairs(COLUMNS, filters))[0] == filters
    assert set(codes) <= {"unknown-parameter", "duplicate-parameter", "bad-value", "too-long", "bad-cursor",
                          "too-many-values"}


@given(FEN)
def test_yuan_text_is_exact(fen: int) -> None:
    text = yuan_text(fen)
    assert int(text.replace(".", "")) == fen
    assert len(text.rpartition(".")[2]) == 2


def test_a_column_orders_once_however_often_it_is_named() -> None:
    assert parse(COLUMNS, [("sort", "-year,year,amount")])[0].sort == ("-year", "amount")
    assert parse(COLUMNS, [("sort", "year,year")])[0].sort == ("year",)
