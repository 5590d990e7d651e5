"""Twice as large, and with more room between letters and lines, nothing is lost (WCAG 1.4.10, 1.4.4, 1.4.12)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.watching import Watched
from tests.whole_site.dresses import EVERYTHING
from tests.whole_site.page_types import one_of_each_type

pytestmark = pytest.mark.browser

PAGES = one_of_each_type() if EVERYTHING else one_of_each_type()[::3]
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }"""
# Elements that cut their own text: hidden overflow with more text than room (what is for screen readers alone aside).
_CUT = """() => [...document.querySelectorAll("body *")].filter((one) => {
  const style = getComputedStyle(one);
  return style.overflowX !== "visible" && style.overflowX !== "auto" && style.overflowX !== "scroll"
    && one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 2 && !one.closest("svg, .visually-hidden")
    && one.localName !== "input" && one.localName !== "select";
}).map((one) => one.outerHTML.slice(0, 120))"""
# Texts that stand over one another: two leaves of text in one flow whose boxes overlap; what is folded away has none.
_OVERLAP = """() => {
  const leaves = [...document.querySelectorAll(
      "header a, header button, h1, .figures dt, .figures dd, .crumbs li, .chips a")]
    .map((one) => [one, one.getBoundingClientRect()])
    .filter(([one, box]) => box.width > 2 && one.innerText && !one.matches(".skip"));
  const found = [];
  for (const [a, p] of leaves) for (const [b, q] of leaves) {
    if (a === b || a.contains(b) || b.contains(a)) continue;
    const wide = Math.min(p.right, q.right) - Math.max(p.left, q.left);
    const high = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
    if (wide > 2 && high > 4) found.push(a.innerText + " / " + b.innerText);
  }
  return found;
}"""


def lost(page: Any) -> list[str]:
    return [*page.evaluate(_CUT), *page.evaluate(_OVERLAP)]


@pytest.mark.parametrize("address", PAGES)
def test_at_twice_the_size_and_with_wide_spacing_nothing_is_lost(browser: Any, server: str, address: str) -> None:
    # A window of 1280 pixels at 200 % is one of 640 CSS pixels with two device pixels each.
    with Watched(browser, 640, 512, device_scale_factor=2, bypass_csp=True) as watched:
        watched.page.goto(server + address)
        assert watched.overflow() <= 0
        assert lost(watched.page) == []
        watched.page.add_style_tag(content=SPACED)
        assert watched.overflow() <= 0
        assert lost(watched.page) == []


@pytest.mark.parametrize("address", ["/", "/units/204001"])
def test_a_window_of_320_pixels_needs_no_sideways_scrolling(browser: Any, server: str, address: str) -> None:
    with Watched(browser, 320, 512) as watched:
        for switch in ("", "?lang=en", "?lang=en&view=large"):
            watched.page.goto(server + address + switch)
            assert watched.overflow() <= 0, switch


# On a narrow screen a row of words is a card, and a caption stands above its table: neither may need pulling sideways.
_OUTSIDE = """() => [...document.querySelectorAll("table.cards tbody th, table.cards td, caption")].filter((one) => {
  const box = one.getBoundingClientRect();
  return box.height > 2 && (one.scrollWidth > one.clientWidth + 1 || box.right > innerWidth);
}).map((one) => one.innerText.slice(0, 80))"""
# Tables whose first amount of a row lies outside of what is seen before anything is pulled sideways.
_OUT_OF_SIGHT = """() => [...document.querySelectorAll(".table-region")].filter((region) => {
  const amounts = [...region.querySelectorAll("tbody tr:first-child td.num")]
    .filter((cell) => cell.clientWidth && cell.querySelector("a.fig, [title]"));
  return amounts.length && region.clientWidth && !region.closest(".chart-data")
    && amounts[0].getBoundingClientRect().right > region.getBoundingClientRect().right + 1;
}).map((region) => region.getAttribute("aria-label"))"""
SWITCHES = ("", "lang=en", "view=large", "lang=en&view=large")


@pytest.mark.parametrize("width", [390, 768])
@pytest.mark.parametrize("address", ["/publications", "/corrections", "/questions", "/registers/recusals", "/townships",
                                     "/three-public/2012", "/figures/batch.2013.118.recipients.0027.amount"])
def test_cards_and_captions_are_whole(browser: Any, server: str, address: str, width: int) -> None:
    with Watched(browser, width, 844) as watched:
        for switch in SWITCHES:
            watched.page.goto(f"{server}{address}?{switch}")
            assert watched.page.evaluate(_OUTSIDE) == [], switch


@pytest.mark.parametrize("width", [390, 768])
@pytest.mark.parametrize("address", ["/", "/units", "/units/204001", "/units/204001/2013", "/budget/2013", "/townships",
                                     "/townships/999981101", "/special-funds", "/three-public/2012", "/disbursements",
                                     "/compare?unit=204001&unit=220001", "/batches", "/batches/2013/118"])
def test_the_figure_of_a_row_is_seen_without_pulling_its_table_sideways(
    browser: Any, server: str, address: str, width: int
) -> None:
    with Watched(browser, width, 844) as watched:
        for switch in SWITCHES:
            watched.page.goto(f"{server}{address}{'&' if '?' in address else '?'}{switch}")
            assert watched.page.evaluate(_OUT_OF_SIGHT) == [], switch
