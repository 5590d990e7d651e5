"""Search and suggestions as JSON, for the API and the search page's twin: hits with marks, counts, sums, a way on."""

from __future__ import annotations

import hashlib
import re
from typing import Any
from urllib.parse import urlencode

import orjson
from flask import Response, request

from transparency_site.caching import keep_nowhere
from transparency_site.current import get_site, get_snapshot
from transparency_site.exports.records import plain, yuan
from transparency_site.filters import MAX_LIST, BadParameter, Paging, parse
from transparency_site.queries.cursors import Cursor, decode, encode, pinned
from transparency_site.queries.search import Answered, search, suggest
from transparency_site.search.documents import KINDS
from transparency_site.search.find import MAX_CHARACTERS, MAX_TERMS, MAX_WINDOW, Hit, Query, QueryRefused
from transparency_site.snapshot import Snapshot

SORTS = ("relevance", "-amount", "amount", "-year")
FILTERS = ("kind", "year", "unit", "township", "fund")
MAX_HITS = 100
_CODE = re.compile(r"[A-Za-z0-9._~-]{1,64}")
_YEAR = re.compile(r"[12][0-9]{3}")
_SWITCHES = ("as_of", "lang", "view", "money")


def search_response(path: str, *, ignore_unknown: bool = False) -> Response:
    """This request's search as JSON; `path` is the address that links repeat. Raises BadParameter."""
    given = _given(ignore_unknown)
    paging = _paging(given)
    snapshot = pinned(get_snapshot(), paging)
    query = _query(given, paging)
    try:
        answered = search(get_site(), snapshot, query)
    except QueryRefused as refusal:
        name = "cursor" if refusal.sentence == "search.page-too-deep" else "q"
        raise BadParameter(name, "query-refused", "", _bounds()) from None
    if answered.degraded:
        keep_nowhere()
    response = Response(orjson.dumps(_body(path, snapshot, query, answered)), mimetype="application/json")
    response.headers["X-Data-Version"] = str(snapshot.version)
    return response


def suggest_response(*, ignore_unknown: bool = False) -> Response:
    """Names that fit `?q=`. Raises BadParameter."""
    given = _single(("q",), ignore_unknown)
    text = given.get("q", "")
    if len(text) > MAX_CHARACTERS:
        raise BadParameter("q", "too-long", text, f"≤ {MAX_CHARACTERS}")
    snapshot = get_snapshot()
    found = suggest(get_site(), snapshot, text)
    body = {
        "data": [
            {"kind": one.kind, "key": one.key, "title": one.title, "url": f"{request.script_root}{one.url}"}
            for one in found
        ],
        "meta": _meta(snapshot, len(found)), "links": {"self": _self(), "next": None},
    }
    return Response(orjson.dumps(body), mimetype="application/json")


def _bounds() -> str:
    return f"≤ {MAX_CHARACTERS}, ≤ {MAX_TERMS}, ≤ {MAX_WINDOW}"


def _single(names: tuple[str, ...], ignore_unknown: bool) -> dict[str, str]:
    given: dict[str, str] = {}
    for name, value in request.args.items(multi=True):
        if name in _SWITCHES:
            continue
        if name not in names:
            if ignore_unknown:
                continue
            raise BadParameter(name, "unknown-parameter", value, ", ".join(names))
        if name in given:
            raise BadParameter(name, "duplicate-parameter", value)
        given[name] = value
    return given


def _given(ignore_unknown: bool) -> dict[str, str]:
    names = ("q", "sort", "page_size", "cursor", *FILTERS, *(f"{name}__in" for name in FILTERS))
    given = _single((*names, "page") if ignore_unknown else names, ignore_unknown)
    return {name: value for name, value in given.items() if value or not ignore_unknown}


def _paging(given: dict[str, str]) -> Paging:
    pairs = [(name, given[name]) for name in ("page_size", "cursor") if name in given]
    paging = parse((), pairs)[1] if pairs else Paging()
    if paging.page_size > MAX_HITS:
        raise BadParameter("page_size", "bad-value", given["page_size"], f"1-{MAX_HITS}")
    return paging


