"""A page of the browser that remembers what it complained of, whom it asked, and how much came over the wire."""

from __future__ import annotations

from typing import Any


class Watched:
    """A fresh browser context (nothing cached) of `width` CSS pixels with one page; closed at the end of `with`."""

    def __init__(self, browser: Any, width: int, height: int = 900, **options: Any) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": height}, **options)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.asked: list[str] = []
        self.page.on(
            "console", lambda message: self.complaints.append(message.text) if message.type == "error" else None
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))

    def __enter__(self) -> Watched:
        return self

    def __exit__(self, *_error: object) -> None:
        self.context.close()

    def weigh(self, *, cached: bool = True) -> list[float]:
        """From now on the bytes of each answer, headers included, as they came over the wire (compressed)."""
        weights: list[float] = []
        wire = self.context.new_cdp_session(self.page)
        wire.send("Network.enable")
        if not cached:
            wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
        wire.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
        return weights

    def outside(self, server: str) -> list[str]:
        """Addresses asked for that are not on `server`."""
        return [url for url in self.asked if not url.startswith((server, "data:"))]

    def overflow(self) -> int:
        """By how many pixels the page is wider than the screen."""
        wide: int = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return wide


FIRST_ROWS = {"exclude": [["tbody tr:nth-child(n+9)"], ["li:nth-child(n+25)"]]}
"""For axe: the first rows of a table stand for all, which are made alike."""


def serious_violations(page: Any, context: dict[str, list[list[str]]] | None = None) -> list[tuple[str, list[str]]]:
    """What axe finds serious or critical (in `context`: the whole page): rule and the first elements."""
    from axe_playwright_python.sync_playwright import Axe

    violations = Axe().run(page, context, {"resultTypes": ["violations"]}).response["violations"]
    return [
        (one["id"], [node["html"][:160] for node in one["nodes"][:3]])
        for one in violations
        if one["impact"] in ("serious", "critical")
    ]
