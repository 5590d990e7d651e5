"""Units over time: `/units/{code}/lineage`, and `/unit-totals` in three modes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, request
from flask_restx import Api, Resource

from transparency_site.answers import SWITCHES, question_response
from transparency_site.api import models
from transparency_site.api.describing import documented
from transparency_site.api.negotiation import ALL_TYPES, FILE_TYPES, chosen_kind, negotiated
from transparency_site.api.parameters import single
from transparency_site.caching import conditional
from transparency_site.filters import BadParameter, parse
from transparency_site.queries.restated import COLUMNS, MODES, dataset_of

KINDS = ("budget", "accounts")
_DOCUMENTED = dataset_of(KINDS[0], MODES[0])


def totals_response(kind: str) -> Response:
    """This request's totals of units. Raises BadParameter."""
    given = single(request.args.items(multi=True))
    asked = given.get("kind", KINDS[0]), given.get("mode", MODES[0])
    for name, value, known in (("kind", asked[0], KINDS), ("mode", asked[1], MODES)):
        if value not in known:
            raise BadParameter(name, "bad-value", value, ", ".join(known))
    filters, paging = parse(COLUMNS, given.items(), also=(*SWITCHES, "kind", "mode"), statuses=False)
    return question_response(dataset_of(*asked), kind, filters, paging, also=("kind", "mode"))


def add_lineages(api: Api, shared: Mapping[str, Any]) -> None:
    """Register `/unit-totals` and its files."""
    row = models.row_model(api, _DOCUMENTED, shared["source"], "UnitTotals")
    listed = models.list_model(api, "unit-totals", row, shared)
    words = ("单位合计：原样 as-published、按现行单位还原 restated、不可比的单列 not-comparable；全市合计都相等 "
             "Totals of units in three modes; the city's totals are equal in each")

    def resource(offered: Mapping[str, str], model: Any, name: str) -> type[Resource]:
        class Totals(Resource):
            @documented(api, shared["problem"], name, words, _parameters(), model,
                        produces=offered.values())
            @negotiated(offered)
            @conditional
            def get(self) -> Response:
                return totals_response(chosen_kind())

        Totals.__name__ = f"Totals_{name}"
        return Totals

    api.add_resource(resource(ALL_TYPES, listed, "list_unit_totals"), "/unit-totals", endpoint="unit-totals")
    for kind, mimetype in FILE_TYPES.items():
        api.add_resource(resource({kind: mimetype}, None, f"{kind}_unit_totals"), f"/unit-totals.{kind}",
                         endpoint=f"unit-totals-{kind}")


def _parameters() -> dict[str, Any]:
    text = {"in": "query", "type": "string"}
    found = {name: one for name, one in models.parameters(_DOCUMENTED).items() if name != "status"}
    return {
        "kind": {**text, "enum": list(KINDS), "default": KINDS[0], "description": "预算或决算 Budget or accounts"},
        "mode": {**text, "enum": list(MODES), "default": MODES[0], "description": "口径 Mode"}, **found,
    }
