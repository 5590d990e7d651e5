"""HTTP: ETag and 304 before any query, versions that never change, CORS on every status, methods, headers."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from tests import factories as make
from tests import small_city
from transparency_site import create_app
from transparency_site.queries.registry import DATASETS
from transparency_site.site import Site

ADDRESSES = ("/api/v1/batches", "/api/v1/batches.csv", "/api/v1/units/204001", "/api/v1/search?q=教育",
             "/api/v1/aggregate?dataset=batches&group_by=year")


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_known_is_not_sent_again(client: FlaskClient, address: str) -> None:
    first = client.get(address)
    assert first.headers["X-Data-Version"] == "9"
    tag = first.headers["ETag"]
    assert tag.startswith('"'), "a strong validator"
    again = client.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("address", [
    "/api/v1/budget-lines", "/budget/2013", "/static/site.css", "/api/v1/openapi.json", "/api/v1/swagger.json",
    "/api/v1/docs", "/api/v1/message-counts",
])
@pytest.mark.parametrize("encoding", ["gzip", "br", "identity"])
def test_a_compressed_answers_tag_is_known_too(client: FlaskClient, address: str, encoding: str) -> None:
    first = client.get(address, headers={"Accept-Encoding": encoding})
    assert first.status_code == 200
    if first.content_length > 500:
        assert first.headers.get("Content-Encoding", "identity") == encoding
    for known in (first.headers["ETag"], f'"other", {first.headers["ETag"]}', "*"):
        again = client.get(address, headers={"Accept-Encoding": encoding, "If-None-Match": known})
        assert (again.status_code, again.data) == (304, b""), known
        assert "Content-Length" not in again.headers
    other = client.get(address, headers={"Accept-Encoding": encoding, "If-None-Match": '"other"'})
    assert (other.status_code, len(other.data)) == (200, len(first.data))


@pytest.mark.parametrize(("most", "readings", "since"), [(25_000, 1, 1990), (3, 2, 1991)])
def test_a_short_files_rows_are_read_once_for_digest_and_file(
    app: Flask, client: FlaskClient, most: int, readings: int, since: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("transparency_site.answers._READ_ONCE", most)
    expected = client.get("/api/v1/disbursements.csv")
    file, address = expected.data, f"/api/v1/disbursements.csv?year__gte={since}"  # all; nobody asked it before
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if "printf" in statement:
            found.append(statement)

    event.listen(app.extensions["site"].engine, "before_cursor_execute", note)
    try:
        answer = client.get(address)
        again = client.get(f"{address}&bom=0")  # another answer, the same digest
        assert answer.data == file == b"\xef\xbb\xbf" + again.data
    finally:
        event.remove(app.extensions["site"].engine, "before_cursor_execute", note)
    assert answer.headers["X-Data-Digest"] == again.headers["X-Data-Digest"] == expected.headers["X-Data-Digest"]
    assert len(found) == readings + 1, "for the second file the digest is known"


def test_304_costs_no_query_but_the_version(app: Flask, client: FlaskClient) -> None:
    tag = client.get("/api/v1/disbursements").headers["ETag"]
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("SELECT"):
            found.append(statement)

    event.listen(app.extensions["site"].engine, "before_cursor_execute", note)
    assert client.get("/api/v1/disbursements", headers={"If-None-Match": tag}).status_code == 304
    assert found == [], "a ready answer costs nothing"
    assert client.head("/api/v1/disbursements", headers={"If-None-Match": tag}).status_code == 304
    assert len(found) == 2, "the newest version, and whether a question changed"
    assert "publications" in found[0]


def test_tags_differ_by_address_and_version(client: FlaskClient) -> None:
    tags = {client.get(address).headers["ETag"] for address in (
        "/api/v1/batches", "/api/v1/batches?year=2013", "/api/v1/batches?as_of=7", "/api/v1/batches?as_of=8")}
    assert len(tags) == 4


def test_an_address_with_a_version_is_immutable(client: FlaskClient) -> None:
    assert "immutable" in client.get("/api/v1/batches?as_of=7").headers["Cache-Control"]
    for address in ("/api/v1/batches", "/api/v1/batches?as_of=2013-10-01"):
        assert client.get(address).headers["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize(("address", "status"), [
    ("/api/v1/batches", 200), ("/api/v1/batches.csv", 200), ("/api/v1/nowhere", 404), ("/api/v1/batches?x=1", 400),
    ("/api/v1/batches?as_of=99", 404), ("/api/v1/batches?as_of=", 404), ("/api/v1/openapi.json", 200),
])
def test_every_origin_may_read_every_status(client: FlaskClient, address: str, status: int) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (status, "*")
    assert "ETag" in answer.headers["Access-Control-Expose-Headers"]


def test_head_and_options(client: FlaskClient) -> None:
    head = client.head("/api/v1/batches")
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["ETag"] == client.get("/api/v1/batches").headers["ETag"]
    options = client.options("/api/v1/batches")
    assert options.status_code == 200
    assert options.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("address", ["/api/v1/batches", "/api/v1/docs", "/healthz", "/api/v1/nowhere"])
def test_every_answer_has_the_strict_headers_and_no_cookie(client: FlaskClient, address: str) -> None:
    headers = client.get(address).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in headers


def test_cited_data_give_the_same_bytes_after_a_later_correction(small_site: Site) -> None:
    app = create_app(small_site.settings)
    client = app.test_client()
    cited = [f"/api/v1/{DATASETS[name].path}?as_of=9&digest=1" for name in sorted(DATASETS)]
    cited += [f"/api/v1/{address}?as_of=9" for address in (
        "disbursements.csv", "disbursements.xlsx", "batches/2013/001", "figures/batch.2013.001.batch.stated.amount")]
    cited += ["/api/v1/search?q=道路&as_of=9", "/api/v1/batches?as_of=2014-02-12"]
    before = {address: client.get(address) for address in cited}
    assert {answer.status_code for answer in before.values()} == {200}
    site: Site = app.extensions["site"]
    with site.sessions() as session:
        small_city.publish(site, session, [make.batch("001", recipients=[make.recipient(row=4)])],
                           dt.date(2014, 2, 14), "更正：测试")
    newest = client.get("/api/v1/disbursements?year=2013").json
    assert newest["meta"]["version"] == 10
    for address, answer in before.items():
        again = client.get(address)
        assert again.data == answer.data, address
        assert again.headers["ETag"] == answer.headers["ETag"]
    site.engine.dispose()
