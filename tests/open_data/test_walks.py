"""A reader's walk through a list while the bureau publishes: one version, nothing lost, nothing twice."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from pathlib import Path

import pytest

from tests import factories as make
from tests import small_city
from tests.sample_site import ROOT
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


@pytest.mark.skipif("TORTURE_CASES" not in os.environ, reason="minutes: make torture")
def test_a_walk_over_all_of_the_samples_disbursements(sample_var: Path, tmp_path: Path) -> None:
    shutil.copytree(sample_var, tmp_path / "var")
    site = small_city.open_site(tmp_path / "var", ROOT / "cities/sample")
    client = create_app(site.settings, site=site).test_client()
    before = client.get("/api/v1/disbursements?page_size=1&digest=1").json["meta"]
    ids, fen, versions, published = [], 0, set(), 0
    address = "/api/v1/disbursements?page_size=250&sort=-amount"
    while address:
        page = client.get(address).json
        ids += [row["id"] for row in page["data"]]
        fen += sum(row["amount_fen"] for row in page["data"])
        versions.add(page["meta"]["version"])
        address = page["links"]["next"]
        if published < 10:
            published += 1
            recipients = [make.recipient(f"虚构项目{published}", published * 10**9, township_code="999981102")]
            batch = make.batch(f"9{published:02}", 2013, recipients, fund="SF04", unit="204001")
            with site.sessions() as session:
                small_city.publish(site, session, [batch], dt.date(2014, 2, 16), f"第{published}次")
    assert (published, versions) == (10, {before["version"]})
    assert (len(ids), len(set(ids)), fen) == (before["count"], before["count"], before["sum_fen"])
    after = client.get("/api/v1/disbursements?page_size=1").json["meta"]
    assert (after["version"], after["count"]) == (before["version"] + 10, before["count"] + 10)
    print(f"{len(ids)} rows walked while {published} publications were made: nothing lost, nothing twice")
    site.engine.dispose()
