"""Every chart of the sample city: what it draws is what its table says, and that is what the API answers, to the fen.

`make test` takes the charts of each page type and a seeded selection of the others; `make torture` crawls for all.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from urllib.parse import parse_qs

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.whole_site.api_figures import OF_CHART, Api
from tests.whole_site.charts_on_pages import Figures, ShownChart, charts_of
from tests.whole_site.crawling import Crawl, Page, drawn, kind
from tests.whole_site.dresses import EVERYTHING
from tests.whole_site.page_types import EMBEDDED, one_of_each_type

SHOWN_ROWS = 40  # a page shows the first rows of a long table; the file has all
ONE_IN = 1 if EVERYTHING else 25
WITHOUT_CHARTS = ("/disbursements", "/search", "/registers", "/publications", "/questions", "/ask", "/timeliness")
"""Pages that have no chart, and most of all addresses: what leads to them is not followed here."""


@pytest.fixture(scope="module")
def found(client: FlaskClient) -> dict[str, list[ShownChart]]:
    """Charts by the page that they stand on: of each type, and of the pages that links lead to."""
    charts: dict[str, list[ShownChart]] = {}

    def look(page: Page) -> None:
        if shown := charts_of(page.html):
            charts[page.address] = shown

    starts = [address for address in one_of_each_type() if address != "/nowhere"]
    starts += [address for addresses in EMBEDDED.values() for address in addresses]
    crawl = Crawl(client, lambda link: may_have_charts(link) and drawn(link, ONE_IN))
    crawl.run(starts, look)
    return charts


def may_have_charts(link: str) -> bool:
    return kind(link) == "page" and "lang=" not in link and not link.startswith(WITHOUT_CHARTS)


@pytest.mark.parametrize("address", [one for one in one_of_each_type() if one.startswith(WITHOUT_CHARTS)])
def test_what_is_not_followed_has_no_chart(client: FlaskClient, address: str) -> None:
    assert charts_of(client.get(address).get_data(as_text=True)) == []


def known(figures: Figures) -> Figures:
    return {key: fen for key, fen in figures.items() if fen is not None}


def file_of(client: FlaskClient, address: str) -> Figures:
    answer = client.get(address)
    assert answer.status_code == 200, address
    rows = answer.get_json()["data"]
    figures: Figures = {(row["label"], row["series"]): row["amount_fen"] for row in rows}
    assert len(figures) == len(rows), "two points of one name"
    return figures


@cache
def api_at(client: FlaskClient, version: str | None) -> Api:
    return Api(client, version)


def asked_of_api(app: Flask, client: FlaskClient, address: str) -> Figures:
    """What the API answers for the chart at `address` (its JSON twin)."""
    path, _, query = address.partition("?")
    endpoint, parts = app.url_map.bind("").match(path.removesuffix(".json"))
    asked = parse_qs(query)
    more = {"unit": tuple(asked["unit"])} if "unit" in asked else {}
    return OF_CHART[endpoint.removeprefix("pages.")](api_at(client, asked.get("as_of", [None])[0]), **parts, **more)


def test_every_chart_has_its_question_to_the_api(app: Flask) -> None:
    names = {rule.endpoint.removeprefix("pages.") for rule in app.url_map.iter_rules()}
    charts = {name for name in names if name.startswith("embed_") and not name.endswith("_file")}
    assert charts == set(OF_CHART)


def test_what_is_drawn_is_what_the_table_says(found: dict[str, list[ShownChart]]) -> None:
    wrong = [(page, chart.file, words) for page, charts in found.items() for chart in charts
             for words in chart.wrong_words() if len(chart.table) < SHOWN_ROWS]
    assert wrong == []
    assert sum(chart.drawn() for charts in found.values() for chart in charts) > 300


def test_every_table_equals_the_file_and_the_api_to_the_fen(
    app: Flask, client: FlaskClient, found: dict[str, list[ShownChart]]
) -> None:
    compared, figures = set[str](), 0
    for page, chart in ((page, chart) for page, charts in found.items() for chart in charts):
        table = file_of(client, chart.file)
        assert chart.table == dict(list(table.items())[:SHOWN_ROWS]), page
        if chart.file not in compared:
            assert known(table) == known(asked_of_api(app, client, chart.file)), chart.file
            compared.add(chart.file)
            figures += len(table)
    print(f"{len(compared)} charts on {len(found)} pages, {figures} figures")
    assert len(compared) > (1000 if EVERYTHING else 20)
    assert set(endpoints(app, compared)) == set(OF_CHART), "a chart that no page shows"


def endpoints(app: Flask, files: set[str]) -> Iterator[str]:
    for file in files:
        endpoint, _parts = app.url_map.bind("").match(file.partition("?")[0].removesuffix(".json"))
        yield endpoint.removeprefix("pages.")
