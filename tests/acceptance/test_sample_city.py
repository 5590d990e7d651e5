"""What issue and README promise of the sample city, asked of the site and not of the generator."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

PAGES = (
    "/", "/units", "/units/204001", "/units/204001/2013", "/special-funds", "/batches", "/batches/2013/001",
    "/townships", "/disbursements", "/three-public", "/three-public/2013", "/search?q=教育", "/data", "/publications",
    "/publications/1",
    "/corrections", "/budget/2013", "/timeliness/2014", "/glossary", "/about", "/compare?unit=204001&unit=205001",
    "/registers", "/registers/recusals", "/registers/prevention", "/registers/recusals/2013/0009",
)


WORDY = {"/glossary": 1, "/about": 1, "/data": 5, "/publications/1": 3}  # pages of words have fewer figures


@pytest.mark.parametrize("address", PAGES)
def test_every_main_page_answers_with_figures_and_is_marked_as_sample(sample: FlaskClient, address: str) -> None:
    answer = sample.get(address)
    assert answer.status_code == 200
    text = answer.get_data(as_text=True)
    assert "示例" in text
    assert "noindex" in text
    words = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", text.split("<main", 1)[1].split("</main>", 1)[0], flags=re.DOTALL)
    figures = re.findall(r"\d[\d,]*(?:\.\d+)?", words)
    assert len(figures) >= WORDY.get(address, 10), (address, figures)


def test_109_units_in_2013_and_fewer_after_the_merger(sample: FlaskClient) -> None:
    assert sample.get("/api/v1/units?year=2013").json["meta"]["count"] == 109
    assert sample.get("/api/v1/units?year=2014").json["meta"]["count"] < 109


def test_384_batches_of_exactly_2190000000_yuan(sample: FlaskClient) -> None:
    batches = sample.get("/api/v1/batches?year=2013").json["meta"]
    assert (batches["count"], batches["sum_fen"]) == (384, 219_000_000_000)
    disbursements = sample.get("/api/v1/disbursements?year=2013").json["meta"]
    assert disbursements["sum_fen"] == 219_000_000_000
    assert disbursements["count"] > 15_000


def test_recusals_reviews_and_prevention_of_2013(sample: FlaskClient) -> None:
    kinds = sample.get("/api/v1/aggregate?dataset=registers.recusals&year=2013&group_by=kind&measure=count").json
    assert {row["kind"]: row["count"] for row in kinds["data"]} == {"recusal": 15, "rotation": 12, "restriction": 6}
    assert sample.get("/api/v1/registers/reviewed-documents").json["meta"]["count"] == 17
    quarters = sample.get("/api/v1/registers/prevention").json["data"]
    assert [sum(row[name] for row in quarters) for name in ("items", "leads", "messages")] == [122, 3, 119_412]
    page = sample.get("/registers/prevention").get_data(as_text=True)
    assert all(figure in page for figure in ("122", "119,412"))
    risks = sample.get("/api/v1/registers/risk-points?page_size=1000").json["data"]
    assert len({row["unit_code"] for row in risks}) == 20
    named = [row for row in sample.get("/api/v1/registers/recusals").json["data"] if row["person"]]
    assert all(row["publicity"] == "city" and row["announcement"] for row in named)
    assert len(named) == 2


def test_home_shows_the_counts_of_the_year_that_has_ended(sample: FlaskClient) -> None:
    text = sample.get("/").get_data(as_text=True)
    assert "109" in text
    assert "384" in text
    assert "21.90" in text
    assert "2013" in text


def test_history_is_there_to_look_at(sample: FlaskClient) -> None:
    assert sample.get("/api/v1/disclosures?status=withdrawn").json["meta"]["count"] == 1
    publications = sample.get("/api/v1/publications?page_size=200").json["data"]
    kinds = [publication["kind"] for publication in publications]
    assert kinds.count("correction") == 2
    assert kinds.count("withdrawal") == 1


@pytest.mark.parametrize("figure", [
    "batch.2013.118.batch.stated.amount", "batch.2013.118.recipients.0027.amount",
    "budget.204001.2013.department.expenditure.205.total", "execution.204001.2013Q4.execution.total.executed",
    "budget.204001.2013.department.three-public.statement.total", "register.recusals.2013.rows.0009.matter",
])  # fmt: skip
def test_every_kind_of_figure_opens_its_source_cell(sample: FlaskClient, figure: str) -> None:
    source = sample.get(f"/api/v1/figures/{figure}").json["data"]["source"]
    assert len(source["file_sha256"]) == 64
    assert source["sheet"]
    assert source["cell"]
    page = sample.get(f"/figures/{figure}").get_data(as_text=True)
    assert source["sheet"] in page
    assert page.count('<td class="ring') == 1


def test_every_payment_says_its_sheet(sample: FlaskClient) -> None:
    payments = sample.get("/api/v1/disbursements?year=2013&page_size=1000").json["data"]
    assert {payment["source"]["sheet"] for payment in payments} == {"拨付明细"}


def test_no_made_up_figure_is_laid_at_a_real_body(sample: FlaskClient) -> None:
    for address in ("/", "/units", "/special-funds", "/townships", "/api/v1/units?page_size=1000"):
        assert "浏阳" not in sample.get(address).get_data(as_text=True)
