"""`/changes?since=<version>`: the change feed, in every format; without `since` the address lists corrections."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, request

from transparency_site.answers import SWITCHES, list_response, question_response
from transparency_site.api.alternatives import Parameters, alternative, extension
from transparency_site.current import get_snapshot
from transparency_site.exports.change_feed import COLUMNS, feed_since
from transparency_site.filters import BadParameter, parse
from transparency_site.queries.cursors import pinned
from transparency_site.queries.datasets import Dataset
from transparency_site.queries.registry import DATASETS

PARAMETERS: dict[str, Any] = {
    "since": {"in": "query", "type": "integer", "minimum": 0, "maximum": 999999999,
              "description": "给出该版本之后逐行的变动（0：从头开始），可据此重建全部数据集；不给则列出更正记录。"
              "Every row that changed after this version (0: from the beginning), enough to rebuild every dataset; "
              "without it: the list of corrections."},
    "dataset": {"in": "query", "type": "string", "enum": list(DATASETS),
                "description": "只要一个数据集的逐行变动 The row-level changes of one dataset"},
}


def feed_alternatives(
    every: Parameters, of_dataset: Callable[[Dataset], dict[str, dict[str, Any]]]
) -> dict[str, Any]:
    """The list of corrections, or the feed since a version; `of_dataset` documents a list or a file."""
    feed = {name: one for name, one in of_dataset(feed_since(0)).items() if name not in ("sort", "status")} | PARAMETERS
    kept = {name: one for name, one in feed.items() if name in every}
    return extension((
        alternative(of_dataset(DATASETS["changes"]), every),
        alternative(kept, every, required=("since",)), alternative(kept, every, required=("dataset",)),
    ))


def changes_response(kind: str = "json") -> Response:
    """This request's feed, or corrections where it does not say `since`. Raises BadParameter."""
    if not {"since", "dataset"} & set(request.args):
        return list_response("changes", kind)
    filters, paging = parse(COLUMNS, request.args.items(multi=True), also=(*SWITCHES, "since"), statuses=False)
    given = request.args.getlist("since") or ["0"]
    if len(given) > 1:
        raise BadParameter("since", "duplicate-parameter", given[1])
    version = pinned(get_snapshot(), paging).version
    text = given[0]
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadParameter("since", "bad-value", text, f"0-{version}")
    if int(text) > version:
        raise BadParameter("since", "unknown-version", text, f"0-{version}")
    return question_response(feed_since(int(text)), kind, filters, paging, also=("since",))
