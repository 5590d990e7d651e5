"""The city that a file is checked against: units, places, funds, calendar, classification, bounds.

It is read from a city folder; the site builds the same value from its published reference disclosures
(`transparency_site.reference`), so that a file is checked against what is in force.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Unit:
    """A budget unit 预算单位. `valid_to` is exclusive; `first_level` units (一级预算单位) have no parent."""

    code: str
    name: str
    short_name: str
    category: str  # 党委部门 政府部门 乡镇街道 …
    unit_type: str  # 行政单位 事业单位 …
    parent_code: str | None
    valid_from: dt.date
    valid_to: dt.date | None
    former_names: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    predecessors: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()
    township_code: str | None = None  # for the 37 township units: the place they govern
    telephone: str | None = None

    def valid_in(self, year: int) -> bool:
        """Valid on any day of `year` (contract: `/units?year=Y`)."""
        ended = self.valid_to is not None and self.valid_to <= dt.date(year, 1, 1)
        return self.valid_from <= dt.date(year, 12, 31) and not ended


@dataclass(frozen=True, slots=True)
class Place:
    """A township or street. `key` is the 9-digit code, or an own key for places that shared a successor's code."""

    key: str
    name: str
    valid_from: dt.date
    valid_to: dt.date | None
    successor: str | None = None
    aliases: tuple[str, ...] = ()
    population: int | None = None
    population_source: str | None = None
    tile_column: int | None = None  # position in the tile map, invented, no border drawn
    tile_row: int | None = None


@dataclass(frozen=True, slots=True)
class Fund:
    """A special fund 专项资金. `persons` says of natural persons: `refused`, or `masked` with a legal basis."""

    code: str
    name: str
    level: str  # 中央 省 市 县
    unit_code: str | None
    persons: str  # refused | masked
    legal_basis: str | None = None
    notice_days: int = 7
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date in the calendar of disclosure: which kind for which year is due when, by which rule."""

    kind: str  # budget accounts three-public-budget three-public-final execution-Q1 …
    year: int
    replied_on: dt.date | None  # 批复
    due_on: dt.date
    rule: str
    valid_from: dt.date | None = None


@dataclass(frozen=True, slots=True)
class ClassCode:
    """A code of the 政府收支分类科目. Key = (scheme, edition, code); unknown is an error only in a complete edition."""

    scheme: str  # functional | economic-department | economic-government
    edition: str  # the fiscal year from which it holds: "2010", "2018" …
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Edition:
    scheme: str
    edition: str
    first_year: int
    last_year: int | None
    complete: bool
    origin: str


@dataclass(frozen=True, slots=True)
class City:
    """Everything that a check needs to know of a city. `settings` is city.toml as parsed (name, bounds …)."""

    code: str
    name: str
    units: tuple[Unit, ...] = ()
    places: tuple[Place, ...] = ()
    funds: tuple[Fund, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    editions: tuple[Edition, ...] = ()
    classes: tuple[ClassCode, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
