"""What the API will stop to offer, in one table: answers say it in headers, the documentation in words.

Policy (docs/api.md): an address or parameter stays for at least a year after its `Deprecation` date, and never before
its `Sunset` date goes away.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from flask import Flask, Response, current_app, request
from werkzeug.http import http_date

LEAST_NOTICE = dt.timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Deprecated:
    """An operation, or one `parameter` of it: from `since` on not to be used any more, gone after `sunset`.

    `path` is written as in the OpenAPI document (`/units/{code}`); `instead` is a path below /api/v1 that takes over.
    """

    path: str
    since: dt.date
    sunset: dt.date
    instead: str
    parameter: str | None = None

    def __post_init__(self) -> None:
        if self.sunset - self.since < LEAST_NOTICE:
            raise ValueError(f"{self.path}: a year's notice is promised")


DEPRECATED: tuple[Deprecated, ...] = ()
SETTING = "API_DEPRECATED"  # where an application keeps its table


def init_app(app: Flask) -> None:
    """Say it on every answer that it concerns."""
    app.config.setdefault(SETTING, DEPRECATED)
    app.after_request(_say)


def table() -> tuple[Deprecated, ...]:
    """This application's table."""
    found: tuple[Deprecated, ...] = current_app.config[SETTING]
    return found


def _say(response: Response) -> Response:
    entries = [one for one in table() if _concerns(one)]
    if entries:
        first = min(entries, key=lambda one: one.sunset)
        root = f"{request.script_root}/api/v1"
        response.headers["Deprecation"] = f"@{_seconds(min(one.since for one in entries))}"  # RFC 9745
        response.headers["Sunset"] = http_date(_seconds(first.sunset))  # RFC 8594
        response.headers.add("Link", f'<{root}/docs#deprecated>; rel="deprecation"; type="text/html"')
        response.headers.add("Link", f'<{root}{first.instead}>; rel="successor-version"')
    return response


def _concerns(entry: Deprecated) -> bool:
    named = entry.parameter is None or entry.parameter in request.args
    return named and request.url_rule is not None and openapi_path(request.url_rule.rule) == f"/api/v1{entry.path}"


def openapi_path(rule: str) -> str:
    """A routing rule as OpenAPI writes it: `/units/<string:code>` -> `/units/{code}`."""
    parts = (part.strip("<>").rpartition(":")[2] if part.startswith("<") else None for part in rule.split("/"))
    return "/".join(f"{{{name}}}" if name else part for name, part in zip(parts, rule.split("/"), strict=True))


def _seconds(day: dt.date) -> int:
    return int(dt.datetime.combine(day, dt.time(), dt.UTC).timestamp())


def mark(document: dict[str, object], entries: Iterable[Deprecated]) -> dict[str, object]:
    """An OpenAPI document whose deprecated operations and parameters say so."""
    paths: dict[str, dict[str, dict[str, object]]] = document["paths"]  # type: ignore[assignment]
    for entry in entries:
        operation = paths[entry.path]["get"]
        parameters: list[dict[str, object]] = operation["parameters"]  # type: ignore[assignment]
        concerned = [one for one in parameters if one["name"] == entry.parameter] if entry.parameter else [operation]
        for one in concerned:
            one["deprecated"] = True
    return document
