"""What stands in an address: numbers, which are short, and parameters, of which most are not given."""

from __future__ import annotations

from typing import Any

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import IntegerConverter


class ShortInteger(IntegerConverter):
    """Up to nine digits: what every database can compare. A longer one is a 404, as any other unknown address."""

    regex = r"[0-9]{1,9}"


class Arguments(ImmutableMultiDict[str, str]):
    """Parameters that are asked for by name, a dozen for each page: werkzeug makes an HTTP error of each that is not
    there, only to forget it.
    """

    def get(self, key: str, default: Any = None, type: Any = None) -> Any:  # type: ignore[override]  # noqa: A002
        return super().get(key, default, type) if key in self else default


class PlainRequest(Request):
    """Flask's request with `Arguments`."""

    parameter_storage_class = Arguments
