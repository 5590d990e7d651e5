"""The API's documentation: light at first, interactive for whom asks for it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.watching import Watched, serious_violations

pytestmark = pytest.mark.browser


def test_the_interactive_documentation_comes_when_asked_for(browser: Any, server: str) -> None:
    with Watched(browser, 1280) as watched:
        weights = watched.weigh()
        watched.page.goto(server + "/api/v1/docs")
        assert sum(weights) < 30_000
        assert serious_violations(watched.page) == []
        watched.page.get_by_role("button", name="打开交互式说明").click()
        watched.page.locator(".opblock").first.wait_for()
        assert watched.complaints == []
        assert watched.outside(server) == []


def test_the_interactive_documentation_fits_a_phone_in_large_type_and_in_the_dark(browser: Any, server: str) -> None:
    with Watched(browser, 390, color_scheme="dark") as watched:
        watched.page.goto(server + "/api/v1/docs?view=large")
        watched.page.get_by_role("button", name="打开交互式说明").click()
        watched.page.locator(".opblock").first.wait_for()
        assert watched.overflow() <= 0
        grounds = [watched.page.locator(one).first.evaluate("one => getComputedStyle(one).backgroundColor")
                   for one in ("body", "#swagger-ui")]
        assert grounds == ["rgb(17, 23, 29)", "rgb(255, 255, 255)"]
