"""The published sample city as an application, a client and a server for browsers. It is only read."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.browser.serving import served
from tests.sample_site import ROOT
from transparency_site import create_app
from transparency_site.config import read_settings


@pytest.fixture(scope="session")
def site_folder(sample_var: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample city's VAR_DIR for this worker: reading one may write its caches beside it."""
    folder = tmp_path_factory.mktemp("whole-site") / "var"
    shutil.copytree(sample_var, folder)
    return folder


@pytest.fixture(scope="session")
def app(site_folder: Path) -> Iterator[Flask]:
    made = create_app(read_settings({"CITY": str(ROOT / "cities/sample"), "VAR_DIR": str(site_folder)}))
    yield made
    made.extensions["site"].engine.dispose()


@pytest.fixture(scope="session")
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def server(app: Flask) -> Iterator[str]:
    """The address of the sample city's site; it ends with the tests."""
    with served(app) as address:
        yield address
