"""Classification codes 政府收支分类科目 by scheme and edition; old years keep their edition's names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from transparency_site.filters import Column, Condition, Filters, Kind
from transparency_site.models import ClassificationCode, ClassificationEdition
from transparency_site.queries.list_rows import ListDataset
from transparency_site.queries.memo import remembered
from transparency_site.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class ClassCode:
    """One code of one edition, valid in the fiscal years `first_year` to `last_year` (None: until now)."""

    scheme: str
    edition: str
    code: str
    name: str
    parent: str | None
    first_year: int
    last_year: int | None
    complete: bool  # an unknown code is an error only in a complete edition

    def valid_in(self, year: int) -> bool:
        return self.first_year <= year and (self.last_year is None or year <= self.last_year)


@remembered
def everything(snapshot: Snapshot) -> tuple[ClassCode, ...]:
    """Every code of every edition, by scheme, edition and code."""
    editions: dict[tuple[str, str], Any] = {
        (row.scheme, row.edition): row for row in snapshot.session.scalars(snapshot.rows(ClassificationEdition))
    }
    rows = snapshot.session.scalars(snapshot.rows(ClassificationCode).order_by(
        ClassificationCode.scheme, ClassificationCode.edition, ClassificationCode.code
    ))
    return tuple(_code(row, editions[row.scheme, row.edition]) for row in rows if (row.scheme, row.edition) in editions)


def _code(row: ClassificationCode, edition: Any) -> ClassCode:
    parent = row.code[:-2] if len(row.code) > 3 else None
    return ClassCode(row.scheme, row.edition, row.code, row.name, parent, edition.first_year, edition.last_year,
                     edition.complete)


@remembered
def names(snapshot: Snapshot, scheme: str, year: int) -> Mapping[str, str]:
    """Code -> name in the edition of `scheme` that holds in `year`."""
    codes = (one for one in everything(snapshot) if one.scheme == scheme and one.valid_in(year))
    return MappingProxyType({one.code: one.name for one in codes})


def _in_year(one: ClassCode, condition: Condition) -> bool:
    year: int = condition.values[0]
    if condition.operator == "gte":
        return one.last_year is None or one.last_year >= year
    if condition.operator == "lte":
        return one.first_year <= year
    return any(one.valid_in(value) for value in condition.values)


COLUMNS: tuple[Column, ...] = (
    Column("scheme", "体系", "Scheme", Kind.CODE, sort=True,
           choices=("functional", "economic-department", "economic-government")),
    Column("edition", "版本", "Edition", Kind.CODE, sort=True),
    Column("code", "编码", "Code", Kind.CODE, sort=True),
    Column("name", "名称", "Name", sort=True),
    Column("parent", "上级编码", "Parent", Kind.CODE),
    Column("first_year", "适用起始年度", "First year", Kind.INTEGER),
    Column("last_year", "适用截止年度", "Last year", Kind.INTEGER),
    Column("complete", "完整版", "Complete edition", Kind.FLAG),
    Column("year", "适用年度", "Year in which it holds", Kind.INTEGER, shown=False),
)


def _load(snapshot: Snapshot, _filters: Filters) -> tuple[ClassCode, ...]:
    return everything(snapshot)


DATASET: ListDataset[ClassCode] = ListDataset(
    name="classifications", zh="政府收支分类科目", en="Classification", columns=COLUMNS, load=_load,
    identify=lambda one: f"{one.scheme}/{one.edition}/{one.code}", default_sort=("scheme", "edition", "code"),
    matchers={"year": _in_year},
)
page = DATASET.page
