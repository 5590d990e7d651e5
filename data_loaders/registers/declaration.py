"""What a public register is: one declaration, from which everything about it follows.

Template, recognition and checks in the loaders; rows, pages, search, API, files and descriptors in the site. A column's
words stand here in both languages, so that a new register brings no catalogue of translations (docs/registers.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from data_loaders.tidy_types import (
    CHOICE,
    CODE,
    TEXT,
    UNIT_CODE,
    UNIT_NAME,
    YEAR,
    Column,
    ColumnType,
    SheetSpec,
    TemplateSpec,
)

RESERVED = frozenset(
    {
        *("id", "disclosure", "register", "year", "line", "source", "status", "sort", "page_size", "cursor", "digest"),
        *("as_of", "lang", "view", "money", "headers", "bom", "protect", "unit", "values", "cells", "spec"),
    }
)
"""Names that every register's rows and addresses use themselves."""


class Publicity(StrEnum):
    """How much of a person a register may show; the strictest that serves its purpose."""

    AS_ANNOUNCED = "as-announced"  # an official's name where the public announcement carries it
    POSTS = "posts"  # bodies, posts and steps of work, no person
    FIGURES = "figures"  # numbers only


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence or name in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One word of a closed list: `key` in data and addresses, `zh` in the workbook; `tone` (good, warn, bad) colours
    it on pages.
    """

    key: str
    zh: str
    en: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Allowed:
    """When a column may be filled in at all: only with `needs`, and where `when` (column, choice) holds; `why` is
    said."""

    why: Words
    needs: tuple[str, ...] = ()
    when: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class RegisterColumn:
    """One column. `listed`: it stands in the list, others on the row's own page; `offered`: the page filters by it;
    `searched`: its words are found; `added`: its numbers may be added up; `in_year`: its date lies in the year.
    """

    key: str
    zh: str
    en: str
    type: ColumnType = TEXT
    required: bool = False
    aliases: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    help_zh: str = ""
    help_en: str = ""
    example: str | int = ""
    width: int = 16
    listed: bool = True
    offered: bool = False
    searched: bool = True
    added: bool = False
    in_year: bool = False
    document_number: bool = False  # 文号: its brackets are brought to one style
    allowed: Allowed | None = None

    @property
    def value_key(self) -> str:
        """Its name in stored values and answers: money is integer fen and says so."""
        return f"{self.key}_fen" if self.type is ColumnType.MONEY else self.key

    def choice(self, key: str | None) -> Choice | None:
        """The choice with this key."""
        return next((one for one in self.choices if one.key == key), None)

    def tidy(self) -> Column:
        """The column as the tidy templates know it."""
        return Column(
            self.key,
            self.zh,
            self.type,
            required=self.required,
            aliases=self.aliases,
            choices=MappingProxyType({one.zh: one.key for one in self.choices}),
            note_zh=self.help_zh,
            note_en=self.help_en or self.en,
            example=self.example,
            width=self.width,
        )


@dataclass(frozen=True, slots=True)
class Register:
    """One public register. `identity`: the columns that make a row itself (twice the same is an error, and a row keeps
    its id by them over corrections); `title`: what names a row; `tally`: the choice column counted at the head of its
    page; `periods`: pairs of dates, the first not after the second; `sort` as in addresses.
    """

    key: str
    title: Words
    about: Words
    publicity: Publicity
    sheet: str
    columns: tuple[RegisterColumn, ...]
    identity: tuple[str, ...]
    row_title: tuple[str, ...]
    tally: str | None = None
    periods: tuple[tuple[str, str], ...] = ()
    sort: tuple[str, ...] = ("-year", "unit")

    def column(self, key: str) -> RegisterColumn:
        """The column with this key; KeyError where there is none."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)

    @property
    def has_units(self) -> bool:
        """Whether its rows belong to budget units."""
        return any(column.key == "unit_code" for column in self.columns)

    def template(self) -> TemplateSpec:
        """Its tidy workbook: one sheet, the year above the table."""
        columns = tuple(column.tidy() for column in self.columns)
        sheet = SheetSpec(
            self.key,
            self.sheet,
            f"{self.title.zh}表",
            columns,
            (YEAR,),
            has_totals=any(column.type is ColumnType.MONEY for column in columns),
            anchors=(*self.identity, *((self.tally,) if self.tally else ())),
        )
        return TemplateSpec(self.key, self.title.zh, self.title.en, (sheet,))


def _unit_column(known: Column, en: str) -> RegisterColumn:
    return RegisterColumn(
        known.key,
        known.header,
        en,
        known.type,
        required=True,
        aliases=known.aliases,
        help_zh=known.note_zh,
        help_en=known.note_en,
        example=known.example,
        width=known.width,
        listed=known.type is not CODE,
        searched=known.type is not CODE,
    )


UNIT: tuple[RegisterColumn, RegisterColumn] = (
    _unit_column(UNIT_CODE, "Unit code"),
    _unit_column(UNIT_NAME, "Unit"),
)
"""The two columns of a register whose rows belong to budget units."""

__all__ = [
    "CHOICE", "CODE", "RESERVED", "TEXT", "UNIT", "Allowed", "Choice", "ColumnType", "Publicity", "Register",
    "RegisterColumn", "Words",
]
