"""What a city folder must keep to as a whole: settings, unique keys, references between its files."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from data_loaders.city import City

BOUND_KINDS = ("budget", "accounts", "execution", "three-public", "batch")
_KEY = re.compile(r"[A-Za-z0-9._~-]+")  # contract, Identities
_UNIT_CODE = re.compile(r"[0-9]{6}")


class _Valid(Protocol):
    @property
    def valid_from(self) -> dt.date: ...
    @property
    def valid_to(self) -> dt.date | None: ...


def settings_problems(settings: Mapping[str, Any]) -> Iterator[str]:
    """Sentences about city.toml: what is missing or of the wrong kind, and what to write."""
    for key, example in (("code", '"430181"'), ("name", '"浏阳市"'), ("name_en", '"Liuyang"')):
        if not isinstance(settings.get(key), str) or not settings[key].strip():
            yield f"city.toml：请写上 {key} = {example} ({key} is missing)"
    code = settings.get("code")
    if isinstance(code, str) and not re.fullmatch(r"[0-9]{6}", code):
        yield f"city.toml：code 应为六位行政区划代码，现为“{code}” (code must have six digits)"
    if not isinstance(settings.get("illustrative", False), bool):
        yield "city.toml：illustrative 应为 true 或 false (illustrative must be true or false)"
    yield from _business_date_problems(settings)
    yield from _bounds_problems(settings.get("bounds", {}))
    for table in ("portal", "complaints", "checks", "fiscal"):
        if not isinstance(settings.get(table, {}), Mapping):
            yield f"city.toml：[{table}] 应是一节设置 ([{table}] must be a table)"


def _business_date_problems(settings: Mapping[str, Any]) -> Iterator[str]:
    fixed = settings.get("business_date")
    if fixed is None:
        return
    if not isinstance(fixed, dt.date):
        yield "city.toml：business_date 应写成 2014-02-15，不加引号 (business_date must be a date without quotes)"
    elif settings.get("illustrative") is not True:
        yield "city.toml：只有示例城市（illustrative = true）可以固定 business_date，请删去 (sample cities only)"


def _bounds_problems(bounds: object) -> Iterator[str]:
    if not isinstance(bounds, Mapping):
        yield "city.toml：[bounds.batch] 等应是分节的设置 (bounds must be tables)"
        return
    for kind, limits in bounds.items():
        if kind not in BOUND_KINDS:
            yield f"city.toml：[bounds.{kind}] 不认识，应为 {'、'.join(BOUND_KINDS)} (unknown kind)"
        elif not isinstance(limits, Mapping) or any(
            key not in ("min_yuan", "max_yuan") or isinstance(value, bool) or not isinstance(value, int)
            for key, value in limits.items()
        ):
            yield f"city.toml：[bounds.{kind}] 只写 min_yuan 和 max_yuan，单位元，整数 (whole yuan only)"
        elif limits.get("min_yuan", 0) > limits.get("max_yuan", limits.get("min_yuan", 0)):
            yield f"city.toml：[bounds.{kind}] min_yuan 大于 max_yuan (bounds are the wrong way round)"


def consistency_problems(city: City) -> Iterator[str]:
    """Sentences about keys that are double or refer to nothing, validity that ends before it begins, bad codes."""
    yield from _doubles("units.csv", "code", (unit.code for unit in city.units))
    yield from _doubles("places.csv", "key", (place.key for place in city.places))
    yield from _doubles("funds.csv", "code", (fund.code for fund in city.funds))
    yield from _unit_problems(city)
    yield from _place_problems(city)
    yield from _fund_problems(city)


def _doubles(file: str, key: str, values: Iterable[str]) -> Iterator[str]:
    for value, count in Counter(values).items():
        if count > 1:
            yield f"{file}：{key} {value} 出现 {count} 次，每个只能有一行 ({key} {value} stands {count} times)"
        if not _KEY.fullmatch(value):
            yield f"{file}：{key} “{value}” 只能用字母、数字和 . _ ~ - (letters, digits and . _ ~ - only)"


def _validity(file: str, key: str, record: _Valid) -> Iterator[str]:
    if record.valid_to is not None and record.valid_to <= record.valid_from:
        yield f"{file}：{key} 的 valid_to 不晚于 valid_from (valid_to is exclusive and must be later)"


def _unit_problems(city: City) -> Iterator[str]:
    codes = {unit.code for unit in city.units}
    places = {place.key for place in city.places}
    for unit in city.units:
        yield from _validity("units.csv", unit.code, unit)
        if not _UNIT_CODE.fullmatch(unit.code):
            yield f"units.csv：code “{unit.code}” 应为六位数字，前三位部门、后三位单位 (unit codes have six digits)"
        referred = (*unit.predecessors, *unit.successors, *((unit.parent_code,) if unit.parent_code else ()))
        for other in referred:
            if other not in codes:
                yield f"units.csv：{unit.code} 提到的单位 {other} 不在表中，请补上这一行 (unit {other} is not listed)"
        if unit.township_code and places and unit.township_code not in places:
            yield f"units.csv：{unit.code} 的 township_code {unit.township_code} 不在 places.csv 中 (place not listed)"


def _place_problems(city: City) -> Iterator[str]:
    keys = {place.key for place in city.places}
    for place in city.places:
        yield from _validity("places.csv", place.key, place)
        if place.successor and place.successor not in keys:
            yield f"places.csv：{place.key} 的 successor {place.successor} 不在表中 (successor not listed)"


def _fund_problems(city: City) -> Iterator[str]:
    codes = {unit.code for unit in city.units}
    for fund in city.funds:
        if fund.unit_code and fund.unit_code not in codes:
            yield f"funds.csv：{fund.code} 的 unit_code {fund.unit_code} 不在 units.csv 中 (unit not listed)"
        if fund.notice_days < 1:
            yield f"funds.csv：{fund.code} 的 notice_days 应至少为 1 (at least one day of notice)"
