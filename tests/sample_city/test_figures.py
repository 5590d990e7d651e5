"""The drawn figures keep every identity of a budget by construction, and move plausibly from year to year."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_loaders.city import City, Unit
from sample_city.budget_figures import HUNDRED, unit_budget
from sample_city.chance import chance, split
from sample_city.recipients import impossible_credit_code
from sample_city.slips import budget_with_slip, transposed
from sample_city.unit_budget import FISCAL, SOURCES, classes, tree


def _units(city: City, year: int) -> list[Unit]:
    return [unit for unit in city.units if unit.valid_in(year)]


@given(
    total=st.integers(0, 10**13),
    weights=st.lists(st.integers(1, 10**6), min_size=1, max_size=60),
    grain=st.sampled_from([1, 100, 10_000]),
)
def test_parts_add_up_to_the_total_and_none_is_negative(total: int, weights: list[int], grain: int) -> None:
    parts = split(total, weights, grain)
    assert sum(parts) == total
    assert min(parts) >= 0


def test_chance_repeats_itself_and_differs_by_topic() -> None:
    assert chance("a", 1).random() == chance("a", 1).random()
    assert chance("a", 1).random() != chance("a", 2).random()


@pytest.mark.parametrize("year", [2012, 2013, 2014])
def test_every_identity_holds(city: City, year: int) -> None:
    for unit in _units(city, year):
        budget = unit_budget(city, unit, year)
        assert budget.total == sum(budget.from_source(source) for source in SOURCES)
        assert budget.total == sum(row.item.total for row in classes(budget.items))
        by_fund = sum(item.total for source in FISCAL for item in budget.paid_by(source))
        assert by_fund == sum(item.total for item in budget.paid_by(*FISCAL))
        assert all(row.item.total == row.item.basic + row.item.project for row in tree(budget.items))
        assert all(item.total > 0 for item in budget.items)


def test_basic_spending_by_economic_class_is_the_basic_spending_by_function(city: City) -> None:
    for unit in _units(city, 2013):
        budget = unit_budget(city, unit, 2013)
        assert sum(budget.economic.values()) == budget.basic
        office = sum(amount for code, amount in budget.economic.items() if code[:3] in ("302", "310"))
        figures = budget.three_public
        assert figures.operating <= office
        assert budget.economic["30217"] <= figures.reception
        assert budget.economic["30231"] <= figures.vehicle_operation
        assert budget.economic.get("30212", 0) <= figures.overseas_travel


def test_three_public_figures_can_be_said_in_wan_with_two_decimals(city: City) -> None:
    for year in (2012, 2013, 2014):
        for unit in _units(city, year):
            figures = unit_budget(city, unit, year).three_public
            amounts = (figures.overseas_travel, figures.vehicles, figures.reception, figures.operating)
            assert all(amount % HUNDRED == 0 for amount in amounts)


def test_no_total_moves_by_more_than_thirty_percent_in_a_year(city: City) -> None:
    for unit in _units(city, 2013):
        before, base = (unit_budget(city, unit, year) for year in (2012, 2013))
        assert abs(base.total - before.total) * 100 < 30 * before.total
        old = {row.code: row.item.total for row in classes(before.items)}
        for row in classes(base.items):
            assert abs(row.item.total - old[row.code]) * 100 < 30 * old[row.code]


def test_the_merged_body_spends_what_its_predecessors_would_have(city: City) -> None:
    merged = next(unit for unit in city.units if unit.code == "232001")
    parts = [unit for unit in city.units if unit.code in merged.predecessors]
    assert unit_budget(city, merged, 2014).total == sum(unit_budget(city, part, 2014).total for part in parts)


def test_the_slip_changes_one_project_and_the_totals_above_it(city: City) -> None:
    unit = next(unit for unit in city.units if unit.code == "214001")
    right = unit_budget(city, unit, 2013)
    wrong = budget_with_slip(right)
    changed = [a.code for a, b in zip(right.items, wrong.items, strict=True) if a != b]
    assert changed == ["2140106"]
    assert wrong.total != right.total
    assert wrong.total == sum(row.item.total for row in classes(wrong.items))


@given(st.integers(10, 10**12))
def test_transposing_keeps_the_digits(fen: int) -> None:
    assert sorted(str(transposed(fen))) == sorted(str(fen))


def test_credit_codes_are_well_formed_and_belong_to_nobody() -> None:
    codes = {impossible_credit_code(number) for number in range(960)}
    assert len(codes) == 960
    assert all(len(code) == 18 and code.startswith("99999981") for code in codes)
