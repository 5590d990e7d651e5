"""The board of deadlines: every unit, every document; what is missing is a word, never a zero."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.bureau.conftest import SignedInAs
from tests.bureau.walking import page
from transparency_site import create_app
from transparency_site.lifecycle import Role
from transparency_site.queries import timeliness
from transparency_site.site import Site
from transparency_site.snapshot import open_snapshot


@pytest.fixture
def site(small_site: Site) -> Site:
    """The small published city, instead of the empty one."""
    return small_site


@pytest.fixture
def app(site: Site) -> Flask:
    return create_app(site=site)


def test_every_obligation_of_the_year(site: Site, signed_in_as: SignedInAs) -> None:
    browser = signed_in_as(Role.AUDITOR)
    assert browser.get("/bureau/board").status_code == 303
    text = page(browser, "/bureau/board/2013")
    with site.sessions() as session:
        snapshot = open_snapshot(session, site.today())
        owed = timeliness.in_fiscal_year(snapshot, 2013)
        counts = timeliness.counts(snapshot, 2013)
    assert owed
    assert f"到期未公布 {counts['missing']} 件" in text
    assert text.count("未公布") >= counts["missing"]
    for one in owed:
        assert one.unit_name in text


def test_a_year_without_a_calendar(signed_in_as: SignedInAs) -> None:
    assert signed_in_as(Role.UPLOADER).get("/bureau/board/1999").status_code == 404
