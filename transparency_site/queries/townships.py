"""Townships 乡镇街道 and the special-fund money paid to recipients in them, summed from the totals of batches."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from transparency_site.models import Disclosure, Place
from transparency_site.queries.memo import remembered
from transparency_site.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Township:
    """A township or street as this version's list knows it. `valid_to` is exclusive."""

    code: str
    name: str
    valid_from: dt.date
    valid_to: dt.date | None
    successor: str | None
    aliases: tuple[str, ...]
    population: int | None
    population_source: str | None
    tile_column: int | None
    tile_row: int | None

    def valid_in(self, year: int) -> bool:
        return dt.MINYEAR <= year <= dt.MAXYEAR and self.valid_from <= dt.date(year, 12, 31) and (
            self.valid_to is None or self.valid_to > dt.date(year, 1, 1)
        )


@dataclass(frozen=True, slots=True)
class TownshipYear:
    """Special-fund money to recipients in one township in one year (fen). `code` "" gathers rows without a township."""

    code: str
    name: str
    year: int
    batches: int
    recipients: int
    amount_fen: int


@remembered
def everything(snapshot: Snapshot) -> tuple[Township, ...]:
    """Every place of this version's list, past and present, by code."""
    rows = snapshot.session.scalars(snapshot.rows(Place).order_by(Place.key, Place.valid_from))
    return tuple(
        Township(row.key, row.name, row.valid_from, row.valid_to, row.successor, tuple(map(str, row.aliases)),
                 row.population, row.population_source, row.tile_column, row.tile_row)
        for row in rows
    )


def in_year(snapshot: Snapshot, year: int | None = None) -> tuple[Township, ...]:
    """Places valid on any day of `year` (None: of the business date's year)."""
    return tuple(place for place in everything(snapshot) if place.valid_in(year or snapshot.on_date.year))


def detail(snapshot: Snapshot, code: str) -> Township | None:
    """The place `code`, or None."""
    return next((place for place in reversed(everything(snapshot)) if place.code == code), None)


@remembered
def by_year(snapshot: Snapshot) -> tuple[TownshipYear, ...]:
    """Money by township and year, newest year first, then the largest sum; from the batches' own totals."""
    statement = snapshot.rows(Disclosure, Disclosure.year, Disclosure.totals).where(Disclosure.kind == "batch")
    sums: dict[tuple[int, str], list[int]] = {}
    names: dict[tuple[int, str], str] = {}
    for year, totals in snapshot.session.execute(statement.order_by(Disclosure.id)):
        for code, entry in totals.get("by_township", {}).items():
            names[year, code] = entry["name"]
            place = sums.setdefault((year, code), [0, 0, 0])
            place[0] += 1
            place[1] += entry["count"]
            place[2] += entry["fen"]
    rows = (TownshipYear(code, names[year, code], year, *place) for (year, code), place in sums.items())
    return tuple(sorted(rows, key=lambda row: (-row.year, -row.amount_fen, row.code)))


def totals(snapshot: Snapshot, year: int) -> tuple[TownshipYear, ...]:
    """Money by township in `year`, the largest sum in front; places that got none are rows with 0 recipients."""
    paid = tuple(row for row in by_year(snapshot) if row.year == year)
    known = {row.code for row in paid}
    none = (TownshipYear(p.code, p.name, year, 0, 0, 0) for p in in_year(snapshot, year) if p.code not in known)
    return (*paid, *none)


def for_township(snapshot: Snapshot, code: str) -> tuple[TownshipYear, ...]:
    """One township's years, newest first."""
    return tuple(row for row in by_year(snapshot) if row.code == code)
