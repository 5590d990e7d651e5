"""The city folders say what they promise: units and places over time, nothing invented about a real city."""

from __future__ import annotations

from pathlib import Path

import pytest

from data_loaders.city import City
from data_loaders.city_folder import read_city

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def liuyang() -> City:
    return read_city(ROOT / "cities/liuyang")


def _units(city: City, year: int) -> set[str]:
    return {unit.code for unit in city.units if unit.valid_in(year) and unit.parent_code is None}


def test_the_sample_has_109_units_in_2013_and_108_after_merger_and_rename(city: City) -> None:
    assert len(_units(city, 2013)) == 109
    assert len(_units(city, 2014)) == 108
    assert _units(city, 2014) - _units(city, 2013) == {"232001", "308002"}


def test_a_successor_names_its_predecessors_and_they_name_it(city: City) -> None:
    by_code = {unit.code: unit for unit in city.units}
    for unit in city.units:
        for other in unit.predecessors:
            assert unit.code in by_code[other].successors
            assert by_code[other].name in unit.former_names
        for other in unit.successors:
            assert unit.code in by_code[other].predecessors


def test_the_sample_has_37_townships_each_with_its_unit_and_a_tile_of_its_own(city: City) -> None:
    assert len(city.places) == 37
    assert {unit.township_code for unit in city.units if unit.township_code} == {place.key for place in city.places}
    assert len({(place.tile_column, place.tile_row) for place in city.places}) == 37
    assert all(place.population and "虚构" in (place.population_source or "") for place in city.places)


def test_the_sample_is_impossible_on_purpose(city: City) -> None:
    assert city.settings["illustrative"] is True
    assert city.code == "999981"
    assert all(place.key.startswith("999981") for place in city.places)
    assert all((unit.telephone or "0000-").startswith("0000-") for unit in city.units)


def test_no_name_of_the_sample_is_one_of_liuyang(city: City, liuyang: City) -> None:
    real = {place.name for place in liuyang.places} | {unit.name for unit in liuyang.units}
    invented = {place.name for place in city.places} | {unit.name for unit in city.units}
    assert not real & invented
    assert not [name for name in invented if "浏阳" in name]


def test_persons_may_appear_only_where_a_legal_basis_is_recorded(city: City) -> None:
    masked = [fund for fund in city.funds if fund.persons == "masked"]
    assert len(masked) == 5
    assert all(fund.legal_basis and fund.notice_days >= 10 for fund in masked)


def test_liuyang_is_ready_and_empty(liuyang: City) -> None:
    assert len(_units(liuyang, 2013)) == 109
    assert liuyang.funds == ()
    assert liuyang.deadlines == ()
    assert liuyang.settings["illustrative"] is False
    assert not any(unit.telephone for unit in liuyang.units)


def test_liuyang_had_37_townships_in_2013_and_has_32_now(liuyang: City) -> None:
    then = [place for place in liuyang.places if place.valid_from.year <= 2013]
    now = [place for place in liuyang.places if place.valid_to is None]
    assert (len(then), len(now)) == (37, 32)


def test_a_place_that_shared_its_successors_code_keeps_a_key_of_its_own(liuyang: City) -> None:
    by_name = {place.name: place for place in liuyang.places}
    merged = {
        "杨花乡": "大瑶镇",
        "七宝山乡": "永和镇",
        "三口乡": "古港镇",
        "溪江乡": "关口街道",
        "太平桥镇": "集里街道",
    }
    for gone, successor in merged.items():
        assert by_name[gone].successor == by_name[successor].key
        assert by_name[gone].key != by_name[successor].key


def test_old_years_keep_the_names_they_had(liuyang: City) -> None:
    in_2013 = {unit.name for unit in liuyang.units if unit.valid_in(2013)}
    assert "浏阳市官桥乡人民政府" in in_2013
    assert "浏阳市官桥镇人民政府" not in in_2013
