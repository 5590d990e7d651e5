"""Whole files of a long dataset: each row as one text that the database writes, since making objects of a million rows
costs more than reading them.

The cells of a row stand between `SEPARATOR`s, in the order of the file's header and as a flat file has them (money as
fen, then as yuan). No stored text has control characters (`data_loaders.text`), so that a separator is never part of a
cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import BigInteger, Select, String, Text, case, cast, func, literal_column

from transparency_site.filters import Filters
from transparency_site.models import Disclosure
from transparency_site.queries.datasets import Dataset, order_of
from transparency_site.queries.memo import Memo
from transparency_site.queries.prepared import executed, named, named_snapshot, shape_of, values_of
from transparency_site.queries.sources import public_files, tables_of
from transparency_site.queries.sql_rows import Flat, SqlDataset
from transparency_site.snapshot import Snapshot

SEPARATOR = "\x1f"
CHUNK = 2000
_ALPHABET: Any = literal_column("'ABCDEFGHIJKLMNOPQRSTUVWXYZ'")
_STREAMS = Memo(64)


def yuan_of(fen: Any) -> Any:
    """Fen as yuan with two decimals, written by the database: exact, on integers."""
    size = func.abs(fen, type_=BigInteger)
    cents = func.substr(cast(100 + size % 100, Text), 2, type_=Text)
    return case((fen < 0, "-"), else_="") + cast(size // 100, Text) + "." + cents


def cell_of(row: Any, column: Any) -> Any:
    """The A1 address of a cell up to column ZZZ."""
    def letter(number: Any) -> Any:
        return func.substr(_ALPHABET, number, 1, type_=Text)

    last = letter((column - 1) % 26 + 1)
    middle = letter((column - 27) // 26 % 26 + 1)
    first = letter((column - 703) // 676 + 1)
    letters = case((column <= 26, last), (column <= 702, middle + last), else_=first + middle + last)
    return letters + cast(row, Text)


def flat_rows(dataset: Dataset, snapshot: Snapshot, filters: Filters) -> Iterator[list[str]] | None:
    """The rows in order, some thousand at a time, each as its cells between separators; None where `dataset` is not
    written that way.
    """
    if not isinstance(dataset, SqlDataset) or dataset.flat is None:
        return None
    return _chunks(dataset, dataset.flat, snapshot, filters)


def _chunks(dataset: SqlDataset[Any], flat: Flat, snapshot: Snapshot, filters: Filters) -> Iterator[list[str]]:
    order = order_of(dataset.columns, filters, dataset.default_sort)

    def build() -> Select[Any]:
        columns = (Disclosure.id, Disclosure.file_sha256, _joined(flat.cells), cell_of(flat.row, flat.column))
        statement = dataset.in_order(named_snapshot(snapshot), named(filters), order, columns)
        return statement.execution_options(yield_per=CHUNK)

    statement = _STREAMS.get((dataset.name, shape_of(snapshot, filters)), build)
    tails: dict[int, str] = {}
    parts: Iterator[Sequence[Any]] = executed(snapshot, statement, values_of(snapshot, filters)).partitions()
    for rows in parts:
        _look_up(snapshot, flat.table, {one[0]: one[1] for one in rows if one[0] not in tails}, tails)
        yield [f"{cells}{tails[disclosure]}{cell}" for disclosure, _file, cells, cell in rows]


def _look_up(snapshot: Snapshot, table: str, found: dict[int, str | None], tails: dict[int, str]) -> None:
    """Add file and sheet of each disclosure, between separators: the same for all of its rows."""
    if not found:
        return
    files, tables = public_files(snapshot, found.values()), tables_of(snapshot, found)
    for disclosure, stored in found.items():
        sheet = tables.get((disclosure, table), ("",))[0]
        tails[disclosure] = SEPARATOR.join(("", files.get(stored or "", ""), sheet or "", ""))


def _joined(cells: tuple[Any, ...]) -> Any:
    joined = _text(cells[0])
    for cell in cells[1:]:
        joined = joined + SEPARATOR + _text(cell)
    return joined


def _text(cell: Any) -> Any:
    text = cell if isinstance(cell.type, String) else cast(cell, Text)
    return func.coalesce(text, "") if getattr(cell, "nullable", True) else text
