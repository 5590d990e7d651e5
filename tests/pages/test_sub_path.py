"""As a column of a portal: behind X-Forwarded-Prefix every link has the sub-path; unasked, the header is ignored."""

import json
import re
import shutil
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from tests import small_city
from tests.pages.test_pages import ADDRESSES
from transparency_site import create_app

PREFIX = "/czgk"
BASE = "https://portal.example"


@pytest.fixture(scope="module")
def behind_a_proxy(small_site_folder: Path, tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("prefixed") / "var"
    shutil.copytree(small_site_folder, folder)
    settings = replace(small_city.open_site(folder).settings, trust_proxy=True, base_url=BASE + PREFIX)
    made = create_app(settings)
    yield made.test_client()
    made.extensions["site"].engine.dispose()


def addresses_of(html):
    pattern = r'(?:href|src|action|data-suggest|data-address|content)="([^"]+)"'
    absolute = re.findall(r"https?://[^\s\"'<&]+", unescape(html))
    return {unescape(one) for one in re.findall(pattern, html)} | set(absolute)


def is_right(address):
    if address.startswith(("http://", "https://")):
        ours = address.startswith((BASE, "http://127", "http://localhost"))
        return not ours or ((address + "/").startswith(f"{BASE}{PREFIX}/") and PREFIX * 2 not in address)
    return not address.startswith("/") or (address.startswith(f"{PREFIX}/") and PREFIX * 2 not in address)


OTHERS = ("/nowhere", "/api/v1/docs", "/bureau/sign-in", "/units?lang=en&view=large")


@pytest.mark.parametrize("address", [*ADDRESSES, *OTHERS])
def test_every_address_on_a_page_has_the_sub_path(behind_a_proxy, address):
    html = behind_a_proxy.get(address, headers={"X-Forwarded-Prefix": PREFIX}).get_data(as_text=True)
    found = addresses_of(html)
    assert any(one.startswith(PREFIX) for one in found)
    assert {one for one in found if not is_right(one)} == set()


DATA = [
    "/units.json", "/api/v1/batches?page_size=1", "/api/v1/search?q=教育", "/api/v1/suggest?q=教育",
    "/data/datapackage.json", "/data/catalog.jsonld", "/api/v1/nowhere", "/embed/units/204001/years.json",
]


def texts(value):
    if isinstance(value, dict):
        return [text for one in value.values() for text in texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in texts(one)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("address", DATA)
def test_every_address_in_an_answer_has_the_sub_path(behind_a_proxy, address):
    answer = behind_a_proxy.get(address, headers={"X-Forwarded-Prefix": PREFIX})
    found = [one for one in texts(json.loads(answer.get_data())) if re.match(r"/[a-z]|https?://", one)]
    found += re.findall(r"<([^>]+)>", answer.headers.get("Link", ""))
    assert found
    assert [one for one in found if not is_right(one)] == []


def test_the_descriptions_of_the_api_name_the_readers_own_address(behind_a_proxy):
    for prefix in (PREFIX, "", "/other"):
        headers = {"X-Forwarded-Prefix": prefix}
        openapi = behind_a_proxy.get("/api/v1/openapi.json", headers=headers)
        assert openapi.get_json()["servers"] == [{"url": f"{prefix}/api/v1"}]
        assert behind_a_proxy.get("/api/v1/swagger.json", headers=headers).get_json()["basePath"] == f"{prefix}/api/v1"


@pytest.mark.parametrize("prefix", ["//evil.example", "/a b", "javascript:", "/x\"><b>", "/..//x", "/" + "a" * 99])
def test_a_prefix_that_is_no_plain_path_is_ignored(behind_a_proxy, prefix):
    html = behind_a_proxy.get("/units", headers={"X-Forwarded-Prefix": prefix}).get_data(as_text=True)
    assert 'href="/units/204001"' in html


def test_a_proxy_that_nobody_named_is_not_believed(client):
    html = client.get("/units", headers={"X-Forwarded-Prefix": PREFIX}).get_data(as_text=True)
    assert PREFIX not in html
