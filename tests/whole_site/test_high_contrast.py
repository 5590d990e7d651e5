"""Readers whose system asks for more contrast, or forces its own colours, get pages in which nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.watching import FIRST_ROWS, serious_violations
from tests.whole_site.dresses import EVERYTHING, HIGH_CONTRAST, Dress
from tests.whole_site.page_types import one_of_each_type
from tests.whole_site.wardrobe import Wardrobe

pytestmark = pytest.mark.browser

PAGES = one_of_each_type() if EVERYTHING else one_of_each_type()[1::4]
# Fields and buttons that forced colours would leave without a line around them: their ground is gone.
_WITHOUT_LINE = """() => [...document.querySelectorAll("input:not([type=hidden]), select, textarea, button, .button")]
  .filter((one) => one.offsetWidth > 2 && !one.matches(".read-aloud, [type=radio], [type=checkbox]")
    && !(parseFloat(getComputedStyle(one).borderTopWidth) >= 1))
  .map((one) => one.outerHTML.slice(0, 120))"""
# The same where the ground of the page is black: a field or button needs a line or a ground that the page has not.
_UNSEEN = """() => {
  const page = getComputedStyle(document.body).backgroundColor;
  return [...document.querySelectorAll("input:not([type=hidden]), select, textarea, button, .button, .chips a")]
    .filter((one) => {
      const style = getComputedStyle(one);
      const hasLine = parseFloat(style.borderTopWidth) >= 1 && style.borderTopColor !== page;
      const hasGround = ![page, "rgba(0, 0, 0, 0)"].includes(style.backgroundColor);
      const isSmall = one.offsetWidth <= 2 || one.matches(".read-aloud, [type=radio], [type=checkbox]");
      return !hasLine && !hasGround && !isSmall;
    }).map((one) => one.outerHTML.slice(0, 120));
}"""
# The column of the site that the page belongs to must look other than the others.
_CURRENT = """() => [...document.querySelectorAll(".nav-main a")].map((one) => [one.hasAttribute("aria-current"),
  getComputedStyle(one).borderBottomColor === getComputedStyle(document.body).backgroundColor])"""


@pytest.fixture(scope="module")
def wardrobe(browser: Any) -> Iterator[Wardrobe]:
    with Wardrobe(browser) as opened:
        yield opened


@pytest.mark.parametrize("mode", HIGH_CONTRAST)
@pytest.mark.parametrize("address", PAGES)
def test_a_page_in_high_contrast_is_accessible_and_fits(
    wardrobe: Wardrobe, server: str, address: str, mode: str
) -> None:
    watched, _weights = wardrobe.visit(Dress(390, "zh", mode), server + address)
    assert watched.overflow() <= 0
    # Forced colours are the system's: it answers for their contrast, and axe measures those that they replace.
    found = serious_violations(watched.page, FIRST_ROWS)
    assert [one for one in found if (mode, one[0]) != ("forced", "color-contrast")] == []


@pytest.mark.parametrize("address", PAGES)
def test_more_contrast_in_the_dark_shows_every_field_and_button(
    wardrobe: Wardrobe, server: str, address: str
) -> None:
    watched, _weights = wardrobe.visit(Dress(1280, "zh", "dark-contrast"), server + address)
    assert watched.page.evaluate(_UNSEEN) == []


@pytest.mark.parametrize("address", PAGES)
def test_forced_colours_leave_no_field_without_a_line(wardrobe: Wardrobe, server: str, address: str) -> None:
    watched, _weights = wardrobe.visit(Dress(1280, "zh", "forced"), server + address)
    assert watched.page.evaluate(_WITHOUT_LINE) == []
    assert all(is_current != is_hidden for is_current, is_hidden in watched.page.evaluate(_CURRENT))
