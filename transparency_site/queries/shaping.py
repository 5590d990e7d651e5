"""A dataset as a reader wants its rows: fewer columns (`fields`), names beside codes (`include`); same rows and sums.

The shape is part of the dataset's name, so that digests of different shapes are remembered apart; cursors are the
dataset's own, so that a walk may change its fields on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from transparency_site.filters import MAX_LIST, BadParameter, Column, Filters, Kind, Paging
from transparency_site.queries import funds, townships, units
from transparency_site.queries.datasets import FIRST_PAGE, NO_FILTERS, Dataset, Named, Page, Summary
from transparency_site.snapshot import Snapshot

Namer = Callable[[Any], str | None]


@dataclass(frozen=True, slots=True)
class Include:
    """A name to put beside a code: the code's column, the new column, how a code of a year gets its name."""

    code: str
    column: Column
    name_of: Callable[[Snapshot, str, int | None], str | None]


def _fund_name(snapshot: Snapshot, code: str, _year: int | None) -> str | None:
    fund = funds.detail(snapshot, code)
    return None if fund is None else fund.name


def _township_name(snapshot: Snapshot, code: str, _year: int | None) -> str | None:
    place = townships.detail(snapshot, code)
    return None if place is None else place.name


def _named(key: str, zh: str, en: str) -> Column:
    return Column(key, zh, en, Kind.TEXT, filtered=False)


INCLUDES = {
    "unit": Include("unit_code", _named("unit_name", "单位名称", "Unit"), units.name_in),
    "parent": Include("parent_code", _named("parent_name", "上级单位名称", "Parent's name"), units.name_in),
    "fund": Include("fund", _named("fund_name", "专项资金名称", "Fund"), _fund_name),
    "township": Include("township_code", _named("township_name", "乡镇街道名称", "Township"), _township_name),
}


def includes_of(columns: tuple[Column, ...]) -> tuple[str, ...]:
    """The names that can be put beside the codes of these columns; what is there already may be asked for, too."""
    codes = {column.key for column in columns if column.shown and not column.choices}
    return tuple(name for name, one in INCLUDES.items() if one.code in codes)


def field_names(columns: tuple[Column, ...]) -> dict[str, str]:
    """What `fields` takes -> column key; money is one field under each of its names."""
    found: dict[str, str] = {}
    for column in columns:
        if column.shown:
            stem = column.key.removesuffix("_fen")
            names = (column.key, column.parameter, *((stem, f"{stem}_yuan") if column.kind is Kind.MONEY else ()))
            found |= {name: column.key for name in names if name not in found}
    return found


def shaped(dataset: Dataset, fields: str | None, include: str | None) -> Dataset:
    """`dataset` with the `include`d names and only the `fields` asked for. Raises BadParameter."""
    columns = dataset.columns
    added: tuple[Include, ...] = ()
    if include is not None:
        known = includes_of(columns)
        names = _names("include", include, known)
        have = {column.key for column in columns if column.shown}
        added = tuple(INCLUDES[name] for name in known if name in names and INCLUDES[name].column.key not in have)
        columns = (*columns, *(one.column for one in added))
    if fields is not None:
        by_name = field_names(columns)
        kept = {by_name[name] for name in _names("fields", fields, tuple(by_name))}
        columns = tuple(replace(column, shown=column.shown and column.key in kept) for column in columns)
    return dataset if columns == dataset.columns else Shaped(dataset, columns, added)


def _names(parameter: str, text: str, known: tuple[str, ...]) -> set[str]:
    names = text.split(",")
    if len(names) > MAX_LIST:
        raise BadParameter(parameter, "too-many-values", text, str(MAX_LIST))
    if not set(names) <= set(known):
        raise BadParameter(parameter, "bad-value", text, ", ".join(known) or "—")
    return set(names)


@dataclass(frozen=True, eq=False)
class Shaped(Named):
    """`base` with other columns; `added` are looked up for each row."""

    base: Dataset
    columns: tuple[Column, ...]
    added: tuple[Include, ...]

    @cached_property
    def name(self) -> str:  # type: ignore[override]
        return f"{self.base.name}:{','.join(column.key for column in self.columns if column.shown)}"

    @property
    def zh(self) -> str:
        return self.base.zh

    @property
    def en(self) -> str:
        return self.base.en

    def summary(self, snapshot: Snapshot, filters: Filters = NO_FILTERS) -> Summary:
        """Count and exact sum: the shape changes neither."""
        return self.base.summary(snapshot, filters)

    def page(self, snapshot: Snapshot, filters: Filters = NO_FILTERS, paging: Paging = FIRST_PAGE) -> Page[Any]:
        """One part of the result, rows with their names."""
        page = self.base.page(snapshot, filters, paging)
        return replace(page, items=tuple(self._with_names(snapshot, iter(page.items))))

    def stream(self, snapshot: Snapshot, filters: Filters = NO_FILTERS) -> Iterator[Any]:
        """The whole result, rows with their names."""
        return self._with_names(snapshot, self.base.stream(snapshot, filters))

    def _with_names(self, snapshot: Snapshot, items: Iterator[Any]) -> Iterator[Any]:
        if not self.added:
            return items
        namers = {one.column.key: _namer(snapshot, one) for one in self.added}
        return (WithNames(item, {key: name(item) for key, name in namers.items()}) for item in items)


def _namer(snapshot: Snapshot, include: Include) -> Namer:
    """A function from a row to the name of its code; each code is looked up once."""
    known: dict[tuple[str | None, int | None], str | None] = {}

    def name(item: Any) -> str | None:
        code, year = getattr(item, include.code), getattr(item, "year", None)
        if (code, year) not in known:
            known[code, year] = None if code is None else include.name_of(snapshot, code, year)
        return known[code, year]

    return name


class WithNames:
    """A row and the names that were looked up for it."""

    __slots__ = ("item", "names")

    def __init__(self, item: Any, names: dict[str, str | None]) -> None:
        self.item, self.names = item, names

    def __getattr__(self, name: str) -> Any:
        return self.names[name] if name in self.names else getattr(self.item, name)
