"""The documents that describe the API: valid, complete, and true when a machine tries them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import validate

from transparency_site.filters import filter_names
from transparency_site.queries.registry import DATASETS


def test_the_openapi_document_is_valid(client: FlaskClient) -> None:
    document = client.get("/api/v1/openapi.json").json
    validate(document)
    assert document["openapi"].startswith("3.")
    assert client.get("/api/v1/swagger.json").json["swagger"] == "2.0"


def test_every_resource_is_documented(app: Flask, client: FlaskClient) -> None:
    documented = set(client.get("/api/v1/openapi.json").json["paths"])
    hidden = {"/", "/openapi.json", "/swagger.json", "/aggregate.csv", "/aggregate.xlsx", "/aggregate.jsonl",
              "/aggregate.parquet"}
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("api."):
            path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule.removeprefix("/api/v1"))
            assert path in documented | hidden, path


@pytest.mark.parametrize("name", sorted(DATASETS))
def test_every_filter_and_column_is_documented(client: FlaskClient, name: str) -> None:
    document = client.get("/api/v1/openapi.json").json
    parameters = {one["name"] for one in document["paths"][f"/{DATASETS[name].path}"]["get"]["parameters"]}
    assert set(filter_names(DATASETS[name].columns)) <= parameters
    assert {"sort", "page_size", "cursor", "as_of", "digest", "status"} <= parameters
    rows = client.get(f"/api/v1/{DATASETS[name].path}?page_size=1").json["data"]
    schema = "".join(part.capitalize() for part in DATASETS[name].slug.split("-"))
    properties = set(document["components"]["schemas"][schema]["properties"])
    assert all(set(row) == properties for row in rows)


def test_documented_parameters_are_taken(client: FlaskClient) -> None:
    samples = {"integer": "2013", "date": "2013-06-30"}
    for path, item in client.get("/api/v1/openapi.json").json["paths"].items():
        if path.removeprefix("/") not in {dataset.path for dataset in DATASETS.values()}:
            continue
        for parameter in item["get"]["parameters"]:
            schema: dict[str, Any] = parameter["schema"]
            if parameter["name"] in ("as_of", "cursor", "sort", "page_size", "since"):
                continue
            value = schema.get("enum", [None])[0] or samples.get(schema.get("format", schema["type"]), "1")
            if "Year" in parameter["description"] or schema["type"] == "integer":
                value = "2013"
            answer = client.get(f"/api/v1{path}", query_string={parameter["name"]: value})
            said = (path, parameter["name"], answer.data)
            assert answer.status_code == 200 or answer.json["code"] == "bad-value", said


def test_the_documentation_page_is_offline_and_without_inline_code(client: FlaskClient) -> None:
    page = client.get("/api/v1/docs").get_data(as_text=True)
    assert "示例数据" in page
    assert re.findall(r"<script(?![^>]*src=)", page) == []
    assert "style=" not in page
    sheets = re.findall(r'<link rel="(?:stylesheet|icon)"[^>]*href="([^"]+)"', page)
    loaded = [*sheets, *re.findall(r' (?:src|data-address|data-script|data-sheet)="([^"]+)"', page)]
    assert len(loaded) > 8
    for address in loaded:
        assert address.startswith("/"), "nothing from elsewhere"
        answer = client.get(address)
        assert answer.status_code == 200, address
        answer.close()


def test_the_documentation_page_stands_in_the_sites_frame_and_speaks_both_languages(client: FlaskClient) -> None:
    chinese = client.get("/api/v1/docs")
    english = client.get("/api/v1/docs?lang=en&view=large").get_data(as_text=True)
    for part in ('<header>', '<footer class="site-foot">', 'content="light dark"', "<h1>接口说明"):
        assert part in chinese.get_data(as_text=True)
    assert '<html lang="en" class="large">' in english
    assert not re.search("[一-鿿]", english.partition("<main")[2].partition("</main>")[0])
    again = client.get("/api/v1/docs", headers={"If-None-Match": chinese.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
