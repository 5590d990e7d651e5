"""Rows of the public registers: one dataset for each register of the catalogue, made from its declaration."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from data_loaders.registers import REGISTERS
from data_loaders.registers.declaration import ColumnType, Register, RegisterColumn
from transparency_site.filters import Column, Filters, Kind
from transparency_site.models import Disclosure, RegisterRow
from transparency_site.queries.datasets import Source
from transparency_site.queries.list_rows import ListDataset
from transparency_site.queries.memo import remembered
from transparency_site.queries.sources import Place, public_files, source, tables_of
from transparency_site.queries.sql_rows import visible_rows
from transparency_site.snapshot import Snapshot

TABLE = "rows"
_KINDS = {
    ColumnType.COUNT: Kind.INTEGER, ColumnType.MONEY: Kind.MONEY, ColumnType.DATE: Kind.DATE,
    ColumnType.CHOICE: Kind.CODE,
}


@dataclass(frozen=True, slots=True)
class RegisterItem:
    """One row of a register. `values` by the names of its columns (money in fen), also read as attributes; None is an
    empty cell. `line` is its own within its year's disclosure, over all corrections.
    """

    id: str
    disclosure: str
    year: int
    line: str
    values: Mapping[str, Any]
    source: Source

    def __getattr__(self, name: str) -> Any:
        try:
            return self.values[name]
        except KeyError:
            raise AttributeError(name) from None


SELECTED = (
    Disclosure.key, Disclosure.file_sha256, RegisterRow.disclosure_id, RegisterRow.year, RegisterRow.line,
    RegisterRow.content, RegisterRow.row,
)


def row_id(disclosure: str, line: str) -> str:
    """The permanent id of a register's row; with a column's name behind it, of the value in that cell."""
    return f"{disclosure}.{TABLE}.{line}"


def typed(column: RegisterColumn, value: Any) -> Any:
    """A stored value as Python has it: days are dates."""
    if value is None or column.type is not ColumnType.DATE:
        return value
    return dt.date.fromisoformat(value)


def values_of(register: Register, content: Mapping[str, Any]) -> Mapping[str, Any]:
    """Every column's value, None where the cell is empty."""
    return MappingProxyType({
        column.value_key: typed(column, content.get(column.value_key)) for column in register.columns
    })


def row_title(register: Register, values: Mapping[str, Any]) -> str:
    """What a row is called: the columns that name it, in the words of the workbook."""
    found: list[str] = []
    for name in register.row_title:
        value = values.get(name)
        choice = register.column(name).choice(value)
        found += [choice.zh if choice else str(value)] if value is not None else []
    return "：".join(found)


@remembered
def everything(snapshot: Snapshot, key: str, status: str = "published") -> tuple[RegisterItem, ...]:
    """All rows of the register `key`, in the order of their years and sheets."""
    statement = visible_rows(snapshot, RegisterRow, SELECTED, Filters(status=status))
    statement = statement.where(RegisterRow.register == key).order_by(RegisterRow.year, RegisterRow.position)
    rows = list(snapshot.session.execute(statement))
    files = public_files(snapshot, {row.file_sha256 for row in rows})
    tables = tables_of(snapshot, {row.disclosure_id for row in rows})
    register = REGISTERS[key]
    return tuple(
        _item(register, row, files.get(row.file_sha256), tables.get((row.disclosure_id, TABLE))) for row in rows
    )


def _item(register: Register, row: Any, file: str | None, place: Place | None) -> RegisterItem:
    sheet, columns, _unit = place or (None, {}, "")
    cell = source(file, sheet, row.row, columns.get(register.column(register.identity[-1]).value_key))
    return RegisterItem(
        row_id(row.key, row.line), row.key, row.year, row.line, values_of(register, row.content), cell
    )


def _column(column: RegisterColumn) -> Column:
    if column.key == "unit_code":
        return Column("unit_code", column.zh, column.en, Kind.CODE, name="unit", sort=True)
    return Column(
        column.value_key, column.zh, column.en, _KINDS.get(column.type, Kind.TEXT), sort=True,
        choices=tuple(choice.key for choice in column.choices),
    )


def columns_of(register: Register) -> tuple[Column, ...]:
    """A register's columns as datasets have them."""
    return (
        Column("id", "编号", "Id", Kind.CODE, filtered=False),
        Column("disclosure", "公开件编号", "Disclosure", Kind.CODE),
        Column("year", "年度", "Year", Kind.INTEGER, sort=True),
        *map(_column, register.columns),
        Column("source", "来源", "Source", Kind.SOURCE, filtered=False),
    )


def _dataset(register: Register) -> ListDataset[RegisterItem]:
    return ListDataset(
        name=f"registers.{register.key}", zh=register.title.zh, en=register.title.en, columns=columns_of(register),
        load=lambda snapshot, filters: everything(snapshot, register.key, filters.status),
        identify=lambda item: item.id, default_sort=register.sort,
    )


BY_REGISTER: Mapping[str, ListDataset[RegisterItem]] = MappingProxyType(
    {key: _dataset(register) for key, register in REGISTERS.items()}
)
