"""The sample city's workbooks, written once per test run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

import sample_city
from data_loaders.city import City
from data_loaders.city_folder import read_city

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Written:
    folder: Path
    plan: sample_city.Plan


@pytest.fixture(scope="session")
def city() -> City:
    return read_city(ROOT / "cities/sample")


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    folder = tmp_path_factory.mktemp("sample-workbooks")
    return Written(folder, sample_city.write(folder))
