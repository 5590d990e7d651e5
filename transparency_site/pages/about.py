"""Pages about the site: what data there are and how to take them, what the words mean, who runs it."""

from __future__ import annotations

from typing import Any

from transparency_site import exporting
from transparency_site.current import get_site, get_snapshot
from transparency_site.exports.catalogue import schema_org
from transparency_site.exports.edition import edition_of
from transparency_site.pages import catalogue
from transparency_site.pages.blueprint import OBJECT, pages
from transparency_site.pages.glossary import groups
from transparency_site.pages.language import gettext as _
from transparency_site.pages.rendering import render
from transparency_site.queries import home, units
from transparency_site.queries.registry import DATASETS
from transparency_site.snapshot import Snapshot


@pages.get("/data")
def data() -> str:
    """The catalogue: every dataset with its rows, downloads and columns; how to use the API."""
    snapshot = get_snapshot()
    return render(
        "pages/data.html",
        crumbs=[(_("数据下载"), None)],
        datasets=catalogue.entries(snapshot),
        example_year=home.lead_year(snapshot),
        twins=OBJECT,
        **_files(snapshot),
        described=schema_org(edition_of(get_site(), snapshot), DATASETS.values()),
    )


def _files(snapshot: Snapshot) -> dict[str, Any]:
    version = exporting.newest(get_site(), snapshot)
    files = exporting.listed(get_site(), snapshot, version) if version else []
    whole_first = sorted(files, key=lambda one: not one["file"].endswith((".zip", ".sqlite")))
    return {"files": whole_first, "files_version": version}


@pages.get("/glossary")
def glossary() -> str:
    """Words of public money in plain words."""
    get_snapshot()
    return render("pages/glossary.html", crumbs=[(_("说明"), None), (_("名词解释"), None)], groups=groups())


@pages.get("/about")
def about() -> str:
    """Who runs the site, what it covers and what not, how figures are checked, how to complain."""
    snapshot = get_snapshot()
    year = home.lead_year(snapshot)
    return render(
        "pages/about.html",
        crumbs=[(_("说明"), None)],
        year=year,
        city=get_site().city,
        units=len(units.in_year(snapshot, year, first_level=True)),
    )
