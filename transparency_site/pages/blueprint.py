"""The blueprint of the public pages, and the one way to declare a page's twins (.json .csv .xlsx .jsonl .parquet)."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response

from transparency_site.pages import addresses

pages = Blueprint("pages", __name__)

TABLE = ("csv", "xlsx", "json", "jsonl", "parquet")
OBJECT = ("json",)
Answer = Callable[..., Response]


def twins(rule: str, kinds: tuple[str, ...] = TABLE) -> Callable[[Answer], Answer]:
    """Register a function `(kind, **parts of the address) -> Response` for `rule` + ".json" and its other twins."""

    def register(answer: Answer) -> Answer:
        pages.add_url_rule(f"{rule}.<any({','.join(kinds)}):kind>", view_func=answer, methods=["GET"])
        return answer

    return register


def also_parameters() -> tuple[str, ...]:
    """Parameters that twins take beside the dataset's own filters."""
    return (*addresses.CARRIED, "headers", "digest")
