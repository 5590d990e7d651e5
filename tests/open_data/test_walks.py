"""A reader's walk through a list while the bureau publishes: one version, nothing lost, nothing twice."""

from __future__ import annotations

import datetime as dt

from tests import factories as make
from tests import small_city
from transparency_site import create_app
from transparency_site.site import Site


def test_a_walk_over_ten_publications_reads_one_version(small_site: Site) -> None:
    client = create_app(small_site.settings, site=small_site).test_client()
    before = client.get("/api/v1/disbursements?page_size=1000&digest=1").json
    found, versions, published = [], set(), 0
    address = "/api/v1/disbursements?page_size=1"
    while address:
        page = client.get(address).json
        found += page["data"]
        versions.add(page["meta"]["version"])
        address = page["links"]["next"]
        for _one in range(2 if published < 10 else 0):
            published += 1
            batch = make.batch(f"{published:03}", year=2011 if published % 2 else 2015,
                               recipients=[make.recipient(f"虚构项目{published}", published * 100)])
            with small_site.sessions() as session:
                small_city.publish(small_site, session, [batch], dt.date(2014, 2, 14), f"第{published}次")
    assert published == 10
    assert versions == {before["meta"]["version"]} == {9}
    assert found == before["data"]
    assert len({row["id"] for row in found}) == len(found) == before["meta"]["count"]
    after = client.get("/api/v1/disbursements?digest=1").json["meta"]
    assert (after["version"], after["count"]) == (19, len(found) + 10)
    assert client.get("/api/v1/disbursements?digest=1&as_of=9").json["meta"]["digest"] == before["meta"]["digest"]
