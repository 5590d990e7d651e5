"""Documentation of the API's answers and parameters, from the datasets' column tables. Data are never marshalled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from flask_restx import Api, fields

from transparency_site.filters import MAX_LIST, MAX_SORT, MAX_VALUE, OPERATORS, Column, Kind, filter_names, sort_names
from transparency_site.queries.datasets import Dataset
from transparency_site.queries.registry import AnyDataset
from transparency_site.queries.shaping import field_names, includes_of

Parameter = dict[str, Any]
OPERATOR_WORDS = {"gte": "≥ 大于等于", "lte": "≤ 小于等于", "in": "任一（逗号分隔）one of", "contains": "包含 contains"}
AS_OF: Parameter = {
    "in": "query", "type": "string", "pattern": r"^([1-9][0-9]{0,8}|[0-9]{4}-[0-9]{2}-[0-9]{2})$",
    "description": "版本号或日期：按当时公布的数据回答。A version or a date: the data as published then.",
}
FIELDS: Parameter = {
    "in": "query", "type": "string", "description": "只要这些字段，逗号分隔。Only these fields, with commas.",
}
DIGEST: Parameter = {
    "in": "query", "type": "string", "enum": ["0", "1"],
    "description": "1：给出全部结果的 SHA-256。1: give the SHA-256 over the whole result.",
}
_TYPES: Mapping[Kind, Parameter] = {
    Kind.CODE: {"type": "string", "pattern": r"^[A-Za-z0-9._~-]{1,160}$"},
    Kind.TEXT: {"type": "string", "minLength": 1, "maxLength": 200, "pattern": r"^[^\x00-\x1F]+$"},
    Kind.INTEGER: {"type": "integer", "minimum": -999999999, "maximum": 999999999},
    Kind.MONEY: {"type": "string", "pattern": r"^-?[0-9]{1,13}(\.[0-9]{1,2})?$"},
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.FLAG: {"type": "string", "enum": ["true", "false"]},
}


class Money(fields.String):
    """Yuan as text with two decimals; the library's own `Fixed` documents a number and sends a string."""

    __schema_format__ = "decimal"
    __schema_example__ = "1234.56"


def parameters(dataset: Dataset) -> dict[str, Parameter]:
    """Every query parameter of a list, operators included."""
    found = filters_of(dataset)
    found["sort"] = {
        "in": "query", "type": "string", "pattern": several(_orders(dataset), MAX_SORT),
        "description": "排序，前加 - 为降序，最多三项 Order, - for descending: "
        + ", ".join(sorted({column.sort_name for column in sort_names(dataset.columns).values()})),
    }
    found["page_size"] = {"in": "query", "type": "integer", "minimum": 1, "maximum": 1000, "default": 50}
    found["cursor"] = {"in": "query", "type": "string", "pattern": "^[A-Za-z0-9_-]{1,600}$",
                       "description": "翻页标记，取自 links.next。Opaque, from links.next; pins the version."}
    found["digest"] = DIGEST
    return {**found, **shape_parameters(dataset), "as_of": AS_OF}


def shape_parameters(dataset: Dataset) -> dict[str, Parameter]:
    """`fields` and, where there are codes that have names, `include`."""
    found = {"fields": {**FIELDS, "pattern": several(field_names(dataset.columns))}}
    if includes := includes_of(dataset.columns):
        found["include"] = {
            "in": "query", "type": "string", "pattern": several(includes),
            "description": "在编码旁加上名称：Put names beside codes: " + ", ".join(includes),
        }
    return found


def several(names: Iterable[str], most: int = MAX_LIST) -> str:
    """The pattern of one or several of `names` with commas between them."""
    one = "|".join(re.escape(name) for name in names)
    return f"^({one})(,({one})){{0,{most - 1}}}$"


def filters_of(dataset: Dataset) -> dict[str, Parameter]:
    """The filters of a dataset with their operators, and `status`."""
    found: dict[str, Parameter] = {}
    for name, column in filter_names(dataset.columns).items():
        for operator in OPERATORS[column.kind]:
            suffix = "" if operator == "eq" else f"__{operator}"
            found[name + suffix] = _parameter(column, operator)
    found["status"] = {"in": "query", "type": "string", "enum": ["published", "withdrawn"], "default": "published",
                       "description": "withdrawn：列出已撤回的。withdrawn: what was taken back."}
    return found


def _parameter(column: Column, operator: str) -> Parameter:
    words = f"{column.zh} {column.en}"
    if operator == "contains":
        return {"in": "query", **_TYPES[Kind.TEXT], "description": f"{words}: {OPERATOR_WORDS[operator]}"}
    if operator == "in":
        return {"in": "query", "type": "string", **_alternatives(column),
                "description": f"{words}: {OPERATOR_WORDS[operator]}"}
    shape = dict(_TYPES[column.kind])
    if column.choices:
        shape = {"type": "string", "enum": list(column.choices)}
    return {"in": "query", **shape, "description": f"{words} {OPERATOR_WORDS.get(operator, '')}".strip()}


def _orders(dataset: Dataset) -> list[str]:
    names = sorted({column.sort_name for column in sort_names(dataset.columns).values()})
    return [*names, *(f"-{name}" for name in names)]


