"""Finds units, places, funds and classification codes of a city as they stood in a year, by code or name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TypeVar

from data_loaders.city import City, Edition, Fund, Place, Unit
from data_loaders.text import match_key

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Lookup:
    """A city in one year. Names are keys of `match_key`; a name that two records share leads to neither."""

    year: int
    units: Mapping[str, Unit]
    places: Mapping[str, Place]
    funds: Mapping[str, Fund]
    places_by_name: Mapping[str, Place]
    funds_by_name: Mapping[str, Fund]

    def place(self, code: str | None, name: str | None) -> Place | None:
        """The place of a code, or without one of a name or alias."""
        if code:
            return self.places.get(code)
        return self.places_by_name.get(match_key(name)) if name else None

    def fund(self, code: str | None, name: str | None) -> Fund | None:
        """The fund of a code, or without one of a name or alias."""
        if code:
            return self.funds.get(code)
        return self.funds_by_name.get(match_key(name)) if name else None


def unit_names(unit: Unit) -> frozenset[str]:
    """The other names by which a unit may be called: short name, aliases, former names (as match keys)."""
    return frozenset(match_key(name) for name in (unit.short_name, *unit.aliases, *unit.former_names))


def in_year(city: City, year: int) -> Lookup:
    """The city as it stood in `year` (valid on any day of it)."""
    return _in_year(_Ref(city), year)


class _Ref:
    """A city by identity: its settings are a mapping, so that the city itself cannot be hashed."""

    __slots__ = ("city",)

    def __init__(self, city: City) -> None:
        self.city = city

    def __hash__(self) -> int:
        return id(self.city)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Ref) and other.city is self.city


@lru_cache(maxsize=32)
def _in_year(ref: _Ref, year: int) -> Lookup:
    city = ref.city
    places = {place.key: place for place in city.places if place_valid_in(place, year)}
    funds = {fund.code: fund for fund in city.funds}
    return Lookup(
        year,
        MappingProxyType({unit.code: unit for unit in city.units if unit.valid_in(year)}),
        MappingProxyType(places),
        MappingProxyType(funds),
        MappingProxyType(_by_name([(place, (place.name, *place.aliases)) for place in places.values()])),
        MappingProxyType(_by_name([(fund, (fund.name, *fund.aliases)) for fund in funds.values()])),
    )


def _by_name(records: list[tuple[T, tuple[str, ...]]]) -> dict[str, T]:
    found: dict[str, T] = {}
    shared: set[str] = set()
    for record, names in records:
        for name in {match_key(name) for name in names}:
            if name in found:
                shared.add(name)
            found[name] = record
    return {name: record for name, record in found.items() if name not in shared}


def place_valid_in(place: Place, year: int) -> bool:
    """Whether a place existed on any day of `year`."""
    begun = place.valid_from <= dt.date(year, 12, 31)
    return begun and (place.valid_to is None or place.valid_to > dt.date(year, 1, 1))


def edition_in(city: City, scheme: str, year: int) -> Edition | None:
    """The edition of `scheme` that holds in `year`; None where there is none."""
    for edition in city.editions:
        holds = edition.first_year <= year and (edition.last_year is None or year <= edition.last_year)
        if edition.scheme == scheme and holds:
            return edition
    return None


def codes_of(city: City, edition: Edition) -> Mapping[str, str]:
    """Code -> name of one edition."""
    return _codes_of(_Ref(city), edition.scheme, edition.edition)


@lru_cache(maxsize=16)
def _codes_of(ref: _Ref, scheme: str, edition: str) -> Mapping[str, str]:
    return MappingProxyType(
        {entry.code: entry.name for entry in ref.city.classes if (entry.scheme, entry.edition) == (scheme, edition)}
    )
