"""Remembered answers: a read is a pure function of (version, business date, arguments), so it is asked once.

Bounded, shared by the threads of a process. A reviewer's preview (`candidate`) is never remembered: it is no version
yet.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from transparency_site.snapshot import Snapshot

P = ParamSpec("P")
R = TypeVar("R")
K = TypeVar("K")
SIZE = 512


class Memo:
    """Least-recently-used values by key."""

    def __init__(self, size: int = SIZE) -> None:
        self._size = size
        self._values: OrderedDict[Any, Any] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Any, make: Callable[[], R]) -> R:
        """The value of `key`, made by `make` where it is not remembered (twice when two threads ask at once)."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                remembered: R = self._values[key]
                return remembered
        value = make()
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._size:
                self._values.popitem(last=False)
        return value

    def get_each(self, keys: Mapping[K, Any], make: Callable[[list[K]], Mapping[K, R]]) -> dict[K, R | None]:
        """The value of each of `keys` (what is asked for -> its key here); `make` gives those that are not remembered,
        all at once, and what it does not give is remembered as None.
        """
        with self._lock:
            found = {one: self._values[key] for one, key in keys.items() if key in self._values}
        missing = [one for one in keys if one not in found]
        if missing:
            made = make(missing)
            for one in missing:
                found[one] = self.get(keys[one], lambda one=one: made.get(one))  # type: ignore[misc]
        return found

    def clear(self) -> None:
        with self._lock:
            self._values.clear()


MEMO = Memo()
LARGE = Memo(16)  # of results that may hold thousands of rows
SMALL = Memo(50_000)  # of numbers and short lists, asked again for every version


def remembered(function: Callable[Concatenate[Snapshot, P], R]) -> Callable[Concatenate[Snapshot, P], R]:
    """Decorator for queries `f(snapshot, *hashable arguments)` whose results are immutable."""
    return _remembered_in(MEMO, function)


def few_remembered(function: Callable[Concatenate[Snapshot, P], R]) -> Callable[Concatenate[Snapshot, P], R]:
    """As `remembered`, for results so large that only the last few are kept."""
    return _remembered_in(LARGE, function)


def many_remembered(function: Callable[Concatenate[Snapshot, P], R]) -> Callable[Concatenate[Snapshot, P], R]:
    """As `remembered`, for small results of which there are many (one per version)."""
    return _remembered_in(SMALL, function)


def each_remembered(
    snapshot: Snapshot, name: str, wanted: Iterable[K], make: Callable[[list[K]], Mapping[K, R]]
) -> dict[K, R | None]:
    """What `make` gives for each of `wanted`, asked once for all that are not remembered; None where it gives nothing.

    For facts of a disclosure or file, which are the same at every version that knows it (`name` says which facts).
    """
    where = (name, snapshot.engine, snapshot.latest)
    return SMALL.get_each({one: (where, one) for one in wanted}, make)


def forget_everything() -> None:
    """Start afresh (tests)."""
    for memo in (MEMO, LARGE, SMALL):
        memo.clear()


def _remembered_in(
    memo: Memo, function: Callable[Concatenate[Snapshot, P], R]
) -> Callable[Concatenate[Snapshot, P], R]:
    @wraps(function)
    def ask(snapshot: Snapshot, *args: P.args, **kwargs: P.kwargs) -> R:
        if snapshot.candidate is not None:
            return function(snapshot, *args, **kwargs)
        # `latest` too: a redaction is a publication that deletes content from the versions before it.
        where = (snapshot.engine, snapshot.version, snapshot.latest, snapshot.on_date)
        key = (function.__module__, function.__qualname__, where, args, tuple(sorted(kwargs.items())))
        return memo.get(key, lambda: function(snapshot, *args, **kwargs))

    return ask
