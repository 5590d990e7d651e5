"""What a reader wants of rows: fewer fields, names beside codes, many ids at once, the format that `Accept` names."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.open_data.conftest import Verify, verify  # noqa: F401 - a fixture
from transparency_site.queries.registry import DATASETS

FIGURE = "budget.204001.2013.department.expenditure.total.total"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def body(client: FlaskClient, address: str) -> dict[str, Any]:
    answer = client.get(f"/api/v1{address}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: dict[str, Any] = answer.json
    return found


@pytest.mark.parametrize("fields", ["recipient,amount_fen", "amount,recipient", "amount_yuan,recipient,recipient"])
def test_only_the_fields_asked_for(client: FlaskClient, fields: str) -> None:
    whole = body(client, "/disbursements?sort=-amount")
    found = body(client, f"/disbursements?sort=-amount&fields={fields}")
    assert found["data"] == [{key: row[key] for key in ("recipient", "amount_fen", "amount_yuan")}
                             for row in whole["data"]]
    assert (found["meta"]["count"], found["meta"]["sum_fen"]) == (whole["meta"]["count"], whole["meta"]["sum_fen"])


def test_files_have_the_same_fields_and_the_digest_is_theirs(
    client: FlaskClient, verify: Verify, tmp_path: Any  # noqa: F811
) -> None:
    query = "/disbursements{}?fields=recipient,amount,unit_name&include=unit&digest=1"
    meta = body(client, query.format(""))["meta"]
    assert meta["digest"] != body(client, "/disbursements?digest=1")["meta"]["digest"]
    for kind in ("csv", "jsonl", "xlsx"):
        path = tmp_path / f"shaped.{kind}"
        path.write_bytes(client.get("/api/v1" + query.format(f".{kind}")).data)
        assert verify(str(path)) == (meta["count"], meta["sum_fen"], meta["digest"]), kind


def test_names_stand_beside_codes(client: FlaskClient) -> None:
    rows = body(client, "/disbursements?include=unit,fund,township")["data"]
    for row in rows:
        year = row["year"]
        assert row["unit_name"] == body(client, f"/units/{row['unit_code']}?year={year}")["data"]["name"]
        assert row["fund_name"] == body(client, f"/special-funds/{row['fund']}")["data"]["name"]
    grouped = body(client, "/aggregate?dataset=disbursements&group_by=unit&include=unit&top=1")["data"]
    assert grouped[0]["unit_name"].startswith("小样市")


def test_what_has_the_name_already_stays_as_it_is(client: FlaskClient) -> None:
    assert body(client, "/batches?include=unit,fund")["data"] == body(client, "/batches")["data"]


def test_a_walk_keeps_its_shape_and_may_change_it(client: FlaskClient) -> None:
    first = body(client, "/budget-lines?page_size=2&fields=id&include=unit")
    second = client.get(first["links"]["next"]).json
    assert set(second["data"][0]) == {"id"}
    assert "fields=id" in first["links"]["csv"]
    other = client.get(first["links"]["next"].replace("fields=id", "fields=name")).json
    assert set(other["data"][0]) == {"name"}


@pytest.mark.parametrize("address", [
    "/units/204001?fields=code,totals", "/batches/2013/001?fields=id,amount_fen", f"/figures/{FIGURE}?fields=id,raw",
    f"/figures/{FIGURE}/history?fields=revision,amount_yuan", "/publications/7?fields=version",
    "/disclosures/batch.2013.001?fields=id,revisions", "/special-funds/F01?fields=code,years"])
def test_details_take_fields(client: FlaskClient, address: str) -> None:
    whole = body(client, address.partition("?")[0])["data"]
    found = body(client, address)["data"]
    names = set(address.partition("fields=")[2].split(","))
    names |= {pair for name in names if name.startswith("amount") for pair in ("amount_fen", "amount_yuan")}
    if isinstance(whole, list):
        assert found == [{key: one[key] for key in one if key in names} for one in whole]
    else:
        assert found == {key: whole[key] for key in whole if key in names}


@pytest.mark.parametrize(("address", "parameter"), [
    ("/batches?fields=colour", "fields"), ("/batches?fields=", "fields"), ("/units/204001?fields=colour", "fields"),
    ("/batches?include=colour", "include"), ("/publications?include=unit", "include"),
    ("/lookup?dataset=budget-lines&id=x", "dataset"), ("/lookup?dataset=units&id=a,,b", "id"), ("/figures", "id"),
    ("/lookup?id=1", "dataset"), ("/figures?id=" + ",".join(map(str, range(101))), "id"),
    (f"/figures?id={FIGURE}&include=unit", "include"),
])
def test_shapes_that_cannot_be_are_refused(client: FlaskClient, address: str, parameter: str) -> None:
    answer = client.get(f"/api/v1{address}")
    assert (answer.status_code, answer.json["parameter"]) == (400, parameter)


def test_many_ids_at_once_and_what_is_missing(client: FlaskClient) -> None:
    found = body(client, "/lookup?dataset=units&id=212001,999999,204001,212001&fields=code,name")
    assert [row["code"] for row in found["data"]] == ["212001", "204001"]
    assert found["meta"]["missing"] == ["999999"]
    versions = body(client, "/lookup?dataset=publications&id=7,1,99,x")
    assert ([row["version"] for row in versions["data"]], versions["meta"]["missing"]) == ([7, 1], ["99", "x"])
    assert body(client, "/lookup?dataset=publications&id=x")["data"] == []
    batches = body(client, "/lookup?dataset=batches&id=batch.2013.001,batch.2013.003")
    assert (batches["meta"]["sum_fen"], batches["meta"]["missing"]) == (175_000_00, ["batch.2013.003"])


def test_many_figures_at_once(client: FlaskClient) -> None:
    found = body(client, f"/figures?id=batch.2013.001.batch.stated.amount,nothing,{FIGURE}")
    assert found["data"] == [body(client, f"/figures/{one}")["data"]
                             for one in ("batch.2013.001.batch.stated.amount", FIGURE)]
    assert (found["meta"]["count"], found["meta"]["missing"]) == (2, ["nothing"])
    earlier = body(client, f"/figures?id={FIGURE}&as_of=3&fields=amount_fen")
    assert earlier["data"] == [{"amount_fen": 1_000_000_00, "amount_yuan": "1000000.00"}]


@pytest.mark.parametrize(("accept", "mimetype"), [
    ("text/csv", "text/csv"), ("application/x-ndjson", "application/x-ndjson"), (XLSX, XLSX),
    ("*/*", "application/json"),
    ("application/json;q=0.5, text/csv;q=0.9", "text/csv"), ("text/html, */*;q=0.1", "application/json"),
    ("text/*", "text/csv"),
])
def test_accept_chooses_where_the_address_does_not(client: FlaskClient, accept: str, mimetype: str) -> None:
    for path in ("/batches", "/aggregate?dataset=batches&group_by=year"):
        answer = client.get(f"/api/v1{path}", headers={"Accept": accept})
        assert (answer.status_code, answer.mimetype) == (200, mimetype)
        assert "Accept" in answer.vary


def test_a_negotiated_file_is_the_suffixed_one_with_a_tag_of_its_own(client: FlaskClient) -> None:
    asked = client.get("/api/v1/batches", headers={"Accept": "text/csv"})
    suffixed = client.get("/api/v1/batches.csv")
    assert asked.data == suffixed.data
    plain = client.get("/api/v1/batches")
    assert plain.headers["ETag"] != asked.headers["ETag"]
    known = {"If-None-Match": asked.headers["ETag"]}
    assert client.get("/api/v1/batches", headers={**known, "Accept": "text/csv"}).status_code == 304
    assert client.get("/api/v1/batches", headers=known).status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(client.get("/api/v1/batches", headers={"Accept": XLSX}).data))
    assert book.sheetnames[0] == "示例数据"


@pytest.mark.parametrize("address", ["/batches", "/batches.csv", "/units/204001", "/search", "/openapi.json",
                                     "/figures"])
def test_an_unknown_format_is_refused_in_words(client: FlaskClient, address: str) -> None:
    answer = client.get(f"/api/v1{address}", headers={"Accept": "image/png"})
    assert (answer.status_code, answer.json["code"]) == (406, "not-acceptable")


def test_every_address_answers_head_options_and_a_known_tag(app: Flask, client: FlaskClient) -> None:
    samples = {"code": "204001", "year": "2013", "number": "001", "figure_id": FIGURE, "version": "7",
               "key": "batch.2013.001", "name": "swagger-ui.css", "register": "recusals", "line": "0001"}
    queries = {"/aggregate": "?dataset=batches&group_by=year", "/lookup": "?dataset=units&id=204001",
               "/figures": f"?id={FIGURE}"}
    walked = 0
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith("/api/v1/") or rule.rule == "/api/v1/":
            continue
        values = {**samples, **({"code": "F01"} if "special-funds" in rule.rule else {})}
        path = rule.rule
        for name in rule.arguments:
            path = path.replace(next(part for part in path.split("/") if part.endswith(f"{name}>")), values[name])
        stem = path.removeprefix("/api/v1").partition(".")[0]
        address = path + queries.get(stem, "")
        whole, head = client.get(address), client.head(address)
        assert (whole.status_code, head.status_code, head.data) == (200, 200, b""), address
        for name in ("ETag", "Content-Type", "X-Data-Count", "Cache-Control"):
            assert head.headers.get(name) == whole.headers.get(name), (address, name)
        options = client.options(address)
        assert set(options.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}, address
        assert options.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
        again = client.get(address, headers={"If-None-Match": whole.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b""), address
        for answer in (whole, head, options, again):
            answer.close()
        walked += 1
    assert walked > 4 * len(DATASETS)


def test_a_csv_of_chosen_fields_has_their_columns(client: FlaskClient) -> None:
    text = client.get("/api/v1/units.csv?fields=name,code&bom=0").data.decode()
    assert next(csv.reader(io.StringIO(text))) == ["code", "name", "sample"]
    lines = client.get("/api/v1/units.jsonl?fields=name").data.decode().splitlines()
    assert set(json.loads(lines[0])) == {"name", "sample"}


@pytest.mark.parametrize("kind", ["", ".csv", ".jsonl", ".xlsx", ".parquet"])
def test_a_switch_of_csv_is_checked_in_every_format(client: FlaskClient, kind: str) -> None:
    for name in ("bom", "protect", "headers", "digest"):
        answer = client.get(f"/api/v1/units{kind}?{name}=maybe")
        assert (answer.status_code, answer.json["parameter"]) == (400, name)
