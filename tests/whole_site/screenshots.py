"""`make screenshots`: every page type in every dress, in high contrast, and on paper, as JPEG and PDF files to look at.

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

from playwright.sync_api import sync_playwright

from tests.browser.serving import served
from tests.conftest import CHROMIUM, CHROMIUM_SWITCHES
from tests.sample_site import ROOT, build_sample
from tests.whole_site.dresses import HIGH_CONTRAST, WIDTHS, Dress, every_dress
from tests.whole_site.page_types import EMBEDDED, every_address
from tests.whole_site.wardrobe import Wardrobe
from transparency_site import create_app
from transparency_site.config import read_settings
from transparency_site.progress import shown

PAPER = Dress(794, "zh", "light")
"""A4 at 96 pixels an inch."""


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


def take(wardrobe: Wardrobe, server: str, address: str, dress: Dress, folder: Path) -> None:
    """One picture of the whole page."""
    watched, _weights = wardrobe.visit(dress, server + dress.address(address))
    path = folder / str(dress) / f"{name_of(address)}.jpg"
    watched.page.screenshot(path=path, full_page=True, type="jpeg", quality=70)


def print_out(wardrobe: Wardrobe, server: str, address: str, folder: Path) -> None:
    """The page on A4 paper."""
    watched, _weights = wardrobe.visit(PAPER, server + address)
    watched.page.pdf(path=folder / "print" / f"{name_of(address)}.pdf", prefer_css_page_size=True)


def main(folder: Path, parts: list[str]) -> int:
    """Take all pictures; how many there are."""
    charts = {address for addresses in EMBEDDED.values() for address in addresses}
    chosen = [one for one in every_address() if not parts or any(part in one for part in parts)]
    dresses = [*every_dress(), *(Dress(WIDTHS[-1], "zh", mode) for mode in HIGH_CONTRAST)]
    for kind in (*map(str, dresses), "print"):
        (folder / kind).mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, site() as server:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_SWITCHES)
        with shown("截图 screenshots", len(chosen)) as progress, Wardrobe(browser) as wardrobe:
            for address in chosen:
                for dress in dresses:
                    take(wardrobe, server, address, dress, folder)
                if address not in charts:
                    print_out(wardrobe, server, address, folder)
                progress(address)
        browser.close()
    return sum(1 for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    arguments = sys.argv[1:]
    target = Path(arguments[0] if arguments else "screenshots")
    print(f"{main(target, arguments[1:])} pictures in {target}")
