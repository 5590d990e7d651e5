"""Charts of their own: a frame that any site may show, pinned to a version, with the figures that the chart draws."""

import re
from html import unescape

import pytest

CHARTS = {
    "/embed/units/204001/years": "/units/204001",
    "/embed/units/204001/three-public": "/units/204001",
    "/embed/budget/2013/functions": "/budget/2013",
    "/embed/budget/2013/departments": "/budget/2013",
    "/embed/compare?unit=204001&unit=101001": "/compare?unit=204001&unit=101001",
    "/embed/special-funds/by-fund/2013": "/special-funds",
    "/embed/special-funds/F01/years": "/special-funds/F01",
    "/embed/three-public/years": "/three-public",
    "/embed/three-public/2013/structure": "/three-public/2013",
    "/embed/townships/ranking/2013": "/townships",
    "/embed/townships/999982001/2013/funds": "/townships/999982001",
}


@pytest.mark.parametrize("address", CHARTS)
def test_a_chart_may_be_framed_by_others_and_its_page_may_not(client, address):
    chart, page = client.get(address), client.get(CHARTS[address])
    assert chart.status_code == page.status_code == 200
    assert "frame-ancestors *" in chart.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert "script" not in chart.get_data(as_text=True).replace("descript", "")
    known = client.get(address, headers={"If-None-Match": chart.headers["ETag"]})
    assert known.status_code == 304
    assert "frame-ancestors *" in known.headers["Content-Security-Policy"]


@pytest.mark.parametrize("address", CHARTS)
def test_the_snippet_on_the_page_leads_to_the_chart_at_this_version(client, address):
    html = unescape(client.get(CHARTS[address]).get_data(as_text=True))
    version = client.get("/api/v1/units").headers["X-Data-Version"]
    path, _, query = address.partition("?")
    snippets = [src for src in re.findall(r'<iframe src="http://[^/]+([^"]+)"', html) if src.startswith(path + "?")]
    assert snippets, address
    assert f"as_of={version}" in snippets[0]
    assert all(part in snippets[0] for part in query.split("&"))
    assert client.get(snippets[0]).status_code == 200


@pytest.mark.parametrize("address", CHARTS)
def test_the_file_of_a_chart_has_the_figures_of_its_table(client, address):
    path, _, query = address.partition("?")
    answer = client.get(f"{path}.json?{query}").get_json()
    html = client.get(address).get_data(as_text=True)
    assert answer["data"]
    assert answer["meta"]["count"] == len(answer["data"])
    for row in answer["data"]:
        if row["amount_fen"] is not None:
            yuan = f"{row['amount_fen'] // 100:,}.{row['amount_fen'] % 100:02d}"
            assert f'title="{yuan} 元"' in html
        if row["figure"]:
            figure = client.get(f"/api/v1/figures/{row['figure']}").get_json()["data"]
            assert figure["amount_fen"] == row["amount_fen"]


def test_an_embedded_chart_says_when_its_version_is_old(client):
    old = client.get("/embed/units/204001/years?as_of=3").get_data(as_text=True)
    new = client.get("/embed/units/204001/years").get_data(as_text=True)
    assert "有更新的版本" in old
    assert "有更新的版本" not in new
    assert client.get("/embed/units/204001/years.csv?as_of=3").headers["X-Data-Version"] == "3"


@pytest.mark.parametrize("address", ["/embed/units/nobody/years", "/embed/nothing", "/embed/budget/1900/functions"])
def test_what_cannot_be_drawn_is_not_found(client, address):
    assert client.get(address).status_code == 404
