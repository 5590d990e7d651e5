"""Documentation of single things: what a unit, batch, fund, figure, publication, disclosure or hit has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_restx import Api, fields

from transparency_site.api.models import Money, row_model
from transparency_site.queries.restated import MODES, dataset_of

Models = Mapping[str, Any]
_READING = ("name", "table_title", "money_unit", "raw", "level", "direction", "functional_code", "economic_code")
_FIGURE = ("disclosure", "title", "unit_code", "unit_name", "scope", "table", "line", "measure", "status", "reason")


def detail_models(api: Api, shared: Models) -> dict[str, Any]:
    """The envelope of every detail by operation id; rows of datasets are found under their own models' names."""
    rows = {name: api.models[name] for name in (
        "Units", "BudgetTotals", "ThreePublic", "Batches", "Disbursements", "SpecialFunds", "Publications",
        "Disclosures")}
    entry = api.model("FigureRevision", {
        "revision": fields.Integer(required=True), "version": fields.Integer(required=True),
        "published_at": fields.String, "published_on": fields.Date, "reason": fields.String, "status": fields.String,
        "retired_in": fields.Integer, "retired_reason": fields.String, **_reading(shared),
    })
    found = {
        "get_unit": _with(api, "UnitDetail", rows["Units"], {
            "totals": _list(rows["BudgetTotals"]), "three_public": _list(rows["ThreePublic"]),
            "execution": fields.List(fields.Raw)}),
        "get_unit_lineage": _lineage(api, rows, shared),
        "get_batch": _with(api, "BatchDetail", rows["Batches"], {
            "revision": fields.Integer, "published_in": fields.Integer, "reason": fields.String,
            "marks": fields.List(fields.Raw), "disbursements": _list(rows["Disbursements"])}),
        "get_special_fund": _with(api, "SpecialFundDetail", rows["SpecialFunds"], {"years": fields.List(fields.Raw)}),
        "get_figure": _figure(api, shared, entry),
        "get_figure_source": _source(api, shared),
        "get_publication": _with(api, "PublicationDetail", rows["Publications"], {
            "brought": _list(rows["Disclosures"]), "withdrawn": _list(rows["Disclosures"]),
            "corrections": fields.List(fields.Raw)}),
        # Each register has columns of its own beside these.
        "get_register_row": api.model("RegisterRow", {
            "id": fields.String, "year": fields.Integer, "register": fields.String(required=True),
            "line": fields.String(required=True), "status": fields.String(required=True), "reason": fields.String,
            "history": fields.List(fields.Raw)}),
        "get_disclosure": _with(api, "DisclosureDetail", rows["Disclosures"], {"revisions": fields.List(fields.Raw)}),
    }
    return {
        **{name: _envelope(api, model, shared, fields.Nested(model, required=True)) for name, model in found.items()},
        "get_figure_history": _envelope(api, entry, shared, _list(entry, required=True)),
        "get_figures": _envelope(api, found["get_figure"], shared, _list(found["get_figure"], required=True), "s"),
    }


def field_names_of(model: Any) -> tuple[str, ...]:
    """What `fields` takes of a detail: the keys of `data` in its envelope."""
    data = model["data"]
    return tuple((data.container.model if isinstance(data, fields.List) else data.model).resolved)


def _reading(shared: Models) -> dict[str, Any]:
    return {
        **{name: fields.String for name in _READING}, "blank": fields.Boolean,
        "amount_fen": fields.Integer(description="金额（分） Amount in fen"), "amount_yuan": Money,
        "count": fields.Integer(description="不是金额的数 A number that is no money"),
        "source": fields.Nested(shared["source"], allow_null=True),
    }


def _figure(api: Api, shared: Models, entry: Any) -> Any:
    """A figure of a document, or a sum of this site (`sum.…`), which has parts in place of a source and a history."""
    return api.model("Figure", {
        "id": fields.String(required=True), "kind": fields.String, "year": fields.Integer, "stage": fields.String,
        "revision": fields.Integer, "quarter": fields.Integer, **{name: fields.String for name in _FIGURE},
        **_reading(shared), "history": _list(entry), "subject": fields.String,
        "parts": fields.List(fields.Raw), "missing": fields.List(fields.String),
    })


def _source(api: Api, shared: Models) -> Any:
    """Where a figure stands; `excerpt` has the rows around its cell, as texts."""
    excerpt = api.model("SourceExcerpt", {
        "sheet": fields.String(required=True), "cell": fields.String(required=True),
        "columns": fields.List(fields.String, required=True, description="列 Letters of the columns"),
        "rows": fields.List(fields.Raw, required=True, description="[行号 row, [文字 texts]]"),
        "row": fields.Integer(required=True), "column": fields.Integer(required=True),
    })
    return api.model("FigureSource", {
        "figure": fields.String(required=True), "disclosure": fields.String(required=True),
        "revision": fields.Integer(required=True), **_reading(shared), "file_name": fields.String,
        "file_address": fields.String(description="下载原始表格 The workbook's address"),
        "excerpt": fields.Nested(excerpt, allow_null=True),
    })


def _lineage(api: Api, rows: Models, shared: Models) -> Any:
    step = api.model("LineageStep", {
        "day": fields.Date(required=True),
        "kind": fields.String(required=True, enum=["renamed", "merged", "split", "reorganised"]),
        "before": fields.List(fields.String, required=True), "after": fields.List(fields.String, required=True),
    })
    total = row_model(api, dataset_of("budget", MODES[0]), shared["source"], "UnitTotals")
    return api.model("Lineage", {
        "code": fields.String(required=True), "entries": _list(rows["Units"]), "steps": _list(step),
        "ancestors": fields.List(fields.String), "today": fields.List(fields.String), "restated": _list(total),
    })


def _with(api: Api, name: str, row: Any, more: Mapping[str, Any]) -> Any:
    return api.model(name, {**row.resolved, **more})


def _list(model: Any, *, required: bool = False) -> Any:
    return fields.List(fields.Nested(model), required=required)


def _envelope(api: Api, model: Any, shared: Models, data: Any, more: str = "") -> Any:
    return api.model(f"{model.name}{more}Answer", {
        "data": data, "meta": fields.Nested(shared["meta"], required=True),
        "links": fields.Nested(shared["links"], required=True),
    })


def search_models(api: Api, shared: Models) -> dict[str, Any]:
    """The envelopes of search and suggestions."""
    suggestion = api.model("Suggestion", {
        name: fields.String(required=True) for name in ("kind", "key", "title", "url")})
    text, needed = fields.String, fields.String(required=True)
    hit = api.model("Hit", {
        "kind": needed, "key": needed, "title": needed, "text": text, "year": fields.Integer, "unit": text,
        "township": text, "fund": text, "amount_fen": fields.Integer, "amount_yuan": Money, "url": text,
        "title_marks": fields.List(fields.Raw), "text_marks": fields.List(fields.Raw),
    })
    return {name: _envelope(api, model, shared, _list(model, required=True))
            for name, model in (("search", hit), ("suggest", suggestion))}
