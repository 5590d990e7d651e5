"""Fixtures for the acceptance tests: the whole sample city, and the small city of real documents."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

import sample_city
from tests.sample_site import ROOT, build_once, shared_folder
from transparency_site import create_app
from transparency_site.config import read_settings


def application(city: Path, var_dir: Path) -> Flask:
    return create_app(read_settings({"CITY": str(city), "VAR_DIR": str(var_dir)}))


@pytest.fixture(scope="session")
def sample(sample_var: Path) -> FlaskClient:
    """A client of the sample city's site."""
    return application(ROOT / "cities/sample", sample_var).test_client()


@pytest.fixture(scope="session")
def sample_workbooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample city's workbooks, as they are loaded."""
    return build_once(shared_folder(tmp_path_factory), "sample-workbooks", sample_city.write)
