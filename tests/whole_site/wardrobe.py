"""A browser page for each look, kept for all visits: a new context costs as much as a visit does."""

from __future__ import annotations

from typing import Any

from tests.browser.watching import Watched
from tests.whole_site.dresses import Dress


class Wardrobe:
    """Pages by width and look, opened when they are first wanted. Nothing is cached: each visit is a first one."""

    def __init__(self, browser: Any) -> None:
        self._browser = browser
        self._worn: dict[tuple[Any, ...], tuple[Watched, list[float]]] = {}

    def __enter__(self) -> Wardrobe:
        return self

    def __exit__(self, *_error: object) -> None:
        for watched, _weights in self._worn.values():
            watched.context.close()

    def visit(self, dress: Dress, address: str) -> tuple[Watched, list[float]]:
        """The page at `address` (with the switches of `dress`), and the bytes of each answer of this visit."""
        watched, weights = self._open(dress)
        watched.page.goto("about:blank")
        for list_of_last_visit in (watched.complaints, watched.asked, weights):
            list_of_last_visit.clear()
        watched.page.goto(address)
        return watched, weights

    def _open(self, dress: Dress) -> tuple[Watched, list[float]]:
        look = (dress.width, *dress.look.items())
        if look not in self._worn:
            watched = Watched(self._browser, dress.width, **dress.look)
            self._worn[look] = watched, watched.weigh(cached=False)
        return self._worn[look]
