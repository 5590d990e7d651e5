"""The page on which a disclosure is shown."""

from __future__ import annotations

from transparency_site.pages.addresses import link
from transparency_site.queries.disclosures import DisclosureRow


def disclosure_link(one: DisclosureRow) -> str | None:
    """Where the reader finds what `one` says; None for reference lists, which have no page of their own."""
    if one.kind == "batch" and one.year is not None:
        return link("batch", year=one.year, number=one.id.rpartition(".")[2])
    if one.kind == "register" and one.year is not None:
        return link("register", register=one.id.split(".")[1], year=one.year)
    if one.kind in ("budget", "accounts") and one.unit_code and one.year is not None:
        return link("unit_year", code=one.unit_code, year=one.year)
    if one.unit_code:
        return link("unit", code=one.unit_code, _anchor="three-public" if one.kind == "three-public" else "execution")
    return None
