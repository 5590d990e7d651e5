"""The pages of the small published city."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import small_city
from transparency_site import create_app


@pytest.fixture(scope="module")
def app(small_site_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The whole application over a copy of the small city; it is only read."""
    folder = tmp_path_factory.mktemp("pages") / "var"
    shutil.copytree(small_site_folder, folder)
    made = create_app(small_city.open_site(folder).settings)
    yield made
    made.extensions["site"].engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
