"""With JavaScript switched off everything works but the suggestions: journeys, search, filters, switches, downloads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.watching import Watched

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Any, server: str) -> Iterator[Any]:
    with Watched(browser, 390, java_script_enabled=False, accept_downloads=True) as watched:
        watched.page.goto(server + "/")
        yield watched.page
        assert watched.complaints == []
        assert watched.outside(server) == []


def test_search_leads_to_a_unit_its_year_and_a_figures_source(page: Any) -> None:
    page.locator("#site-search").fill("教育局")
    page.get_by_role("search").get_by_role("button").click()
    assert page.locator("main mark").count() > 0
    page.locator("main").get_by_role("link", name="示例市教育局", exact=True).first.click()
    page.locator("main").get_by_role("link", name="2013 年部门预算").first.click()
    # Scripts fold the tables of a year; without them all stand open.
    folds = page.locator("details.table-fold")
    assert folds.count() > 5
    assert page.locator("details.table-fold[open]").count() == folds.count()
    page.locator("table.data a.fig:visible").first.click()
    assert "/figures/" in page.url
    assert "SHA-256" in page.locator("main").inner_text()


def test_filters_chips_sorting_and_pages_of_a_list(page: Any) -> None:
    page.goto(page.url + "disbursements")
    page.locator("#f-year").select_option("2013")
    page.locator("#f-recipient__contains").fill("公司")
    page.locator("form.filters button").click()
    assert "recipient__contains=" in page.url
    before = page.locator("table.data tbody tr").count()
    page.get_by_role("link", name="金额", exact=True).click()
    assert "sort=-amount" in page.url
    page.get_by_role("link", name="下一页").first.click()
    assert "cursor=" in page.url
    assert page.locator("table.data tbody tr").count() > 0
    page.locator(".chips a").filter(has_text="公司").click()
    assert "recipient__contains" not in page.url
    assert page.locator("table.data tbody tr").count() >= before > 0


def test_language_type_size_and_downloads(page: Any) -> None:
    page.goto(page.url + "units/204001/2013")
    page.get_by_role("link", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download CSV").click()
    assert waiting.value.suggested_filename.endswith(".csv")
    page.get_by_role("navigation", name="Display").get_by_role("link", name="Large type").click()
    assert "large" in (page.locator("html").get_attribute("class") or "")


def test_a_comparison_is_made_with_a_plain_form(page: Any) -> None:
    page.goto(page.url + "compare")
    for code in ("204001", "205001"):
        page.locator("#f-unit").select_option(code)
        page.get_by_role("button", name="加入比较").click()
    assert page.url.count("unit=") == 2
    assert page.locator("svg.chart:visible").count() == 1


def test_batches_townships_and_three_public_expenses_lead_on(page: Any) -> None:
    columns = (("乡镇街道", "/townships/"), ("“三公”经费", "/three-public/"), ("专项资金", "/special-funds/"))
    for column, first in columns:
        page.get_by_role("navigation", name="主要栏目").get_by_role("link", name=column).click()
        page.locator(f'main a[href^="{first}"]:visible').first.click()
        assert first in page.url
        assert page.locator("table.data tbody tr").count() > 0
