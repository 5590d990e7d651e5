"""Every answer and every file says under which licence it comes and how it is cited: licence, GB/T 7714, BibTeX."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from flask.testing import FlaskClient

ADDRESSES = (
    "/api/v1/batches?year=2013", "/api/v1/batches?year=2013&as_of=7", "/batches.json?year=2013",
    "/api/v1/units/204001", "/units/204001/2013.json", "/api/v1/aggregate?dataset=batches&group_by=fund",
    "/api/v1/changes?since=3", "/api/v1/lookup?dataset=units&id=204001", "/api/v1/unit-totals?year=2013",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_json_has_licence_and_citations_whose_address_gives_the_same(client: FlaskClient, address: str) -> None:
    told = client.get(address).json
    meta = told["meta"]
    assert meta["licence_url"].startswith("https://creativecommons.org/")
    assert "[DS/OL]" in meta["citation"]
    assert f"第{meta['version']}版" in meta["citation"]
    assert "示例数据" in meta["citation"]
    assert f"as_of={meta['version']}" in meta["citation"]
    lasting = meta["citation"].rpartition(". ")[2]
    assert f"url = {{{lasting}}}" in meta["bibtex"]
    again = client.get(lasting.partition("://")[2].partition("/")[1] + lasting.partition("://")[2].partition("/")[2])
    assert again.json["data"] == told["data"]


@pytest.mark.parametrize("address", [
    "/api/v1/batches.csv?year=2013", "/api/v1/batches.jsonl?year=2013&as_of=7", "/batches.csv?year=2013",
    "/api/v1/batches.parquet", "/api/v1/aggregate.csv?dataset=batches&group_by=fund", "/api/v1/changes.jsonl?since=3",
    "/units/204001/2013.csv",
])
def test_a_file_of_bare_rows_names_the_address_that_describes_it(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    links = {relation: target for target, relation in re.findall(r'<([^>]+)>; rel="([^"]+)"', answer.headers["Link"])}
    assert set(links) >= {"license", "cite-as", "describedby"}
    meta = client.get(links["describedby"]).json["meta"]
    for key, header in (("version", "Version"), ("count", "Count"), ("digest", "Digest")):
        assert str(meta[key]) == answer.headers[f"X-Data-{header}"]
    assert (links["license"], "@misc" in meta["bibtex"]) == (meta["licence_url"], True)
    answer.close()


def test_a_workbook_has_both_citations_on_its_third_sheet(client: FlaskClient) -> None:
    answer = client.get("/api/v1/batches.xlsx?year=2013")
    rows = openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[2].iter_rows(values_only=True)
    said = {str(row[0]): str(row[1]) for row in rows}
    answer.close()
    assert said["许可网址"].startswith("https://creativecommons.org/")
    assert "[DS/OL]" in said["引用（GB/T 7714）"]
    assert said["引用（BibTeX）"].startswith("@misc{")


def test_two_answers_in_one_bibliography_have_two_keys(client: FlaskClient) -> None:
    keys = {client.get(f"/api/v1/{one}").json["meta"]["bibtex"].partition(",")[0]
            for one in ("batches", "batches?year=2013", "units", "batches?as_of=7")}
    assert len(keys) == 4
    assert client.get("/api/v1/batches").json["meta"]["bibtex"].partition(",")[0] in keys, "the same one each time"
