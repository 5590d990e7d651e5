"""Page, its twins and the API give the same count, sum and rows, because they ask the same dataset."""

from __future__ import annotations

import csv
import io
import json
import re
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient

LISTS = (
    ("/units", "", "units", ""),
    ("/batches", "?year=2013", "batches", "?year=2013"),
    ("/disbursements", "?amount_yuan__gte=10000", "disbursements", "?amount_yuan__gte=10000"),
    ("/special-funds", "?year=2013", "special-funds", "?year=2013"),
    ("/special-funds/F01", "", "batches", "?fund=F01"),
    ("/batches/2013/001", "", "disbursements", "?disclosure=batch.2013.001"),
    ("/three-public/2013", "?stage=budget", "three-public", "?year=2013&stage=budget"),
    ("/budget/2013", "", "budget-totals", "?year=2013&kind=budget&scope=department&first_level=true"),
    ("/units/204001/2013", "", "budget-lines", "?unit=204001&year=2013"),
    ("/publications", "", "publications", ""),
    ("/corrections", "", "changes", ""),
    ("/timeliness/2013", "", "timeliness", "?year=2013"),
)


def of_api(client: FlaskClient, name: str, query: str) -> dict[str, Any]:
    sep = "&" if query else "?"
    found: dict[str, Any] = json.loads(client.get(f"/api/v1/{name}{query}{sep}page_size=1000").data)
    return found


@pytest.mark.parametrize(("page", "asked", "name", "query"), LISTS)
def test_the_csv_twin_holds_the_apis_rows(client: FlaskClient, page: str, asked: str, name: str, query: str) -> None:
    told = of_api(client, name, query)
    twin = client.get(f"{page}.csv{asked}")
    lines = list(csv.DictReader(io.StringIO(twin.data.decode("utf-8-sig"))))
    assert len(lines) == told["meta"]["count"] > 0
    assert twin.headers.get("X-Data-Sum-Fen") == (
        None if told["meta"]["sum_fen"] is None else str(told["meta"]["sum_fen"]))
    for key in ("id", "code", "version", "amount_fen", "total_fen"):
        if key in told["data"][0]:
            assert [line[key] for line in lines] == ["" if row[key] is None else str(row[key]) for row in told["data"]]


@pytest.mark.parametrize(("page", "asked", "name", "query"), [one for one in LISTS if one[0].count("/") == 1])
def test_the_json_twin_is_the_apis_body(client: FlaskClient, page: str, asked: str, name: str, query: str) -> None:
    told = of_api(client, name, query)
    sep = "&" if asked else "?"
    twin = client.get(f"{page}.json{asked}{sep}page_size=1000").json
    for answer, address in ((twin, f"{page}.json"), (told, f"/api/v1/{name}")):
        for form in ("citation", "bibtex"):  # each cites its own address
            assert f"{address}?" in answer["meta"].pop(form)
    assert (twin["data"], twin["meta"]) == (told["data"], told["meta"])


@pytest.mark.parametrize("address", ["/batches/2013/001", "/batches/2013/003", "/special-funds/F01", "/units/204001",
                                     "/publications/7", "/figures/batch.2013.001.batch.stated.amount"])
def test_the_json_of_a_thing_is_the_apis(client: FlaskClient, address: str) -> None:
    assert client.get(f"{address}.json").json["data"] == client.get(f"/api/v1{address}").json["data"]


@pytest.mark.parametrize(("page", "name"), [
    ("/batches?year=2013", "batches"), ("/disbursements?year=2013", "disbursements"),
    ("/batches", "batches"), ("/disbursements?fund=F02", "disbursements")])
def test_the_page_says_the_apis_count_and_sum(client: FlaskClient, page: str, name: str) -> None:
    meta = client.get(f"/api/v1/{name}?{page.partition('?')[2]}").json["meta"]
    text = re.sub(r"<[^>]+>|\s+", " ", client.get(page).get_data(as_text=True))
    assert f"共 {meta['count']} " in text
    assert f"{Decimal(meta['sum_fen']) / 1_000_000:,.2f} 万元" in text


def test_every_page_and_twin_may_be_kept_and_asked_again(client: FlaskClient) -> None:
    for address in ("/", "/batches", "/batches.json", "/batches.csv"):
        tag = client.get(address).headers["ETag"]
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
