"""Swagger 2.0 (all that RESTX emits) as OpenAPI 3.0; checked by openapi-spec-validator in the tests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_SCHEMA_KEYS = ("type", "format", "enum", "default", "minimum", "maximum", "minLength", "maxLength", "pattern", "items")
_JSON = ("application/json", "application/problem+json")
_METHODS = ("get", "head", "options")


def openapi_of(swagger: Mapping[str, Any]) -> dict[str, Any]:
    """The OpenAPI 3.0.3 document of a Swagger 2.0 one."""
    return {
        "openapi": "3.0.3",
        "info": swagger["info"],
        "servers": [{"url": swagger["basePath"]}],
        "tags": swagger.get("tags", []),
        "paths": {path: _path(item, swagger) for path, item in sorted(swagger["paths"].items())},
        "components": {"schemas": {name: _model(one) for name, one in swagger.get("definitions", {}).items()}},
    }


def _path(item: Mapping[str, Any], swagger: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {name: _operation(item[name], swagger) for name in _METHODS if name in item}
    if item.get("parameters"):
        found["parameters"] = [_parameter(one) for one in item["parameters"]]
    return found


def _operation(operation: Mapping[str, Any], swagger: Mapping[str, Any]) -> dict[str, Any]:
    produces = operation.get("produces") or swagger.get("produces") or ["application/json"]
    kept = {name: operation[name] for name in ("operationId", "summary", "description", "tags") if name in operation}
    kept |= {name: value for name, value in operation.items() if name.startswith("x-")}
    return {
        **kept,
        "parameters": [_parameter(one) for one in operation.get("parameters", [])],
        "responses": {code: _response(code, one, produces) for code, one in operation["responses"].items()},
    }


def _parameter(parameter: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: parameter[name] for name in ("name", "in", "description", "required") if name in parameter}
    return {**kept, "schema": _schema({key: parameter[key] for key in _SCHEMA_KEYS if key in parameter})}


def _response(code: str, response: Mapping[str, Any], produces: list[str]) -> dict[str, Any]:
    kinds = produces if code == "200" else ["application/problem+json"]
    found: dict[str, Any] = {"description": response["description"]}
    schema = _schema(response["schema"]) if "schema" in response else {}
    text = {"type": "string", "format": "binary"}
    found["content"] = {kind: {"schema": schema if kind in _JSON else text} for kind in kinds}
    return found


def _schema(value: Any) -> Any:
    """References moved to where OpenAPI keeps models; everything else is the same in both."""
    if isinstance(value, Mapping):
        return {key: _reference(one) if key == "$ref" else _schema(one) for key, one in value.items()}
    return [_schema(one) for one in value] if isinstance(value, list) else value


def _model(value: Mapping[str, Any]) -> dict[str, Any]:
    """A model; what is not required may be null (missing is not zero, and not left out either)."""
    found: dict[str, Any] = _schema(value)
    required = found.get("required", [])
    for name, one in found.get("properties", {}).items():
        if name not in required:
            found["properties"][name] = _or_null(one)
    return found


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        return {"allOf": [schema], "nullable": True}
    if schema.get("enum"):
        return {**schema, "enum": [*schema["enum"], None], "nullable": True}
    return {**schema, "nullable": True}


def _reference(text: str) -> str:
    return re.sub("^#/definitions/", "#/components/schemas/", text)
