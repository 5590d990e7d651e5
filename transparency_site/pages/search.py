"""Search: how many, of what kind, with what was meant marked; without a hit, a way on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from flask import request
from markupsafe import Markup

from transparency_site import formatting
from transparency_site.caching import keep_nowhere
from transparency_site.current import get_site, get_snapshot
from transparency_site.filters import query_text
from transparency_site.pages import search_groups
from transparency_site.pages.addresses import here, link, remember_state
from transparency_site.pages.blueprint import pages
from transparency_site.pages.language import gettext as _
from transparency_site.pages.language import language
from transparency_site.pages.lean_templates import printed
from transparency_site.pages.rendering import render
from transparency_site.pages.showing import chosen_unit
from transparency_site.pages.words import word
from transparency_site.queries import funds, search, townships, units
from transparency_site.queries.memo import remembered
from transparency_site.search.find import MAX_WINDOW, Found, Hit, Query, QueryRefused
from transparency_site.snapshot import Snapshot

PAGE = 20
FACETS = ("kind", "year", "unit", "township", "fund")
SORTS = ("relevance", "-amount", "amount", "-year")
MOST_CHOICES = 8
_markup: Callable[[str], Markup] = partial(str.__new__, Markup)
"""`Markup` of a text that is escaped, without its question whether the text is an object with markup of its own."""


class Choice(NamedTuple):
    """One value of a facet: its words, how many hits, and the address with it chosen or given up."""

    label: str
    count: int  # type: ignore[assignment]  # hides a tuple's own `count`
    address: str
    chosen: bool


@pages.get("/search", endpoint="search")
def search_page() -> str:
    """The result of `?q=` with facets; refuses nothing that can be answered in part."""
    snapshot = get_snapshot()
    query, page = _query()
    remember_state(_state(query, page))
    refused = None
    try:
        answered = search.search(get_site(), snapshot, query)
    except QueryRefused as refusal:
        refused = _refusal(refusal)
        answered = search.Answered(query, Found(0, (), {}, {}), False, None)
    if answered.degraded:
        keep_nowhere()
    names, filters = _names(snapshot), query.filters()
    found = answered.found
    return render(
        "pages/search.html",
        crumbs=[(_("搜索"), None)],
        query=query,
        query_text=query.text,
        answered=answered,
        found=found,
        refused=refused,
        hits=[
            (hit, marked(hit.title, hit.title_marks), excerpt(hit), names["unit"].get(hit.unit or "", ""))
            for hit in found.hits
        ],
        marked=marked,
        amount=partial(formatting.money, unit=chosen_unit(), lang=language()),
        unit_names=names["unit"],
        facets={facet: _choices(found, facet, filters.get(facet, ()), names) for facet in FACETS},
        groups=search_groups.groups(found),
        chips=search_groups.chips(query, names),
        page=page,
        narrowed=bool(query.years or query.units or query.townships or query.funds),
        first_number=query.offset + 1,
        alternative=_alternative(answered),
        next_page=here(page=str(page + 1)) if page * PAGE < min(found.total, MAX_WINDOW) else None,
        previous_page=here(page=None if page == 2 else str(page - 1)) if page > 1 else None,
        unlisted=True,
        twins=("json",) if query.text else (),
    )


def _query() -> tuple[Query, int]:
    given = request.args.to_dict()
    page = _number(given.get("page", ""), 1, MAX_WINDOW // PAGE) or 1
    sort = given.get("sort", "")
    year = _number(given.get("year", ""), 1900, 2200)
    kinds = _one(given, "kind")
    return Query(
        text=given.get("q", "").strip(),
        kinds=kinds,
        years=(year,) if year else (),
        units=_one(given, "unit"),
        townships=_one(given, "township"),
        funds=_one(given, "fund"),
        sort=sort if sort in SORTS else "relevance",  # type: ignore[arg-type]
        offset=(page - 1) * PAGE,
        limit=PAGE,
        facets=True,
        sums=True,
        firsts=search_groups.SHOWN if page == 1 and not kinds else 0,
    ), page


def _one(given: Mapping[str, str], name: str) -> tuple[str, ...]:
    value = given.get(name, "")
    return (value,) if value and len(value) <= 64 else ()


def _number(text: str, low: int, high: int) -> int | None:
    if text.isascii() and text.isdigit() and len(text) < 6 and low <= int(text) <= high:
        return int(text)
    return None


def _state(query: Query, page: int) -> list[tuple[str, str]]:
    filters = query.filters()
    pairs = [("q", query.text)] if query.text else []
    pairs += [(facet, value) for facet in FACETS for value in sorted(filters.get(facet, ()))]
    if query.sort != "relevance":
        pairs.append(("sort", query.sort))
    return [*pairs, ("page", str(page))] if page > 1 else pairs


@remembered
def _names(snapshot: Snapshot) -> dict[str, dict[str, str]]:
    return {
        "unit": {one.code: one.short_name or one.name for one in units.everything(snapshot)},
        "township": {one.code: one.name for one in townships.everything(snapshot)},
        "fund": {one.code: one.name for one in funds.everything(snapshot)},
        "year": {},
        "kind": {},
    }


def _choices(found: Found, facet: str, chosen: Collection[str], names: dict[str, dict[str, str]]) -> list[Choice]:
    without = here(page=None, **{facet: None})
    further = f"{without}{'&' if '?' in without else '?'}"
    counted = [pair for pair in found.facets.get(facet, ()) if pair[1]][:MOST_CHOICES]
    return [
        Choice(
            _label(facet, value, names),
            count,
            without if value in chosen else further + query_text([(facet, value)]),
            value in chosen,
        )
        for value, count in counted
    ]


def _label(facet: str, value: str, names: dict[str, dict[str, str]]) -> str:
    if facet == "kind":
        return word("kind", value)
    return _("%(year)s 年", year=value) if facet == "year" else names[facet].get(value, value)


def _alternative(answered: search.Answered) -> tuple[str, str] | None:
    """Words and address of the query that does have hits."""
    other = answered.alternative
    if other is None:
        return None
    pairs = dict(_state(replace(other, offset=0), 1))
    return other.text, link("search", **pairs)


def _refusal(refusal: QueryRefused) -> str:
    sentences = {
        "search.too-long": _("搜索词太长，请不要超过 %(limit)s 个字。", limit=refusal.limit),
        "search.too-many-terms": _("词太多，请不要超过 %(limit)s 个。", limit=refusal.limit),
        "search.page-too-deep": _("只能翻到第 %(limit)s 条；要全部结果请下载数据。", limit=refusal.limit),
    }
    return sentences.get(refusal.sentence, _("这个搜索不能回答，请换一个说法。"))


def marked(text: str, marks: Iterable[tuple[int, int]]) -> Markup:
    """`text` with the matching places marked."""
    return _markup(_marked(text, marks))


def _marked(text: str, marks: Iterable[tuple[int, int]]) -> str:
    found, last = "", 0
    for start, end in marks:
        found += f"{printed(text[last:start])}<mark>{printed(text[start:end])}</mark>"
        last = end
    return found + printed(text[last:])


def excerpt(hit: Hit, length: int = 90) -> Markup:
    """The part of a hit's text around its first mark, marked."""
    first = hit.text_marks[0][0] if hit.text_marks else 0
    start = max(0, first - length // 3)
    cut = hit.text[start : start + length]
    marks = [(a - start, min(b - start, len(cut))) for a, b in hit.text_marks if start <= a < start + len(cut)]
    before, after = "…" if start else "", "…" if start + len(cut) < len(hit.text) else ""
    return _markup(f"{before}{_marked(cut, marks)}{after}")
