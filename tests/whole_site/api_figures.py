"""What the API says about the figures of each chart: asked for in its own words, added up here where the chart adds.

One function for each `embed_…` endpoint; `test_chart_figures` fails where a chart has none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any
from urllib.parse import urlencode

from flask.testing import FlaskClient

from tests.whole_site.charts_on_pages import Figures

STAGES = {"budget": "预算", "final": "决算", "approved": "预算", "accounts": "决算"}
EXPENSES = {
    "overseas_travel_fen": "因公出国（境）费", "vehicle_purchase_fen": "公务用车购置费",
    "vehicle_operation_fen": "公务用车运行维护费", "reception_fen": "公务接待费", "total_fen": "合计",
}  # fmt: skip
NO_TOWNSHIP = "未分乡镇"
Row = dict[str, Any]


class Api:
    """The API as a script sees it at a version: whole lists, page by page."""

    def __init__(self, client: FlaskClient, as_of: str | None) -> None:
        self._client = client
        self._version = {"as_of": as_of} if as_of else {}
        self.rows = cache(self._rows)

    def _rows(self, path: str, **asked: str | int) -> list[Row]:
        """Every row of `/api/v1/path` under the parameters `asked`."""
        address: str | None = f"/api/v1/{path}?{urlencode({**asked, **self._version, 'page_size': 1000})}"
        found: list[Row] = []
        while address:
            answer = self._client.get(address)
            assert answer.status_code == 200, (address, answer.get_data(as_text=True)[:300])
            body = answer.get_json()
            found += body["data"]
            address = body["links"]["next"]
        return found

    def groups(self, dataset: str, group_by: str, **asked: str | int) -> list[Row]:
        return self.rows("aggregate", dataset=dataset, group_by=group_by, measure="amount", **asked)


def _added(pairs: Iterable[tuple[Any, int | None]]) -> dict[Any, int | None]:
    """Sums by key; None only where no addend was published."""
    sums: dict[Any, int | None] = {}
    for key, fen in pairs:
        known = sums.get(key)
        sums[key] = fen if known is None else known + (fen or 0)
    return sums


def _plain(pairs: Iterable[tuple[str, int | None]]) -> Figures:
    return {(label, ""): fen for label, fen in pairs}


def _totals(api: Api, year: int) -> list[Row]:
    """The departments' budgets of a year, or their accounts where no budget is published."""
    asked = {"year": year, "scope": "department", "first_level": "true"}
    return api.rows("budget-totals", **asked, kind="budget") or api.rows("budget-totals", **asked, kind="accounts")


def city_departments(api: Api, year: int) -> Figures:
    return _plain((row["unit_name"], row["expenditure_fen"]) for row in _totals(api, year))


def _classes(api: Api, disclosures: set[str], **asked: str | int) -> Figures:
    lines = api.rows("budget-lines", table="expenditure", measure="total", level="class", **asked)
    shown = [row for row in lines if row["disclosure"] in disclosures]
    names = {row["functional_code"]: row["name"] for row in reversed(shown)}
    sums = _added((row["functional_code"], row["amount_fen"]) for row in shown)
    return _plain((names[code], fen) for code, fen in sums.items())


def city_functions(api: Api, year: int) -> Figures:
    return _classes(api, {row["id"] for row in _totals(api, year)}, year=year, scope="department")


def unit_functions(api: Api, code: str, year: int, disclosure: str) -> Figures:
    return _classes(api, {disclosure}, year=year, unit=code)


def unit_years(api: Api, code: str) -> Figures:
    rows = api.rows("budget-totals", unit=code)
    rows = [row for row in rows if row["scope"] == "department"] or rows
    measures = {"basic_fen": "基本支出", "project_fen": "项目支出", "expenditure_fen": "合计"}
    return {
        (f"{row['year']} {'决算' if row['kind'] == 'accounts' else '预算'}", words): row[key]
        for row in rows if row["basic_fen"] is not None or row["project_fen"] is not None
        for key, words in measures.items()
    }


