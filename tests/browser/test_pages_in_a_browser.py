"""The main pages in Chromium at 1280 and 390 pixels: accessible, quiet, self-contained, no wider than the screen."""

from __future__ import annotations

import functools
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.browser.watching import Watched, serious_violations

pytestmark = pytest.mark.browser

ADDRESSES = (
    "/", "/units", "/units/204001", "/units/204001/2013", "/compare?unit=204001&unit=101001", "/budget/2013",
    "/special-funds", "/special-funds/F01", "/batches", "/batches/2013/001", "/townships", "/townships/999982001",
    "/disbursements?year=2013", "/three-public", "/three-public/2013", "/search?q=教育", "/data", "/publications",
    "/publications/6", "/corrections", "/figures/budget.204001.2013.department.expenditure.2050102.project",
    "/timeliness/2013", "/glossary", "/about", "/nowhere", "/units/204001?lang=en", "/units/204001?view=large",
    "/?as_of=4",
)  # fmt: skip
WIDTHS = (1280, 390)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_is_accessible_quiet_and_fits(browser: Any, server: str, address: str, width: int) -> None:
    with Watched(browser, width) as watched:
        watched.page.goto(server + address)
        assert watched.overflow() <= 0
        complaints = [text for text in watched.complaints if address != "/nowhere" or "404" not in text]
        assert complaints == []
        assert watched.outside(server) == []
        assert serious_violations(watched.page) == []


@pytest.mark.parametrize("address", ["/", "/units/204001", "/townships"])
def test_the_dark_dress_is_readable_too(browser: Any, server: str, address: str) -> None:
    with Watched(browser, 1280, color_scheme="dark") as watched:
        watched.page.goto(server + address)
        assert serious_violations(watched.page) == []


def test_everything_is_there_without_javascript(browser: Any, server: str) -> None:
    with Watched(browser, 390, java_script_enabled=False) as watched:
        watched.page.goto(server + "/")
        watched.page.get_by_role("link", name="部门预决算").first.click()
        watched.page.get_by_label("单位名称").fill("教育")
        watched.page.get_by_role("button", name="查找").click()
        assert "name__contains=" in watched.page.url
        watched.page.get_by_role("link", name="小样市教育局").first.click()
        assert watched.page.locator("h1").inner_text().startswith("小样市教育局")


def test_a_reader_walks_from_the_home_page_to_a_source_cell(browser: Any, server: str) -> None:
    with Watched(browser, 1280) as watched:
        watched.page.goto(server + "/units/204001/2013")
        watched.page.locator("table.data a.fig").first.click()
        assert "/figures/" in watched.page.url
        assert "SHA-256" in watched.page.locator("main").inner_text()


def test_a_wide_table_scrolls_by_keyboard_inside_the_page(browser: Any, server: str) -> None:
    with Watched(browser, 390) as watched:
        watched.page.goto(server + "/three-public/2013")
        region = watched.page.get_by_role("region", name="各单位“三公”经费")
        assert region.evaluate("element => element.scrollWidth > element.clientWidth")
        region.focus()
        watched.page.keyboard.press("ArrowRight")
        watched.page.keyboard.press("ArrowRight")
        watched.page.wait_for_timeout(1000)  # the browser scrolls smoothly, on a busy machine later
        assert region.evaluate("element => element.scrollLeft") > 0


def test_typing_suggests_names(browser: Any, server: str) -> None:
    with Watched(browser, 1280) as watched:
        watched.page.goto(server + "/")
        with watched.page.expect_response(lambda response: "/api/v1/suggest" in response.url):
            watched.page.locator("#site-search").press_sequentially("教育")
        watched.page.wait_for_function("document.querySelector('#site-suggestions').options.length > 0")
        assert watched.complaints == []


def test_paper_has_the_address_and_no_menus(browser: Any, server: str) -> None:
    with Watched(browser, 794) as watched:
        watched.page.goto(server + "/batches/2013/001")
        watched.page.emulate_media(media="print")
        assert watched.page.locator(".qr img").is_visible()
        assert not watched.page.locator(".nav-main").is_visible()
        assert watched.page.get_by_text("本站所有数字").is_visible()


def test_folded_tables_are_open_on_paper_and_folded_again_afterwards(browser: Any, server: str) -> None:
    with Watched(browser, 390) as watched:
        watched.page.goto(server + "/units/204001/2013")
        folds = watched.page.locator("details[data-fold]")
        assert folds.count() > 0
        assert watched.page.locator("details[data-fold][open]").count() == 0
        watched.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        assert watched.page.locator("details[data-fold][open]").count() == folds.count()
        watched.page.emulate_media(media="print")
        assert folds.last.locator("p, table").first.is_visible()
        watched.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
        assert watched.page.locator("details[data-fold][open]").count() == 0


def test_without_javascript_nothing_is_folded(browser: Any, server: str) -> None:
    with Watched(browser, 390, java_script_enabled=False) as watched:
        watched.page.goto(server + "/units/204001/2013")
        assert watched.page.locator("details.table-fold:not([open])").count() == 0


def test_reading_aloud_is_offered_only_where_it_can_be_done(browser: Any, server: str) -> None:
    with Watched(browser, 1280) as watched:
        watched.page.add_init_script("""
            window.spoken = [];
            window.SpeechSynthesisUtterance = function (text) { this.text = text; };
            Object.defineProperty(window, "speechSynthesis", { value: {
                speak(one) { window.spoken.push(one); }, cancel() {} } });
        """)
        watched.page.goto(server + "/units/204001")
        button = watched.page.get_by_role("button", name="朗读")
        button.click()
        assert button.get_attribute("aria-pressed") == "true"
        first = watched.page.evaluate("[window.spoken[0].text, window.spoken[0].lang]")
        assert first[0].startswith("小样市教育局")
        assert first[1] == "zh-CN"
        button.click()
        assert button.get_attribute("aria-pressed") == "false"
        assert watched.complaints == []
    with Watched(browser, 1280) as watched:
        watched.page.add_init_script("delete window.speechSynthesis; delete window.SpeechSynthesisUtterance;")
        watched.page.goto(server + "/units/204001")
        assert watched.page.locator(".read-aloud").count() == 0


def test_a_chart_stands_in_another_sites_frame_and_a_page_does_not(browser: Any, server: str, tmp_path: Path) -> None:
    handler = functools.partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as other, Watched(browser, 800) as watched:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        for name, address, shown in (("chart", "/embed/units/204001/years", True), ("page", "/units/204001", False)):
            # A file of its own for each: one that is written twice within a second is "not modified" to a browser.
            frame = f'<iframe src="{server}{address}" width="700" height="500"></iframe>'
            (tmp_path / f"{name}.html").write_text(frame)
            watched.page.goto(f"http://127.0.0.1:{other.server_port}/{name}.html")
            watched.page.wait_for_timeout(700)
            assert (watched.page.frames[-1].locator("figure.picture svg").count() > 0) == shown
        other.shutdown()
