"""Fixtures that every test package shares: an empty site, and a small published city built once per run and copied
per test.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests import small_city
from tests.sample_site import build_once, build_sample, shared_folder
from transparency_site.site import Site

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
CHROMIUM_SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture
def empty_site(tmp_path: Path) -> Iterator[Site]:
    """A site of the small city with its database, people (uploader, reviewer, second-uploader) and reference data:
    version 1.
    """
    site = small_city.open_site(tmp_path / "var")
    with site.sessions() as session:
        small_city.start(site, session)
    yield site
    site.engine.dispose()


@pytest.fixture(scope="session")
def small_site_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """VAR_DIR of the small published city; copy it, never write to it."""
    folder = tmp_path_factory.mktemp("small-city") / "var"
    site = small_city.open_site(folder)
    with site.sessions() as session:
        small_city.build(site, session)
    site.engine.dispose()
    return folder


@pytest.fixture
def small_site(small_site_folder: Path, tmp_path: Path) -> Iterator[Site]:
    """The small published city (see `small_city`), a copy of its own for each test."""
    shutil.copytree(small_site_folder, tmp_path / "var")
    site = small_city.open_site(tmp_path / "var")
    yield site
    site.engine.dispose()


@pytest.fixture
def session(small_site: Site) -> Iterator[Session]:
    """A session of the small published city."""
    with small_site.sessions() as opened:
        yield opened


@pytest.fixture(scope="session")
def sample_var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """VAR_DIR of the published sample city (read only: tests that publish copy it)."""
    return build_once(shared_folder(tmp_path_factory), "sample-var", build_sample)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, or a skip that says what to install."""
    if not Path(CHROMIUM).exists():
        pytest.skip("no Chromium here: apt-get install chromium fonts-noto-cjk")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_SWITCHES)
        yield opened
        opened.close()
