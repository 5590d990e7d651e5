"""A client that a public generator makes from the OpenAPI document works: lists, walks, a figure, an error."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from flask import Flask
from flask.testing import FlaskClient

NAMES = ("list_units", "list_disbursements", "get_figure", "get_unit", "aggregate")
FIGURE = "budget.204001.2013.department.expenditure.total.total"
Call = Callable[..., Any]


@pytest.fixture(scope="module")
def generated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The generated package's name; its folder is importable while the tests run."""
    app: Flask = request.getfixturevalue("app")
    folder = tmp_path_factory.mktemp("client")
    document = app.test_client().get("/api/v1/openapi.json").json
    # The whole document is generated in `make torture`; here the part that is used, to be quick.
    kept = {path: item for path, item in document["paths"].items() if item["get"]["operationId"] in NAMES}
    (folder / "openapi.json").write_text(json.dumps({**document, "paths": kept}))
    (folder / "settings.yml").write_text("post_hooks: []\npackage_name_override: fiscal_client\n")
    done = subprocess.run(
        [sys.executable, "-m", "openapi_python_client", "generate", "--path", "openapi.json", "--meta", "none",
         "--config", "settings.yml", "--output-path", "fiscal_client"],
        cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARNING" not in done.stdout + done.stderr, "every part of the document is understood"
    sys.path.insert(0, str(folder))
    yield "fiscal_client"
    sys.path.remove(str(folder))
    for name in [one for one in sys.modules if one.startswith("fiscal_client")]:
        del sys.modules[name]


@pytest.fixture
def api(app: Flask, generated: str) -> Any:
    """The generated client, talking to the application itself."""
    module = importlib.import_module(f"{generated}.client")
    client = module.Client(base_url="http://localhost/api/v1", raise_on_unexpected_status=True)
    return client.set_httpx_client(
        httpx.Client(base_url="http://localhost/api/v1", transport=httpx.WSGITransport(app=app)))


def call(generated: str, name: str) -> Call:
    module: ModuleType = importlib.import_module(f"{generated}.api.data.{name}")
    found: Call = module.sync
    return found


def test_units_are_listed_as_objects(generated: str, api: Any, client: FlaskClient) -> None:
    answer = call(generated, "list_units")(client=api, page_size=100)
    assert [one.code for one in answer.data] == [row["code"] for row in client.get("/api/v1/units").json["data"]]
    assert (answer.meta.count, answer.meta.sample) == (len(answer.data), True)


def test_disbursements_are_walked(generated: str, api: Any, client: FlaskClient) -> None:
    found, cursor, pages = [], {}, 0
    while True:
        answer = call(generated, "list_disbursements")(client=api, page_size=2, **cursor)
        found += [(one.id, one.amount_fen) for one in answer.data]
        pages += 1
        if not answer.links.next_:
            break
        cursor = {"cursor": parse_qs(urlsplit(answer.links.next_).query)["cursor"][0]}
    told = client.get("/api/v1/disbursements?page_size=1000").json
    assert found == [(row["id"], row["amount_fen"]) for row in told["data"]]
    assert sum(fen for _id, fen in found) == told["meta"]["sum_fen"]
    assert pages > 1


def test_a_figure_is_read_with_its_cell(generated: str, api: Any) -> None:
    figure = call(generated, "get_figure")(FIGURE, client=api).data
    assert (figure.amount_fen, figure.amount_yuan) == (1_050_000_00, "1050000.00")
    assert figure.source.sheet
    assert [one.amount_fen for one in figure.history] == [1_000_000_00, 1_050_000_00]


def test_an_error_is_a_typed_problem(generated: str, api: Any) -> None:
    problem = call(generated, "get_unit")("999999", client=api)
    assert (type(problem).__name__, problem.status, problem.code) == ("Problem", 404, "not-found")
