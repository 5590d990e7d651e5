"""Repeatable chance: every draw has a topic of its own, so that adding one thing does not change all others."""

from __future__ import annotations

import random
from collections.abc import Sequence

SEED = "示例市 1"


def chance(*topic: object) -> random.Random:
    """A generator that gives the same numbers for the same topic on every machine, in every run."""
    return random.Random("|".join((SEED, *map(str, topic))))


def split(total: int, weights: Sequence[int], grain: int = 1) -> list[int]:
    """`total` in parts in proportion to `weights`, multiples of `grain`; what is over goes to the largest part.

    Exact: the parts add up to `total`. Every part is at least one grain where there are grains enough.
    """
    grains = total // grain
    floor = 1 if grains >= len(weights) else 0
    free, whole = grains - floor * len(weights), sum(weights)
    parts = [floor + free * weight // whole for weight in weights]
    largest = max(range(len(weights)), key=lambda place: weights[place])
    parts[largest] += grains - sum(parts)
    amounts = [part * grain for part in parts]
    amounts[largest] += total - sum(amounts)
    return amounts


def skewed(source: random.Random, spread: int = 100) -> int:
    """A positive weight, most small and a few large: at `spread` 100 one in forty is above five times the median."""
    return max(1, round(1000 * source.lognormvariate(0, 0.8 * spread / 100)))
