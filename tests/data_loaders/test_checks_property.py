"""Any amount that enters a sum, changed by one digit, is found by a named rule; any label swapped between 元 and 万元
is stopped."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from data_loaders.city import City
from data_loaders.reading import Context
from data_loaders.rules import RULES
from tests.data_loaders.official import Book, BudgetBook, Plan, swap_label
from tests.data_loaders.official_accounts import AccountsBook

SEED, SAMPLES = 20_240_131, 25
Cell = tuple[str, int, int]
# 机关运行经费 enters no sum: it is only bounded by the operating costs.
NO_SUM = {("9", 6, 7)}


def amounts(book: Book) -> list[Cell]:
    return [
        (name, row, column)
        for name, rows in book.sheets.items()
        for row, cells in enumerate(rows, 1)
        for column, cell in enumerate(cells, 1)
        if isinstance(cell, int | float) and (name, row, column) not in NO_SUM
    ]


def changed_digit(value: float, chance: random.Random) -> float:
    """`value` with one of its digits replaced by another."""
    text = f"{value:.2f}" if isinstance(value, float) else str(value)
    places = [place for place, digit in enumerate(text) if digit.isdigit()]
    place = chance.choice(places)
    digit = chance.choice([digit for digit in "0123456789" if digit != text[place]])
    changed = text[:place] + digit + text[place + 1 :]
    return float(changed) if isinstance(value, float) else int(changed)


@pytest.mark.parametrize("kind", [BudgetBook, AccountsBook], ids=["budget", "accounts"])
def test_a_changed_digit_is_found(kind: type[Book]) -> None:
    chance = random.Random(SEED)
    clean = kind().codes()
    for sheet, row, column in chance.sample(amounts(kind()), SAMPLES):
        book = kind()
        before = book.sheets[sheet][row - 1][column - 1]
        assert isinstance(before, int | float)
        after = changed_digit(before, chance)
        book.set(sheet, row, column, after)
        found = book.codes() - clean
        assert found, f"{sheet} ({row}, {column}): {before} -> {after}"
        assert found <= set(RULES)


@pytest.mark.parametrize("kind", [BudgetBook, AccountsBook], ids=["budget", "accounts"])
def test_one_swapped_label_is_stopped(kind: type[Book]) -> None:
    for sheet in kind().sheets:
        book = kind()
        if not any(place[0] == sheet for place in amounts(book)):
            continue
        swap_label(book, sheet)
        assert {"money-unit-contradiction", "amount-too-large"} & book.codes("error"), sheet


def test_the_swapped_table_is_the_one_that_is_named() -> None:
    for sheet in AccountsBook().sheets:
        if sheet != "09":
            book = AccountsBook()
            swap_label(book, sheet)
            blamed = {one.sheet for one in book.findings() if one.code == "money-unit-contradiction"}
            assert blamed == {sheet}


@pytest.mark.parametrize("kind", [BudgetBook, AccountsBook], ids=["budget", "accounts"])
def test_a_file_swapped_as_a_whole_is_stopped_by_the_citys_bounds(kind: type[Book]) -> None:
    bounds = {"min_yuan": 200_000, "max_yuan": 1_900_000_000}
    city = City("439999", "示例市", settings={"bounds": {"budget": bounds, "accounts": bounds}})
    book = kind()
    assert "amount-out-of-bounds" not in {one.code for one in book.findings(Context(city=city))}
    for sheet in book.sheets:
        swap_label(book, sheet)
    found = {one.code for one in book.findings(Context(city=city)) if one.severity == "error"}
    assert found & {"amount-out-of-bounds", "amount-too-large"}


def test_the_label_of_an_empty_table_is_compared_with_the_others() -> None:
    book = BudgetBook()
    swap_label(book, "7")
    assert [(one.sheet, one.severity) for one in book.findings() if one.code == "money-unit-differs"] == [
        ("7", "warning")
    ]


def test_small_parts_of_large_wholes_are_no_contradiction() -> None:
    figures = Plan().three_public
    plan = Plan(
        three_public={**figures, "operating": Decimal("0.06"), "reception": Decimal(900)},
        economic=tuple((code, name, yuan) for code, name, yuan in Plan().economic),
    )
    assert BudgetBook(plan).codes("error") == set()
