"""Groups of a dataset with counts and exact sums; the groups add up to the ungrouped total to the fen.

A grouping is itself a short dataset, so that it is sorted, paged and downloaded like any other.
"""

from __future__ import annotations

from dataclasses import dataclass

from transparency_site.filters import BadParameter, Column, Filters, Kind, pairs
from transparency_site.queries.group_figures import largest, with_base, with_shares, year_before
from transparency_site.queries.grouping import Group, Measure, groups
from transparency_site.queries.list_rows import ListDataset
from transparency_site.queries.memo import few_remembered
from transparency_site.queries.registry import DATASETS, AnyDataset
from transparency_site.snapshot import Snapshot

MOST_KEYS = 6
MOST_TOP = 1000
PREVIOUS_YEAR = "previous_year"
GROUPED = (Kind.CODE, Kind.TEXT, Kind.INTEGER, Kind.DATE, Kind.FLAG)


@dataclass(frozen=True, slots=True)
class Extras:
    """What is asked beside the sums: the `top` largest and the rest, shares, the year before (`compare`)."""

    top: int | None = None
    shares: bool = False
    compare: str | None = None


NOTHING_MORE = Extras()


@dataclass(frozen=True, slots=True)
class Grouping:
    """One question: a dataset's name, the keys of its columns to group by, what is added, under which filters."""

    dataset: str
    keys: tuple[str, ...]
    measure: Measure
    filters: Filters
    extras: Extras


def group_columns(dataset: AnyDataset) -> dict[str, Column]:
    """What a dataset can be grouped by: a column answers to its short name and to its key, as in filters."""
    columns = [one for one in dataset.columns if one.filtered and one.shown and one.kind in GROUPED]
    return {one.parameter: one for one in columns} | {one.key: one for one in columns}


def measures(dataset: AnyDataset) -> dict[str, Measure]:
    """What can be added in a dataset: rows (`count`), the `amount` that its sums are made of, and where a row has
    several amounts each of them by its name: they are added under the same conditions.
    """
    found = {"count": Measure("count", None)}
    key = _amount_key(dataset)
    if key is None:
        return found
    if isinstance(dataset, ListDataset):
        money = [one.key for one in dataset.columns if one.kind is Kind.MONEY]
        found |= {one.removesuffix("_fen"): Measure(one.removesuffix("_fen"), one) for one in money}
    return found | dict.fromkeys(("amount", key.removesuffix("_fen")), Measure("amount", key))


def _amount_key(dataset: AnyDataset) -> str | None:
    if isinstance(dataset, ListDataset):
        return dataset.amount
    return None if dataset.amount is None else str(dataset.amount.key)


def dataset_of(
    name: str, group_by: str, measure: str, filters: Filters, extras: Extras = NOTHING_MORE
) -> ListDataset[Group]:
    """The grouping of dataset `name` under `filters` by `group_by` (names and commas). Raises BadParameter."""
    if name not in DATASETS:
        raise BadParameter("dataset", "bad-value", name, ", ".join(DATASETS))
    dataset = DATASETS[name]
    known = group_columns(dataset)
    names = group_by.split(",")
    if len(names) > MOST_KEYS or not set(names) <= set(known):
        raise BadParameter("group_by", "bad-value", group_by, ", ".join(known))
    if measure not in measures(dataset):
        raise BadParameter("measure", "bad-value", measure, ", ".join(measures(dataset)))
    inner = Filters(filters.conditions, status=filters.status)
    keys = tuple({known[one].key: known[one] for one in names}.values())  # named again it groups nothing more
    question = Grouping(name, tuple(key.key for key in keys), measures(dataset)[measure], inner, extras)
    _refuse_without_year(question)
    return _short_dataset(dataset, keys, question)


def _refuse_without_year(question: Grouping) -> None:
    by_year = "year" in question.keys or question.filters.value("year") is not None
    if question.extras.compare and not by_year:
        raise BadParameter("compare", "bad-value", question.extras.compare, "year=2013, group_by=year,…")


def _short_dataset(dataset: AnyDataset, keys: tuple[Column, ...], question: Grouping) -> ListDataset[Group]:
    measure, extras = question.measure, question.extras
    mark = "&".join("=".join(pair) for pair in pairs(dataset.columns, question.filters))
    asked = f"{extras.top or ''}:{'shares' if extras.shares else ''}:{extras.compare or ''}"
    return ListDataset(
        name=f"aggregate:{dataset.name}:{','.join(question.keys)}:{measure.name}:{asked}:{mark}",
        zh=f"{dataset.zh}分组汇总", en=f"{dataset.en}, grouped", columns=(*_shown(keys), *figure_columns(question)),
        load=lambda snapshot, _filters: answered(snapshot, question),
        identify=lambda group: repr([str(value) for value in group.keys.values()]),
        default_sort=(("-amount",) if measure.key else ("-count",)), amount="amount_fen" if measure.key else None,
        additive=lambda items: all(group.whole for group in items), last="rest" if extras.top else None,
    )


def _shown(keys: tuple[Column, ...]) -> tuple[Column, ...]:
    return tuple(Column(key.key, key.zh, key.en, key.kind, name=key.name, filtered=False, sort=True) for key in keys)


def figure_columns(question: Grouping) -> tuple[Column, ...]:
    """The columns of figures that a grouping has beside its keys."""
    money, extras = question.measure.key is not None, question.extras
    found = [_column("count", "行数", "Rows", Kind.INTEGER)]
    if money:
        found.append(_column("amount_fen", "金额", "Amount", Kind.MONEY))
    if extras.shares:
        found.append(_column("share", "占比", "Share (together exactly 1.000000)", sort=False))
    if extras.compare:
        found.append(_column("base_year", "基数年度", "Base year", Kind.INTEGER, sort=False))
        found.append(_column("base_count", "基数行数", "Rows in the base year", Kind.INTEGER))
        found += [
            _column("base_amount_fen", "基数金额", "Amount in the base year", Kind.MONEY),
            _column("change_fen", "增减额", "Change", Kind.MONEY),
        ] if money else [_column("change_count", "增减行数", "Change of rows", Kind.INTEGER)]
        found.append(_column("change_ratio", "增减比例", "Change / base", sort=False))
    if extras.top:
        found.append(_column("rest", "其余合并", "The rest in one row", Kind.FLAG, sort=False))
        found.append(_column("groups", "组数", "Groups in this row", Kind.INTEGER, sort=False))
    return tuple(found)


def _column(key: str, zh: str, en: str, kind: Kind = Kind.TEXT, *, sort: bool = True) -> Column:
    return Column(key, zh, en, kind, filtered=False, sort=sort)


@few_remembered
def answered(snapshot: Snapshot, question: Grouping) -> tuple[Group, ...]:
    """The groups with everything that was asked about them. Raises BadParameter."""
    measure, extras = question.measure, question.extras
    found = list(groups(snapshot, question.dataset, question.keys, measure, question.filters))
    if extras.compare:
        before = groups(snapshot, question.dataset, question.keys, measure, year_before(question.filters))
        found = with_base(found, before, question.keys, measure, question.filters.value("year"))
    if extras.shares:
        found = with_shares(found, measure)
    return tuple(largest(found, measure, extras.top) if extras.top else found)
