"""People of the bureau in Chromium: they sign in with both steps; every stop is looked at on two screens."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Any

from transparency_site.accounts import second_factor
from transparency_site.accounts.demo import PASSWORD, SECRETS

WIDTHS = (1280, 390)
HEIGHT = 760
PICTURES = os.environ.get("CLERK_PICTURES", "")
"""A folder for pictures of the clerk's steps; empty: none are taken."""


class Person:
    """Somebody with a browser of his own."""

    def __init__(self, browser: Any, address: str, name: str) -> None:
        self.address, self.name = address, name
        self.context = browser.new_context(viewport={"width": WIDTHS[0], "height": HEIGHT}, locale="zh-CN")
        self.page = self.context.new_page()

    def sign_in(self) -> None:
        """With password, and the code that this person's authenticator shows now."""
        self.open("/bureau/")
        self.page.get_by_label("用户名", exact=True).fill(self.name)
        self.page.get_by_label("密码", exact=True).fill(PASSWORD)
        self.press("下一步")
        step = second_factor.step_at(second_factor_now())
        self.page.get_by_label("验证码", exact=True).fill(second_factor.code_of(SECRETS[self.name], step))
        self.press("登录")
        assert self.page.locator("h1").inner_text() == "工作台"

    def open(self, path: str) -> int:
        """Go to a page of the site: its status."""
        answer = self.page.goto(self.address + path)
        assert answer is not None
        return int(answer.status)

    def follow(self, link: str) -> None:
        """Follow the link of that name and wait for the page that it leads to."""
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=link).click()

    def text(self) -> str:
        """What the page says."""
        return str(self.page.locator("main").inner_text())

    def wait_until_checked(self) -> None:
        """The page reloads itself while the check goes on, without scripts."""
        self.page.wait_for_function(
            "() => document.readyState === 'complete' && !document.querySelector('meta[http-equiv=\"refresh\"]')",
            timeout=60_000,
        )

    def press(self, button: str) -> None:
        """Press the button of that name and wait for the page that follows."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=button, exact=True).click()

    def look(self, picture: str = "", focus: str = "") -> None:
        """The page is no wider than either screen and axe finds nothing serious; `picture` of it where asked for.

        `focus`: what the picture begins with; else the page's top.
        """
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": HEIGHT})
            assert self.page.evaluate("document.documentElement.scrollWidth") <= width, (self.page.url, width)
            if picture and PICTURES:
                self._take(Path(PICTURES) / f"{picture}-{width}.png", focus)
        self.page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
        assert serious(self.page) == [], self.page.url

    def _take(self, path: Path, focus: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        top = self.page.locator(focus).first.bounding_box()["y"] - 16 if focus else 0
        self.page.evaluate(f"window.scrollBy(0, {top})")
        self.page.screenshot(path=str(path))
        self.page.evaluate("window.scrollTo(0, 0)")


def second_factor_now() -> dt.datetime:
    """Now, as sites store it: UTC without a zone."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)


def serious(page: Any) -> list[tuple[str, list[str]]]:
    """What axe finds on the page and calls serious or critical: (rule, the first places)."""
    from axe_playwright_python.sync_playwright import Axe

    return [
        (one["id"], [node["html"][:160] for node in one["nodes"][:3]])
        for one in Axe().run(page).response["violations"]
        if one["impact"] in ("serious", "critical")
    ]
