"""Flask as this site needs it: short numbers in addresses, plain parameters, functions that are never asynchronous."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, Request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import IntegerConverter


class ShortInteger(IntegerConverter):
    """Up to nine digits: what every database can compare. A longer one is a 404, as any other unknown address."""

    regex = r"[0-9]{1,9}"


class Arguments(ImmutableMultiDict[str, str]):
    """Parameters that are asked for by name, a dozen for each page: werkzeug makes an HTTP error of each that is not
    there, only to forget it.
    """

    def get(self, key: str, default: Any = None, type: Any = None) -> Any:  # type: ignore[override]
        return super().get(key, default, type) if key in self else default


class PlainRequest(Request):
    """Flask's request with `Arguments`."""

    parameter_storage_class = Arguments


class Application(Flask):
    """Flask without what this site has no use for."""

    request_class = PlainRequest

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.url_map.converters["int"] = ShortInteger

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """`func` itself: Flask asks of a dozen functions for each request whether they are coroutines; here none is."""
        return func
