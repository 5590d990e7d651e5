"""What every dataset offers, and the two ways to hold one: rows in SQL (`SqlDataset`) and short lists (`ListDataset`).

Pages, API, CSV and XLSX ask a dataset the same three things (`summary`, `page`, `stream`), so that counts, sums and
rows agree by construction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Generic, Protocol, TypeVar

from transparency_site.filters import Column, Filters, Paging
from transparency_site.snapshot import Snapshot

Item = TypeVar("Item")


@dataclass(slots=True, unsafe_hash=True)
class Source:
    """The source cell of a figure: SHA-256 of the public file (a sealed original's twin), sheet, A1 address.

    Final and not frozen, as the rows that have one (`disbursements.DisbursementRow`).
    """

    file_sha256: Final[str | None]
    sheet: Final[str | None]
    cell: Final[str | None]


@dataclass(frozen=True, slots=True)
class Summary:
    """How many rows a result has and their exact sum in fen; None where the rows are not additive (contract)."""

    count: int
    sum_fen: int | None


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """One part of a result; `count` and `sum_fen` are over the whole of it.

    `next_cursor` None: the last part; `previous_cursor` None: the first.
    """

    items: tuple[Item, ...]
    count: int
    sum_fen: int | None
    next_cursor: str | None
    previous_cursor: str | None = None


class Dataset(Protocol):
    """A list that the public may filter, sort, walk through and download."""

    @property
    def name(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def slug(self) -> str: ...
    @property
    def zh(self) -> str: ...
    @property
    def en(self) -> str: ...
    @property
    def columns(self) -> tuple[Column, ...]: ...

    def summary(self, snapshot: Snapshot, filters: Filters) -> Summary: ...
    def page(self, snapshot: Snapshot, filters: Filters = ..., paging: Paging = ...) -> Page[Any]: ...
    def stream(self, snapshot: Snapshot, filters: Filters = ...) -> Iterator[Any]: ...


class Named:
    """Datasets are equal when their names are: a grouping's name holds its whole question, so that it is remembered."""

    name: str

    @property
    def path(self) -> str:
        """Its address in the API: `registers.recusals` is at registers/recusals."""
        return self.name.replace(".", "/")

    @property
    def slug(self) -> str:
        """Its name without dots, for endpoints and models: `registers-recusals`."""
        return self.name.replace(".", "-")

    def __hash__(self) -> int:
        return hash(self.name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Named) and self.name == other.name


NO_FILTERS = Filters()
FIRST_PAGE = Paging()


@dataclass(frozen=True)
class Order:
    """One key of an order; `descending` turns values, not the place of missing ones (always last)."""

    column: Column
    descending: bool = False


def order_of(columns: tuple[Column, ...], filters: Filters, default: tuple[str, ...]) -> tuple[Order, ...]:
    """The order that `filters` ask for, else the dataset's own."""
    by_name = {column.sort_name: column for column in columns if column.sort}
    return tuple(Order(by_name[name.removeprefix("-")], name.startswith("-")) for name in filters.sort or default)


def dated_keys(columns: Iterable[Column]) -> frozenset[str]:
    """Columns that the day of reading decides (is a notice open, how late is a unit): in no digest and no feed.

    By name alone, so that the script of docs/verify.md can tell them in any file.
    """
    keys = {column.key for column in columns}
    late = {"days_late", "status"} if "days_late" in keys else set()
    return frozenset(keys & {"notice_status", *late})
