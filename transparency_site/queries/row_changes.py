"""What each publication changed in each dataset, row by row: added, removed, replaced.

A dataset in one table changes where its disclosures do: what a publication brought is compared with what it retired,
a few disclosures at a time. A short dataset is read whole before and after. Columns that the day of reading decides
(`dated_keys`) take no part. A version's changes are those between its publication and the one before, each read on its
own business date, so that they are the same for ever; only an erasure rewrites them (`last_redaction`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from sqlalchemy import func, or_, select

from transparency_site.models import Disclosure
from transparency_site.queries.datasets import dated_keys
from transparency_site.queries.list_rows import ListDataset
from transparency_site.queries.memo import few_remembered, many_remembered
from transparency_site.queries.publications import everything, last_redaction
from transparency_site.queries.register_rows import BY_REGISTER
from transparency_site.queries.registry import DATASETS, AnyDataset
from transparency_site.queries.sql_rows import SqlDataset
from transparency_site.snapshot import Snapshot

AT_ONCE = 20  # disclosures that are compared together
_BUDGETS = ("budget", "accounts")
# The kinds of disclosures that a dataset is made of; what is not named here is made of every kind.
KINDS: Mapping[str, tuple[str, ...]] = {
    "budget-lines": _BUDGETS, "executions": ("execution",), "batches": ("batch",), "disbursements": ("batch",),
    "special-funds": ("reference", "batch"), "budget-totals": ("reference", *_BUDGETS),
    "three-public": ("reference", "three-public", *_BUDGETS),
    "timeliness": ("reference", "execution", "three-public", *_BUDGETS), "classifications": ("reference",),
    "registers": ("reference", "register"), **dict.fromkeys((one.name for one in BY_REGISTER.values()), ("register",)),
}
_OWN_ROWS = ("publications", "changes")  # a version adds its own rows to them and leaves the older ones

Rows = dict[str, tuple[str | None, Any]]
"""A row's key -> the disclosure that it belongs to, and the row."""


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row of `dataset` after a publication: `item` is the new row, None where it was removed."""

    operation: str  # added removed replaced
    disclosure: str | None
    key: str
    item: Any


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """A part of a version's changes in one dataset; `place` is the dataset's in the registry."""

    version: int
    place: int
    part: int

    @property
    def dataset(self) -> AnyDataset:
        return tuple(DATASETS.values())[self.place]


@dataclass(frozen=True, slots=True)
class _Touched:
    """A disclosure that a version brought, retired, or replaced (both)."""

    key: str
    kind: str
    brought: bool
    retired: bool


def steps(snapshot: Snapshot, start: Step, names: Iterable[str] = DATASETS) -> Iterator[Step]:
    """Every step from `start` up to the snapshot's version, in order."""
    wanted = set(names)
    for version in range(max(start.version, 1), snapshot.version + 1):
        at = _at(snapshot, version)
        for place, name in enumerate(DATASETS):
            for part in range(_parts(at, name) if name in wanted else 0):
                if (step := Step(version, place, part)) >= start:
                    yield step


def changes(snapshot: Snapshot, step: Step) -> tuple[RowChange, ...]:
    """The changes of one step, in order."""
    return _changes(_at(snapshot, step.version), step.dataset.name, step.part)


def count(snapshot: Snapshot, since: int, names: Iterable[str] = DATASETS) -> int:
    """How many changes there are behind version `since`."""
    wanted = tuple(names)
    versions = range(since + 1, snapshot.version + 1)
    return sum(_count(_at(snapshot, version), name) for version in versions for name in wanted)


def _at(snapshot: Snapshot, version: int) -> Snapshot:
    """As `version` was when it was published. `latest` stays behind: a later publication changes nothing here."""
    erased = last_redaction(snapshot) or 0
    dates = {act.version: act.business_date for act in everything(snapshot)}
    return replace(snapshot, version=version, on_date=dates.get(version, snapshot.on_date),
                   latest=max(version, erased), pinned=True)


@many_remembered
def _touched(at: Snapshot, name: str) -> tuple[_Touched, ...]:
    """The disclosures of a dataset's kinds that this version touched, by key."""
    statement = select(Disclosure.key, Disclosure.kind, Disclosure.published_in, Disclosure.retired_in).where(
        or_(Disclosure.published_in == at.version, Disclosure.retired_in == at.version))
    if name in KINDS:
        statement = statement.where(Disclosure.kind.in_(KINDS[name]))
    found: dict[str, _Touched] = {}
    for key, kind, published_in, retired_in in at.session.execute(statement):
        before = found.get(key, _Touched(key, kind, False, False))
        found[key] = _Touched(key, kind, before.brought or published_in == at.version,
                              before.retired or retired_in == at.version)
    return tuple(found[key] for key in sorted(found))