def comparison(api: Api, unit: tuple[str, ...]) -> Figures:
    names = {row["code"]: row["short_name"] or row["name"] for row in api.rows("units", code__in=",".join(unit))}
    rows = [row for one in unit for row in api.rows("budget-totals", unit=one, kind="budget", scope="department")]
    return {(str(row["year"]), names[row["unit_code"]]): row["expenditure_fen"] for row in rows}


def funds_of_year(api: Api, year: int) -> Figures:
    return _plain((row["fund_name"], row["amount_fen"]) for row in api.groups("batches", "fund_name", year=year))


def fund_years(api: Api, fund: str) -> Figures:
    return {(str(row["year"]), "拨付额"): row["amount_fen"] for row in api.groups("batches", "year", fund=fund)}


def _townships(api: Api, **asked: str | int) -> Figures:
    groups = api.groups("disbursements", "township_name", **asked)
    return _plain((row["township_name"] or NO_TOWNSHIP, row["amount_fen"]) for row in groups)


def fund_townships(api: Api, fund: str, year: int) -> Figures:
    return _townships(api, fund=fund, year=year)


def fund_purposes(api: Api, fund: str, year: int) -> Figures:
    groups = api.groups("disbursements", "purpose", fund=fund, year=year)
    return _plain((row["purpose"] or "没有写明用途", row["amount_fen"]) for row in groups)


def batch_townships(api: Api, year: int, number: str) -> Figures:
    return _townships(api, year=year, batch=number)


def township_ranking(api: Api, year: int) -> Figures:
    return _townships(api, year=year)


def township_map(api: Api, year: int) -> Figures:
    return {key: fen for key, fen in _townships(api, year=year).items() if key[0] != NO_TOWNSHIP}


def township_funds(api: Api, code: str, year: int) -> Figures:
    names = {row["code"]: row["name"] for row in api.rows("special-funds")}
    groups = api.groups("disbursements", "fund", township=code, year=year)
    return _plain((names[row["fund"]], row["amount_fen"]) for row in groups)


def _expenses(rows: Iterable[Row]) -> Figures:
    sums: dict[tuple[str, str], list[int | None]] = defaultdict(list)
    for row in rows:
        for key, words in EXPENSES.items():
            sums[f"{row['year']} {STAGES[row['stage']]}", words].append(row[key])
    return _added((key, fen) for key, amounts in sums.items() for fen in amounts)


def city_three_public(api: Api) -> Figures:
    return _expenses(api.rows("three-public", first_level="true"))


def three_public_structure(api: Api, year: int) -> Figures:
    return _expenses(api.rows("three-public", first_level="true", year=year))


def unit_three_public(api: Api, code: str) -> Figures:
    return _expenses(api.rows("three-public", unit=code))


def three_public_units(api: Api, year: int) -> Figures:
    rows = api.rows("three-public", year=year, first_level="true")
    stage = "final" if any(row["stage"] == "final" for row in rows) else "budget"
    return _plain((row["unit_name"], row["total_fen"]) for row in rows if row["stage"] == stage)


def unit_execution(api: Api, code: str, year: int) -> Figures:
    rows = api.rows("executions", unit=code, year=year, level="total", basis="ytd", direction="expenditure")
    measures = {"executed_fen": "累计执行", "budget_fen": "全年预算"}
    return {
        (f"第 {row['quarter']} 季度", words): row[key] for row in rows for key, words in measures.items()
    }


Asked = Callable[..., Figures]
OF_CHART: dict[str, Asked] = {
    f"embed_{one.__name__}": one
    for one in (
        batch_townships, city_departments, city_functions, city_three_public, comparison, fund_purposes,
        fund_townships, fund_years, funds_of_year, three_public_structure, three_public_units, township_funds,
        township_map, township_ranking, unit_execution, unit_functions, unit_three_public, unit_years,
    )
}  # fmt: skip
