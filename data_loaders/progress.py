"""How far the check of one file is: its step, and how many rows of the file that step has done. Whoever runs the check
may listen.

The count stands in a context variable: handed down as an argument it would be in every signature between the door and
the loops over rows, for nothing that they decide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")
READING, COMPARING, CHECKING, SCANNING = "reading", "comparing", "checking", "scanning"
STEPS = (READING, COMPARING, CHECKING, SCANNING)
"""The steps of a check in their order: two readers, their comparison, the rules, the search for personal data."""
_EVERY = 250


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` rows of the file have been through `step`; the total is 0 where the format does not tell it."""

    step: str
    done: int
    total: int


Listener = Callable[[Progress], None]


class _Count:
    def __init__(self, listener: Listener) -> None:
        self.listener = listener
        self.step, self.done, self.total, self.next = READING, 0, 0, _EVERY

    def begin(self, step: str, total: int) -> None:
        self.step, self.done, self.total, self.next = step, 0, total, _EVERY
        self.tell()

    def tell(self) -> None:
        self.next = self.done + _EVERY
        self.listener(Progress(self.step, min(self.done, self.total), self.total))


_count: ContextVar[_Count | None] = ContextVar("progress", default=None)


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """Tell `listener` how far the check is while the block runs: at each step's beginning, then every 250 rows."""
    token = _count.set(_Count(listener))
    try:
        yield
    finally:
        _count.reset(token)


def begin(step: str, total: int) -> None:
    """The next step begins; it will go through `total` rows."""
    count = _count.get()
    if count is not None:
        count.begin(step, total)


def row(number: int = 1) -> None:
    """So many further rows are through this step."""
    count = _count.get()
    if count is not None:
        count.done += number
        if count.done >= count.next:
            count.tell()


def rows(items: Iterable[T]) -> Iterator[T]:
    """The items, one for each row of the file, counted as they are taken."""
    for item in items:
        yield item
        row()
