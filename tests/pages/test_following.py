"""Following the site: feeds of the city, a unit and a fund; sitemap, robots, share cards, structured data."""

import json
import re
from html import unescape
from xml.etree import ElementTree

import pytest

ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = {"/feed.atom": "/publications", "/units/204001/feed.atom": "/units/204001",
         "/special-funds/F01/feed.atom": "/special-funds/F01"}


def feed(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.mimetype == "application/atom+xml"
    return ElementTree.fromstring(answer.get_data())


@pytest.mark.parametrize("address", FEEDS)
def test_a_feed_is_whole_newest_first_and_leads_to_pages(client, address):
    root = feed(client, address)
    assert root.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated", "author"):
        assert root.find(f"{ATOM}{name}") is not None
    entries = root.findall(f"{ATOM}entry")
    assert entries
    ids = [one.findtext(f"{ATOM}id") for one in entries]
    assert len(ids) == len(set(ids))
    updated = [one.findtext(f"{ATOM}updated") for one in entries]
    assert updated == sorted(updated, reverse=True)
    assert root.findtext(f"{ATOM}updated") == updated[0]
    for one in entries:
        assert "示例数据" in one.findtext(f"{ATOM}title")
        href = one.find(f"{ATOM}link").get("href")
        assert client.get(re.sub(r"^https?://[^/]+", "", href)).status_code == 200


@pytest.mark.parametrize("address", FEEDS)
def test_the_page_names_its_feed(client, address):
    html = client.get(FEEDS[address]).get_data(as_text=True)
    assert 'type="application/atom+xml" title="' in html
    assert f'href="{address}"' in html


def test_entries_keep_their_ids_when_more_is_published(client):
    old = {one.findtext(f"{ATOM}id") for one in feed(client, "/units/204001/feed.atom?as_of=5").iter(f"{ATOM}entry")}
    new = {one.findtext(f"{ATOM}id") for one in feed(client, "/units/204001/feed.atom").iter(f"{ATOM}entry")}
    assert old
    assert old <= new


@pytest.mark.parametrize("address", ["/units/nobody/feed.atom", "/special-funds/none/feed.atom"])
def test_a_feed_of_nothing_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_every_address_of_the_sitemap_is_a_page(client):
    root = ElementTree.fromstring(client.get("/sitemap.xml").get_data())
    found = [one.text for one in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert len(found) == len(set(found)) > 30
    for address in found:
        assert client.get(re.sub(r"^https?://[^/]+", "", address)).status_code == 200, address


def test_sample_data_are_for_no_index(client):
    assert client.get("/robots.txt").get_data(as_text=True) == "User-agent: *\nDisallow: /\n"


@pytest.mark.parametrize("address", ["/units/204001", "/batches/2013/001", "/three-public/2013"])
def test_structured_data_say_where_a_page_stands_and_which_files_it_has(client, address):
    html = client.get(address).get_data(as_text=True)
    found = [json.loads(text) for text in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)]
    kinds = {one["@type"]: one for one in found}
    assert kinds["BreadcrumbList"]["itemListElement"][0]["position"] == 1
    for file in kinds["Dataset"]["distribution"]:
        assert client.get(re.sub(r"^https?://[^/]+", "", file["contentUrl"])).status_code == 200


def test_the_share_card_has_words_and_a_png(client):
    html = client.get("/units/204001").get_data(as_text=True)
    card = {name: unescape(text) for name, text in re.findall(r'property="og:(\w+)" content="([^"]*)"', html)}
    assert re.search(r"\d", card["description"])
    picture = client.get(re.sub(r"^https?://[^/]+", "", card["image"]))
    assert picture.mimetype == "image/png"
    assert picture.get_data()[:8] == b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize("address", ["/units/204001", "/batches?year=2013", "/disbursements?year=2013&sort=-amount"])
def test_parameters_that_wechat_adds_change_nothing_and_are_not_carried_on(client, address):
    plain = client.get(address).get_data(as_text=True)
    sign = "&" if "?" in address else "?"
    added = client.get(f"{address}{sign}from=singlemessage&isappinstalled=0&scene=1&clicktime=9")
    assert added.status_code == 200
    assert added.get_data(as_text=True) == plain
