"""A real browser on a real server: Debian's Chromium against the small city, on a free port of this machine."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import small_city
from tests.browser.serving import served
from transparency_site import create_app


@pytest.fixture(scope="session")
def server(small_site_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the small city's site; it ends with the tests."""
    folder = tmp_path_factory.mktemp("browser") / "var"
    shutil.copytree(small_site_folder, folder)
    with served(create_app(small_city.open_site(folder).settings)) as address:
        yield address
