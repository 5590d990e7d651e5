"""Many texts looked for at once, in text or bytes: by how they begin, then by whole slices of each length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T", str, bytes)
_HEAD = 2  # characters or bytes


class Phrases(Generic[T]):
    """Texts of at least two characters (or bytes). Where two begin at one place, the longer is found."""

    def __init__(self, texts: Iterable[T]) -> None:
        self.texts: frozenset[T] = frozenset(texts)
        lengths: dict[T, set[int]] = {}
        for text in self.texts:
            lengths.setdefault(text[:_HEAD], set()).add(len(text))
        self._lengths: dict[T, tuple[int, ...]] = {}
        for head, found in lengths.items():
            self._lengths[head] = tuple(sorted(found, reverse=True))

    def __bool__(self) -> bool:
        return bool(self.texts)

    @property
    def longest(self) -> int:
        """How long the longest is; 0 where there is none."""
        return max(map(len, self.texts), default=0)

    def are_in(self, value: T) -> bool:
        """Whether one of them stands in `value`."""
        return next(self._places(value), None) is not None

    def replaced(self, value: T, marker: T) -> T:
        """`value` with `marker` in place of each."""
        clean, end = value[:0], 0
        for start, stop in self._places(value):
            clean += value[end:start] + marker
            end = stop
        return clean + value[end:]

    def _places(self, value: T) -> Iterator[tuple[int, int]]:
        start, last = 0, len(value) - _HEAD
        while start <= last:
            lengths = self._lengths.get(value[start : start + _HEAD], ())
            stop = next((start + length for length in lengths if value[start : start + length] in self.texts), 0)
            if stop:
                yield start, stop
            start = stop or start + 1
