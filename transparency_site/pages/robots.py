"""For search engines: robots.txt, and a sitemap of every page that stands for something published."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree as Xml

from flask import Response, url_for

from transparency_site.current import get_site, get_snapshot
from transparency_site.filters import Filters
from transparency_site.pages.addresses import absolute
from transparency_site.pages.blueprint import pages
from transparency_site.queries import batches, budget, funds, publications, three_public, timeliness, townships, units
from transparency_site.snapshot import Snapshot

MOST = 50_000  # addresses of one sitemap (sitemaps.org)
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_SINGLE = ("home", "units", "special_funds", "batch_list", "townships", "disbursement_list", "three_public_years",
           "publications", "corrections", "questions", "data", "glossary", "about")
_REFUSED = ("bureau/", "ask", "search", "compare", "api/", "*?cursor=", "*?as_of=")


@pages.get("/robots.txt")
def robots() -> Response:
    """Sample data are for nobody's index; else everything but the bureau's side, searches and filtered lists."""
    get_snapshot()
    root = url_for("pages.home").rstrip("/")
    if get_site().is_sample:
        lines = ["User-agent: *", "Disallow: /"]
    else:
        refused = [f"Disallow: {root}/{path}" for path in _REFUSED]
        lines = ["User-agent: *", *refused, f"Sitemap: {absolute(url_for('pages.sitemap'))}"]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@pages.get("/sitemap.xml")
def sitemap() -> Response:
    """Every page of this version, without filters and switches."""
    root = Xml.Element("urlset", {"xmlns": _SITEMAP})
    for number, address in enumerate(_addresses(get_snapshot())):
        if number == MOST:
            break
        Xml.SubElement(Xml.SubElement(root, "url"), "loc").text = absolute(address)
    return Response(Xml.tostring(root, encoding="utf-8", xml_declaration=True), mimetype="application/xml")


def _addresses(snapshot: Snapshot) -> Iterator[str]:
    for name in _SINGLE:
        yield url_for(f"pages.{name}")
    yield from _years(snapshot)
    yield from _units(snapshot)
    for fund in funds.everything(snapshot):
        yield url_for("pages.special_fund", fund=fund.code)
    for code in dict.fromkeys(place.code for place in townships.everything(snapshot)):
        yield url_for("pages.township", code=code)
    for act in publications.everything(snapshot):
        yield url_for("pages.publication", version=act.version)
    for row in batches.DATASET.stream(snapshot, Filters()):
        yield url_for("pages.batch", year=row.year, number=row.number)


def _years(snapshot: Snapshot) -> Iterator[str]:
    known = {
        "budget_year": budget.years(snapshot),
        "three_public_year": tuple(dict.fromkeys(row.year for row in three_public.by_year(snapshot))),
        "timeliness_year": tuple(dict.fromkeys(one.year for one in timeliness.everything(snapshot))),
    }
    for endpoint, years in known.items():
        for year in years:
            yield url_for(f"pages.{endpoint}", year=year)


def _units(snapshot: Snapshot) -> Iterator[str]:
    for code in dict.fromkeys(unit.code for unit in units.everything(snapshot)):
        yield url_for("pages.unit", code=code)
        for year in sorted({row.year for row in budget.unit_totals(snapshot, code)}, reverse=True):
            yield url_for("pages.unit_year", code=code, year=year)
