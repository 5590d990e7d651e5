"""Resources of single things, groups, search, and the documents that describe the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
from flask import Response, abort, request
from flask_restx import Api, Resource

from transparency_site import detail_answers
from transparency_site.answers import SWITCHES, list_response, question_response
from transparency_site.api.describing import documented
from transparency_site.api.models import AS_OF, filters_of
from transparency_site.api.openapi import openapi_of
from transparency_site.caching import build, conditional
from transparency_site.filters import BadParameter, parse
from transparency_site.queries.aggregate import MOST_KEYS, dataset_of
from transparency_site.queries.registry import DATASETS
from transparency_site.search_answers import search_response, suggest_response

Answerer = Callable[..., Response | None]
_OWN = ("dataset", "group_by", "measure", "sort", "page_size", "cursor", "digest")


def refuse_parameters(*allowed: str) -> dict[str, str]:
    """The query parameters of a detail, which takes `as_of` and `allowed` and nothing else. Raises BadParameter."""
    given: dict[str, str] = {}
    for name, value in request.args.items(multi=True):
        if name in given:
            raise BadParameter(name, "duplicate-parameter", value)
        if name not in (*allowed, "as_of"):
            raise BadParameter(name, "unknown-parameter", value, ", ".join((*allowed, "as_of")))
        given[name] = value
    return given


def _found(response: Response | None) -> Response:
    if response is None:
        abort(404)
    return response


def add_details(api: Api, shared: dict[str, Any]) -> None:
    """Register every resource that is not a plain list."""
    problem = shared["problem"]
    for path, name, words, answer in (
        ("/batches/<int:year>/<string:number>", "get_batch", "一个批次和全部收款对象 A batch and its recipients",
         detail_answers.batch_response),
        ("/special-funds/<string:code>", "get_special_fund", "一项专项资金 A special fund",
         detail_answers.fund_response),
        ("/figures/<string:figure_id>", "get_figure", "一个数字：出处与历次修订 A figure, its source cell and history",
         detail_answers.figure_response),
        ("/figures/<string:figure_id>/history", "get_figure_history", "一个数字的历次修订 A figure's history",
         detail_answers.history_response),
        ("/publications/<int:version>", "get_publication", "一次公布带来和更正的内容 What a publication changed",
         detail_answers.publication_response),
        ("/disclosures/<string:key>", "get_disclosure", "一件公开件和历次修订 A disclosure and its revisions",
         detail_answers.disclosure_response),
    ):
        api.add_resource(_detail(api, problem, name, words, answer), path, endpoint=name)
    api.add_resource(_unit(api, problem), "/units/<string:code>", endpoint="get_unit")
    _add_groups(api, problem)
    _add_search(api, problem)
    _add_documents(api)


def _detail(api: Api, problem: Any, name: str, words: str, answer: Answerer) -> type[Resource]:
    class Detail(Resource):
        @documented(api, problem, name, words, {"as_of": AS_OF})
        @conditional
        def get(self, **parts: Any) -> Response:
            refuse_parameters()
            return _found(answer(**parts))

    Detail.__name__ = f"Detail_{name}"
    return Detail


def _unit(api: Api, problem: Any) -> type[Resource]:
    year = {"in": "query", "type": "integer", "minimum": 1, "maximum": 9999, "description": "年度 Year"}

    class Unit(Resource):
        @documented(api, problem, "get_unit", "一个预算单位 A budget unit", {"year": year, "as_of": AS_OF})
        @conditional
        def get(self, code: str) -> Response:
            text = refuse_parameters("year").get("year")
            if text is not None and not (text.isascii() and text.isdigit() and len(text) <= 4 and int(text)):
                raise BadParameter("year", "bad-value", text, "2013")
            return _found(detail_answers.unit_response(code, int(text) if text else None))

    return Unit


def _group_parameters() -> dict[str, Any]:
    filters = {name: one for dataset in DATASETS.values() for name, one in filters_of(dataset).items()}
    return {
        "dataset": {"in": "query", "type": "string", "required": True, "enum": list(DATASETS)},
        "group_by": {"in": "query", "type": "string", "required": True,
                     "description": f"至多 {MOST_KEYS} 个字段，逗号分隔 Up to {MOST_KEYS} fields"},
        "measure": {"in": "query", "type": "string", "default": "amount", "description": "amount, count"},
        "sort": {"in": "query", "type": "string"}, "cursor": {"in": "query", "type": "string"},
        "page_size": {"in": "query", "type": "integer", "minimum": 1, "maximum": 1000, "default": 50},
        **filters, "as_of": AS_OF,
    }


def groups_response(kind: str) -> Response:
    """This request's grouping as json, csv, xlsx or jsonl. Raises BadParameter."""
    arguments = list(request.args.items(multi=True))
    given = refuse_doubles(arguments)
    name, measure = given.get("dataset", ""), given.get("measure", "amount")
    own: tuple[str, ...] = _OWN
    if name == "budget-lines" and measure not in ("amount", "count"):
        # Budget lines have a column of that name, too: measure=total filters it.
        own, measure = tuple(one for one in _OWN if one != "measure"), "amount"
    for required, expected in (("dataset", ", ".join(DATASETS)), ("group_by", "year,unit")):
        if not given.get(required):
            raise BadParameter(required, "missing-parameter", "", expected)
    columns = DATASETS[name].columns if name in DATASETS else ()
    filters, _paging = parse(columns, arguments, also=(*SWITCHES, *own), ignore_unknown=name not in DATASETS)
    grouping = dataset_of(given["dataset"], given["group_by"], measure, filters)
    order_of = [(one, text) for one, text in arguments if one in ("sort", "page_size", "cursor")]
    order, paging = parse(grouping.columns, order_of, statuses=False)
    repeated = [one for one in given if one not in (*SWITCHES, "sort", "page_size", "cursor")]
    return question_response(grouping, kind, order, paging, also=repeated)


