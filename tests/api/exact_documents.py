"""The OpenAPI document once for each alternative of an operation (`x-alternatives`), so that it is exact."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from transparency_site.api.alternatives import EXTENSION

Document = dict[str, Any]


def with_alternatives(document: Document) -> list[str]:
    """The paths whose parameters depend on one another."""
    return [path for path, item in document["paths"].items() if EXTENSION in item["get"]]


def exact(document: Document) -> Iterator[tuple[Document, bool]]:
    """A document with one operation for each alternative; whether it needs no more than the operation does."""
    for path in with_alternatives(document):
        for one in document["paths"][path]["get"][EXTENSION]:
            operation = copy.deepcopy(document["paths"][path]["get"])
            needed = {parameter["name"] for parameter in operation["parameters"] if parameter.get("required")}
            operation["parameters"] = [
                _exact(parameter, one) for parameter in operation["parameters"]
                if parameter["name"] in one["parameters"]
            ]
            yield {**document, "paths": {path: {"get": operation}}}, needed == set(one["required"])


def _exact(parameter: Document, alternative: Document) -> Document:
    name = parameter["name"]
    schema = alternative["schemas"].get(name, parameter["schema"])
    return {**parameter, "schema": schema, "required": name in alternative["required"]}
