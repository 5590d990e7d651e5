"""Every declaration of the catalogue is complete, in both languages, and fits the machinery."""

from __future__ import annotations

import re

import pytest

from data_loaders.registers import REGISTERS
from data_loaders.registers.declaration import RESERVED, ColumnType, Publicity, Register

_CHINESE, _ENGLISH = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[A-Za-z]{2}")
ALL = pytest.mark.parametrize("register", REGISTERS.values(), ids=list(REGISTERS))


@ALL
def test_names_are_unique_and_not_taken(register: Register) -> None:
    keys = [column.key for column in register.columns]
    assert len(set(keys)) == len(keys)
    assert RESERVED.isdisjoint(keys)
    assert all(re.fullmatch(r"[a-z][a-z_]*", key) for key in keys)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", register.key), "part of an id and of an address"


@ALL
def test_what_is_referred_to_exists(register: Register) -> None:
    named = {*register.identity, *register.row_title, *(name for pair in register.periods for name in pair)}
    named |= {register.tally} if register.tally else set()
    for column in register.columns:
        if column.allowed:
            named |= set(column.allowed.needs)
            named |= {column.allowed.when[0]} if column.allowed.when else set()
    assert named <= {column.key for column in register.columns}
    assert register.identity
    assert all(register.column(name).required for name in register.identity), "a row is itself by what it must have"
    assert register.tally is None or register.column(register.tally).choices


@ALL
def test_every_word_stands_in_both_languages(register: Register) -> None:
    pairs = [(register.title.zh, register.title.en), (register.about.zh, register.about.en)]
    pairs += [(column.zh, column.en) for column in register.columns]
    pairs += [(choice.zh, choice.en) for column in register.columns for choice in column.choices]
    for chinese, english in pairs:
        assert _CHINESE.search(chinese), chinese
        assert _ENGLISH.search(english), chinese
        assert not _CHINESE.search(english), english


@ALL
def test_no_register_but_an_announced_one_has_a_column_for_a_name(register: Register) -> None:
    named = [column for column in register.columns if "姓名" in column.zh or column.key in ("person", "name")]
    assert not named or register.publicity is Publicity.AS_ANNOUNCED
    assert all(column.allowed for column in named)
    if register.publicity is Publicity.FIGURES:
        free = [column.key for column in register.columns if column.type is ColumnType.TEXT]
        assert free == ["note"]
