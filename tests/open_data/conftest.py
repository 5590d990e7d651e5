"""A client of the whole application over the small published city, and the script of docs/verify.md as a function."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from tests import small_city
from tests.sample_site import ROOT
from transparency_site import create_app

Verify = Callable[[str], tuple[int, int, str]]


@pytest.fixture(scope="package")
def app(small_site_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("open-data") / "var"
    shutil.copytree(small_site_folder, folder)
    app = create_app(small_city.open_site(folder).settings)
    yield app
    app.extensions["site"].engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="package")
def server(request: pytest.FixtureRequest) -> Iterator[str]:
    app: Flask = request.getfixturevalue("app")
    running = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    thread.join()
    running.server_close()


@pytest.fixture(scope="session")
def verify() -> Verify:
    """`verify(path)` -> (count, sum, digest), exactly as the document has it."""
    document = (ROOT / "docs/verify.md").read_text(encoding="utf-8")
    block = re.search(r"```python\n(.*?)```", document, re.DOTALL)
    assert block is not None
    names: dict[str, Any] = {"__name__": "document"}
    exec(compile(block[1], "docs/verify.md", "exec"), names)
    found: Verify = names["verify"]
    return found
