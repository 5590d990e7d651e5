"""The site by keyboard alone: each step is a key press, each stop shows where the focus is."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.watching import Watched

pytestmark = pytest.mark.browser

MOST_STOPS = 200
_OUTLINE = """async () => {
  const off = () => { const box = document.activeElement.getBoundingClientRect();
                      return box.top >= innerHeight || box.bottom <= 0; };
  for (let frame = 0; frame < 60 && off(); frame++) await new Promise(requestAnimationFrame);  // it scrolls smoothly
  const seen = document.activeElement, style = getComputedStyle(seen), box = seen.getBoundingClientRect();
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  return { name: (seen.innerText || seen.labels?.[0]?.innerText || seen.id || "").trim(), tag: seen.localName,
           id: seen.id, ring, shown: box.width > 0 && box.bottom > 0 && box.top < innerHeight };
}"""


class Keyboard:
    """A reader without a mouse. Every stop must be seen: a ring around it, on the screen."""

    def __init__(self, page: Any) -> None:
        self.page, self.stops = page, 0

    def tab(self, key: str = "Tab") -> dict[str, Any]:
        self.page.keyboard.press(key)
        stop: dict[str, Any] = self.page.evaluate(_OUTLINE)
        self.stops += 1
        if stop["tag"] != "body":
            assert stop["ring"], f"no focus ring on {stop}"
            assert stop["shown"], f"focus is off the screen at {stop}"
        return stop

    def tab_to(self, name: str = "", *, id: str = "", tag: str = "") -> dict[str, Any]:
        """Press Tab until the focus is on what is named so (by its words' beginning, its id)."""
        for _press in range(MOST_STOPS):
            stop = self.tab()
            if (stop["name"].startswith(name) and (not id or stop["id"] == id) and (not tag or stop["tag"] == tag)):
                return stop
        raise AssertionError(f"{MOST_STOPS} stops and no {name or id} on {self.page.url}")

    def tab_to_figure(self) -> None:
        """Press Tab until the focus is on a figure, whose link leads to its source."""
        for _press in range(MOST_STOPS):
            self.tab()
            if "/figures/" in self.page.evaluate("document.activeElement.href || ''"):
                return
        raise AssertionError(f"{MOST_STOPS} stops and no figure on {self.page.url}")

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def enter(self) -> None:
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")


@pytest.fixture
def reader(browser: Any, server: str) -> Iterator[Keyboard]:
    with Watched(browser, 1280, accept_downloads=True) as watched:
        watched.page.goto(server + "/")
        yield Keyboard(watched.page)
        assert watched.complaints == []


def test_the_first_stop_skips_to_the_content(reader: Keyboard) -> None:
    assert reader.tab()["name"] == "跳到正文"
    reader.page.keyboard.press("Enter")
    assert reader.page.evaluate("document.activeElement.id") == "content"
    reader.tab()
    assert reader.page.evaluate("document.activeElement.closest('main') !== null")


def test_a_reader_finds_a_unit_changes_the_year_opens_a_source_and_downloads(reader: Keyboard, tmp_path: Path) -> None:
    reader.tab_to(id="site-search")
    reader.type("教育局")
    reader.enter()
    reader.tab_to("示例市教育局", tag="a")
    reader.enter()
    assert "/units/204001" in reader.page.url
    reader.tab_to("2013 年部门预算", tag="a")
    reader.enter()
    assert reader.page.url.endswith("/units/204001/2013")
    reader.tab_to("2012 年", tag="a")
    reader.enter()
    assert reader.page.url.endswith("/units/204001/2012")
    year = reader.page.url
    reader.tab_to_figure()
    reader.enter()
    assert "/figures/" in reader.page.url
    assert reader.page.locator("td.ring").count() == 1
    assert "SHA-256" in reader.page.locator("main").inner_text()
    reader.page.goto(year)
    reader.tab_to("下载 CSV", tag="a")
    with reader.page.expect_download() as waiting:
        reader.page.keyboard.press("Enter")
    waiting.value.save_as(tmp_path / "unit.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "unit.csv").read_text(encoding="utf-8-sig"))))
    assert {row["unit_code"] for row in rows} == {"204001"}
    assert {row["year"] for row in rows} == {"2012"}


def test_a_reader_filters_disbursements_and_opens_a_figures_source(reader: Keyboard) -> None:
    reader.tab_to("专项资金", tag="a")
    reader.enter()
    reader.page.goto(reader.page.url.partition("/special-funds")[0] + "/disbursements")
    reader.tab_to(id="f-year", tag="select")
    reader.page.keyboard.press("ArrowDown")
    reader.page.keyboard.press("ArrowDown")
    reader.tab_to(id="f-amount_yuan__gte")
    reader.type("1000000")
    reader.tab_to("筛选", tag="button")
    reader.enter()
    assert "amount_yuan__gte=1000000" in reader.page.url
    assert "year=2013" in reader.page.url
    assert reader.page.locator("main .chips li").count() == 2
    reader.tab_to_figure()
    reader.enter()
    assert "/figures/batch.2013." in reader.page.url
    assert "SHA-256" in reader.page.locator("main").inner_text()


def test_a_wide_table_can_be_reached_and_moved(reader: Keyboard) -> None:
    reader.page.set_viewport_size({"width": 390, "height": 844})
    reader.page.goto(reader.page.url + "three-public/2013")
    for _press in range(MOST_STOPS):
        reader.page.keyboard.press("Tab")
        if reader.page.evaluate("document.activeElement.classList.contains('table-region')"
                                " && document.activeElement.scrollWidth > document.activeElement.clientWidth"):
            break
    reader.page.keyboard.press("ArrowRight")
    for _ in range(40):  # smooth scrolling takes its time; the page's policy forbids wait_for_function
        if reader.page.evaluate("document.activeElement.scrollLeft") > 0:
            break
        reader.page.wait_for_timeout(50)
    assert reader.page.evaluate("document.activeElement.scrollLeft") > 0
    assert reader.page.evaluate(_OUTLINE)["ring"]
