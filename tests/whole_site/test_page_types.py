"""Every public page type has an example, and every example answers with a page."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.whole_site.dresses import LANGUAGES, MODES, WIDTHS, Dress, covering, every_dress
from tests.whole_site.page_types import ERRORS, EXAMPLES, NOT_PAGES, every_address, one_of_each_type, public_endpoints


def test_every_page_of_the_routes_has_an_example_and_no_other(app: Flask) -> None:
    assert set(public_endpoints(app)) == set(EXAMPLES), "give the new page an example in page_types.py"
    assert {rule.endpoint for rule in app.url_map.iter_rules()} >= NOT_PAGES


@pytest.mark.parametrize("address", every_address())
def test_an_example_answers_with_a_page_of_its_type(app: Flask, client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.mimetype == "text/html"
    assert (answer.status_code == 200) == (address not in ERRORS)
    if address not in ERRORS:
        endpoint, _values = app.url_map.bind("").match(address.partition("?")[0])
        assert address in EXAMPLES[endpoint]


def test_the_counts_on_the_list_of_registers_lead_into_their_own_register(client: FlaskClient) -> None:
    html = client.get("/registers").get_data(as_text=True)
    assert "/registers/recusals?year=2013&amp;kind=recusal" in html
    assert "/registers?kind=" not in html


def test_the_covering_selection_covers_each_width_language_and_mode_of_each_type() -> None:
    chosen = list(covering(one_of_each_type()))
    for address in one_of_each_type():
        dresses = [dress for one, dress in chosen if one == address]
        assert {dress.width for dress in dresses} == set(WIDTHS)
        assert {dress.language for dress in dresses} == set(LANGUAGES)
        assert {dress.mode for dress in dresses} == set(MODES)
    assert {dress for _address, dress in chosen} == set(every_dress())


def test_a_dress_adds_its_switches_to_an_address() -> None:
    assert Dress(390, "en", "large").address("/") == "/?lang=en&view=large"
    assert Dress(390, "en", "dark").address("/batches?year=2013") == "/batches?year=2013&lang=en"
    assert Dress(390, "zh", "dark").address("/batches") == "/batches"
