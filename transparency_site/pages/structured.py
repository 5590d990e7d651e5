"""schema.org for search engines and share cards: where a page stands, and that it is part of the city's open data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from transparency_site.current import get_site, get_snapshot
from transparency_site.exports.edition import edition_of
from transparency_site.pages.addresses import absolute, here, link, twin
from transparency_site.pages.language import gettext as _


def breadcrumbs(title: str, crumbs: Sequence[tuple[str, str | None]]) -> dict[str, Any]:
    """The way from the home page to this one."""
    steps = [(name, absolute(address) if address else None) for name, address in ((_("首页"), link("home")), *crumbs)]
    items = [
        {"@type": "ListItem", "position": number, "name": name, **({"item": address} if address else {})}
        for number, (name, address) in enumerate(steps, 1)
    ]
    return {"@context": "https://schema.org", "@type": "BreadcrumbList", "name": title, "itemListElement": items}


def dataset(title: str, description: str, kinds: Sequence[str]) -> dict[str, Any]:
    """What the page shows as a data set with its files, of this version."""
    edition = edition_of(get_site(), get_snapshot())
    return {
        "@context": "https://schema.org", "@type": "Dataset", "name": title, "description": description or title,
        "url": absolute(here(view=None, money=None)), "version": str(edition.version), "license": edition.licence_url,
        "isAccessibleForFree": True, "inLanguage": ["zh-Hans", "en"],
        "creator": {"@type": "GovernmentOrganization", "name": edition.bureau},
        "includedInDataCatalog": {"@type": "DataCatalog", "name": edition.title, "url": edition.address("/data")},
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": absolute(twin(kind))} for kind in kinds
        ],
    }
