"""Lists: the envelope, filters, walks by links, and files that hold the same rows, counts, sums and digests."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient

from transparency_site.queries.registry import DATASETS

LISTS = sorted(DATASETS)


def body(client: FlaskClient, address: str) -> dict[str, Any]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: dict[str, Any] = json.loads(answer.data)
    return found


def rows_of_csv(client: FlaskClient, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


@pytest.mark.parametrize("name", LISTS)
def test_a_list_has_the_envelope(client: FlaskClient, name: str) -> None:
    found = body(client, f"/api/v1/{DATASETS[name].path}?page_size=2")
    assert set(found) == {"data", "meta", "links"}
    assert {"version", "count", "sum_fen", "digest", "sample"} <= set(found["meta"])
    assert (found["meta"]["version"], found["meta"]["sample"], found["meta"]["digest"]) == (9, True, None)
    assert len(found["data"]) == min(2, found["meta"]["count"])
    assert all(link is None or link.startswith("/api/v1/") for link in found["links"].values())
    assert (found["links"]["next"] is None) == (found["meta"]["count"] <= 2)


@pytest.mark.parametrize("name", LISTS)
def test_money_is_integer_fen_with_yuan_beside_it(client: FlaskClient, name: str) -> None:
    for row in body(client, f"/api/v1/{DATASETS[name].path}?page_size=100")["data"]:
        for key, fen in row.items():
            if not key.endswith("_fen"):
                continue
            yuan = row[key.removesuffix("_fen") + "_yuan"]
            assert (fen is None) == (yuan is None)
            assert fen is None or (isinstance(fen, int) and int(yuan.replace(".", "")) == fen)


@pytest.mark.parametrize("name", LISTS)
def test_json_csv_and_xlsx_hold_the_same(client: FlaskClient, name: str) -> None:
    found = body(client, f"/api/v1/{DATASETS[name].path}?digest=1&page_size=1000")
    count, total, digest = (found["meta"][key] for key in ("count", "sum_fen", "digest"))
    file = client.get(f"/api/v1/{DATASETS[name].path}.csv")
    lines = list(csv.reader(io.StringIO(file.data.decode("utf-8-sig"))))
    assert file.data.startswith(b"\xef\xbb\xbf")
    assert len(lines) - 1 == count
    assert (file.headers["X-Data-Count"], file.headers["X-Data-Digest"]) == (str(count), digest)
    assert file.headers.get("X-Data-Sum-Fen") == (None if total is None else str(total))
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/api/v1/{DATASETS[name].path}.xlsx").data), read_only=True)
    assert book.sheetnames == ["示例数据", "字段", "说明"]
    assert sum(1 for row in book["示例数据"].iter_rows(values_only=True) if any(row)) - 1 == count
    facts = {row[0]: row[1] for row in book["说明"].iter_rows(values_only=True)}
    assert (facts["摘要（SHA-256）"], facts["行数"]) == (digest, str(count))


def test_csv_rows_are_the_json_rows(client: FlaskClient) -> None:
    listed = body(client, "/api/v1/disbursements?year=2013&sort=-amount")["data"]
    lines = rows_of_csv(client, "/api/v1/disbursements.csv?year=2013&sort=-amount")
    assert [line["amount_fen"] for line in lines] == [str(row["amount_fen"]) for row in listed]
    assert [line["source_cell"] for line in lines] == [row["source"]["cell"] or "" for row in listed]
    assert {line["sample"] for line in lines} == {"示例数据"}


def test_csv_headers_are_keys_or_chinese(client: FlaskClient) -> None:
    keys = client.get("/api/v1/batches.csv?bom=0").data.decode().splitlines()[0]
    words = client.get("/api/v1/batches.csv?bom=0&headers=zh").data.decode().splitlines()[0]
    assert keys.startswith("id,figure,year,number,document_no")
    assert words.startswith("公开件编号,")
    assert "金额（元）" in words


@pytest.mark.parametrize(("name", "filters"), [
    ("disbursements", ""), ("disbursements", "&sort=-amount&year=2013"), ("budget-lines", "&unit=204001"),
    ("units", ""),
])
def test_following_next_walks_through_everything(client: FlaskClient, name: str, filters: str) -> None:
    found: list[Any] = []
    address: str | None = f"/api/v1/{name}?page_size=3{filters}"
    while address:
        page = body(client, address)
        found += page["data"]
        address = page["links"]["next"]
    whole = body(client, f"/api/v1/{name}?page_size=1000{filters}")
    assert found == whole["data"]
    assert len(found) == whole["meta"]["count"]


def test_a_walk_stays_at_its_version(client: FlaskClient) -> None:
    first = body(client, "/api/v1/batches?page_size=1&as_of=7")
    answer = client.get(first["links"]["next"])
    assert answer.headers["X-Data-Version"] == "7"
    assert json.loads(answer.data)["meta"]["count"] == first["meta"]["count"]


def test_the_documented_filters_work_together(client: FlaskClient) -> None:
    found = body(client, "/api/v1/disbursements?year=2013&amount_yuan__gte=50000&township=999982003&sort=-amount")
    assert [row["amount_yuan"] for row in found["data"]] == ["55000.00"]
    assert found["meta"]["sum_fen"] == 5_500_000


def test_the_link_header_names_the_next_page(client: FlaskClient) -> None:
    answer = client.get("/api/v1/disbursements?page_size=2")
    assert 'rel="next"' in answer.headers["Link"]
    assert json.loads(answer.data)["links"]["next"] in answer.headers["Link"]


def test_groups_add_up_to_the_total(client: FlaskClient) -> None:
    total = body(client, "/api/v1/disbursements")["meta"]["sum_fen"]
    asked = "dataset=disbursements&group_by=township,year&measure=amount"
    grouped = body(client, f"/api/v1/aggregate?{asked}&page_size=1000")
    assert sum(row["amount_fen"] for row in grouped["data"]) == grouped["meta"]["sum_fen"] == total
    lines = rows_of_csv(client, f"/api/v1/aggregate.csv?{asked}")
    assert sum(int(line["amount_fen"]) for line in lines) == total
    table = "dataset=budget-lines&group_by=unit&year=2013&table=expenditure&measure=total"
    budgets = body(client, f"/api/v1/aggregate?{table}")
    assert budgets["meta"]["sum_fen"] == 2_650_000_00
    first = body(client, "/api/v1/aggregate?dataset=disbursements&group_by=township,year&page_size=2")
    second = body(client, first["links"]["next"])
    assert first["data"] + second["data"] == grouped["data"][:4]


@pytest.mark.parametrize(("query", "parameter", "code"), [
    ("group_by=year", "dataset", "missing-parameter"),
    ("dataset=batches", "group_by", "missing-parameter"),
    ("dataset=nothing&group_by=year", "dataset", "bad-value"),
    ("dataset=batches&group_by=colour", "group_by", "bad-value"),
    ("dataset=batches&group_by=", "group_by", "missing-parameter"),
    ("dataset=batches&group_by=year,", "group_by", "bad-value"),
    ("dataset=batches&group_by=year&measure=weight", "measure", "bad-value"),
    ("dataset=budget-lines&group_by=unit", "measure", "not-additive"),
    ("dataset=batches&group_by=year&colour=red", "colour", "unknown-parameter"),
])
def test_a_grouping_that_cannot_be_is_refused(client: FlaskClient, query: str, parameter: str, code: str) -> None:
    answer = client.get(f"/api/v1/aggregate?{query}")
    assert (answer.status_code, answer.json["parameter"], answer.json["code"]) == (400, parameter, code)
