"""City folders: read whole, or refused with every problem by file and line; editions of the classification by year."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from pathlib import Path

import pytest

from data_loaders.city_folder import CityFolderError, read_city, read_classification
from data_loaders.city_lookup import codes_of, edition_in, in_year

CITIES = Path(__file__).resolve().parents[2] / "cities"

TOML = 'code = "999901"\nname = "样例市"\nname_en = "Sample"\nillustrative = true\nbusiness_date = 2014-02-15\n'
FILES = {
    "city.toml": TOML + "[bounds.batch]\nmin_yuan = 1\nmax_yuan = 2\n",
    "units.csv": "code,name,short_name,category,unit_type,parent_code,valid_from,valid_to,former_names,aliases,"
    "predecessors,successors,township_code,telephone\n"
    "101001,样例市农业局,农业局,政府部门,行政单位,,2000-01-01,2014-01-01,旧名甲;旧名乙,,,102001,,\n"
    "102001,样例市新局,,政府部门,行政单位,,2014-01-01,,,,101001,,999901101,\n",
    "places.csv": "key,name,valid_from,valid_to,successor,aliases,population,population_source,tile_column,tile_row\n"
    "999901101,甲一镇,2000-01-01,,,甲乙镇|甲丙镇,12345,虚构,1,2\n",
    "funds.csv": "code,name,level,unit_code,persons,legal_basis,notice_days,aliases\n"
    "F01,样例资金,县,101001,refused,,,\n",
    "calendar.csv": "kind,year,replied_on,due_on,rule,valid_from\nbudget,2013,2013-02-01,2013-02-21,样例办法,\n",
}


def folder(path: Path, **changes: str) -> Path:
    """A sound folder with `changes` (units="…" replaces units.csv, city="…" city.toml)."""
    path.mkdir(exist_ok=True)
    for name, text in FILES.items():
        changed = changes.get(name.partition(".")[0], text)
        (path / name).write_text(changed, encoding="utf-8")
    return path


def problems(path: Path) -> str:
    with pytest.raises(CityFolderError) as refused:
        read_city(path)
    return "\n".join(refused.value.problems)


def test_a_sound_folder_is_read_whole(tmp_path: Path) -> None:
    city = read_city(folder(tmp_path / "city"))
    assert (city.code, city.name, city.settings["business_date"]) == ("999901", "样例市", dt.date(2014, 2, 15))
    old, new = city.units
    assert old.former_names == ("旧名甲", "旧名乙")
    assert (new.short_name, new.predecessors, new.township_code) == ("样例市新局", ("101001",), "999901101")
    assert city.places[0].aliases == ("甲乙镇", "甲丙镇")
    assert (city.funds[0].notice_days, city.deadlines[0].due_on) == (7, dt.date(2013, 2, 21))
    assert [unit.code for unit in in_year(city, 2013).units.values()] == ["101001"]
    assert [unit.code for unit in in_year(city, 2014).units.values()] == ["102001"]


@pytest.mark.parametrize("name", ["sample", "liuyang"])
def test_the_folders_that_come_with_the_project_are_sound(name: str) -> None:
    city = read_city(CITIES / name)
    first_level = [unit for unit in city.units if unit.parent_code is None and unit.valid_in(2013)]
    assert len(first_level) == 109
    assert sum(1 for place in in_year(city, 2013).places.values()) == 37


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"units": FILES["units.csv"].replace("2014-01-01,,,,101001", "1.1.2014,,,,101001")}, "units.csv 第 3 行"),
        ({"units": FILES["units.csv"].replace("102001,样例", "101001,样例")}, "101001 出现 2 次"),
        ({"units": FILES["units.csv"].replace(",102001,,\n", ",109001,,\n")}, "109001 不在表中"),
        ({"units": FILES["units.csv"].replace("999901101", "999901102")}, "不在 places.csv 中"),
        ({"units": FILES["units.csv"].replace("2014-01-01,旧名", "1999-01-01,旧名")}, "valid_to 不晚于 valid_from"),
        ({"units": FILES["units.csv"] + "1030,样例,,甲,乙,,2000-01-01,,,,,,,\n"}, "应为六位数字"),
        ({"units": FILES["units.csv"] + "103001,,,甲,乙,,2000-01-01,,,,,,,\n"}, "第 4 行 (line 4)：name 不能为空"),
        ({"units": FILES["units.csv"] + "103001,样例,,甲,乙,,2000-01-01,,,,,,,,多\n"}, "列比表头多"),
        ({"places": FILES["places.csv"].replace("12345", "一万")}, "population 应为整数"),
        ({"funds": FILES["funds.csv"].replace("refused", "masked")}, "legal_basis"),
        ({"funds": FILES["funds.csv"].replace("县", "区")}, "level 应为"),
        ({"funds": FILES["funds.csv"].replace("101001", "109001")}, "109001 不在 units.csv"),
        ({"calendar": FILES["calendar.csv"].replace("2013-02-21", "")}, "due_on 不能为空"),
        ({"city": TOML.replace('"999901"', '"9999"')}, "六位行政区划代码"),
        ({"city": TOML.replace('name = "样例市"\n', "")}, "请写上 name"),
        ({"city": TOML.replace("true", "false")}, "只有示例城市"),
        ({"city": TOML + "[bounds.batches]\nmin_yuan = 1\n"}, "[bounds.batches] 不认识"),
        ({"city": TOML + "[bounds.batch]\nmin_yuan = 1.5\n"}, "只写 min_yuan 和 max_yuan"),
        ({"city": TOML + "[bounds.batch]\nmin_yuan = 5\nmax_yuan = 4\n"}, "min_yuan 大于 max_yuan"),
        ({"city": "code = "}, "不是有效的 TOML"),
    ],
)
def test_every_problem_is_a_sentence_with_its_place(tmp_path: Path, changes: dict[str, str], expected: str) -> None:
    assert expected in problems(folder(tmp_path / "city", **changes))


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    bad = folder(
        tmp_path / "city",
        units=FILES["units.csv"].replace("2000-01-01", "早年"),
        funds=FILES["funds.csv"].replace("县", "区"),
        city=TOML.replace('"样例市"', '""'),
    )
    told = problems(bad)
    assert all(file in told for file in ("units.csv", "funds.csv", "city.toml"))


def test_missing_files_are_named(tmp_path: Path) -> None:
    told = problems(tmp_path)
    assert all(name in told for name in FILES)


def test_another_encoding_is_named(tmp_path: Path) -> None:
    path = folder(tmp_path / "city")
    (path / "funds.csv").write_bytes(FILES["funds.csv"].encode("gb18030"))
    assert "UTF-8" in problems(path)


def test_editions_hold_in_years_without_overlap() -> None:
    editions, classes = read_classification()
    for scheme in {edition.scheme for edition in editions}:
        own = sorted((one for one in editions if one.scheme == scheme), key=lambda one: one.first_year)
        for earlier, later in pairwise(own):
            assert earlier.last_year is not None
            assert earlier.last_year + 1 == later.first_year
        assert own[-1].last_year is None
    keys = [(one.scheme, one.edition, one.code) for one in classes]
    assert len(keys) == len(set(keys))
    assert all(one.origin for one in editions)


def test_a_code_may_change_its_meaning_between_editions() -> None:
    city = read_city(CITIES / "sample")
    names = {}
    for year in (2013, 2017, 2018):
        edition = edition_in(city, "economic-department", year)
        assert edition is not None
        names[year] = codes_of(city, edition)["30311"]
    assert names == {2013: "住房公积金", 2017: "住房公积金", 2018: "代缴社会保险费"}


@pytest.mark.parametrize(
    ("year", "name", "complete"),
    [
        (2010, "医疗卫生", True),
        (2013, "医疗卫生", False),
        (2014, "医疗卫生与计划生育支出", False),
        (2024, "卫生健康支出", False),
    ],
)
def test_classes_are_named_as_in_their_year(year: int, name: str, complete: bool) -> None:
    city = read_city(CITIES / "sample")
    edition = edition_in(city, "functional", year)
    assert edition is not None
    assert (codes_of(city, edition)["210"], edition.complete) == (name, complete)
