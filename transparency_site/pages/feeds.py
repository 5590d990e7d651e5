"""Atom feeds: what the city, a unit or a fund published last. Entries keep their ids, so nothing is news twice.

Written with the standard library: one format of a dozen elements (docs/decisions/0011-feeds-and-share-cards.md).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree as Xml

from flask import Response, url_for

from transparency_site.current import get_site, get_snapshot
from transparency_site.pages.addresses import absolute, link
from transparency_site.pages.blueprint import pages
from transparency_site.pages.language import gettext as _
from transparency_site.pages.language import language
from transparency_site.pages.rendering import found
from transparency_site.pages.showing import amount_text
from transparency_site.pages.words import word
from transparency_site.queries import funds, news, units
from transparency_site.queries.news import News

_ATOM = "http://www.w3.org/2005/Atom"


@pages.get("/feed.atom")
def city_feed() -> Response:
    """Every publication."""
    entries = news.of_city(get_snapshot())
    return _feed(_("最近公开"), link("publications"), "city_feed", {}, entries)


@pages.get("/units/<code>/feed.atom")
def unit_feed(code: str) -> Response:
    """Documents of one unit and their corrections."""
    unit = found(units.detail(get_snapshot(), code))
    entries = news.of_unit(get_snapshot(), code)
    return _feed(unit.name, link("unit", code=code), "unit_feed", {"code": code}, entries)


@pages.get("/special-funds/<fund>/feed.atom")
def fund_feed(fund: str) -> Response:
    """Batches of one fund."""
    one = found(funds.detail(get_snapshot(), fund))
    entries = news.of_fund(get_snapshot(), fund)
    return _feed(one.name, link("special_fund", fund=fund), "fund_feed", {"fund": fund}, entries)


def _feed(title: str, page: str, endpoint: str, parts: dict[str, Any], entries: Sequence[News]) -> Response:
    site = get_site()
    city = f"{_('【示例数据】') if site.is_sample else ''}{site.city['name']}"
    own = absolute(url_for(f"pages.{endpoint}", **parts))
    root = Xml.Element("feed", {"xmlns": _ATOM, "xml:lang": "en" if language() == "en" else "zh-Hans"})
    _text(root, "id", own)
    _text(root, "title", f"{title} - {city}")
    _text(root, "updated", _moment(entries[0].published_at) if entries else "2000-01-01T00:00:00Z")
    Xml.SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": own})
    Xml.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": absolute(page)})
    author = Xml.SubElement(root, "author")
    _text(author, "name", site.city.get("bureau", f"{site.city['name']}财政局"))
    _text(root, "rights", site.city.get("licence", "CC BY 4.0"))
    for one in entries:
        _entry(root, one, own)
    return Response(Xml.tostring(root, encoding="utf-8", xml_declaration=True), mimetype="application/atom+xml")


def _entry(root: Xml.Element, one: News, feed: str) -> None:
    entry = Xml.SubElement(root, "entry")
    marked = _("【示例数据】") if get_site().is_sample else ""
    _text(entry, "id", f"{feed}#{one.id}")
    _text(entry, "title", f"{marked}{one.title}")
    _text(entry, "updated", _moment(one.published_at))
    Xml.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": absolute(_page_of(one))})
    label = word("kind" if one.key else "publication", one.kind)
    Xml.SubElement(entry, "category", {"term": one.kind, "label": label})
    amount = "" if one.amount_fen is None else f"　{amount_text(one.amount_fen)}"
    said = _("第 %(version)s 版：%(reason)s", version=one.version, reason=one.reason)
    _text(entry, "summary", f"{said}{amount}")


def _page_of(one: News) -> str:
    if one.kind == "batch" and one.key and one.year is not None:
        return link("batch", year=one.year, number=one.key.rpartition(".")[2])
    return link("publication", version=one.version)


def _text(parent: Xml.Element, name: str, text: str) -> None:
    Xml.SubElement(parent, name).text = text


def _moment(utc: dt.datetime) -> str:
    return f"{utc:%Y-%m-%dT%H:%M:%S}Z"

