"""`/search` and `/suggest`."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_restx import Api, Resource

from transparency_site.api.describing import documented
from transparency_site.api.detail_models import search_models
from transparency_site.api.models import AS_OF, several
from transparency_site.api.negotiation import ALWAYS, negotiated
from transparency_site.caching import conditional
from transparency_site.search.documents import KINDS
from transparency_site.search.find import MAX_CHARACTERS, MAX_TERMS
from transparency_site.search_answers import MAX_HITS, SORTS, search_response, suggest_response

_QUERY = {"in": "query", "type": "string", "maxLength": MAX_CHARACTERS,
          "description": f"检索词，至多 {MAX_TERMS} 个 Query of at most {MAX_TERMS} words"}
_CODE, _YEAR = "[A-Za-z0-9._~-]{1,64}", "[12][0-9]{3}"


def add_search(api: Api, shared: dict[str, Any]) -> None:
    """Register both."""
    models = search_models(api, shared)
    problem = shared["problem"]

    class Search(Resource):
        @documented(api, problem, "search", "检索 Search", _parameters(), models["search"])
        @negotiated(ALWAYS)
        @conditional
        def get(self) -> Response:
            return search_response(f"{request.script_root}{request.path}")

    class Suggest(Resource):
        @documented(api, problem, "suggest", "名称提示 Suggestions", {"q": _QUERY, "as_of": AS_OF}, models["suggest"])
        @negotiated(ALWAYS)
        @conditional
        def get(self) -> Response:
            return suggest_response()

    api.add_resource(Search, "/search", endpoint="search")
    api.add_resource(Suggest, "/suggest", endpoint="suggest")


def _parameters() -> dict[str, Any]:
    text: dict[str, Any] = {"in": "query", "type": "string"}
    found: dict[str, Any] = {"q": _QUERY, "sort": {**text, "enum": list(SORTS), "default": "relevance"}}
    for name in ("unit", "township", "fund", "year"):
        one = _YEAR if name == "year" else _CODE
        found[name] = {**text, "pattern": f"^{one}$"}
        found[f"{name}__in"] = {**text, "pattern": f"^{one}(,{one}){{0,29}}$"}
    found["kind"] = {**text, "enum": list(KINDS)}
    found["kind__in"] = {**text, "pattern": several(KINDS)}
    found["page_size"] = {"in": "query", "type": "integer", "minimum": 1, "maximum": MAX_HITS, "default": 50}
    found["cursor"] = {**text, "pattern": "^[A-Za-z0-9_-]{1,600}$"}
    return {**found, "as_of": AS_OF}
