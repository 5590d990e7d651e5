"""Every page type in Chromium at three widths, in both languages, light, dark and in large type: accessible, quiet,
self-contained, no wider than the screen, and light over the wire.

`make test` takes a selection in which each page type meets each width, language and mode, and shows axe the first rows
of long tables; `make torture` takes all of them, and shows axe the whole of each page in each mode, in both languages.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.watching import FIRST_ROWS, serious_violations
from tests.whole_site.dresses import EVERYTHING, Dress, visits
from tests.whole_site.page_types import ERRORS, one_of_each_type, special_cases
from tests.whole_site.wardrobe import Wardrobe

pytestmark = pytest.mark.browser

HEAVIEST = 120 * 1024
"""Bytes of a first visit, compressed, headers included."""


@pytest.fixture(scope="module")
def wardrobe(browser: Any) -> Iterator[Wardrobe]:
    with Wardrobe(browser) as opened:
        yield opened


def shown_to_axe(dress: Dress) -> dict[str, list[list[str]]] | None:
    """The whole page (None) on a phone in Chinese in each mode of a full run, and on a desk in English in the dark; the
    first rows elsewhere: the colours and the marks of a row depend on neither width nor language.
    """
    is_whole = (dress.width, dress.language) == (390, "zh") or dress == Dress(1280, "en", "dark")
    return None if EVERYTHING and is_whole else FIRST_ROWS


@pytest.mark.parametrize(("address", "dress"), visits(one_of_each_type(), special_cases()), ids=str)
def test_a_page_is_accessible_quiet_light_and_fits(
    wardrobe: Wardrobe, server: str, address: str, dress: Dress
) -> None:
    watched, weights = wardrobe.visit(dress, server + dress.address(address))
    assert watched.overflow() <= 0
    assert [text for text in watched.complaints if address not in ERRORS or "status of 40" not in text] == []
    assert watched.outside(server) == []
    assert 0 < sum(weights) < HEAVIEST
    assert serious_violations(watched.page, shown_to_axe(dress)) == []
