"""A client of the whole application over the small published city: one for all tests that only read."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import small_city
from transparency_site import create_app


@pytest.fixture(scope="package")
def app(small_site_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("api") / "var"
    shutil.copytree(small_site_folder, folder)
    app = create_app(small_city.open_site(folder).settings)
    yield app
    app.extensions["site"].engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
