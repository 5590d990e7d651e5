"""Fixtures that every test package shares: an empty site, and a small published city built once per run and copied
per test.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests import small_city
from transparency_site.site import Site


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
