"""What every page shows around its content: city, version, columns of the site, footer. Also what error pages have."""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from flask import Flask, g, request, url_for

from transparency_site.current import get_site
from transparency_site.pages import addresses, showing, structured
from transparency_site.pages.addresses import carried, link, place
from transparency_site.pages.language import gettext as _
from transparency_site.pages.language import language
from transparency_site.pages.showing import chosen_view
from transparency_site.site import Site
from transparency_site.snapshot import Snapshot

_MOST_FRAMES = 512


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """One column of the site. `current`: the page belongs to it; `exact`: it is this page itself."""

    name: str
    address: str
    current: bool
    exact: bool


def _columns() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Endpoint, name, and the first parts of the addresses that belong to the column."""
    return (
        ("home", _("首页"), ()),
        ("units", _("部门预决算"), ("units", "budget", "compare")),
        ("special_funds", _("专项资金"), ("special-funds", "batches", "disbursements")),
        ("three_public_years", _("“三公”经费"), ("three-public",)),
        ("townships", _("乡镇街道"), ("townships",)),
        ("registers", _("公开登记"), ("registers",)),
        ("publications", _("公开记录"), ("publications", "corrections", "timeliness", "figures", "questions", "ask")),
        ("data", _("数据下载"), ("data", "api")),
        ("about", _("说明"), ("about", "glossary")),
    )


def navigation() -> tuple[NavigationEntry, ...]:
    """The columns of the site with the current one marked."""
    first = request.path.strip("/").split("/")[0].split(".")[0]
    return tuple(
        NavigationEntry(
            name,
            link(endpoint),
            first in parts or (not parts and request.path == "/"),
            request.path == url_for(f"pages.{endpoint}").removeprefix(request.script_root),
        )
        for endpoint, name, parts in _columns()
    )


def _footer_links() -> tuple[tuple[str, str], ...]:
    return (
        (_("部门比较"), link("compare")),
        (_("拨付明细"), link("disbursement_list")),
        (_("批次列表"), link("batch_list")),
        (_("更正记录"), link("corrections")),
        (_("订阅通知"), link("subscribing.form")),
        (_("群众提问和答复"), link("questions")),
        (_("名词解释"), link("glossary")),
        (_("搜索"), link("search")),
        (_("数据与接口"), link("data")),
        (_("关于本站"), link("about")),
    )


def _city(site: Site, english: bool) -> dict[str, Any]:
    city = site.city
    portal = {
        "name": "",
        "address": "",
        "header": "",
        "footer": "",
        "column": _("财政资金公开"),
        **city.get("portal", {}),
    }
    name = city.get("name_en") if english else None
    return {
        "is_sample": site.is_sample,
        "city_name": name or city["name"],
        "column_name": (" · " + _("财政资金公开专栏")) if english else portal["column"],
        "portal": portal,
        "bureau": city.get("bureau", city["name"] + "财政局"),
        "complaints": {"email": "", **city["complaints"]} if "complaints" in city else None,
        "licence": city.get("licence", "CC BY 4.0"),
        "licence_url": city.get("licence_url", "https://creativecommons.org/licenses/by/4.0/"),
    }


class _Kept:
    """What stands around pages and is the same on many of them: of one application, by address and language."""

    def __init__(self) -> None:
        self._frames: OrderedDict[Hashable, dict[str, Any]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, site: Site) -> dict[str, Any]:
        at, lang, path = place(), language(), request.path.strip("/")
        column = path.partition("/")[0].partition(".")[0]  # of all pages of a column, its own first page stands out
        key = (at.root, column, path == column, lang, tuple(at.carried.items()))
        with self._lock:
            found = self._frames.get(key)
        if found is None:
            found = {**_city(site, lang == "en"), "navigation": navigation(), "footer_links": _footer_links()}
            with self._lock:
                self._frames[key] = found
                while len(self._frames) > _MOST_FRAMES:
                    self._frames.popitem(last=False)
        return found


def _version() -> dict[str, Any]:
    """The snapshot that the page has read; pages that read none (errors) show no version."""
    snapshot: Snapshot | None = g.get("snapshot")
    if snapshot is None or snapshot.version == 0:
        return {"version": None, "version_date": None, "newer_version": None}
    day: dt.date = g.get("version_date") or snapshot.on_date
    return {
        "version": snapshot.version,
        "version_date": day,
        "newer_version": None if snapshot.is_latest else snapshot.latest,
    }


def _context(kept: _Kept) -> dict[str, Any]:
    """The frame's variables; what a page sets itself comes before them."""
    carried = place().carried
    return {
        **kept.get(get_site()),
        **_version(),
        **addresses.in_template(),
        "amount_cell": showing.bound_cell(),
        "view": chosen_view(),
        "carried": carried,
        "money_unit": carried.get("money"),
        "query_text": "",
        "suggest_address": request.script_root + "/api/v1/suggest",
        "crumbs": (),
        "twins": (),
        "unlisted": False,
    }


def init_app(app: Flask, site: Site) -> None:
    """Give every template the frame, and to the macros, which have no page's context, what they know of the city."""
    app.context_processor(partial(_context, _Kept()))
    told = _city(site, english=False)
    app.jinja_env.globals |= {
        "is_sample": told["is_sample"], "complaints": told["complaints"],
        "twin_as_of": twin_as_of, "api": api, "breadcrumbs": structured.breadcrumbs,
        "structured_dataset": structured.dataset,
    }


def api(name: str, **parameters: str | int | None) -> str:
    """The address of the API's `name` (perhaps with .csv or .xlsx), for the version that the address asks for."""
    pairs = {key: value for key, value in parameters.items() if value is not None}
    asked = {"as_of": carried()["as_of"]} if "as_of" in carried() else {}
    query = urlencode({**pairs, **asked})
    return f"{request.script_root}/api/v1/{name}" + (f"?{query}" if query else "")


def twin_as_of(kind: str) -> str:
    """This page's twin, pinned to the version that the page shows."""
    address = addresses.twin(kind)
    snapshot: Snapshot | None = g.get("snapshot")
    if snapshot is None or "as_of=" in address:
        return address
    return f"{address}{'&' if '?' in address else '?'}as_of={snapshot.version}"
