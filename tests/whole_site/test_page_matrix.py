"""Every page type in Chromium at three widths, in both languages, light, dark and in large type: accessible, quiet,
self-contained, no wider than the screen, and light over the wire.

`make test` takes a selection in which each page type meets each width, language and mode, and shows axe the first rows
of long tables; `make torture` takes all of them, whole.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.watching import FIRST_ROWS, Watched, serious_violations
from tests.whole_site.dresses import EVERYTHING, Dress, visits
from tests.whole_site.page_types import ERRORS, one_of_each_type, special_cases

pytestmark = pytest.mark.browser

HEAVIEST = 120 * 1024
"""Bytes of a first visit, compressed, headers included."""


@pytest.mark.parametrize(("address", "dress"), visits(one_of_each_type(), special_cases()), ids=str)
def test_a_page_is_accessible_quiet_light_and_fits(browser: Any, server: str, address: str, dress: Dress) -> None:
    with Watched(browser, dress.width, color_scheme=dress.color_scheme) as watched:
        weights = watched.weigh()
        watched.page.goto(server + dress.address(address))
        assert watched.overflow() <= 0
        assert [text for text in watched.complaints if address not in ERRORS or "status of 40" not in text] == []
        assert watched.outside(server) == []
        assert 0 < sum(weights) < HEAVIEST
        assert serious_violations(watched.page, None if EVERYTHING else FIRST_ROWS) == []
