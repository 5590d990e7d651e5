"""What OpenAPI cannot say of parameters: which of them go together. The document's own extension says it.

An operation whose parameters depend on one another has `x-alternatives`: a request is taken when it fits one of them.
Each names the parameters that it takes (`parameters`), those that it needs (`required`), and the schemas of those that
are narrower there than the operation has them (`schemas`). tests/api/test_machines.py holds the API to every one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

EXTENSION = "x-alternatives"
_NOT_SCHEMA = ("in", "description", "required")
Parameters = Mapping[str, Mapping[str, Any]]


def alternative(taken: Parameters, every: Parameters, *, required: Collection[str] = ()) -> dict[str, Any]:
    """One alternative: exactly the parameters `taken` of an operation that has `every`; `required` beside its own."""
    needed = [name for name in taken if name in required or every[name].get("required")]
    narrower = {name: _schema(one) for name, one in taken.items() if _schema(one) != _schema(every[name])}
    return {"parameters": list(taken), "required": needed, "schemas": narrower}


def extension(alternatives: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """What an operation's documentation has beside its parameters."""
    return {EXTENSION: list(alternatives)}


def _schema(parameter: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in parameter.items() if name not in _NOT_SCHEMA}
