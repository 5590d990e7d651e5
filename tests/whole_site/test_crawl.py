"""Every link of the site, in both languages, leads somewhere on the site; and no walk over links ends in a dead end.

`make test` follows a seeded selection, `make torture` every page; figures, files and other dresses of a page (each kind
has one maker) are drawn by a seed even then.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.sample_site import ROOT
from tests.whole_site.crawling import Crawl, drawn, kind
from tests.whole_site.dresses import EVERYTHING
from tests.whole_site.page_types import one_of_each_type

FOLLOWED = (
    {"page": 1, "figure": 40, "file": 60, "switched": 60, "api": 5} if EVERYTHING
    else {"page": 25, "figure": 300, "file": 150, "switched": 100, "api": 10}
)  # fmt: skip
"""Kind of link -> one in how many is followed."""
WALKS = 200 if EVERYTHING else 6
STEPS = 20


def wanted(language: str) -> Callable[[str], bool]:
    """Whether to follow a link of the pages in `language`: a crawl keeps to it, or it does all twice."""

    def follow(link: str) -> bool:
        leads_to = kind(link)
        speaks = leads_to in ("file", "api") or ("lang=en" in link) == (language == "en")
        return speaks and drawn(link, FOLLOWED[leads_to])

    return follow


def allowed_hosts() -> tuple[str, ...]:
    """Where links may lead away to: the licence, the portal that the city names, and the site's own full address."""
    city = tomllib.loads((ROOT / "cities/sample/city.toml").read_text(encoding="utf-8"))
    portal = city.get("portal", {}).get("address") or "https://creativecommons.org/"
    complaints = ("mailto:jiandu@example.invalid", "tel:")
    return ("https://creativecommons.org/licenses/", portal, "http://127.0.0.1", *complaints)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_link_leads_to_a_page_of_this_site(client: FlaskClient, language: str) -> None:
    starts = [address for address in one_of_each_type() if address != "/nowhere"]
    if language == "en":
        starts = [f"{address}{'&' if '?' in address else '?'}lang=en" for address in starts]
    crawl = Crawl(client, wanted(language), allowed_hosts())
    crawl.run(starts)
    print(f"{language}: {crawl.pages} pages and {crawl.others} files answered")
    assert crawl.broken == []
    assert crawl.outside == set()
    assert crawl.lost_fragments == set()
    assert crawl.pages > (1500 if EVERYTHING else 60)
    assert crawl.others > 0


def test_a_walk_over_links_from_home_never_comes_to_a_dead_end(client: FlaskClient) -> None:
    chance = random.Random(20130215)
    for number in range(WALKS):
        address, way = "/" if number % 2 else "/?lang=en", []
        for _step in range(STEPS):
            crawl = Crawl(client, lambda _link: False, allowed_hosts())
            found: list[str] = []
            crawl.run([address], lambda page, found=found: found.extend(page.links))  # type: ignore[misc]
            way.append(address)
            assert crawl.broken == [], way
            here = address.partition("#")[0]
            onward = sorted({link for link in found if link.startswith("/") and kind(link) not in ("file", "api")})
            onward = [link for link in onward if link.partition("#")[0] != here]
            assert len(onward) > 5, way[-2:]
            address = chance.choice(onward)


def test_a_year_without_deadlines_offers_no_list_of_them(client: FlaskClient) -> None:
    assert "/timeliness/2010" not in client.get("/units/204001/2010").get_data(as_text=True)
