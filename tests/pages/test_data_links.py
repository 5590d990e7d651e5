"""The page /data: its links to the API carry no switch of a page, and every dataset is shown with its first rows."""

from __future__ import annotations

import csv
import html
import io
import re

import pytest
from flask.testing import FlaskClient

from transparency_site.queries.registry import DATASETS


@pytest.mark.parametrize("address", ["/data", "/data?lang=en", "/data?lang=en&view=large", "/data?view=large&as_of=2"])
def test_every_address_of_the_api_on_the_data_page_answers(client: FlaskClient, address: str) -> None:
    linked = re.findall(r'href="(/api/v1/[^"]*)"', client.get(address).get_data(as_text=True))
    assert "/api/v1/openapi.json" in linked
    for target in set(linked):
        assert client.get(target.replace("&amp;", "&")).status_code == 200, target


def test_the_catalogue_shows_every_dataset_with_its_columns_and_first_rows(client: FlaskClient) -> None:
    page = client.get("/data").get_data(as_text=True)
    parts = page.partition("数据字典和样子")[2].split("<details")[1:]
    shown = 0
    for (name, dataset), part in zip(DATASETS.items(), parts, strict=False):
        part = part.partition("</details>")[0]
        assert f'<span class="mono">{name}</span></summary>' in part
        assert all(f'<span class="mono">{one.key}</span> {one.zh}' in part for one in dataset.columns if one.shown)
        told = client.get(f"/api/v1/{dataset.path}.csv?bom=0&protect=0").get_data(as_text=True)
        head, *rows = csv.reader(io.StringIO(told))
        assert re.findall(r'<th scope="col" class="mono">(\w+)</th>', part) == head[:-1] * bool(rows)
        cells = [html.unescape(one) for one in re.findall(r'<td class="nowrap">(.*?)</td>', part, re.DOTALL)]
        whole = [text for row in rows[:3] for text in row[:-1]]
        assert [one.removesuffix("…") for one in cells] == [text[:40] if len(text) > 40 else text for text in whole]
        shown += bool(rows)
    assert shown > 10


def test_the_catalogue_for_programs_has_addresses_sums_and_choices(client: FlaskClient) -> None:
    for one in client.get("/data.json").json["data"]["datasets"]:
        meta = client.get(f"{one['path']}?page_size=1").json["meta"]
        assert (one["rows"], one["sum_fen"]) == (meta["count"], meta["sum_fen"])
    stages = {tuple(c["choices"]) for one in client.get("/data.json").json["data"]["datasets"] for c in one["columns"]}
    assert len(stages) > 3
