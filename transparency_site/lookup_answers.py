"""Many things in one request: rows of a dataset by their ids, figures by theirs; what is missing is listed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from flask import Response, request

from transparency_site.answers import object_response
from transparency_site.current import get_snapshot
from transparency_site.detail_answers import figure_record, sum_record
from transparency_site.exports.records import Record, record_maker
from transparency_site.filters import MAX_LIST, MAX_PAGE_SIZE, BadParameter, Column, Condition, Filters, Kind, Paging
from transparency_site.queries import figures, sums
from transparency_site.queries.datasets import Summary
from transparency_site.queries.registry import DATASETS, AnyDataset
from transparency_site.queries.shaping import shaped

_ID = re.compile(r"[A-Za-z0-9._~-]{1,160}")
_IDENTITIES = ("id", "code", "version")


def identity(dataset: AnyDataset) -> Column | None:
    """The column by which rows of a dataset are looked up; None: they have no id of their own that can be asked for."""
    return next((column for column in dataset.columns if column.key in _IDENTITIES and column.filtered), None)


LOOKED_UP = tuple(name for name, dataset in DATASETS.items() if identity(dataset))


def asked_ids(text: str) -> list[str]:
    """The ids in `id=a,b,c`, each once, in order. Raises BadParameter."""
    ids = list(dict.fromkeys(text.split(",")))
    if len(ids) > MAX_LIST:
        raise BadParameter("id", "too-many-values", text, str(MAX_LIST))
    if not all(_ID.fullmatch(one) for one in ids):
        raise BadParameter("id", "bad-value", text, "A-Z a-z 0-9 . _ ~ -")
    return ids


def lookup_response(name: str, ids: list[str]) -> Response:
    """The rows of dataset `name` with these ids, in their order. Raises BadParameter."""
    if name not in LOOKED_UP:
        raise BadParameter("dataset", "bad-value", name, ", ".join(LOOKED_UP))
    dataset = DATASETS[name]
    column = identity(dataset)
    assert column is not None
    shape = shaped(dataset, request.args.get("fields"), request.args.get("include"))
    filters = Filters((Condition(column.key, "in", _typed(column, ids)),))
    page = shape.page(get_snapshot(), filters, Paging(MAX_PAGE_SIZE))
    make = record_maker(shape.columns)
    by_id: dict[str, list[Record]] = {}
    for item in page.items:
        by_id.setdefault(str(getattr(item, column.key)), []).append(make(item))
    rows = [row for one in ids for row in by_id.get(one, ())]
    return _answered(rows, Summary(page.count, page.sum_fen), [one for one in ids if one not in by_id], True)


def _typed(column: Column, ids: Iterable[str]) -> tuple[Any, ...]:
    if column.kind is not Kind.INTEGER:
        return tuple(ids)
    return tuple(int(one) for one in ids if one.isascii() and one.isdigit() and len(one) < 10) or (0,)  # none


def figures_response(ids: list[str]) -> Response:
    """Figures with source cell and history, in the order asked for."""
    found = {one: _figure(one) for one in ids}
    rows = [figure for figure in found.values() if figure is not None]
    return _answered(rows, Summary(len(rows), None), [one for one, figure in found.items() if figure is None])


def _figure(figure_id: str) -> Record | None:
    added = sums.sum_of(get_snapshot(), figure_id)
    if added is not None:
        return sum_record(added)
    found = figures.figure(get_snapshot(), figure_id)
    return None if found is None else figure_record(found)


def _answered(rows: list[Record], summary: Summary, missing: list[str], shape: bool = False) -> Response:
    return object_response(rows, summary=summary, meta={"missing": missing}, shaped_already=shape)
