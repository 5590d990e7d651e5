"""The promise to programs: nothing of the released API goes away or changes; what will go away says so in time."""

from __future__ import annotations

import copy
import datetime as dt
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.api.contract_diff import RELEASED, bare, breaking_changes
from transparency_site.api.deprecations import DEPRECATED, SETTING, Deprecated

Document = dict[str, Any]
ENTRY = Deprecated("/units/{code}", dt.date(2026, 1, 1), dt.date(2027, 6, 30), "/units")


def test_nothing_of_the_released_api_is_broken(client: FlaskClient) -> None:
    released = json.loads(RELEASED.read_text(encoding="utf-8"))
    assert len(released["paths"]) >= 60
    assert breaking_changes(released, bare(client.get("/api/v1/openapi.json").json)) == []


@pytest.fixture(scope="module")
def released() -> Document:
    found: Document = json.loads(RELEASED.read_text(encoding="utf-8"))
    return found


def parameter(document: Document, path: str, name: str) -> Document:
    found: Document = next(one for one in document["paths"][path]["get"]["parameters"] if one["name"] == name)
    return found


def _drop_path(document: Document) -> None:
    del document["paths"]["/batches"]


def _drop_field(document: Document) -> None:
    del document["components"]["schemas"]["Batches"]["properties"]["amount_fen"]


def _change_type(document: Document) -> None:
    document["components"]["schemas"]["Batches"]["properties"]["amount_fen"]["type"] = "string"


def _drop_parameter(document: Document) -> None:
    parameters = document["paths"]["/batches"]["get"]["parameters"]
    parameters.remove(parameter(document, "/batches", "fund"))


def _require(document: Document) -> None:
    parameter(document, "/batches", "fund")["required"] = True


def _add_required(document: Document) -> None:
    document["paths"]["/batches"]["get"]["parameters"].append(
        {"name": "key", "in": "query", "required": True, "schema": {"type": "string"}})


def _fewer_choices(document: Document) -> None:
    parameter(document, "/batches", "status")["schema"]["enum"] = ["published"]


def _shorter(document: Document) -> None:
    parameter(document, "/batches", "page_size")["schema"]["maximum"] = 100


def _null(document: Document) -> None:
    document["components"]["schemas"]["Meta"]["properties"]["count"]["nullable"] = True


def _missing(document: Document) -> None:
    document["components"]["schemas"]["Meta"]["required"].remove("count")


def _other_kind(document: Document) -> None:
    answer = document["paths"]["/batches.csv"]["get"]["responses"]["200"]
    answer["content"] = {"text/plain": answer["content"]["text/csv"]}


@pytest.mark.parametrize(("change", "sentence"), [
    (_drop_path, "GET /batches is gone."), (_drop_field, r"\.amount_fen is gone\."),
    (_change_type, "amount_fen has changed its type from integer to string"),
    (_drop_parameter, "the query parameter fund is gone"), (_require, "parameter fund has become required"),
    (_add_required, "the new query parameter key is required"), (_fewer_choices, "no longer takes withdrawn"),
    (_shorter, "tighter maximum: 1000, now 100"), (_null, r"meta\.count may now be null"),
    (_missing, r"meta\.count may now be missing"), (_other_kind, "no longer comes as text/csv"),
])
def test_a_breaking_change_is_told_in_a_sentence(
    released: Document, change: Callable[[Document], None], sentence: str
) -> None:
    changed = copy.deepcopy(released)
    change(changed)
    told = breaking_changes(released, changed)
    assert any(re.search(sentence, one) for one in told), told


def test_additions_pass(released: Document) -> None:
    grown = copy.deepcopy(released)
    grown["paths"]["/new"] = grown["paths"]["/batches"]
    grown["paths"]["/batches"]["get"]["parameters"].append(
        {"name": "colour", "in": "query", "schema": {"type": "string"}})
    grown["components"]["schemas"]["Batches"]["properties"]["colour"] = {"type": "string"}
    parameter(grown, "/batches", "page_size")["schema"]["maximum"] = 5000
    parameter(grown, "/batches", "status")["schema"]["enum"].append("redacted")
    assert breaking_changes(released, grown) == []


def test_what_goes_away_says_so(app: Flask, client: FlaskClient) -> None:
    app.config[SETTING] = (ENTRY,)
    try:
        answer = client.get("/api/v1/units/204001?fields=code")
        other = client.get("/api/v1/units?fields=code")
        document = client.get("/api/v1/openapi.json").json
        page = client.get("/api/v1/docs").get_data(as_text=True)
    finally:
        app.config[SETTING] = DEPRECATED
    assert answer.headers["Deprecation"] == "@1767225600"
    assert answer.headers["Sunset"] == "Wed, 30 Jun 2027 00:00:00 GMT"
    links = ", ".join(answer.headers.getlist("Link"))
    assert '</api/v1/docs#deprecated>; rel="deprecation"' in links
    assert '</api/v1/units>; rel="successor-version"' in links
    assert "Deprecation" in answer.headers["Access-Control-Expose-Headers"]
    assert "Deprecation" not in other.headers
    assert document["paths"]["/units/{code}"]["get"]["deprecated"] is True
    assert "2027年6月30日停用" in page


def test_a_parameter_that_goes_away_says_so_where_it_is_used(app: Flask, client: FlaskClient) -> None:
    app.config[SETTING] = (Deprecated("/batches", dt.date(2026, 1, 1), dt.date(2027, 1, 1), "/batches", "basis"),)
    try:
        used = client.get("/api/v1/batches?basis=x&page_size=7")
        unused = client.get("/api/v1/batches?page_size=7")
        document = client.get("/api/v1/openapi.json").json
    finally:
        app.config[SETTING] = DEPRECATED
    assert ("Sunset" in used.headers, "Sunset" in unused.headers) == (True, False)
    assert parameter(document, "/batches", "basis")["deprecated"] is True


def test_a_years_notice_is_kept() -> None:
    with pytest.raises(ValueError, match="a year's notice"):
        Deprecated("/units", dt.date(2026, 1, 1), dt.date(2026, 12, 31), "/units")


def test_every_entry_of_the_table_is_an_address(client: FlaskClient) -> None:
    paths = client.get("/api/v1/openapi.json").json["paths"]
    assert all(entry.path in paths and entry.instead for entry in (*DEPRECATED, ENTRY))
