"""`/aggregate`: groups of any dataset by any of its columns, under its own filters, in every format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask import Response, request
from flask_restx import Api, Resource

from transparency_site.answers import SWITCHES, question_response
from transparency_site.api.alternatives import alternative, extension
from transparency_site.api.describing import documented
from transparency_site.api.models import AS_OF, DIGEST, filters_of, several
from transparency_site.api.negotiation import ALL_TYPES, FILE_TYPES, chosen_kind, negotiated
from transparency_site.api.parameters import single
from transparency_site.caching import conditional
from transparency_site.filters import BadParameter, parse
from transparency_site.queries.aggregate import (
    MOST_KEYS,
    MOST_TOP,
    PREVIOUS_YEAR,
    Extras,
    dataset_of,
    group_columns,
    measures,
)
from transparency_site.queries.registry import DATASETS, AnyDataset

_ORDER = ("sort", "page_size", "cursor")
_OWN = ("dataset", "group_by", "measure", "add", "top", "shares", "compare", *_ORDER)
_ADDED = ("amount", "count")
_WORDS = (
    "分组汇总；各组之和等于总数，分毫不差。每个数据集可用的参数见 `x-alternatives`；"
    "不能相加的金额不予相加（400 not-additive），此时可用 `add=count`。"
    "Groups; they add up to the total, to the fen. `x-alternatives` has what each dataset takes; amounts that must not "
    "be added are refused (400 not-additive), `add=count` counts rows alone."
)


def groups_response(kind: str) -> Response:
    """This request's grouping as json, csv, xlsx, jsonl or parquet. Raises BadParameter."""
    arguments = list(request.args.items(multi=True))
    given = single(arguments)
    for required, expected in (("dataset", ", ".join(DATASETS)), ("group_by", "year,unit")):
        if not given.get(required):
            raise BadParameter(required, "missing-parameter", "", expected)
    name = given["dataset"]
    own, measure = _own_and_measure(given)
    columns = DATASETS[name].columns if name in DATASETS else ()
    filters, _paging = parse(columns, arguments, also=(*SWITCHES, *own), ignore_unknown=name not in DATASETS)
    grouping = dataset_of(name, given["group_by"], measure, filters, _extras(given))
    order, paging = parse(grouping.columns, [(one, given[one]) for one in _ORDER if one in given], statuses=False)
    repeated = [one for one in given if one not in (*SWITCHES, *_ORDER)]
    return question_response(grouping, kind, order, paging, also=repeated)


def _own_and_measure(given: dict[str, str]) -> tuple[tuple[str, ...], str]:
    """What is not a filter, and what is added: `add=`, or `measure=` unless the dataset has a column of that name."""
    known = DATASETS.get(given["dataset"])
    usual = "count" if known is not None and "amount" not in measures(known) else "amount"
    measure = given.get("measure", usual)
    if known is not None and _has_measures(known) and measure not in _ADDED:
        return tuple(one for one in _OWN if one != "measure"), given.get("add", usual)
    return _OWN, given.get("add", measure)


def _has_measures(dataset: AnyDataset) -> bool:
    return any(column.parameter == "measure" for column in dataset.columns)


def _extras(given: dict[str, str]) -> Extras:
    for name, known in (("shares", ("0", "1")), ("compare", (PREVIOUS_YEAR,))):
        if given.get(name, known[0]) not in known:
            raise BadParameter(name, "bad-value", given[name], ", ".join(known))
    top = given.get("top")
    if top is not None and not (top.isascii() and top.isdigit() and len(top) <= 4 and 1 <= int(top) <= MOST_TOP):
        raise BadParameter("top", "bad-value", top, f"1-{MOST_TOP}")
    return Extras(int(top) if top else None, given.get("shares") == "1", given.get("compare"))


def _all_filters() -> dict[str, Any]:
    """The filters of every dataset by name; where two datasets take different values, what either takes (of another
    type altogether: the first one's, for programs were written against it).
    """
    found: dict[str, Any] = {}
    for dataset in DATASETS.values():
        for name, one in filters_of(dataset).items():
            found[name] = _either(found[name], one) if name in found else one
    return found