def _query(given: dict[str, str], paging: Paging) -> Query:
    text, sort = given.get("q", ""), given.get("sort", "relevance")
    if len(text) > MAX_CHARACTERS or any(0xD800 <= ord(c) < 0xE000 for c in text):
        raise BadParameter("q", "too-long" if len(text) > MAX_CHARACTERS else "bad-value", text, f"≤ {MAX_CHARACTERS}")
    if sort not in SORTS:
        raise BadParameter("sort", "bad-value", sort, ", ".join(SORTS))
    return Query(
        text=text, kinds=_values(given, "kind"), years=tuple(map(int, _values(given, "year"))),
        units=_values(given, "unit"), townships=_values(given, "township"), funds=_values(given, "fund"),
        sort=sort, offset=_offset(given, paging), limit=paging.page_size, facets=True, sums=True,  # type: ignore[arg-type]
    )


def _values(given: dict[str, str], name: str) -> tuple[str, ...]:
    if name in given and f"{name}__in" in given:
        raise BadParameter(f"{name}__in", "duplicate-parameter", given[f"{name}__in"])
    texts = [given[name]] if name in given else given[f"{name}__in"].split(",") if f"{name}__in" in given else []
    shape = _YEAR if name == "year" else _CODE
    for text in texts:
        if len(texts) > MAX_LIST or not shape.fullmatch(text) or (name == "kind" and text not in KINDS):
            expected = ", ".join(KINDS) if name == "kind" else "2013" if name == "year" else "A-Z a-z 0-9 . _ ~ -"
            raise BadParameter(name if name in given else f"{name}__in", "bad-value", text, expected)
    return tuple(sorted(set(texts)))


def _offset(given: dict[str, str], paging: Paging) -> int:
    if paging.cursor is None:
        return 0
    row = decode(paging.cursor).row
    if not isinstance(row, int) or not row < MAX_WINDOW or decode(paging.cursor).fingerprint != _fingerprint(given):
        raise BadParameter("cursor", "bad-cursor", paging.cursor)
    return row


def _fingerprint(given: dict[str, str]) -> str:
    kept = sorted((name, value) for name, value in given.items() if name not in ("cursor", "page_size", "page"))
    return hashlib.sha256(f"search:{urlencode(kept)}".encode()).hexdigest()[:12]


def _body(path: str, snapshot: Snapshot, query: Query, answered: Answered) -> dict[str, Any]:
    found = answered.found
    end = query.offset + query.limit
    more = end < min(found.total, MAX_WINDOW - query.limit)
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in ("cursor", "page")]
    given = {name: value for name, value in kept if name not in _SWITCHES}
    cursor = encode(Cursor(snapshot.version, snapshot.on_date, _fingerprint(given), (), end)) if more else None
    return {
        "data": [_hit(hit) for hit in found.hits],
        "meta": {
            **_meta(snapshot, found.total), "degraded": answered.degraded,
            "facets": {name: [{"value": value, "count": count} for value, count in values]
                       for name, values in found.facets.items()},
            "sums": {kind: {"sum_fen": fen, "sum_yuan": yuan(fen)} for kind, fen in found.sum_fen.items()},
            "alternative": _alternative(answered),
        },
        "links": {"self": _self(), "next": f"{path}?{urlencode([*kept, ('cursor', cursor)])}" if cursor else None},
    }


def _alternative(answered: Answered) -> dict[str, Any] | None:
    other = answered.alternative
    return None if other is None else {
        "q": other.text, "kind": other.kinds, "year": other.years, "unit": other.units, "township": other.townships,
        "fund": other.funds,
    }


def _hit(hit: Hit) -> dict[str, Any]:
    names = ("kind", "key", "title", "text", "year", "unit", "township", "fund", "amount_fen", "url")
    marks = {"title_marks": plain(hit.title_marks), "text_marks": plain(hit.text_marks)}
    record: dict[str, Any] = plain({name: getattr(hit, name) for name in names})
    return record | marks | {"url": f"{request.script_root}{hit.url}"}


def _meta(snapshot: Snapshot, count: int) -> dict[str, Any]:
    return {
        "version": snapshot.version, "business_date": snapshot.on_date.isoformat(), "count": count, "sum_fen": None,
        "digest": None, "sample": get_site().is_sample,
    }


def _self() -> str:
    query = urlencode(list(request.args.items(multi=True)))
    return f"{request.script_root}{request.path}" + (f"?{query}" if query else "")


