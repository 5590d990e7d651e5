"""Keys of rows (recipients, registers): a row keeps its key over revisions by its content, so that a shifted row is no
redline.

First rows with equal content are matched in order; then rows that are equal but for what may be corrected (a
recipient's amount: a change of one figure, not a row gone and another come). What is left gets the next numbers; a
number is never used for another row.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Hashable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RowContent:
    """One row: `who` is everything that names it (recipient, township, purpose …), `rest` what else it says (its amount
    in fen).
    """

    who: Hashable
    rest: Hashable


@dataclass(frozen=True, slots=True)
class KeyedRow:
    """A row of the revision before, with its key."""

    key: str
    content: RowContent


def assign(rows: Sequence[RowContent], before: Sequence[KeyedRow], last: int) -> list[str]:
    """A key for each of `rows`. `last` is the highest number ever used in this disclosure (0 for the first
    revision).
    """
    keys: list[str | None] = [None] * len(rows)
    left = _match(rows, keys, list(before), whole=True)
    _match(rows, keys, left, whole=False)
    numbered: list[str] = []
    for key in keys:
        if key is None:
            last += 1
            key = f"{last:04d}"
        numbered.append(key)
    return numbered


def _match(
    rows: Sequence[RowContent], keys: list[str | None], before: list[KeyedRow], *, whole: bool
) -> list[KeyedRow]:
    """Give the keys of `before` to the rows that match them, in order; the rows of `before` that found none."""
    waiting: dict[Hashable, deque[KeyedRow]] = defaultdict(deque)
    for old in before:
        waiting[old.content if whole else old.content.who].append(old)
    for number, row in enumerate(rows):
        queue = waiting.get(row if whole else row.who) if keys[number] is None else None
        if queue:
            keys[number] = queue.popleft().key
    remaining = {old.key for queue in waiting.values() for old in queue}
    return [old for old in before if old.key in remaining]
