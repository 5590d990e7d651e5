"""Groups of a dataset with counts and exact sums; the groups add up to the ungrouped total to the fen.

A grouping is itself a short dataset, so that it is sorted, paged and downloaded like any other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func

from transparency_site.db import sum_fen
from transparency_site.filters import BadParameter, Column, Filters, Kind, pairs
from transparency_site.queries.list_rows import ListDataset
from transparency_site.queries.memo import few_remembered
from transparency_site.queries.registry import DATASETS, AnyDataset
from transparency_site.queries.sql_rows import SqlDataset
from transparency_site.snapshot import Snapshot

MOST_KEYS = 3
MOST_GROUPS = 20_000
GROUPED = (Kind.CODE, Kind.TEXT, Kind.INTEGER, Kind.DATE, Kind.FLAG)


class Group:
    """One group: its keys as attributes named as the columns, `count` rows and, for a money measure, `amount_fen`."""

    __slots__ = ("amount_fen", "count", "keys")

    def __init__(self, keys: dict[str, Any], count: int, amount_fen: int | None) -> None:
        self.keys, self.count, self.amount_fen = keys, count, amount_fen

    def __getattr__(self, name: str) -> Any:
        try:
            return self.keys[name]
        except KeyError:
            raise AttributeError(name) from None


@dataclass(frozen=True)
class Measure:
    """What is added: `key` of a money column, None to count rows."""

    name: str
    key: str | None


def group_columns(dataset: AnyDataset) -> dict[str, Column]:
    """What a dataset can be grouped by: parameter name -> column."""
    return {
        column.parameter: column for column in dataset.columns
        if column.filtered and column.shown and column.kind in GROUPED
    }


def measures(dataset: AnyDataset) -> dict[str, Measure]:
    """What can be added in a dataset: rows (`count`), and the amount that its sums are made of."""
    found = {"count": Measure("count", None)}
    key = _amount_key(dataset)
    if key is not None:
        found["amount"] = found[key.removesuffix("_fen")] = Measure("amount", key)
    return found


def _amount_key(dataset: AnyDataset) -> str | None:
    if isinstance(dataset, ListDataset):
        return dataset.amount
    return None if dataset.amount is None else str(dataset.amount.key)


def dataset_of(name: str, group_by: str, measure: str, filters: Filters) -> ListDataset[Group]:
    """The grouping of dataset `name` under `filters` by `group_by` (names and commas). Raises BadParameter."""
    if name not in DATASETS:
        raise BadParameter("dataset", "bad-value", name, ", ".join(DATASETS))
    dataset = DATASETS[name]
    known = group_columns(dataset)
    names = group_by.split(",") if group_by else []
    if not names or len(names) > MOST_KEYS or len(set(names)) != len(names) or not set(names) <= set(known):
        raise BadParameter("group_by", "bad-value", group_by, ", ".join(known))
    if measure not in measures(dataset):
        raise BadParameter("measure", "bad-value", measure, ", ".join(measures(dataset)))
    return _grouping(dataset, tuple(known[one] for one in names), measures(dataset)[measure], filters)


def _grouping(
    dataset: AnyDataset, keys: tuple[Column, ...], measure: Measure, filters: Filters
) -> ListDataset[Group]:
    inner = Filters(filters.conditions, status=filters.status)
    shown = tuple(Column(key.key, key.zh, key.en, key.kind, name=key.name, filtered=False, sort=True) for key in keys)
    columns = (
        *shown,
        Column("count", "行数", "Rows", Kind.INTEGER, filtered=False, sort=True),
        Column("amount_fen", "金额", "Amount", Kind.MONEY, filtered=False, sort=True),
    )
    mark = "&".join("=".join(pair) for pair in pairs(dataset.columns, inner))
    return ListDataset(
        name=f"aggregate:{dataset.name}:{','.join(key.key for key in keys)}:{measure.name}:{mark}",
        zh=f"{dataset.zh}分组汇总", en=f"{dataset.en}, grouped",
        columns=columns if measure.key else columns[:-1],
        load=lambda snapshot, _filters: groups(snapshot, dataset.name, tuple(key.key for key in keys), measure, inner),
        identify=lambda group: repr([str(value) for value in group.keys.values()]),
        default_sort=(("-amount",) if measure.key else ("-count",)), amount="amount_fen" if measure.key else None,
    )


@few_remembered
def groups(
    snapshot: Snapshot, name: str, keys: tuple[str, ...], measure: Measure, filters: Filters
) -> tuple[Group, ...]:
    """Count and sum (fen) per distinct value of `keys`. Raises BadParameter where the rows are not additive.

    A grouping is whole, so that it adds up; one of more than `MOST_GROUPS` groups is refused.
    """
    dataset = DATASETS[name]
    if measure.key is not None:
        summary = dataset.summary(snapshot, filters)
        if summary.count and summary.sum_fen is None:
            raise BadParameter("measure", "not-additive", measure.name)
    if isinstance(dataset, SqlDataset):
        found = _sql_groups(snapshot, dataset, keys, measure, filters)
    else:
        found = _list_groups(dataset.all(snapshot, filters), keys, measure)
    if len(found) > MOST_GROUPS:
        raise BadParameter("group_by", "too-many-groups", ",".join(keys), f"≤ {MOST_GROUPS}")
    return found


def _sql_groups(
    snapshot: Snapshot, dataset: SqlDataset[Any], keys: tuple[str, ...], measure: Measure, filters: Filters
) -> tuple[Group, ...]:
    # Grouped by name: an expression with parameters of its own would be another one to PostgreSQL.
    labelled = [one.label(f"group_{number}") for number, one in enumerate(dataset.expressions(snapshot, keys))]
    total = [sum_fen(dataset.leaf_amount())] if measure.key else []
    statement = dataset.select(snapshot, filters, *labelled, func.count(), *total).group_by(
        *(f"group_{number}" for number in range(len(keys)))
    ).limit(MOST_GROUPS + 1)
    return tuple(
        Group(dict(zip(keys, row, strict=False)), row[len(keys)], row[-1] if measure.key else None)
        for row in snapshot.session.execute(statement)
    )


def _list_groups(items: list[Any], keys: tuple[str, ...], measure: Measure) -> tuple[Group, ...]:
    found: dict[tuple[Any, ...], Group] = {}
    for item in items:
        values = tuple(getattr(item, key) for key in keys)
        group = found.setdefault(values, Group(dict(zip(keys, values, strict=True)), 0, None))
        group.count += 1
        fen = getattr(item, measure.key) if measure.key else None
        if fen is not None:
            group.amount_fen = (group.amount_fen or 0) + fen
    return tuple(found.values())
