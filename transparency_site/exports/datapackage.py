"""A Data Package (specs.frictionlessdata.io) of the datasets, from their column tables, with fiscal column types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from transparency_site.exports.edition import KEYWORDS, Edition
from transparency_site.exports.records import headers
from transparency_site.filters import Column, Kind
from transparency_site.queries.registry import AnyDataset

_TYPES: Mapping[Kind, str] = {
    Kind.INTEGER: "integer", Kind.MONEY: "number", Kind.DATE: "date", Kind.TIME: "datetime", Kind.FLAG: "boolean",
}
# Concepts of the Fiscal Data Package; what it has no word for goes without.
FISCAL: Mapping[str, str] = {
    "amount_fen": "value", "total_fen": "value", "expenditure_fen": "value",
    "year": "date:fiscal-year", "allocated_on": "date:generic", "stage": "phase:id", "direction": "direction",
    "unit_code": "administrative-classification:generic:level1:code",
    "unit_name": "administrative-classification:generic:level1:label",
    "functional_code": "functional-classification:generic:level1:code",
    "functional_name": "functional-classification:generic:level1:label",
    "economic_code": "economic-classification:generic:level1:code",
    "economic_name": "economic-classification:generic:level1:label",
    "fund": "fin-source:generic:level1:code", "fund_name": "fin-source:generic:level1:name",
    "township_code": "geo:target:code", "township_name": "geo:target:label",
    "recipient": "recipient:generic:name", "purpose": "activity:generic:program:label",
}


def datapackage(edition: Edition, resources: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The descriptor as a JSON object."""
    return {
        "profile": "data-package",
        "name": f"city-{edition.code}-fiscal-data",
        "id": edition.address(f"/data?as_of={edition.version}"),
        "title": edition.title, "title_en": edition.title_en, "description": edition.description,
        "homepage": edition.address("/data"), "version": f"{edition.version}.0.0",
        "created": f"{edition.published_at.isoformat()}Z", "keywords": list(KEYWORDS), "sample": edition.sample,
        "licenses": [{"name": edition.licence_id, "path": edition.licence_url, "title": edition.licence}],
        "contributors": [{"title": edition.bureau, "role": "publisher"}],
        "countryCode": "CN", "cityCode": edition.code, "granularity": "transactional",
        "resources": list(resources),
    }


def resource(
    edition: Edition, dataset: AnyDataset, path: str, count: int, sum_fen: int | None, **facts: str | int
) -> dict[str, Any]:
    """A CSV of a dataset as a tabular resource; `facts` are bytes, hash, digest, where a file is at hand."""
    return {
        "profile": "tabular-data-resource", "name": facts.pop("name", dataset.name), "path": path,
        "title": dataset.zh, "title_en": dataset.en, "format": "csv", "mediatype": "text/csv", "encoding": "utf-8",
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "lineTerminator": "\r\n"},
        "rowCount": count, "sumFen": sum_fen, **facts,
        "schema": {"fields": fields(dataset.columns, sample=edition.sample), "missingValues": [""]},
    }


def fields(columns: tuple[Column, ...], *, sample: bool) -> list[dict[str, Any]]:
    """The table schema of a CSV with English headers; amounts are whole fen, and yuan with two decimals."""
    choices = {column.key: column.choices for column in columns if column.choices}
    found: list[dict[str, Any]] = []
    for key, zh, en, kind in headers(columns):
        field: dict[str, Any] = {"name": key, "type": _TYPES.get(kind, "string"), "title": zh, "description": en}
        if key in FISCAL:
            field["columnType"] = FISCAL[key]
        if key in choices:
            field["constraints"] = {"enum": list(choices[key])}
        found.append(field)
    mark = {"name": "sample", "type": "string", "title": "示例数据", "description": "Sample data: invented"}
    return [*found, mark] if sample else found
