"""Registers as pages show them: the words of columns, choices and values in the language of the page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from data_loaders.registers import REGISTERS
from data_loaders.registers.declaration import Choice, ColumnType, Register, RegisterColumn
from transparency_site import formatting
from transparency_site.filters import Filters
from transparency_site.pages.addresses import link
from transparency_site.pages.language import language
from transparency_site.pages.showing import amount_text, day
from transparency_site.pages.years import leading_year
from transparency_site.queries import registers
from transparency_site.queries.register_rows import RegisterItem
from transparency_site.snapshot import Snapshot

_SHAPES: Mapping[type, str] = {int: "number", dt.date: "date"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One value in words. `address`: where it leads; `tone` colours a choice; `figure`: where the value stands."""

    label: str
    text: str | None
    kind: str  # text choice date number
    tone: str = ""
    address: str | None = None
    figure: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list: its own page, what it is called, its other cells."""

    address: str
    year: int
    title: Cell
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """One large count above a list; `address` shows those rows alone."""

    label: str
    count: int | None
    is_money: bool
    address: str | None


def in_language(named: Any) -> str:
    """The Chinese or English of whatever has both: a column, a choice, words."""
    return str(named.en if language() == "en" else named.zh)


def default_year(snapshot: Snapshot, key: str, filters: Filters) -> int | None:
    """The year that a register's page shows unasked; None where the address asks for years itself."""
    if any(condition.key == "year" for condition in filters.conditions):
        return None
    return leading_year(snapshot, registers.standing(snapshot, key).years)


def cell(column: RegisterColumn, values: Mapping[str, Any], item_id: str | None = None) -> Cell:
    """The value of `column` in words."""
    value = values.get(column.value_key)
    figure = link("figure", id=f"{item_id}.{column.value_key}") if item_id and value is not None else None
    choice = column.choice(value) if isinstance(value, str) else None
    kind = "choice" if choice else _SHAPES.get(type(value), "text")
    address = None
    if column.key == "unit_name" and values.get("unit_code"):
        address = link("unit", code=values["unit_code"])
    return Cell(in_language(column), said(column, value, choice), kind, choice.tone if choice else "", address, figure)


def said(column: RegisterColumn, value: Any, choice: Choice | None = None) -> str | None:
    """A value in words; None for an empty cell."""
    if value is None:
        return None
    known = choice or column.choice(str(value))
    if known is not None:
        return in_language(known)
    if column.type is ColumnType.MONEY:
        return amount_text(value)
    if isinstance(value, dt.date):
        return day(value)
    return formatting.count(value) if isinstance(value, int) else str(value)


def title(register: Register, values: Mapping[str, Any]) -> str:
    """What a row is called."""
    parts = (said(register.column(name), values.get(name)) for name in register.row_title)
    return (": " if language() == "en" else "：").join(part for part in parts if part)


def listed_columns(register: Register) -> tuple[RegisterColumn, ...]:
    """The columns of the list, the one that names a row first."""
    first = register.column(register.row_title[0])
    return (first, *(column for column in register.columns if column.listed and column is not first))


def rows(register: Register, items: Iterable[RegisterItem]) -> list[Row]:
    """The rows of a list."""
    first, *others = listed_columns(register)
    return [
        Row(
            link("register_row", register=register.key, year=item.year, line=item.line), item.year,
            cell(first, item.values), tuple(cell(column, item.values, item.id) for column in others),
        )
        for item in items
    ]


def heads(register: Register, items: Iterable[RegisterItem], address: Callable[..., str]) -> list[Head]:
    """The large counts of a register; `address(column=choice)` is where the rows of one stand."""
    return [_head(register, tally, address) for tally in registers.tallies(register, items)]


def _head(register: Register, tally: registers.Tally, address: Callable[..., str]) -> Head:
    column = register.column(tally.column)
    choice = column.choice(tally.choice)
    if choice is None:
        return Head(in_language(column), tally.count, tally.is_money, None)
    rows_at = address(**{tally.column: choice.key}) if tally.count else None
    return Head(in_language(choice), tally.count, False, rows_at)


def choice_names(register: Register) -> dict[str, dict[str, str]]:
    """Column -> choice -> its words, for chips."""
    return {
        column.key: {choice.key: in_language(choice) for choice in column.choices}
        for column in register.columns if column.choices
    }


@dataclass(frozen=True, slots=True)
class UnitRows:
    """A unit's rows in one register: the newest few, and how many there are."""

    name: str
    address: str
    count: int
    labels: tuple[str, ...]
    rows: list[Row]


def of_unit(snapshot: Snapshot, code: str, most: int = 3) -> list[UnitRows]:
    """What the registers hold of a unit: the newest year's rows of each."""
    found: list[UnitRows] = []
    for key, items in registers.of_unit(snapshot, code):
        register, year = REGISTERS[key], items[0].year
        newest = [item for item in items if item.year == year]
        shown = [column for column in listed_columns(register) if column.key != "unit_name"]
        views = [
            Row(
                link("register_row", register=key, year=item.year, line=item.line), item.year,
                cell(shown[0], item.values),
                tuple(cell(column, item.values, item.id) for column in shown[1:]),
            )
            for item in newest[:most]
        ]
        address = link("register", register=key, year=year, unit=code)
        labels = tuple(in_language(column) for column in shown)
        found.append(UnitRows(in_language(register.title), address, len(newest), labels, views))
    return found
