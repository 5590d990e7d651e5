"""One error shape on every path that can err: a problem document for programs, a page that helps for people."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import small_city
from transparency_site import create_app
from transparency_site.error_catalogue import KINDS
from transparency_site.queries.registry import DATASETS
from transparency_site.site import Site

MEMBERS = {"type", "title", "status", "detail", "code", "parameter", "what_to_do"}


@pytest.fixture(scope="module")
def client(small_site_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("errors") / "var"
    shutil.copytree(small_site_folder, folder)
    app = create_app(small_city.open_site(folder).settings)
    yield app.test_client()
    app.extensions["site"].engine.dispose()


def problem(client: FlaskClient, address: str, status: int, method: str = "GET", **headers: str) -> dict[str, object]:
    answer = client.open(address, method=method, headers=headers)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert set(answer.json) == MEMBERS
    assert (answer.json["status"], answer.headers["Cache-Control"]) == (status, "no-store")
    assert answer.json["code"] in KINDS
    found: dict[str, object] = answer.json
    return found


@pytest.mark.parametrize("kind", ["", ".csv", ".xlsx"])
@pytest.mark.parametrize("name", sorted(DATASETS))
def test_an_unknown_parameter_is_named_on_every_list(client: FlaskClient, name: str, kind: str) -> None:
    found = problem(client, f"/api/v1/{DATASETS[name].path}{kind}?colour=red", 400)
    assert (found["code"], found["parameter"]) == ("unknown-parameter", "colour")


@pytest.mark.parametrize(("address", "status", "code"), [
    ("/api", 404, "not-found"), ("/api/", 404, "not-found"), ("/api/v2/batches", 404, "not-found"),
    ("/api/v1/batches/", 404, "not-found"),
    ("/api/v1/batches?as_of=0", 404, "unknown-version"), ("/api/v1/batches?as_of=99", 404, "unknown-version"),
    ("/api/v1/batches?as_of=yesterday", 404, "unknown-version"),
    ("/api/v1/batches?as_of=1999-01-01", 404, "unknown-version"),
    ("/api/v1/batches?cursor=abc", 400, "bad-cursor"), ("/api/v1/batches?page_size=9999", 400, "bad-value"),
    ("/api/v1/batches?year=２０１３", 400, "bad-value"),
    ("/api/v1/batches?year=2013&year=2013", 400, "duplicate-parameter"),
    ("/api/v1/batches.csv?bom=2", 400, "bad-value"), ("/api/v1/batches.csv?headers=fr", 400, "bad-value"),
    ("/api/v1/search?q=" + "a" * 300, 400, "too-long"),
    ("/api/v1/search?q=" + "+".join("abcdefghijklmnopqrstuvwxyz"), 400, "query-refused"),
    ("/api/v1/search?kind=planet", 400, "bad-value"), ("/api/v1/docs/nothing.js", 404, "not-found"),
    ("/api/v1/batches?" + "x" * 7000, 414, "address-too-long"), ("/nowhere.json", 404, "not-found"),
    ("/nowhere.csv", 404, "not-found"),
])
def test_every_error_of_programs_has_one_shape(client: FlaskClient, address: str, status: int, code: str) -> None:
    assert problem(client, address, status)["code"] == code


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_writing_is_not_allowed(client: FlaskClient, method: str) -> None:
    for address in ("/api/v1/batches", "/api/v1/docs", "/api/v1/openapi.json"):
        assert problem(client, address, 405, method)["code"] == "method-not-allowed"
        assert "GET" in client.open(address, method=method).headers["Allow"]


def test_a_format_that_is_not_given_is_406(client: FlaskClient) -> None:
    assert problem(client, "/api/v1/batches", 406, Accept="image/png")["code"] == "not-acceptable"
    for accept in ("application/json", "*/*", "text/html,*/*;q=0.8", "application/*"):
        assert client.get("/api/v1/batches", headers={"Accept": accept}).status_code == 200


@pytest.mark.parametrize(("languages", "title"), [
    ("en-GB,en;q=0.9", "Unknown parameter"), ("zh-CN", "不认识的参数"), ("fr", "不认识的参数"), ("", "不认识的参数"),
])
def test_words_are_in_the_readers_language(client: FlaskClient, languages: str, title: str) -> None:
    assert problem(client, "/api/v1/batches?x=1", 400, **{"Accept-Language": languages})["title"] == title


def test_nothing_is_echoed_beyond_64_characters(client: FlaskClient) -> None:
    for address in ("/api/v1/batches?" + "x" * 200 + "=1", "/api/v1/batches?year=" + "9" * 150,
                    "/api/v1/" + "x" * 200, "/api/v1/batches?as_of=" + "x" * 150):
        text = client.get(address).get_data(as_text=True)
        assert "x" * 65 not in text
        assert "9" * 65 not in text


def test_a_failure_tells_nothing_of_itself(small_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from transparency_site import answers

    def fail(*_arguments: object, **_named: object) -> None:
        raise RuntimeError("secret words of the program")

    monkeypatch.setattr(answers, "parse", fail)
    app = create_app(small_site.settings)
    client = app.test_client()
    found = problem(client, "/api/v1/batches", 500)
    assert found["code"] == "internal-error"
    assert "secret" not in str(found)
    app.extensions["site"].engine.dispose()


def test_people_get_a_page_that_helps(client: FlaskClient) -> None:
    for address, words in (("/nowhere", "没有找到"), ("/nowhere?lang=en", "Not found"),
                           ("/batches?year=x", "参数取值不对")):
        answer = client.get(address)
        assert answer.status_code in (400, 404)
        assert answer.mimetype == "text/html"
        assert words in answer.get_data(as_text=True)
        assert "Set-Cookie" not in answer.headers


def test_the_apis_root_leads_to_its_documentation(client: FlaskClient) -> None:
    assert client.get("/api/v1", follow_redirects=True).request.path == "/api/v1/docs"


def test_every_kind_has_words_in_both_languages() -> None:
    for kind in KINDS.values():
        for words in (kind.zh, kind.en):
            assert all((words.title, words.detail, words.what_to_do)), kind.code
            words.detail.format(parameter="a", value="b", expected="c")
            words.what_to_do.format(parameter="a", value="b", expected="c")
        assert 400 <= kind.status < 600


def test_probes_answer(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").json == {"status": "ready", "version": 9}
    assert b"site_data_version 9.0" in client.get("/metrics").data


def test_a_database_that_is_away_is_503(small_site: Site) -> None:
    app: Flask = create_app(small_site.settings)
    site: Site = app.extensions["site"]
    site.engine.dispose()
    database = small_site.settings.var_dir / "site.db"
    database.unlink()
    database.mkdir()
    client = app.test_client()
    assert client.get("/readyz").status_code == 503
    assert problem(client, "/api/v1/batches", 503)["code"] == "unavailable"
    site.engine.dispose()
