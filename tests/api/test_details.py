"""Single things: a unit, a batch, a figure with its source cell, a publication, a disclosure, search, suggestions."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

TOTAL = "budget.204001.2013.department.expenditure.total.total"


def test_a_unit_has_its_years(client: FlaskClient) -> None:
    found = client.get("/api/v1/units/204001").json["data"]
    assert found["name"] == "小样市教育局"
    assert [(one["id"], one["expenditure_fen"]) for one in found["totals"]] == [
        ("accounts.204001.2012.department", 800_000_00), ("budget.204001.2013.department", 1_050_000_00),
        ("budget.204001.2014.department", 1_150_000_00)]
    assert [row["year"] for row in client.get("/api/v1/units/204001?year=2013").json["data"]["three_public"]] == [2013]


def test_a_batch_has_its_recipients(client: FlaskClient) -> None:
    answer = client.get("/api/v1/batches/2013/001").json
    assert answer["meta"]["sum_fen"] == answer["data"]["amount_fen"] == 175_000_00
    assert sum(row["amount_fen"] for row in answer["data"]["disbursements"]) == 175_000_00


def test_a_withdrawn_batch_answers_with_status_and_reason(client: FlaskClient) -> None:
    found = client.get("/api/v1/batches/2013/003").json["data"]
    assert (found["status"], found["reason"], found["disbursements"]) == ("withdrawn", "与第001批重复公示", [])


def test_a_figure_has_cell_and_history(client: FlaskClient) -> None:
    found = client.get(f"/api/v1/figures/{TOTAL}").json["data"]
    assert (found["amount_fen"], found["amount_yuan"], found["money_unit"]) == (1_050_000_00, "1050000.00", "元")
    assert set(found["source"]) == {"file_sha256", "sheet", "cell"}
    history = client.get(f"/api/v1/figures/{TOTAL}/history").json
    assert [entry["amount_fen"] for entry in history["data"]] == [1_000_000_00, 1_050_000_00]
    assert history["data"] == found["history"]


def test_a_figures_source_stands_alone(client: FlaskClient) -> None:
    figure = client.get(f"/api/v1/figures/{TOTAL}").json["data"]
    found = client.get(f"/api/v1/figures/{TOTAL}/source").json["data"]
    assert found["figure"] == TOTAL
    for key in ("disclosure", "revision", "source", "raw", "money_unit", "table_title", "amount_fen", "amount_yuan"):
        assert found[key] == figure[key]
    earlier = client.get(f"/api/v1/figures/{TOTAL}/source?as_of=5&fields=amount_fen").json["data"]
    assert earlier == {"amount_fen": 1_000_000_00, "amount_yuan": "1000000.00"}
    assert client.get("/api/v1/figures/sum.budget.2013.expenditure/source").status_code == 404, "parts, no cell"


def test_a_correction_is_a_publication_with_redlines(client: FlaskClient) -> None:
    found = client.get("/api/v1/publications/7").json["data"]
    (correction,) = found["corrections"]
    assert (correction["disclosure"], len(correction["redlines"])) == ("batch.2013.001", 3)
    revisions = client.get("/api/v1/disclosures/batch.2013.001").json["data"]["revisions"]
    assert [(one["revision"], one["status"]) for one in revisions] == [(1, "superseded"), (2, "published")]


def test_search_and_suggestions_answer(client: FlaskClient) -> None:
    found = client.get("/api/v1/search?q=教育&page_size=2").json
    assert found["meta"]["count"] > 2
    assert found["data"][0]["url"] == "/units/204001"
    following = client.get(found["links"]["next"]).json
    assert following["data"]
    assert following["data"][0] not in found["data"]
    assert client.get("/api/v1/suggest?q=jyj").json["data"][0]["key"] == "204001"
    nothing = client.get("/api/v1/search?q=教育&year=1999").json
    assert nothing["meta"]["count"] == 0
    assert nothing["meta"]["alternative"] is not None


@pytest.mark.parametrize("address", [
    "/units/999999", "/batches/2013/999", "/batches/x/001", "/figures/nothing", "/figures/nothing/history",
    "/publications/99", "/disclosures/budget.1.2013.department", "/special-funds/none",
])
def test_what_is_not_there_is_a_404_problem(client: FlaskClient, address: str) -> None:
    answer = client.get(f"/api/v1{address}")
    assert (answer.status_code, answer.mimetype, answer.json["code"]) == (404, "application/problem+json", "not-found")


@pytest.mark.parametrize("address", [
    "/units/204001?colour=red", "/batches/2013/001?year=2013", f"/figures/{TOTAL}?digest=1", "/search?colour=red",
    "/suggest?colour=red", "/openapi.json?colour=red",
])
def test_details_refuse_what_they_do_not_know(client: FlaskClient, address: str) -> None:
    answer = client.get(f"/api/v1{address}")
    assert (answer.status_code, answer.json["code"]) == (400, "unknown-parameter")
