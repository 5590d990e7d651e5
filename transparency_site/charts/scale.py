"""Round axis values: 0, 50, 100 … around what is drawn, always with zero in it: no bar is cut off at its foot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Axis:
    """From `low` (≤ 0) to `high` (≥ 0), with round `ticks`; `place(value)` is the part of the way, 0 to 1."""

    low: int
    high: int
    ticks: tuple[int, ...]

    def place(self, value: int) -> float:
        return (value - self.low) / (self.high - self.low)


def axis(values: Iterable[int | None], steps: int = 4) -> Axis:
    """An axis over `values` (None is no value) with about `steps` steps of 1, 2 or 5 times a power of ten."""
    known = [value for value in values if value is not None]
    low, high = min([0, *known]), max([0, *known])
    if low == high:
        return Axis(0, 1, (0,))
    step = _round_step((high - low) / steps)
    first, last = low // step, -(-high // step)
    return Axis(first * step, last * step, tuple(i * step for i in range(first, last + 1)))


def _round_step(rough: float) -> int:
    power = 1
    while power * 10 <= rough:
        power *= 10
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
