"""Figures that the site adds up have a page and an answer with every part, and the parts make the sum to the fen."""

import re
from html import unescape

import pytest

PAGES = ("/", "/budget/2013", "/budget/2012", "/three-public", "/three-public/2013", "/special-funds",
         "/special-funds/F01", "/townships", "/townships/999982001")


def sums_on(client, address):
    html = client.get(address).get_data(as_text=True)
    found = re.findall(r'href="/figures/(sum\.[^"]+)" title="([0-9,.-]+) 元">', html)
    large = re.findall(r'title="([0-9,.-]+) 元"><a href="/figures/(sum\.[^"]+)"', html)
    found += [(name, text) for text, name in large]
    return {(unescape(name), text) for name, text in found}


@pytest.mark.parametrize("address", PAGES)
def test_every_sum_on_a_page_is_its_parts(client, address):
    shown = sums_on(client, address)
    assert shown
    for name, text in shown:
        answer = client.get(f"/api/v1/figures/{name}").get_json()["data"]
        assert f"{answer['amount_fen'] // 100:,}.{answer['amount_fen'] % 100:02d}" == text, name
        assert sum(part["amount_fen"] for part in answer["parts"]) == answer["amount_fen"]
        html = client.get(f"/figures/{name}").get_data(as_text=True)
        assert f'title="{text} 元"' in html
        assert client.get(f"/figures/{name}.json").get_json()["data"] == answer


def test_the_parts_of_a_sum_are_published_figures(client):
    found = client.get("/api/v1/figures/sum.budget.2013.expenditure").get_json()["data"]
    for part in found["parts"]:
        figure = client.get(f"/api/v1/figures/{part['figure']}").get_json()["data"]
        assert figure["amount_fen"] == part["amount_fen"]
        assert figure["unit_code"] == part["unit_code"]


def test_a_sum_of_sums_leads_down_to_documents(client):
    funds = client.get("/api/v1/figures/sum.special-funds.2013").get_json()["data"]
    for fund in funds["parts"]:
        below = client.get(f"/api/v1/figures/{fund['figure']}").get_json()["data"]
        assert below["amount_fen"] == fund["amount_fen"]
        assert all(part["figure"].startswith("batch.2013.") for part in below["parts"])


def test_who_is_missing_in_a_sum_is_named(client):
    found = client.get("/api/v1/figures/sum.accounts.2012.expenditure").get_json()["data"]
    html = client.get("/figures/sum.accounts.2012.expenditure").get_data(as_text=True)
    for code in found["missing"]:
        assert f'href="/units/{code}"' in html


@pytest.mark.parametrize("name", [
    "sum.budget.1900.expenditure", "sum.budget.2013.nothing", "sum.budget.2013.class-999",
    "sum.three-public.2013.final", "sum.special-funds.2013.F99", "sum.township.2013.nowhere",
    "sum.execution.2013Q9.ytd-executed",
    "sum.budget", "sum",
    "sum.execution.2013Q1.ytd-other", "sum.other.2013.x",
])
def test_a_sum_of_nothing_is_not_found(client, name):
    assert client.get(f"/figures/{name}").status_code == 404
    assert client.get(f"/api/v1/figures/{name}").status_code == 404


def test_a_sum_stays_as_it_was_under_an_older_version(client):
    old = client.get("/api/v1/figures/sum.special-funds.2013?as_of=7").get_json()["data"]
    new = client.get("/api/v1/figures/sum.special-funds.2013").get_json()["data"]
    assert old["amount_fen"] > new["amount_fen"], "a batch was withdrawn since"