def _either(known: dict[str, Any], one: dict[str, Any]) -> dict[str, Any]:
    if known["type"] != one["type"]:
        return known
    if "enum" in known and "enum" in one:
        return {**one, "enum": list(dict.fromkeys([*known["enum"], *one["enum"]]))}
    return {name: value for name, value in one.items() if name in known}  # a bound that only one has binds neither


def _group_parameters() -> dict[str, Any]:
    text = {"in": "query", "type": "string"}
    every = dict.fromkeys(name for dataset in DATASETS.values() for name in group_columns(dataset))
    return {
        "dataset": {**text, "required": True, "enum": list(DATASETS)},
        "group_by": {**text, "required": True, "pattern": several(every, MOST_KEYS),
                     "description": f"至多 {MOST_KEYS} 个字段，逗号分隔 Up to {MOST_KEYS} fields, with commas"},
        **_all_filters(),
        "measure": {**text, "description": "加总什么：amount（有金额时）或 count；数据集有 measure 字段的，"
                    "其他值是筛选。"
                    "What is added: amount (the default where there is one) or count; a filter where the dataset has a "
                    "column `measure`."},
        "add": {**text, "enum": list(_ADDED),
                "description": "同 measure，不会与筛选条件混淆。As measure, never taken for a filter."},
        "top": {"in": "query", "type": "integer", "minimum": 1, "maximum": MOST_TOP,
                "description": "只列最大的 n 组，其余合并为一行（rest=true）。The n largest; the rest in one row."},
        "shares": {**text, "enum": ["0", "1"],
                   "description": "1：每组占比，六位小数的文字，合计恰为 1.000000。1: exact decimal shares."},
        "compare": {**text, "enum": [PREVIOUS_YEAR],
                    "description": "与上一年度比较；上年没有的为空，不是 0。"
                    "Beside the year before; null where it has none."},
        "sort": {**text, "description": "按 group_by 中的字段或数字列排序，前加 - 为降序。"
                 "A name in group_by or a column of figures, - for descending: count, amount …"},
        "cursor": text,
        "page_size": {"in": "query", "type": "integer", "minimum": 1, "maximum": 1000, "default": 50},
        "digest": DIGEST, "as_of": AS_OF,
    }


def _alternatives(every: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What each dataset takes; once more for `compare`, which needs to know the year."""
    for name, dataset in DATASETS.items():
        taken = {one: every[one] for one in every if one in (*_OWN, "digest", "as_of")} | filters_of(dataset)
        text = {"in": "query", "type": "string"}
        added = {**text, "enum": [one for one in _ADDED if one in measures(dataset)]}
        taken |= {
            "dataset": {**text, "enum": [name]}, "add": added,
            "group_by": {**text, "pattern": several(group_columns(dataset), MOST_KEYS)},
        }
        if not _has_measures(dataset):
            taken["measure"] = {**text, "enum": list(measures(dataset))}
        compare = taken.pop("compare")
        yield alternative(taken, every)
        if "year" in taken:
            yield alternative({**taken, "compare": compare}, every, required=("compare", "year"))


def add_groups(api: Api, problem: Any) -> None:
    """Register `/aggregate` and its files."""
    parameters = _group_parameters()
    together = extension(_alternatives(parameters))

    def resource(offered: Mapping[str, str]) -> type[Resource]:
        class Groups(Resource):
            @documented(api, problem, "aggregate", _WORDS, parameters, also=together,
                        produces=offered.values())
            @negotiated(offered)
            @conditional
            def get(self) -> Response:
                return groups_response(chosen_kind())

        Groups.__name__ = f"Groups_{'_'.join(offered)}"
        return Groups

    api.add_resource(resource(ALL_TYPES), "/aggregate", endpoint="aggregate")
    for kind, mimetype in FILE_TYPES.items():
        api.add_resource(api.hide(resource({kind: mimetype})), f"/aggregate.{kind}", endpoint=f"aggregate-{kind}")
