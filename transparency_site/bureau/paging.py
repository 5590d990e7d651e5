"""The bureau's long lists, fifty rows a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request

from transparency_site.bureau.addresses import address

ROWS = 50
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """The rows of one page, its number, and the addresses of its neighbours (None where there is none)."""

    rows: Sequence[T]
    number: int
    before: str | None
    after: str | None


def page_of(endpoint: str, newest: Callable[[int, int], Sequence[T]]) -> Page[T]:
    """The page that the request asks for; `newest(limit, offset)` gives rows. An odd number is the first page."""
    asked = request.args.get("page", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and 0 < len(asked) < 6 and int(asked) else 1
    rows = newest(ROWS + 1, (number - 1) * ROWS)
    before = address(endpoint, page=number - 1) if number > 1 else None
    after = address(endpoint, page=number + 1) if len(rows) > ROWS else None
    return Page(rows[:ROWS], number, before, after)
