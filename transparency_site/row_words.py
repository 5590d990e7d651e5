"""Which words a published row has, and what it looks like without them: columns of a table, or texts in a register's
row.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from data_loaders.registers import REGISTERS
from data_loaders.registers.declaration import UNIT, ColumnType
from transparency_site.db import Base
from transparency_site.models import (
    Batch,
    BudgetExecution,
    BudgetLine,
    Disbursement,
    RegisterRow,
    TextSection,
    ThreePublicExpense,
)

MARKER = "已依法删除"
COLUMNS: Mapping[type[Base], tuple[str, ...]] = {
    Disbursement: ("recipient", "village", "credit_code", "purpose", "standard"),
    TextSection: ("text",),
    Batch: ("basis", "complaint_office", "complaint_phone"),
    ThreePublicExpense: ("reason",),
    BudgetLine: ("name",),
    BudgetExecution: ("name",),
}
"""The columns that are words; the first one gets the marker, the others become empty."""
WITH_WORDS: tuple[type[Base], ...] = (*COLUMNS, RegisterRow)
_TEXTS = (ColumnType.TEXT, ColumnType.CODE)
_OF_UNITS = frozenset(column.key for column in UNIT)


def words(model: type[Base], values: Mapping[str, Any]) -> dict[str, str]:
    """The words of a row by column, where it has any; of a register's row by its own columns' names."""
    if model is RegisterRow:
        content = values["content"]
        return {name: content[name] for name in _of_register(values["register"]) if content.get(name)}
    return {name: values[name] for name in COLUMNS[model] if values[name]}


def without(model: type[Base], values: Mapping[str, Any], marker: str) -> dict[str, Any]:
    """What is written into a row to take its words out. A register's row has the marker in place of each of them."""
    if model is RegisterRow:
        return {"content": {**values["content"], **dict.fromkeys(words(model, values), marker)}}
    first, *others = COLUMNS[model]
    return {first: marker, **dict.fromkeys(others)}


def with_words(model: type[Base], values: Mapping[str, Any], texts: Mapping[str, str]) -> dict[str, Any]:
    """What is written into a row to give it its words back."""
    if model is RegisterRow:
        return {"content": {**values["content"], **texts}}
    return {**dict.fromkeys(COLUMNS[model]), **texts}


def is_marked(model: type[Base], values: Mapping[str, Any]) -> bool:
    """Whether the row's words were taken out."""
    return any(text.startswith(MARKER) for text in words(model, values).values())


def _of_register(name: str) -> tuple[str, ...]:
    """The columns of a register that are words: all texts but its unit's code and name."""
    register = REGISTERS.get(name)  # None: the catalogue no longer has it
    columns = register.columns if register else ()
    return tuple(one.value_key for one in columns if one.type in _TEXTS and one.key not in _OF_UNITS)
