"""Around a search's hits: the first few of each kind, and the conditions in force with the address without each."""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter

from transparency_site.pages.addresses import here
from transparency_site.pages.language import gettext as _
from transparency_site.pages.rendering import Chip
from transparency_site.pages.words import word
from transparency_site.search.find import Found, Hit, Query

SHOWN = 3  # hits of each kind before the ranked list


@dataclass(frozen=True, slots=True)
class Group:
    """Hits of one kind: how many there are, the first ones, and the address of them all."""

    kind: str
    count: int
    hits: tuple[Hit, ...]
    address: str


def groups(found: Found) -> list[Group]:
    """On the first page of a result of several kinds; [] where one list says it all."""
    kinds = [(kind, count) for kind, count in found.facets.get("kind", ()) if kind in found.firsts]
    # A unit or a fund of that name is meant more often than the hundred rows that name it.
    kinds.sort(key=itemgetter(1))
    return [Group(kind, count, found.firsts[kind], here(kind=kind, page=None)) for kind, count in kinds]


def chips(query: Query, names: dict[str, dict[str, str]]) -> list[Chip]:
    """The conditions in force, each removable, also where nothing was found."""
    labels = {
        "kind": _("种类"), "year": _("年度"), "unit": _("单位"), "township": _("乡镇（街道）"), "fund": _("专项资金"),
    }
    found = []
    for facet, values in query.filters().items():
        for value in sorted(map(str, values)):
            text = word("kind", value) if facet == "kind" else names.get(facet, {}).get(value, value)
            found.append(Chip(labels[facet], text, here(page=None, **{facet: None})))
    return found
