"""`/lookup` and `/figures`: many ids in one request."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_restx import Api, Resource

from transparency_site.api.alternatives import alternative, extension
from transparency_site.api.describing import documented
from transparency_site.api.detail_models import field_names_of
from transparency_site.api.models import AS_OF, FIELDS, several, shape_parameters
from transparency_site.api.negotiation import ALWAYS, negotiated
from transparency_site.api.parameters import refuse_parameters
from transparency_site.caching import conditional
from transparency_site.filters import MAX_LIST, BadParameter
from transparency_site.lookup_answers import LOOKED_UP, asked_ids, figures_response, lookup_response
from transparency_site.queries.registry import DATASETS

_ONE_ID = r"[A-Za-z0-9._~-]{1,160}"
_IDS = {"in": "query", "type": "string", "required": True, "pattern": f"^{_ONE_ID}(,{_ONE_ID}){{0,{MAX_LIST - 1}}}$",
        "description": f"至多 {MAX_LIST} 个编号，逗号分隔；没有的列在 meta.missing。"
        f"Up to {MAX_LIST} ids with commas; those that are not there are listed in meta.missing."}


def add_lookups(api: Api, problem: Any, figures: Any) -> None:
    """Register both."""
    api.add_resource(_lookup(api, problem), "/lookup", endpoint="lookup")
    api.add_resource(_figures(api, problem, figures), "/figures", endpoint="get_figures")


def _lookup(api: Api, problem: Any) -> type[Resource]:
    dataset = {"in": "query", "type": "string", "required": True, "enum": list(LOOKED_UP)}
    include = {"in": "query", "type": "string", "description": "在编码旁加上名称 Put names beside codes"}
    parameters = {"dataset": dataset, "id": _IDS, "fields": FIELDS, "include": include, "as_of": AS_OF}
    together = extension(
        alternative({"dataset": {**dataset, "enum": [name]}, "id": _IDS, "as_of": AS_OF,
                     **shape_parameters(DATASETS[name])}, parameters)
        for name in LOOKED_UP
    )

    class Lookup(Resource):
        @documented(api, problem, "lookup", "按编号一次取多条 Many rows by their ids", parameters, also=together)
        @negotiated(ALWAYS)
        @conditional
        def get(self) -> Response:
            given = refuse_parameters("dataset", "id", "fields", "include")
            return lookup_response(_needed(given, "dataset", ", ".join(LOOKED_UP)), asked_ids(_needed(given, "id")))

    return Lookup


def _figures(api: Api, problem: Any, model: Any) -> type[Resource]:
    fields = {**FIELDS, "pattern": several(field_names_of(model))}
    parameters = {"id": _IDS, "fields": fields, "as_of": AS_OF}

    class Figures(Resource):
        @documented(api, problem, "get_figures", "一次取多个数字 Many figures by their ids", parameters, model)
        @negotiated(ALWAYS)
        @conditional
        def get(self) -> Response:
            return figures_response(asked_ids(_needed(refuse_parameters("id", "fields"), "id")))

    return Figures


def _needed(given: dict[str, str], name: str, expected: str = "A-Z a-z 0-9 . _ ~ -") -> str:
    if not given.get(name):
        raise BadParameter(name, "missing-parameter", "", expected)
    return given[name]
