"""Datasets short enough to be read whole: filtered, sorted and paged in memory by the same columns and cursors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, Generic

from transparency_site.filters import Column, Condition, Filters, Kind, Paging
from transparency_site.queries.cursors import Cursor, encode, fingerprint, position
from transparency_site.queries.datasets import FIRST_PAGE, NO_FILTERS, Item, Named, Order, Page, Summary, order_of
from transparency_site.snapshot import Snapshot

Matcher = Callable[[Any, Condition], bool]


@dataclass(frozen=True, eq=False)
class ListDataset(Named, Generic[Item]):
    """A dataset that `load(snapshot, filters)` gives whole, in its own order; `identify` names an item.

    `matchers` judge filters that are no plain attribute (a unit's `year`). `amount` is the attribute that is summed
    where `additive(items)` holds. Items whose attribute `last` is true come behind all others, in every order.
    """

    name: str
    zh: str
    en: str
    columns: tuple[Column, ...]
    load: Callable[[Snapshot, Filters], tuple[Item, ...]]
    identify: Callable[[Item], str]
    default_sort: tuple[str, ...] = ()
    amount: str | None = None
    additive: Callable[[list[Item]], bool] = lambda _items: True
    matchers: Mapping[str, Matcher] = field(default_factory=dict)
    last: str | None = None

    def all(self, snapshot: Snapshot, filters: Filters = NO_FILTERS) -> list[Item]:
        """The whole result in order."""
        found = sorted(self._found(snapshot, filters), key=self.identify)
        for key in reversed(self._order(filters)):
            value = attrgetter(key.column.key)
            known = [item for item in found if value(item) is not None]
            found = sorted(known, key=value, reverse=key.descending) + [one for one in found if value(one) is None]
        return found

    def summary(self, snapshot: Snapshot, filters: Filters = NO_FILTERS) -> Summary:
        """Count and exact sum over the whole result."""
        return self._summary(self._found(snapshot, filters))

    def page(self, snapshot: Snapshot, filters: Filters = NO_FILTERS, paging: Paging = FIRST_PAGE) -> Page[Item]:
        """One part of the result. Raises BadParameter for a cursor that does not belong to it."""
        items = self.all(snapshot, filters)
        summary = self._summary(items)
        order = self._order(filters)
        first, last = self._part(items, filters, order, paging)
        shown = items[first:last]
        walks = bool(shown) and snapshot.candidate is None
        after = self._cursor(snapshot, filters, order, shown[-1]) if walks and last < len(items) else None
        before = self._cursor(snapshot, filters, order, shown[0], before=True) if walks and first > 0 else None
        return Page(tuple(shown), summary.count, summary.sum_fen, after, before)

    def stream(self, snapshot: Snapshot, filters: Filters = NO_FILTERS) -> Iterator[Item]:
        """The whole result in order."""
        return iter(self.all(snapshot, filters))

    def _found(self, snapshot: Snapshot, filters: Filters) -> list[Item]:
        """The result in no order."""
        return [item for item in self.load(snapshot, filters) if self._matches(item, filters)]

    def _summary(self, items: list[Item]) -> Summary:
        if self.amount is None or not items or not self.additive(items):
            return Summary(len(items), None)
        values = [getattr(item, self.amount) for item in items]
        known = [value for value in values if value is not None]
        return Summary(len(items), sum(known) if known else None)

    def _matches(self, item: Item, filters: Filters) -> bool:
        return all(
            self.matchers[condition.key](item, condition)
            if condition.key in self.matchers
            else matches(getattr(item, condition.key), condition)
            for condition in filters.conditions
        )

    def _order(self, filters: Filters) -> tuple[Order, ...]:
        order = order_of(self.columns, filters, self.default_sort)
        return order if self.last is None else (Order(Column(self.last, "", "", Kind.FLAG)), *order)

    def _place(self, order: tuple[Order, ...], item: Item) -> tuple[tuple[Any, ...], str]:
        return tuple(getattr(item, key.column.key) for key in order), self.identify(item)

    def _compare(self, order: tuple[Order, ...], a: tuple[tuple[Any, ...], str], b: tuple[tuple[Any, ...], str]) -> int:
        for key, left, right in zip(order, a[0], b[0], strict=True):
            if left != right:
                if left is None or right is None:
                    return 1 if left is None else -1
                return (1 if left > right else -1) * (-1 if key.descending else 1)
        return (a[1] > b[1]) - (a[1] < b[1])

    def _part(self, items: list[Item], filters: Filters, order: tuple[Order, ...], paging: Paging) -> tuple[int, int]:
        """From which item to which one the asked part goes."""
        if paging.cursor is None:
            return 0, min(paging.page_size, len(items))
        cursor = position(self.name, self.columns, filters, [key.column for key in order], paging.cursor)
        place = (cursor.values, str(cursor.row))
        compared = [self._compare(order, self._place(order, item), place) for item in items]
        if cursor.before:
            last = sum(1 for one in compared if one < 0)
            return max(last - paging.page_size, 0), last
        first = sum(1 for one in compared if one <= 0)
        return first, min(first + paging.page_size, len(items))

    def _cursor(
        self, snapshot: Snapshot, filters: Filters, order: tuple[Order, ...], item: Item, *, before: bool = False
    ) -> str:
        values, row = self._place(order, item)
        mark = fingerprint(self.name, self.columns, filters)
        return encode(Cursor(snapshot.version, snapshot.on_date, mark, values, row, before))


def matches(value: Any, condition: Condition) -> bool:
    """Whether one value meets a condition; a missing value meets none (missing is not zero)."""
    if value is None:
        return False
    wanted = condition.values[0]
    match condition.operator:
        case "in":
            return value in condition.values
        case "gte":
            return bool(value >= wanted)
        case "lte":
            return bool(value <= wanted)
        case "contains":
            return str(wanted).lower() in str(value).lower()
        case _:
            return bool(value == wanted)