def refuse_doubles(arguments: list[tuple[str, str]]) -> dict[str, str]:
    """Arguments by name. Raises BadParameter for one given twice."""
    given: dict[str, str] = {}
    for name, text in arguments:
        if name in given:
            raise BadParameter(name, "duplicate-parameter", text)
        given[name] = text
    return given


def _add_groups(api: Api, problem: Any) -> None:
    words = "分组汇总；各组之和等于总数，分毫不差 Groups; they add up to the total, to the fen"

    def resource(kind: str) -> type[Resource]:
        class Groups(Resource):
            @documented(api, problem, "aggregate", words, _group_parameters())
            @conditional
            def get(self) -> Response:
                return groups_response(kind)

        Groups.__name__ = f"Groups_{kind}"
        return Groups

    api.add_resource(resource("json"), "/aggregate", endpoint="aggregate")
    for kind in ("csv", "xlsx", "jsonl"):
        api.add_resource(api.hide(resource(kind)), f"/aggregate.{kind}", endpoint=f"aggregate-{kind}")


def _add_search(api: Api, problem: Any) -> None:
    query = {"in": "query", "type": "string", "maxLength": 200, "description": "检索词 Query"}
    several = {name: {"in": "query", "type": "string"} for name in ("unit", "township", "fund", "kind", "year")}

    class Search(Resource):
        @documented(api, problem, "search", "检索 Search", {"q": query, **several, "as_of": AS_OF})
        @conditional
        def get(self) -> Response:
            return search_response(f"{request.script_root}{request.path}")

    class Suggest(Resource):
        @documented(api, problem, "suggest", "名称提示 Suggestions", {"q": query, "as_of": AS_OF})
        @conditional
        def get(self) -> Response:
            return suggest_response()

    api.add_resource(Search, "/search", endpoint="search")
    api.add_resource(Suggest, "/suggest", endpoint="suggest")


def _add_documents(api: Api) -> None:
    def resource(version: str) -> type[Resource]:
        class Document(Resource):
            def get(self) -> Response:
                refuse_parameters()
                schema = api.__schema__
                return _document(openapi_of(schema) if version == "openapi" else schema)

        Document.__name__ = f"Document_{version}"
        return Document

    for version in ("openapi", "swagger"):
        api.add_resource(api.hide(resource(version)), f"/{version}.json", endpoint=version)


def _document(schema: Any) -> Response:
    response = Response(orjson.dumps(schema), mimetype="application/json")
    response.set_etag(build())
    response.headers["Cache-Control"] = "public, no-cache"
    response.make_conditional(request)
    return response


__all__ = ["add_details", "list_response"]
