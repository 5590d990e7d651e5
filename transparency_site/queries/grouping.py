"""Distinct values of some columns with their count and exact sum, of any dataset; refused where rows do not add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func

from transparency_site.db import sum_fen
from transparency_site.filters import BadParameter, Filters
from transparency_site.queries.list_rows import ListDataset
from transparency_site.queries.memo import few_remembered
from transparency_site.queries.registry import DATASETS
from transparency_site.queries.sql_rows import SqlDataset, of_leaves
from transparency_site.snapshot import Snapshot

MOST_GROUPS = 20_000


@dataclass(frozen=True, slots=True)
class Group:
    """One group: its keys (also as attributes), `count` rows and, for a money measure, `amount_fen` (fen).

    `whole`: all groups together add up to the ungrouped total; where they differ in year, stage or table they do not.
    `rest`: what a `top` left over, `groups` of them in one row. `base_…` are the same group's figures in `base_year`;
    None: it has none there, never zero. `share` and `change_ratio` are decimal text.
    """

    keys: Mapping[str, Any]
    count: int
    amount_fen: int | None
    whole: bool = True
    rest: bool = False
    groups: int = 1
    share: str | None = None
    base_year: int | None = None
    base_count: int | None = None
    base_amount_fen: int | None = None
    change_count: int | None = None
    change_fen: int | None = None
    change_ratio: str | None = None

    def __getattr__(self, name: str) -> Any:
        try:
            return self.keys[name]
        except KeyError:
            raise AttributeError(name) from None


@dataclass(frozen=True, slots=True)
class Measure:
    """What is added: `key` of a money column, None to count rows."""

    name: str
    key: str | None

    def of(self, group: Group) -> int | None:
        """The measured value of a group: fen, or rows."""
        return group.amount_fen if self.key else group.count


@few_remembered
def groups(
    snapshot: Snapshot, name: str, keys: tuple[str, ...], measure: Measure, filters: Filters
) -> tuple[Group, ...]:
    """Count and sum (fen) per distinct value of `keys`. Raises BadParameter where rows of a group are not additive.

    A grouping is whole, so that it adds up; one of more than `MOST_GROUPS` groups is refused.
    """
    dataset = DATASETS[name]
    if isinstance(dataset, SqlDataset):
        found = _sql_groups(snapshot, dataset, keys, measure, filters)
    else:
        found = _list_groups(dataset, dataset.all(snapshot, filters), keys, measure)
    if len(found) > MOST_GROUPS:
        raise BadParameter("group_by", "too-many-groups", ",".join(keys), f"≤ {MOST_GROUPS}")
    return found


def _sql_groups(
    snapshot: Snapshot, dataset: SqlDataset[Any], keys: tuple[str, ...], measure: Measure, filters: Filters
) -> tuple[Group, ...]:
    whole = True
    extremes: list[Any] = []
    if measure.key:
        summary = dataset.summary(snapshot, filters)
        whole = not summary.count or summary.sum_fen is not None
        extremes = [] if whole else _extremes(snapshot, dataset, filters)
    # Grouped by name: an expression with parameters of its own would be another one to PostgreSQL.
    labelled = [one.label(f"group_{number}") for number, one in enumerate(dataset.expressions(snapshot, keys))]
    total = [sum_fen(dataset.leaf_amount())] if measure.key else []
    statement = dataset.select(snapshot, filters, *labelled, func.count(), *total, *extremes).group_by(
        *(f"group_{number}" for number in range(len(keys)))
    ).limit(MOST_GROUPS + 1)
    size = len(keys)
    found = []
    for row in snapshot.session.execute(statement):
        edges = row[size + 2 :]
        _refuse_unless(all(low == high for low, high in zip(edges[::2], edges[1::2], strict=True)), measure)
        keyed = dict(zip(keys, row, strict=False))
        found.append(Group(keyed, row[size], row[size + 1] if measure.key else None, whole))
    return tuple(found)


def _extremes(snapshot: Snapshot, dataset: SqlDataset[Any], filters: Filters) -> list[Any]:
    """Expressions that are equal in pairs where a group's own rows may be added."""
    if dataset.forbid is not None:
        _refuse_unless(not dataset.forbid(snapshot, dataset.disclosures(snapshot, filters)), Measure("amount", None))
    return [edge(of_leaves(one, dataset.leaf)) for one in dataset.fixed for edge in (func.min, func.max)]


def _list_groups(
    dataset: ListDataset[Any], items: list[Any], keys: tuple[str, ...], measure: Measure
) -> tuple[Group, ...]:
    whole = not measure.key or not items or dataset.additive(items)
    members: dict[tuple[Any, ...], list[Any]] = {}
    for item in items:
        members.setdefault(tuple(getattr(item, key) for key in keys), []).append(item)
    found = []
    for values, of_group in members.items():
        _refuse_unless(whole or dataset.additive(of_group), measure)
        known = [fen for one in of_group if measure.key and (fen := getattr(one, measure.key)) is not None]
        keyed = dict(zip(keys, values, strict=True))
        found.append(Group(keyed, len(of_group), sum(known) if known else None, whole))
    return tuple(found)


def _refuse_unless(additive: bool, measure: Measure) -> None:
    if not additive:
        raise BadParameter("measure", "not-additive", measure.name)