_ONE_OF: Mapping[Kind, str] = {
    Kind.CODE: "[A-Za-z0-9._~-]{1,160}", Kind.TEXT: r"[^\x00-\x1F,]{1,200}", Kind.INTEGER: "-?[0-9]{1,9}",
    Kind.MONEY: r"-?[0-9]{1,13}(\.[0-9]{1,2})?",
    Kind.DATE: "[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])",
}


def _alternatives(column: Column) -> Parameter:
    """Several values with commas, all together no longer than the site takes."""
    if column.choices:
        return {"pattern": several(column.choices)}
    one = _ONE_OF[column.kind]
    return {"pattern": f"^{one}(,{one}){{0,{MAX_LIST - 1}}}$", "maxLength": MAX_VALUE * 10}


def file_parameters(dataset: Dataset) -> dict[str, Parameter]:
    """The parameters of a whole-result file: filters, order, digest, and how a CSV is written."""
    kept = {name: one for name, one in parameters(dataset).items() if name not in ("cursor", "page_size")}
    kept["bom"] = {"in": "query", "type": "string", "enum": ["0", "1"], "default": "1",
                   "description": "CSV：0 不带字节序标记。CSV: 0 for no byte order mark."}
    kept["protect"] = {"in": "query", "type": "string", "enum": ["0", "1"], "default": "1",
                       "description": "CSV：0 不在形似公式的文字前加撇号。CSV: 0 for text as it is, without the "
                       "apostrophe that keeps a spreadsheet from running it."}
    kept["headers"] = {"in": "query", "type": "string", "enum": ["zh", "en"], "default": "en",
                       "description": "CSV：zh 为中文表头。CSV: zh for Chinese headers."}
    return kept


def _field(column: Column) -> fields.Raw:
    words = f"{column.zh} {column.en}"
    match column.kind:
        case Kind.INTEGER | Kind.MONEY:
            return fields.Integer(description=words)
        case Kind.FLAG:
            return fields.Boolean(description=words)
        case Kind.LIST:
            return fields.List(fields.String, description=words)
        case Kind.DATE:
            return fields.Date(description=words)
        case Kind.TIME:
            return fields.DateTime(description=words)
        case _:
            return fields.String(description=words, enum=list(column.choices) or None)


def row_model(api: Api, dataset: AnyDataset, source: Any, name: str = "") -> Any:
    """The model of one row, called `name` or as the dataset."""
    found: dict[str, Any] = {}
    for column in dataset.columns:
        if not column.shown:
            continue
        if column.kind is Kind.SOURCE:
            found[column.key] = fields.Nested(source, description=f"{column.zh} {column.en}", allow_null=True)
        elif column.kind is Kind.OBJECT:
            found[column.key] = fields.List(fields.Raw, description=f"{column.zh} {column.en}")
        else:
            found[column.key] = _field(column)
        if column.kind is Kind.MONEY:
            words = f"{column.zh}（元） {column.en} (yuan)"
            found[column.key.removesuffix("_fen") + "_yuan"] = Money(description=words)
    return api.model(name or _model_name(dataset.slug), found)


def _model_name(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("-"))


def shared_models(api: Api) -> dict[str, Any]:
    """Source cell, meta, links, problem document."""
    return {
        "source": api.model("Source", {
            "file_sha256": fields.String(description="公开文件的 SHA-256 The public file's SHA-256"),
            "sheet": fields.String(description="工作表 Sheet"), "cell": fields.String(description="单元格 Cell (A1)"),
        }),
        "meta": api.model("Meta", {
            "version": fields.Integer(required=True, description="数据版本 Data version"),
            "business_date": fields.Date(description="业务日期 Business date"),
            "count": fields.Integer(required=True, description="全部结果的行数 Rows of the whole result"),
            "sum_fen": fields.Integer(description="合计（分）；不可相加时为空 Exact sum in fen; null unless additive"),
            "sum_yuan": Money(description="合计（元） Sum in yuan"),
            "digest": fields.String(description="全部结果的 SHA-256（digest=1 时） SHA-256 over the whole result"),
            "sample": fields.Boolean(required=True, description="是否示例数据 Whether these are sample data"),
            "city": fields.String, "licence": fields.String, "licence_url": fields.String,
            "citation": fields.String(description="引用本答复（GB/T 7714） How to cite this answer"),
            "bibtex": fields.String(description="BibTeX"),
        }),
        "links": api.model("Links", {
            name: fields.String for name in ("self", "next", "json", "csv", "xlsx", "jsonl", "parquet", "cite")
        }),
        "problem": api.model("Problem", {
            "type": fields.String(required=True), "title": fields.String(required=True),
            "status": fields.Integer(required=True), "detail": fields.String(required=True),
            "code": fields.String(required=True), "parameter": fields.String(description="出错的参数 The parameter"),
            "what_to_do": fields.String,
        }),
    }


def list_model(api: Api, name: str, row: Any, shared: Mapping[str, Any]) -> Any:
    """The envelope of a list."""
    return api.model(f"{_model_name(name)}List", {
        "data": fields.List(fields.Nested(row), required=True), "meta": fields.Nested(shared["meta"], required=True),
        "links": fields.Nested(shared["links"], required=True),
    })
