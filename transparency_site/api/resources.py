"""The API's addresses: a list and its files per dataset; details, search, groups, documents that describe it all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from flask import Blueprint, Response, redirect, url_for
from flask_restx import Api, Resource

from transparency_site import errors
from transparency_site.answers import list_response
from transparency_site.api import models
from transparency_site.api.describing import documented
from transparency_site.api.details import add_details
from transparency_site.api.feed import PARAMETERS, changes_response, feed_alternatives
from transparency_site.api.negotiation import ALL_TYPES, FILE_TYPES, chosen_kind, negotiated
from transparency_site.caching import conditional
from transparency_site.queries.datasets import Dataset
from transparency_site.queries.registry import DATASETS, AnyDataset

PREFIX = "/api/v1"


class ProblemApi(Api):
    """RESTX with our one error shape: its own handler would answer in another."""

    def handle_error(self, e: Exception) -> Response:
        return errors.answer(e)

    def _register_specs(self, app_or_blueprint: Any) -> None:
        """RESTX forgets `add_specs=False` here; its own description would hold the first reader's sub-path for ever."""

    def render_root(self) -> Response:
        """/api/v1/ leads to the documentation."""
        return cast(Response, redirect(url_for("api_docs.docs")))


def make_blueprint() -> Blueprint:
    """A blueprint with every resource; made anew for each application."""
    blueprint = Blueprint("api", __name__, url_prefix=PREFIX)
    api = ProblemApi(
        blueprint, version="1.0", title="财政资金公开数据接口 Open fiscal data API", doc=False, add_specs=False,
        default="data", default_label="数据 Data", catch_all_404s=False,
        description="只读，无需密钥；金额为整数分（`*_fen`）和两位小数的元（`*_yuan`）。"
        "Read only, no key. Money is integer fen (`*_fen`) and yuan text (`*_yuan`). `as_of` replays any version.",
        license="MIT (program); data: see meta.licence",
    )
    shared = models.shared_models(api)
    for dataset in DATASETS.values():
        _add_list(api, dataset, shared)
    add_details(api, shared)
    return blueprint


def _add_list(api: Api, dataset: AnyDataset, shared: dict[str, Any]) -> None:
    row = models.row_model(api, dataset, shared["source"])
    listed = models.list_model(api, dataset.slug, row, shared)
    api.add_resource(_list_resource(api, dataset, listed, shared["problem"]), f"/{dataset.path}",
                     endpoint=f"list-{dataset.slug}")
    for kind in FILE_TYPES:
        api.add_resource(_file_resource(api, dataset, kind, shared["problem"]), f"/{dataset.path}.{kind}",
                         endpoint=f"{kind}-{dataset.slug}")


def _list_resource(api: Api, dataset: AnyDataset, model: Any, problem: Any) -> type[Resource]:
    name = dataset.slug.replace("-", "_")

    class List(Resource):
        @documented(api, problem, f"list_{name}", f"{dataset.zh} {dataset.en}",
                    _also(dataset, models.parameters(dataset)), model, _together(dataset, models.parameters),
                    produces=ALL_TYPES.values())
        @negotiated(ALL_TYPES)
        @conditional
        def get(self) -> Response:
            return _answer(dataset, chosen_kind())

    List.__name__ = f"List_{name}"
    return List


def _file_resource(api: Api, dataset: AnyDataset, kind: str, problem: Any) -> type[Resource]:
    name = dataset.slug.replace("-", "_")
    words = f"{dataset.zh}：全部结果的 {kind.upper()} 文件 {dataset.en}: the whole result as {kind.upper()}"

    class File(Resource):
        @documented(api, problem, f"{kind}_{name}", words, _also(dataset, models.file_parameters(dataset)),
                    also=_together(dataset, models.file_parameters), produces=[FILE_TYPES[kind]])
        @negotiated({kind: FILE_TYPES[kind]})
        @conditional
        def get(self) -> Response:
            return _answer(dataset, kind)

    File.__name__ = f"File_{kind}_{name}"
    return File


def _answer(dataset: AnyDataset, kind: str = "json") -> Response:
    return changes_response(kind) if dataset.name == "changes" else list_response(dataset, kind)


def _also(dataset: AnyDataset, parameters: dict[str, Any]) -> dict[str, Any]:
    return PARAMETERS | parameters if dataset.name == "changes" else parameters


def _together(dataset: AnyDataset, of_dataset: Callable[[Dataset], dict[str, Any]]) -> dict[str, Any] | None:
    """`/changes` is two things at one address."""
    if dataset.name != "changes":
        return None
    return feed_alternatives(_also(dataset, of_dataset(dataset)), of_dataset)
