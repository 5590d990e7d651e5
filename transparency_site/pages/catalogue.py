"""The catalogue of data at /data: every dataset with its columns, its first rows, its files, ready to be looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from transparency_site.exports.records import cell_maker, headers
from transparency_site.filters import Column, Paging
from transparency_site.queries.datasets import NO_FILTERS, Dataset, Summary
from transparency_site.queries.registry import DATASETS
from transparency_site.snapshot import Snapshot

# The page on which a dataset is shown; the others are downloads only.
PAGES = {
    "units": "units",
    "special-funds": "special_funds",
    "batches": "batch_list",
    "disbursements": "disbursement_list",
    "three-public": "three_public_years",
    "publications": "publications",
    "changes": "corrections",
    "registers": "registers",
}
FIRST_ROWS = 3
LONGEST = 40  # characters of a cell in a preview


@dataclass(frozen=True, slots=True)
class Entry:
    """A dataset in the catalogue: `head` and `rows` are its first rows as its CSV has them, long texts cut."""

    dataset: Dataset
    summary: Summary
    page: str | None
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def columns(self) -> list[Column]:
        return [column for column in self.dataset.columns if column.shown]


def entries(snapshot: Snapshot) -> list[Entry]:
    """Every dataset at this version."""
    return [_entry(snapshot, name, dataset) for name, dataset in DATASETS.items()]


def _entry(snapshot: Snapshot, name: str, dataset: Dataset) -> Entry:
    first = dataset.page(snapshot, NO_FILTERS, Paging(FIRST_ROWS))
    head = tuple(key for key, *_words in headers(dataset.columns))
    make = cell_maker(dataset.columns)
    rows = tuple(tuple(map(_text, make(item))) for item in first.items)
    return Entry(dataset, Summary(first.count, first.sum_fen), PAGES.get(name), head, rows)


def _text(value: Any) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def described(snapshot: Snapshot) -> Sequence[dict[str, Any]]:
    """The same for programs: names, address, count and sum (fen), columns with kinds and allowed values."""
    return [
        {
            "name": one.dataset.name, "path": f"/api/v1/{one.dataset.path}", "zh": one.dataset.zh,
            "en": one.dataset.en, "rows": one.summary.count, "sum_fen": one.summary.sum_fen,
            "columns": [
                {"key": c.key, "zh": c.zh, "en": c.en, "kind": c.kind.value, "choices": list(c.choices)}
                for c in one.columns
            ],
        }
        for one in entries(snapshot)
    ]
