"""`make screenshots`: every page type in every dress, and in print, as pictures and PDF files to look at.

python -m tests.whole_site.screenshots [FOLDER] [part of an address …]: into FOLDER (screenshots/), of a sample city
that is built first; or of a site that runs already, SITE=http://127.0.0.1:8000.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tests.browser.serving import served
from tests.browser.watching import Watched
from tests.conftest import CHROMIUM, CHROMIUM_SWITCHES
from tests.sample_site import ROOT, build_sample
from tests.whole_site.dresses import Dress, every_dress
from tests.whole_site.page_types import EMBEDDED, every_address
from transparency_site import create_app
from transparency_site.config import read_settings
from transparency_site.progress import shown


def name_of(address: str) -> str:
    """A file's name for `address`: its path and parameters, without what file systems dislike."""
    return re.sub(r"[^0-9A-Za-z._-]+", "-", address.strip("/")) or "home"


@contextmanager
def site() -> Iterator[str]:
    """The address of the running site SITE, or of a sample city of its own."""
    if running := os.environ.get("SITE"):
        yield running.rstrip("/")
        return
    with tempfile.TemporaryDirectory() as folder:
        build_sample(Path(folder))
        with served(create_app(read_settings({"CITY": str(ROOT / "cities/sample"), "VAR_DIR": folder}))) as address:
            yield address


def take(browser: Any, server: str, address: str, dress: Dress, folder: Path) -> None:
    """One picture of the whole page."""
    with Watched(browser, dress.width, color_scheme=dress.color_scheme) as watched:
        watched.page.goto(server + dress.address(address))
        watched.page.screenshot(path=folder / str(dress) / f"{name_of(address)}.png", full_page=True)


def print_out(browser: Any, server: str, address: str, folder: Path) -> None:
    """The page on A4 paper."""
    with Watched(browser, 794) as watched:
        watched.page.goto(server + address)
        watched.page.pdf(path=folder / "print" / f"{name_of(address)}.pdf", prefer_css_page_size=True)


def main(folder: Path, parts: list[str]) -> int:
    """Take all pictures; the number of pages that were taken."""
    charts = {address for addresses in EMBEDDED.values() for address in addresses[:1]}
    chosen = [one for one in every_address() if not parts or any(part in one for part in parts)]
    for kind in (*map(str, every_dress()), "print"):
        (folder / kind).mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, site() as server:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_SWITCHES)
        with shown("截图 screenshots", len(chosen)) as progress:
            for address in chosen:
                for dress in every_dress():
                    take(browser, server, address, dress, folder)
                if address not in charts:
                    print_out(browser, server, address, folder)
                progress(address)
        browser.close()
    return len(chosen)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    target = Path(arguments[0] if arguments else "screenshots")
    print(f"{main(target, arguments[1:])} pages in {target}")