def _parts(at: Snapshot, name: str) -> int:
    touched = len(_touched(at, name))
    if isinstance(DATASETS[name], SqlDataset):
        return -(-touched // AT_ONCE)
    return 1 if touched or name not in KINDS else 0


@few_remembered
def _changes(at: Snapshot, name: str, part: int) -> tuple[RowChange, ...]:
    dataset = DATASETS[name]
    if isinstance(dataset, SqlDataset):
        touched = _touched(at, name)[part * AT_ONCE : (part + 1) * AT_ONCE]
        return tuple(_of_disclosures(at, dataset, touched))
    return tuple(_of_list(at, dataset))


def _of_disclosures(at: Snapshot, dataset: SqlDataset[Any], touched: Iterable[_Touched]) -> Iterator[RowChange]:
    some = list(touched)
    before = _stored(_at(at, at.version - 1), dataset, Disclosure.retired_in == at.version,
                     [one.key for one in some if one.retired])
    after = _stored(at, dataset, Disclosure.published_in == at.version, [one.key for one in some if one.brought])
    return _differences(dataset, before, after)


def _stored(seen: Snapshot, dataset: SqlDataset[Any], which: Any, keys: list[str]) -> Rows:
    if not keys:
        return {}
    statement = (
        select(Disclosure.key.label("of_disclosure"), *dataset.selected).select_from(dataset.model)
        .where(which, Disclosure.key.in_(keys)).order_by(Disclosure.key, dataset.model.id)
    )
    if dataset.model is not Disclosure:
        statement = statement.join(Disclosure, Disclosure.id == dataset.model.disclosure_id)
    rows = list(seen.session.execute(statement))
    return {item.id: (row[0], item) for row, item in zip(rows, dataset.present(seen, rows), strict=True)}


def _of_list(at: Snapshot, dataset: ListDataset[Any]) -> Iterator[RowChange]:
    if dataset.name in _OWN_ROWS:
        new = (item for item in dataset.all(at) if item.version == at.version)
        return _differences(dataset, {}, _listed(dataset, new))
    before = _at(at, at.version - 1)
    return _differences(dataset, _listed(dataset, dataset.all(before)), _listed(dataset, dataset.all(at)))


def _listed(dataset: ListDataset[Any], items: Iterable[Any]) -> Rows:
    return {dataset.identify(item): (getattr(item, "disclosure", None), item) for item in items}


def _differences(dataset: AnyDataset, before: Rows, after: Rows) -> Iterator[RowChange]:
    dated = dated_keys(dataset.columns)
    content = attrgetter(*(column.key for column in dataset.columns if column.shown and column.key not in dated))
    for key, (disclosure, _item) in before.items():
        if key not in after:
            yield RowChange("removed", disclosure, key, None)
    for key, (disclosure, item) in after.items():
        if key not in before:
            yield RowChange("added", disclosure, key, item)
        elif content(item) != content(before[key][1]):
            yield RowChange("replaced", disclosure, key, item)


@many_remembered
def _count(at: Snapshot, name: str) -> int:
    dataset = DATASETS[name]
    if not isinstance(dataset, SqlDataset):
        return sum(len(_changes(at, name, part)) for part in range(_parts(at, name)))
    touched = _touched(at, name)
    replaced = [one for one in touched if one.brought and one.retired]
    differing = (_of_disclosures(at, dataset, replaced[start : start + AT_ONCE])
                 for start in range(0, len(replaced), AT_ONCE))
    return (
        _number(at, dataset, Disclosure.published_in == at.version, [one.key for one in touched if not one.retired])
        + _number(at, dataset, Disclosure.retired_in == at.version, [one.key for one in touched if not one.brought])
        + sum(1 for some in differing for _change in some)
    )


def _number(at: Snapshot, dataset: SqlDataset[Any], which: Any, keys: list[str]) -> int:
    """Rows of disclosures that are new, or gone, as a whole."""
    statement = select(func.count()).select_from(dataset.model).where(which)
    if dataset.model is not Disclosure:
        statement = statement.join(Disclosure, Disclosure.id == dataset.model.disclosure_id)
    found = 0
    for start in range(0, len(keys), 500):
        found += at.session.scalar(statement.where(Disclosure.key.in_(keys[start : start + 500]))) or 0
    return found
