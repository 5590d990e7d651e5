"""One unit's budget of one year as figures in fen, consistent by construction; knows no workbook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

SOURCES = ("general_public", "government_funds", "state_capital", "business", "commercial", "other")
FISCAL = ("general_public", "government_funds", "state_capital")


@dataclass(frozen=True, slots=True)
class Item:
    """One functional item (项): basic spending, always general public, and project spending by source."""

    code: str
    basic: int = 0
    projects: Mapping[str, int] = field(default_factory=dict)

    @property
    def project(self) -> int:
        return sum(self.projects.values())

    @property
    def total(self) -> int:
        return self.basic + self.project

    def from_source(self, source: str) -> int:
        """What of this item one source pays, in fen."""
        return self.projects.get(source, 0) + (self.basic if source == "general_public" else 0)


@dataclass(frozen=True, slots=True)
class ThreePublicFigures:
    """In fen, multiples of 100 yuan (0.01 万元). `operating` is 机关运行经费, beside the total."""

    overseas_travel: int
    vehicle_purchase: int
    vehicle_operation: int
    reception: int
    operating: int = 0

    @property
    def vehicles(self) -> int:
        return self.vehicle_purchase + self.vehicle_operation

    @property
    def total(self) -> int:
        return self.overseas_travel + self.vehicles + self.reception


@dataclass(frozen=True, slots=True)
class UnitBudget:
    """Items sorted by code; `economic` is the basic spending by economic item (款), with the same sum."""

    unit_code: str
    year: int
    staff: int
    items: tuple[Item, ...]
    economic: Mapping[str, int]
    three_public: ThreePublicFigures

    @property
    def total(self) -> int:
        return sum(item.total for item in self.items)

    @property
    def basic(self) -> int:
        return sum(item.basic for item in self.items)

    def from_source(self, source: str) -> int:
        """Income of one source, in fen."""
        return sum(item.from_source(source) for item in self.items)

    def paid_by(self, *sources: str) -> tuple[Item, ...]:
        """The items as far as these sources pay them; items of which they pay nothing are left out."""
        parts = (
            Item(
                item.code,
                item.basic if "general_public" in sources else 0,
                {source: amount for source, amount in item.projects.items() if source in sources},
            )
            for item in self.items
        )
        return tuple(part for part in parts if part.total)


@dataclass(frozen=True, slots=True)
class TreeRow:
    """A row of a classification tree; `item` holds the sums of what stands under it."""

    code: str
    item: Item


def tree(items: Iterable[Item]) -> list[TreeRow]:
    """Class, section and item rows in order of their codes, each with the sums of its leaves."""
    sums: dict[str, Item] = {}
    for item in items:
        for code in (item.code[:3], item.code[:5], item.code):
            sums[code] = _added(code, sums.get(code), item)
    return [TreeRow(code, sums[code]) for code in sorted(sums)]


def classes(items: Iterable[Item]) -> list[TreeRow]:
    """The class rows of the tree alone."""
    return [row for row in tree(items) if len(row.code) == 3]


def merged(items: Iterable[Item]) -> tuple[Item, ...]:
    """Items of equal code made one, sorted by code."""
    sums: dict[str, Item] = {}
    for item in items:
        sums[item.code] = _added(item.code, sums.get(item.code), item)
    return tuple(sums[code] for code in sorted(sums))


def _added(code: str, left: Item | None, right: Item) -> Item:
    if left is None:
        return Item(code, right.basic, dict(right.projects))
    projects = dict(left.projects)
    for source, amount in right.projects.items():
        projects[source] = projects.get(source, 0) + amount
    return Item(code, left.basic + right.basic, projects)
