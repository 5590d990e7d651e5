"""`make screenshots`: every page type in every dress, in high contrast, and on paper, as JPEG and PDF files to look at.

python -m tests.whole_site.screenshots [FOLDER] [part of an address …]: into FOLDER (screenshots/), of a sample city
that is built first; or of a site that runs already, SITE=http://127.0.0.1:8000.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.browser.serving import served
from tests.conftest import CHROMIUM, CHROMIUM_SWITCHES
from tests.sample_site import ROOT, build_sample
from tests.whole_site.dresses import HIGH_CONTRAST, WIDTHS, Dress, every_dress
from tests.whole_site.page_types import EMBEDDED, every_address
from transparency_site import create_app
from transparency_site.config import read_settings
from transparency_site.progress import shown

DRESSES = [*every_dress(), *(Dress(WIDTHS[-1], "zh", mode) for mode in HIGH_CONTRAST)]
PLAIN_LOOK: dict[str, Any] = {"contrast": "no-preference", "forced_colors": "none"}
"""What a dress that asks for neither takes off again."""
PAPER = 794
"""The width of A4 at 96 pixels an inch."""


def name_of(address: str) -> str:
    """A file's name for `address`: its path and parameters, without what file systems dislike."""
    return re.sub(r"[^0-9A-Za-z._-]+", "-", address.strip("/")) or "home"


@contextmanager
def site() -> Iterator[str]:
    """The address of the running site SITE, or of a sample city of its own."""
    if running := os.environ.get("SITE"):
        yield running.rstrip("/")
        return
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # a line for each request would bury the progress
    with tempfile.TemporaryDirectory() as folder:
        build_sample(Path(folder))
        with served(create_app(read_settings({"CITY": str(ROOT / "cities/sample"), "VAR_DIR": folder}))) as address:
            yield address


def visit_of(dress: Dress) -> tuple[int, str]:
    """Dresses of one width and one address share a visit: what the reader's system asks for changes in place."""
    return dress.width, dress.address("/")


def take(pages: dict[int, Page], server: str, address: str, folder: Path) -> None:
    """A picture of the whole page in every dress."""
    for (width, _switches), dresses in groupby(sorted(DRESSES, key=visit_of), key=visit_of):
        worn = list(dresses)
        pages[width].goto(server + worn[0].address(address))
        for dress in worn:
            pages[width].emulate_media(**PLAIN_LOOK | dress.look)
            path = folder / str(dress) / f"{name_of(address)}.jpg"
            pages[width].screenshot(path=path, full_page=True, type="jpeg", quality=70)


def print_out(page: Page, server: str, address: str, folder: Path) -> None:
    """The page on A4 paper."""
    page.goto(server + address)
    page.pdf(path=folder / "print" / f"{name_of(address)}.pdf", prefer_css_page_size=True)


def main(folder: Path, parts: list[str]) -> int:
    """Take all pictures; how many there are."""
    charts = {address for addresses in EMBEDDED.values() for address in addresses}
    chosen = [one for one in every_address() if not parts or any(part in one for part in parts)]
    for kind in (*map(str, DRESSES), "print"):
        (folder / kind).mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, site() as server:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_SWITCHES)
        pages = {width: browser.new_page(viewport={"width": width, "height": 900}) for width in (*WIDTHS, PAPER)}
        with shown("截图 screenshots", len(chosen)) as progress:
            for address in chosen:
                take(pages, server, address, folder)
                if address not in charts:
                    print_out(pages[PAPER], server, address, folder)
                progress(address)
        browser.close()
    return sum(1 for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    arguments = sys.argv[1:]
    target = Path(arguments[0] if arguments else "screenshots")
    print(f"{main(target, arguments[1:])} pictures in {target}")
