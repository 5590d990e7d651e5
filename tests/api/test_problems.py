"""Every kind of error that an address below /api can give is a problem document, in Chinese and in English."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import BadRequest, Gone, RequestEntityTooLarge, TooManyRequests

from transparency_site.api import resources
from transparency_site.error_catalogue import KINDS

NOT_OF_THE_API = {"form-expired", "unauthorized", "forbidden"}  # of the bureau's pages
ADDRESSES = {
    "unknown-parameter": "/batches?colour=red",
    "duplicate-parameter": "/batches?year=2013&year=2014",
    "bad-value": "/batches?year=x",
    "missing-parameter": "/aggregate?group_by=year",
    "too-long": f"/batches?fund_name={'x' * 201}",
    "too-many-values": f"/batches?year__in={','.join(['2013'] * 101)}",
    "bad-cursor": "/batches?cursor=abc",
    "not-additive": "/aggregate?dataset=budget-lines&group_by=unit",
    "query-refused": "/search?q=" + "+".join("abcdefghijklmnopqrstu"),
    "not-found": "/nowhere",
    "unknown-version": "/batches?as_of=99",
    "address-too-long": f"/batches?{'x' * 6001}",
}
RAISED: dict[str, Exception] = {
    "bad-request": BadRequest(), "gone": Gone(), "too-large": RequestEntityTooLarge(),
    "too-many-requests": TooManyRequests(retry_after=7), "internal-error": ZeroDivisionError("never shown"),
    "unavailable": OperationalError("select secret", {}, Exception("never shown")),
}
OTHERWISE = {"method-not-allowed", "not-acceptable", "too-many-rows", "too-many-groups", "format-missing"}


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


def check(answer: Any, code: str, language: str) -> dict[str, Any]:
    body: dict[str, Any] = answer.json
    assert (answer.status_code, answer.mimetype) == (KINDS[code].status, "application/problem+json"), answer.data
    assert set(body) == {"type", "title", "status", "detail", "code", "parameter", "what_to_do"}
    assert (body["code"], body["status"]) == (code, KINDS[code].status)
    assert body["type"] == f"/api/v1/docs#error-{code}"
    words = KINDS[code].en if language == "en" else KINDS[code].zh
    assert body["title"] == words.title
    assert answer.headers["Content-Language"] == ("en" if language == "en" else "zh-Hans")
    assert "{" not in body["detail"] + body["what_to_do"]
    assert "never shown" not in answer.get_data(as_text=True)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "no-store"
    return body


def accepts(language: str) -> dict[str, str]:
    return {"Accept-Language": "en" if language == "en" else "zh-CN"}


@pytest.mark.parametrize("code", sorted(ADDRESSES))
def test_what_an_address_can_provoke(client: FlaskClient, language: str, code: str) -> None:
    body = check(client.get(f"/api/v1{ADDRESSES[code]}", headers=accepts(language)), code, language)
    assert len(body["parameter"] or "") <= 64


@pytest.mark.parametrize("code", sorted(RAISED))
def test_what_can_go_wrong_inside(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, language: str, code: str
) -> None:
    def fail(*_given: Any, **_more: Any) -> None:
        raise RAISED[code]

    monkeypatch.setattr(resources, "_answer", fail)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    address = f"/api/v1/batches?page_size={3 + sorted(RAISED).index(code)}&fields=id"
    answer = client.get(address, headers=accepts(language))
    check(answer, code, language)
    assert answer.headers.get("Retry-After") == ("7" if code == "too-many-requests" else None)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
def test_other_methods(client: FlaskClient, language: str, method: str) -> None:
    for path in ("/api/v1/batches", "/api/v1/openapi.json", "/api/v1/figures/x", "/api/v1/docs"):
        answer = client.open(path, method=method, headers=accepts(language))
        check(answer, "method-not-allowed", language)
        assert "GET" in answer.headers["Allow"]


def test_an_unknown_format(client: FlaskClient, language: str) -> None:
    check(client.get("/api/v1/batches", headers={**accepts(language), "Accept": "image/png"}), "not-acceptable",
          language)


def limits(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, str]]:
    """Kinds that need a smaller bound to be met, and the address that meets it: one that no other test asks for, since
    an answer that was made before is given again.
    """
    monkeypatch.setattr("transparency_site.answers.MOST_ROWS", 0)
    yield "too-many-rows", "/batches.xlsx?year=2013&sort=-document_no"
    monkeypatch.setattr("transparency_site.queries.grouping.MOST_GROUPS", 1)
    yield "too-many-groups", "/aggregate?dataset=disbursements&group_by=recipient,purpose"
    monkeypatch.setattr("transparency_site.answers.available", lambda: False)
    yield "format-missing", "/batches.parquet?year=2013&sort=-document_no"


def test_bounds(client: FlaskClient, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    for code, address in limits(monkeypatch):
        check(client.get(f"/api/v1{address}", headers=accepts(language)), code, language)


def test_every_kind_of_error_is_tried() -> None:
    assert set(ADDRESSES) | set(RAISED) | OTHERWISE | NOT_OF_THE_API == set(KINDS)
