"""The change feed: what publications changed in every dataset, row by row, as one more dataset that can be walked.

Whoever applies it from version 0 to an empty store has every dataset as it stands; docs/api.md has the script.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from transparency_site.exports.records import Record, record_maker
from transparency_site.filters import Column, Filters, Kind, Paging
from transparency_site.queries import row_changes
from transparency_site.queries.cursors import Cursor, encode, fingerprint, position
from transparency_site.queries.datasets import FIRST_PAGE, NO_FILTERS, Named, Page, Summary, dated_keys
from transparency_site.queries.list_rows import matches
from transparency_site.queries.publications import last_redaction
from transparency_site.queries.registry import DATASETS
from transparency_site.queries.row_changes import Step
from transparency_site.snapshot import Snapshot

COLUMNS: tuple[Column, ...] = (
    Column("version", "版本", "Version", Kind.INTEGER, filtered=False),
    Column("dataset", "数据集", "Dataset", Kind.CODE, choices=tuple(DATASETS)),
    Column("disclosure", "公开件编号", "Disclosure", Kind.CODE, filtered=False),
    Column("operation", "操作", "Operation", Kind.CODE, filtered=False,
           choices=("added", "removed", "replaced", "reset")),
    Column("key", "行标识", "Key of the row", Kind.CODE, filtered=False),
    Column("row", "行内容", "The row", Kind.RECORD, filtered=False),
)
_PLACE = tuple(Column(name, name, name, Kind.INTEGER) for name in ("version", "place", "part", "offset"))
_BEGINNING = (0, 0, 0, 0)

Place = tuple[int, int, int, int]
"""Where a row of the feed stands: its step (version, dataset, part) and how many rows of the step are before it."""


@dataclass(frozen=True, slots=True)
class FeedRow:
    """One change: after `version` the row `key` of `dataset` is `row` (None: it is gone).

    `reset`: content was erased by law from versions that a reader may hold; he empties his store and begins anew.
    """

    version: int
    dataset: str | None
    disclosure: str | None
    operation: str
    key: str | None
    row: Record | None


RESET = FeedRow(0, None, None, "reset", None, None)


@dataclass(frozen=True, eq=False)
class ChangeFeed(Named):
    """Every change behind version `since`, by version, dataset, disclosure."""

    name: str
    since: int
    zh: str = "数据变动"
    en: str = "Changes, row by row"
    columns: tuple[Column, ...] = COLUMNS

    def summary(self, snapshot: Snapshot, filters: Filters = NO_FILTERS) -> Summary:
        """How many rows there are; changes are never added."""
        number = row_changes.count(snapshot, self._first(snapshot), _names(filters))
        return Summary(number + self._is_reset(snapshot), None)

    def page(self, snapshot: Snapshot, filters: Filters = NO_FILTERS, paging: Paging = FIRST_PAGE) -> Page[FeedRow]:
        """One part. Raises BadParameter for a cursor that does not belong to this feed."""
        start: Place = _BEGINNING
        if paging.cursor is not None:
            start = position(self.name, self.columns, filters, _PLACE, paging.cursor).values
        found = list(islice(self._placed(snapshot, filters, start), paging.page_size + 1))
        following = None
        if len(found) > paging.page_size:
            mark = fingerprint(self.name, self.columns, filters)
            following = encode(Cursor(snapshot.version, snapshot.on_date, mark, found.pop()[0], 0))
        number = self.summary(snapshot, filters).count
        return Page(tuple(row for _place, row in found), number, None, following)

    def stream(self, snapshot: Snapshot, filters: Filters = NO_FILTERS) -> Iterator[FeedRow]:
        """The whole feed, one step in memory at a time."""
        return (row for _place, row in self._placed(snapshot, filters, _BEGINNING))

    def _placed(self, snapshot: Snapshot, filters: Filters, start: Place) -> Iterator[tuple[Place, FeedRow]]:
        if start == _BEGINNING and self._is_reset(snapshot):
            yield _BEGINNING, RESET
        first = max(Step(*start[:3]), Step(self._first(snapshot) + 1, 0, 0))
        for step in row_changes.steps(snapshot, first, _names(filters)):
            begin = max(start[3], 0) if step == Step(*start[:3]) else 0
            present = _presenter(step)
            for offset, change in enumerate(row_changes.changes(snapshot, step)[begin:], begin):
                yield (step.version, step.place, step.part, offset), present(change)

    def _is_reset(self, snapshot: Snapshot) -> bool:
        return 0 < self.since < (last_redaction(snapshot) or 0)

    def _first(self, snapshot: Snapshot) -> int:
        return 0 if self._is_reset(snapshot) else self.since


def feed_since(version: int) -> ChangeFeed:
    """The feed of what came after `version`; 0: of everything."""
    return ChangeFeed(f"changes:since={version}", version)


def _names(filters: Filters) -> tuple[str, ...]:
    return tuple(name for name in DATASETS if all(matches(name, one) for one in filters.conditions))


def _presenter(step: Step) -> Callable[[row_changes.RowChange], FeedRow]:
    dataset = step.dataset
    dated = dated_keys(dataset.columns)
    make = record_maker([column for column in dataset.columns if column.key not in dated])

    def present(change: row_changes.RowChange) -> FeedRow:
        row: dict[str, Any] | None = None if change.item is None else make(change.item)
        return FeedRow(step.version, dataset.name, change.disclosure, change.operation, change.key, row)

    return present
