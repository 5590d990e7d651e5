"""Twins of pages: the same address with .json, .csv or .xlsx, from the datasets that the pages themselves ask."""

from __future__ import annotations

from flask import Response, request

from transparency_site import detail_answers
from transparency_site.answers import SWITCHES, list_response, object_response, question_response
from transparency_site.current import get_snapshot
from transparency_site.filters import Condition, Filters, Paging, parse, where
from transparency_site.pages.blueprint import OBJECT, twins
from transparency_site.pages.catalogue import described
from transparency_site.pages.register_views import default_year
from transparency_site.pages.rendering import found
from transparency_site.pages.townships import asked_year
from transparency_site.pages.years import leading_year
from transparency_site.queries import (
    aggregate,
    batches,
    compare,
    funds,
    home,
    register_rows,
    townships,
    units,
)
from transparency_site.queries.datasets import NO_FILTERS
from transparency_site.queries.registry import DATASETS
from transparency_site.search_answers import search_response


@twins("/units")
def unit_list_file(kind: str) -> Response:
    return list_response("units", kind, ignore_unknown=True)


@twins("/units/<code>")
def unit_file(code: str, kind: str) -> Response:
    if kind == "json":
        return found(detail_answers.unit_response(code))
    found(units.detail(get_snapshot(), code))
    return list_response("budget-totals", kind, fixed={"unit_code": code}, ignore_unknown=True)


@twins("/units/<code>/<int:year>")
def unit_year_file(code: str, year: int, kind: str) -> Response:
    found(units.detail(get_snapshot(), code))
    return list_response("budget-lines", kind, fixed={"unit_code": code, "year": year}, ignore_unknown=True)


@twins("/compare")
def compare_file(kind: str) -> Response:
    codes = tuple(request.args.getlist("unit"))
    if kind == "json":
        return object_response({"units": compare.compare(get_snapshot(), codes)})
    filters = _alternatives("unit_code", tuple(sorted(codes)))
    return question_response(DATASETS["budget-totals"], kind, filters, Paging())


def _alternatives(key: str, values: tuple[str, ...]) -> Filters:
    return Filters((Condition(key, "in", values),)) if values else NO_FILTERS


@twins("/budget/<int:year>")
def budget_year_file(year: int, kind: str) -> Response:
    fixed = {"year": year, "kind": "budget", "scope": "department", "first_level": True}
    return list_response("budget-totals", kind, fixed=fixed, ignore_unknown=True)


@twins("/special-funds")
def special_funds_file(kind: str) -> Response:
    snapshot = get_snapshot()
    year = leading_year(snapshot, (total.year for total in batches.by_year(snapshot)))
    fixed = {} if request.args.get("year") or year is None else {"year": year}
    return list_response("special-funds", kind, fixed=fixed, ignore_unknown=True)


@twins("/special-funds/<fund>")
def special_fund_file(fund: str, kind: str) -> Response:
    if kind == "json":
        return found(detail_answers.fund_response(fund))
    found(funds.detail(get_snapshot(), fund))
    return list_response("batches", kind, fixed={"fund": fund}, ignore_unknown=True)


@twins("/batches")
def batch_list_file(kind: str) -> Response:
    return list_response("batches", kind, ignore_unknown=True)


@twins("/batches/<int:year>/<number>")
def batch_file(year: int, number: str, kind: str) -> Response:
    if kind == "json":
        return found(detail_answers.batch_response(year, number))
    detail = found(batches.detail(get_snapshot(), year, number))
    return list_response("disbursements", kind, fixed={"disclosure": detail.batch.id}, ignore_unknown=True)


@twins("/townships")
def township_list_file(kind: str) -> Response:
    year = asked_year(get_snapshot())
    grouped = aggregate.dataset_of("disbursements", "township,township_name", "amount", where(year=year))
    return question_response(grouped, kind, NO_FILTERS, Paging(page_size=1000))


@twins("/townships/<code>")
def township_file(code: str, kind: str) -> Response:
    snapshot = get_snapshot()
    found(townships.detail(snapshot, code))
    return list_response(
        "disbursements", kind, fixed={"township_code": code, "year": asked_year(snapshot)}, ignore_unknown=True
    )


@twins("/disbursements")
def disbursement_list_file(kind: str) -> Response:
    return list_response("disbursements", kind, ignore_unknown=True)


@twins("/three-public")
def three_public_file(kind: str) -> Response:
    return list_response("three-public", kind, ignore_unknown=True)


@twins("/three-public/<int:year>")
def three_public_year_file(year: int, kind: str) -> Response:
    return list_response("three-public", kind, fixed={"year": year}, ignore_unknown=True)


@twins("/publications")
def publication_list_file(kind: str) -> Response:
    return list_response("publications", kind, ignore_unknown=True)


@twins("/publications/<int:version>", OBJECT)
def publication_file(version: int, **_kind: str) -> Response:
    return found(detail_answers.publication_response(version))


@twins("/corrections")
def corrections_file(kind: str) -> Response:
    return list_response("changes", kind, ignore_unknown=True)


@twins("/figures/<id>", OBJECT)
def figure_file(id: str, **_kind: str) -> Response:
    return found(detail_answers.figure_response(id))


@twins("/questions")
def question_list_file(kind: str) -> Response:
    return list_response("questions", kind, ignore_unknown=True)


@twins("/questions/<int:number>", OBJECT)
def question_file(number: int, **_kind: str) -> Response:
    return found(detail_answers.question_response(number))


@twins("/timeliness/<int:year>")
def timeliness_file(year: int, kind: str) -> Response:
    return list_response("timeliness", kind, fixed={"year": year}, ignore_unknown=True)


@twins("/registers")
def register_list_file(kind: str) -> Response:
    return list_response("registers", kind, ignore_unknown=True)


@twins("/registers/<register>")
def register_file(register: str, kind: str) -> Response:
    dataset = found(register_rows.BY_REGISTER.get(register))
    asked, _paging = parse(dataset.columns, request.args.items(multi=True), ignore_unknown=True, also=SWITCHES)
    year = default_year(get_snapshot(), register, asked)
    return list_response(dataset, kind, fixed={} if year is None else {"year": year}, ignore_unknown=True)


@twins("/registers/<register>/<int:year>/<line>", OBJECT)
def register_row_file(register: str, year: int, line: str, **_kind: str) -> Response:
    return found(detail_answers.register_row_response(register, year, line))


@twins("/search", OBJECT)
def search_file(**_kind: str) -> Response:
    return search_response(request.path, ignore_unknown=True)


@twins("/data", OBJECT)
def data_file(**_kind: str) -> Response:
    """The catalogue: each dataset with its rows and columns."""
    snapshot = get_snapshot()
    return object_response({"year": home.lead_year(snapshot), "datasets": described(snapshot)})
