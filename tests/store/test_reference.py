"""Reference data are disclosures: published from the city folder, replaced where it differs, old versions stay."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from data_loaders.city_folder import CityFolderError, read_city
from tests import small_city
from transparency_site.models import BudgetUnit, Disclosure, Publication
from transparency_site.reference import city_of
from transparency_site.reference_loading import publish_reference
from transparency_site.site import Site
from transparency_site.snapshot import open_snapshot


def test_the_published_city_equals_the_folder(empty_site: Site) -> None:
    with empty_site.sessions() as session:
        city = city_of(open_snapshot(session, empty_site.today()), empty_site.city)
    assert city == read_city(small_city.CITY)


def test_five_lists_are_version_one(empty_site: Site) -> None:
    with empty_site.sessions() as session:
        first = session.get_one(Publication, 1)
        keys = session.scalars(select(Disclosure.key).order_by(Disclosure.id)).all()
    assert (first.kind, first.business_date) == ("reference", dt.date(2012, 1, 4))
    assert keys == [
        "reference.units",
        "reference.places",
        "reference.funds",
        "reference.calendar",
        "reference.classification",
    ]


def test_an_unchanged_folder_publishes_nothing(empty_site: Site) -> None:
    with empty_site.sessions() as session:
        assert publish_reference(empty_site, session) is None


@pytest.fixture
def edited(empty_site: Site, tmp_path: Path) -> Site:
    """The site with a folder in which one unit was renamed."""
    folder = tmp_path / "city"
    shutil.copytree(small_city.CITY, folder)
    units = folder / "units.csv"
    units.write_text(
        units.read_text(encoding="utf-8").replace("小样市教育局,教育局", "小样市教育体育局,教体局"), encoding="utf-8"
    )
    return Site(replace(empty_site.settings, city=folder))


def test_an_edit_is_a_new_revision_and_the_old_version_stays(edited: Site) -> None:
    with edited.sessions() as session:
        publication = publish_reference(edited, session)
        assert publication is not None
        assert publication.version == 2
        changed = session.scalars(select(Disclosure).where(Disclosure.published_in == 2)).all()
        assert [(one.key, one.revision) for one in changed] == [("reference.units", 2)]
        assert names(session, edited, None) != names(session, edited, "1")
        assert "小样市教育局" in names(session, edited, "1")


def names(session: Session, site: Site, as_of: str | None) -> list[str]:
    return list(session.scalars(open_snapshot(session, site.today(), as_of).rows(BudgetUnit, BudgetUnit.name)))


def test_a_broken_folder_is_refused_whole(edited: Site) -> None:
    (edited.settings.city / "places.csv").unlink()
    with edited.sessions() as session:
        with pytest.raises(CityFolderError, match=r"places\.csv"):
            publish_reference(edited, session)
        assert session.scalar(select(Publication.version).order_by(Publication.version.desc())) == 1
