"""Resources of single things, groups, search, and the documents that describe the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
from flask import Response, abort, request
from flask_restx import Api, Resource

from transparency_site import detail_answers
from transparency_site.api.deprecations import mark, table
from transparency_site.api.describing import documented
from transparency_site.api.detail_models import detail_models, field_names_of
from transparency_site.api.groups import add_groups
from transparency_site.api.lineages import add_lineages
from transparency_site.api.lookups import add_lookups
from transparency_site.api.message_counts import add_message_counts
from transparency_site.api.models import AS_OF, FIELDS, several
from transparency_site.api.negotiation import ALWAYS, negotiated
from transparency_site.api.openapi import openapi_of
from transparency_site.api.parameters import refuse_parameters
from transparency_site.api.searches import add_search
from transparency_site.caching import build, conditional, unless_known
from transparency_site.filters import BadParameter

Answerer = Callable[..., Response | None]


def _found(response: Response | None) -> Response:
    if response is None:
        abort(404)
    return response


def add_details(api: Api, shared: dict[str, Any]) -> None:
    """Register every resource that is not a plain list."""
    problem = shared["problem"]
    models = detail_models(api, shared)
    for path, name, words, answer in (
        ("/units/<string:code>/lineage", "get_unit_lineage", "一个单位的沿革 A unit's lineage",
         detail_answers.lineage_response),
        ("/batches/<int:year>/<string:number>", "get_batch", "一个批次和全部收款对象 A batch and its recipients",
         detail_answers.batch_response),
        ("/special-funds/<string:code>", "get_special_fund", "一项专项资金 A special fund",
         detail_answers.fund_response),
        ("/figures/<string:figure_id>", "get_figure", "一个数字：出处与历次修订 A figure, its source cell and history",
         detail_answers.figure_response),
        ("/figures/<string:figure_id>/history", "get_figure_history", "一个数字的历次修订 A figure's history",
         detail_answers.history_response),
        ("/figures/<string:figure_id>/source", "get_figure_source",
         "一个数字的出处：原始表格、单元格和上下几行 A figure's source: workbook, cell and the rows around it",
         detail_answers.source_response),
        ("/publications/<int:version>", "get_publication", "一次公布带来和更正的内容 What a publication changed",
         detail_answers.publication_response),
        ("/disclosures/<string:key>", "get_disclosure", "一件公开件和历次修订 A disclosure and its revisions",
         detail_answers.disclosure_response),
        ("/registers/<string:register>/<int:year>/<string:line>", "get_register_row",
         "公开登记的一条和历次修订 A row of a public register and its history", detail_answers.register_row_response),
    ):
        api.add_resource(_detail(api, problem, name, words, models[name], answer), path, endpoint=name)
    api.add_resource(_unit(api, problem, models["get_unit"]), "/units/<string:code>", endpoint="get_unit")
    add_groups(api, problem)
    add_lookups(api, problem, models["get_figures"])
    add_lineages(api, shared)
    add_search(api, shared)
    add_message_counts(api, shared)
    _add_documents(api)


def _detail(api: Api, problem: Any, name: str, words: str, model: Any, answer: Answerer) -> type[Resource]:
    class Detail(Resource):
        @documented(api, problem, name, words, {"fields": _fields(model), "as_of": AS_OF}, model)
        @negotiated(ALWAYS)
        @conditional
        def get(self, **parts: Any) -> Response:
            refuse_parameters("fields")
            return _found(answer(**parts))

    Detail.__name__ = f"Detail_{name}"
    return Detail


def _fields(model: Any) -> dict[str, Any]:
    return {**FIELDS, "pattern": several(field_names_of(model))}


def _unit(api: Api, problem: Any, model: Any) -> type[Resource]:
    year = {"in": "query", "type": "integer", "minimum": 1, "maximum": 9999, "description": "年度 Year"}
    parameters = {"year": year, "fields": _fields(model), "as_of": AS_OF}

    class Unit(Resource):
        @documented(api, problem, "get_unit", "一个预算单位 A budget unit", parameters, model)
        @negotiated(ALWAYS)
        @conditional
        def get(self, code: str) -> Response:
            text = refuse_parameters("year", "fields").get("year")
            if text is not None and not (text.isascii() and text.isdigit() and len(text) <= 4 and int(text)):
                raise BadParameter("year", "bad-value", text, "2013")
            return _found(detail_answers.unit_response(code, int(text) if text else None))

    return Unit


def _add_documents(api: Api) -> None:
    def resource(version: str) -> type[Resource]:
        class Document(Resource):
            @negotiated(ALWAYS)
            def get(self) -> Response:
                refuse_parameters()
                # The description is made once, with the first reader's prefix; each reader has one of his own.
                schema = {**api.__schema__, "basePath": f"{request.script_root}/api/v1"}
                return _document(mark(openapi_of(schema), table()) if version == "openapi" else schema)

        Document.__name__ = f"Document_{version}"
        return Document

    for version in ("openapi", "swagger"):
        api.add_resource(api.hide(resource(version)), f"/{version}.json", endpoint=version)


def _document(schema: Any) -> Response:
    response = Response(orjson.dumps(schema), mimetype="application/json")
    response.set_etag(f"{build()}{request.script_root.replace('/', '-')}")
    response.headers["Cache-Control"] = "public, no-cache"
    return unless_known(response)

