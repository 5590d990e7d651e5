"""Names of functional and economic codes as they were in a year: the project's editions, and what those leave out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from data_loaders.city import City

# Codes of 2011 to 2013 that the partial edition of those years does not list.
_LEFT_OUT: Mapping[str, str] = {
    "21505": "工业和信息产业监管支出",
    "2150501": "行政运行",
    "2150502": "一般行政管理事务",
    "2150510": "工业和信息产业支持",
    "2150551": "工业和信息产业国有资本经营预算支出",
    "21506": "安全生产监管",
    "2150601": "行政运行",
    "2150602": "一般行政管理事务",
    "2150605": "安全监管监察专项",
    "2150606": "应急救援支出",
    "21508": "支持中小企业发展和管理支出",
    "2150801": "行政运行",
    "2150802": "一般行政管理事务",
    "2150805": "中小企业发展专项",
    "21602": "商业流通事务",
    "2160250": "事业运行",
    "2160299": "其他商业流通事务支出",
    "21605": "旅游业管理与服务支出",
    "2160501": "行政运行",
    "2160502": "一般行政管理事务",
    "2160504": "旅游宣传",
    "2160505": "旅游行业业务管理",
    "22102": "住房改革支出",
    "2210201": "住房公积金",
    "22201": "粮油事务",
    "2220101": "行政运行",
    "2220102": "一般行政管理事务",
    "2220106": "粮食专项业务活动",
    "2220115": "粮食风险基金",
}
_FROM_2014: Mapping[str, str] = {
    "21007": "计划生育事务",
    "2100716": "计划生育机构",
    "2100717": "计划生育服务",
    "2100799": "其他计划生育事务支出",
}
_ECONOMIC: Mapping[str, str] = {"30104": "社会保障缴费", "310": "其他资本性支出", "31002": "办公设备购置"}


class ClassNames:
    """Names by code, for the year's edition first and then for the editions before it."""

    def __init__(self, city: City, year: int) -> None:
        self._functional = {**_LEFT_OUT, **_names(city, "functional", year)}
        if year >= 2014:
            self._functional |= _FROM_2014
        self._economic = {**_ECONOMIC, **_names(city, "economic-department", year)}

    def functional(self, code: str) -> str:
        """Name of a functional code of 3, 5 or 7 digits. Raises KeyError for a code that no edition knows."""
        return self._functional[code]

    def economic(self, code: str) -> str:
        """Name of an economic code of 3 or 5 digits. Raises KeyError for a code that no edition knows."""
        return self._economic[code]


def _names(city: City, scheme: str, year: int) -> dict[str, str]:
    editions = sorted(
        (edition for edition in city.editions if edition.scheme == scheme and edition.first_year <= year),
        key=lambda edition: edition.first_year,
    )
    names: dict[str, str] = {}
    for edition in editions:
        names |= _codes(city, scheme, (edition.edition,))
    return names


def _codes(city: City, scheme: str, editions: Iterable[str]) -> dict[str, str]:
    return {item.code: item.name for item in city.classes if item.scheme == scheme and item.edition in editions}
