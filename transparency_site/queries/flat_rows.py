"""Whole files of a long dataset: each row as one text that the database writes, since making objects of a million rows
costs more than reading them.

Rows are UTF-8, some thousand in one text: cells with `SEPARATOR` between them, in the order of the file's header and as
a flat file has them (money as fen, then as yuan), each row followed by `END`. No stored text has control characters
(`data_loaders.text`), so that neither is ever part of a cell. Bytes, because most of them go on as they are: decoding
and encoding would cost a tenth of a file's time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import BigInteger, CursorResult, LargeBinary, Select, Text, bindparam, case, cast, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from data_loaders.addresses import column_letters
from transparency_site.filters import Filters
from transparency_site.models import Disclosure
from transparency_site.queries.datasets import Dataset, order_of
from transparency_site.queries.memo import Memo, each_remembered
from transparency_site.queries.prepared import executed, named, named_snapshot, shape_of, values_of
from transparency_site.queries.sources import public_files, tables_of
from transparency_site.queries.sql_rows import Flat, SqlDataset
from transparency_site.snapshot import Snapshot

SEPARATOR, END = "\x1f", "\x1e"
CHUNK = 3000  # about 800 KB
_TAIL = "\x1d"  # where a row's tail belongs
_SPREAD = frozenset(("gte", "lte", "in"))  # conditions whose rows an index gives in another order than the table has
_COLUMNS = 2**14  # more than a sheet has
_STREAMS = Memo(64)
_FILES = select(Disclosure.id, Disclosure.file_sha256).where(Disclosure.id.in_(bindparam("wanted", expanding=True)))

Tails = dict[int, bytes]
"""What stands between a row's cells and its row number, the same for all rows of a table: file, sheet and the column's
letters; by place, which is disclosure * _COLUMNS + column.
"""


@dataclass(frozen=True)
class Pattern:
    """A cell put together from several values, each in the place of a `%s`."""

    text: str
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Money:
    """Two cells: an amount that is never missing as fen, and as yuan with two decimals."""

    fen: Any


class written(GenericFunction[bytes]):
    """Values put into a pattern, a missing one as nothing, as UTF-8: half the time of joining them one by one."""

    type: Any = LargeBinary()
    inherit_cache = True


_FORMS = {"sqlite": "CAST(printf%s AS BLOB)", "postgresql": "convert_to(format%s, 'UTF8')"}


@compiles(written)
def _compiled(element: written, compiler: Any, **named: Any) -> str:
    values: str = compiler.process(element.clause_expr, **named)
    return _FORMS[compiler.dialect.name] % values


def yuan_of(fen: Any, dialect: str) -> Pattern:
    """Fen as yuan with two decimals, written by the database: exact, on integers."""
    size, sign = func.abs(fen, type_=BigInteger), case((fen < 0, "-"), else_="")
    if dialect == "sqlite":
        return Pattern("%s%d.%02d", (sign, size // 100, size % 100))
    return Pattern("%s%s.%s", (sign, size // 100, func.substr(cast(100 + size % 100, Text), 2, type_=Text)))


def row_of(flat: Flat, dialect: str) -> written:
    """A row as one text: one pattern for all cells, for a pattern within it costs 0.2 µs more."""
    patterns = [_pattern(cell, dialect) for cell in flat.cells]
    text = SEPARATOR.join(one.text for one in patterns)
    return written(f"{text}{_TAIL}%s{END}", *(value for one in patterns for value in one.values), flat.row)


def _pattern(cell: Any, dialect: str) -> Pattern:
    if isinstance(cell, Money):
        yuan = yuan_of(cell.fen, dialect)
        return Pattern(f"%s{SEPARATOR}{yuan.text}", (cell.fen, *yuan.values))
    return cell if isinstance(cell, Pattern) else Pattern("%s", (cell,))


def flat_rows(dataset: Dataset, snapshot: Snapshot, filters: Filters) -> Iterator[bytes] | None:
    """The rows in order, some thousand at a time; None where `dataset` is not written that way."""
    if not isinstance(dataset, SqlDataset) or dataset.flat is None:
        return None
    return _chunks(dataset, dataset.flat, snapshot, filters)


def _chunks(dataset: SqlDataset[Any], flat: Flat, snapshot: Snapshot, filters: Filters) -> Iterator[bytes]:
    def build() -> Select[Any]:
        columns = (Disclosure.id * _COLUMNS + flat.column, row_of(flat, snapshot.engine.dialect.name))
        statement = _in_order(dataset, named_snapshot(snapshot), named(filters), columns)
        return statement.execution_options(stream_results=True)

    statement = _STREAMS.get((dataset.name, shape_of(snapshot, filters)), build)
    tails: Tails = {}
    mark = _TAIL.encode()
    for rows in _driver_rows(executed(snapshot, statement, values_of(snapshot, filters))):
        _look_up(snapshot, flat.table, {row[0] for row in rows} - tails.keys(), tails)
        yield b"".join([row.replace(mark, tails[place]) for place, row in rows])


def _in_order(
    dataset: SqlDataset[Any], snapshot: Snapshot, filters: Filters, columns: tuple[Any, ...]
) -> Select[Any]:
    """The select of a whole file. Where an index would give the table's own order up, SQLite takes the rows' numbers
    first: it would write all rows and then sort their texts, which takes a fifth longer and holds all of them.
    """
    order = order_of(dataset.columns, filters, dataset.default_sort)
    spread = any(one.operator in _SPREAD for one in filters.conditions)
    if order or not spread or snapshot.engine.dialect.name != "sqlite":
        return dataset.in_order(snapshot, filters, order, columns)
    found = dataset.select(snapshot, filters, dataset.model.id).correlate(None)
    everything = Filters(status=filters.status)
    return dataset.in_order(snapshot, everything, order, columns).where(dataset.model.id.in_(found))


def _driver_rows(result: CursorResult[Any]) -> Iterator[Sequence[tuple[int, bytes]]]:
    """Rows as the driver gives them: SQLAlchemy's own cost a tenth of a file's time."""
    with closing(result):
        rows: Any = result.fetchmany(CHUNK)  # SQLAlchemy may have the first of these at hand, and none after them
        while rows:
            yield rows
            rows = result.cursor.fetchmany(CHUNK) if len(rows) == CHUNK else ()


def _look_up(snapshot: Snapshot, table: str, places: set[int], tails: Tails) -> None:
    """Add the tails of these places."""
    if not places:
        return
    wanted = {place // _COLUMNS for place in places}
    stored = each_remembered(snapshot, "stored files", wanted, partial(_stored_files, snapshot))
    files, tables = public_files(snapshot, stored.values()), tables_of(snapshot, wanted)
    for place in places:
        disclosure, column = divmod(place, _COLUMNS)
        file = files.get(stored[disclosure] or "", "")
        sheet = tables.get((disclosure, table), ("",))[0]
        tails[place] = SEPARATOR.join(("", file, sheet or "", column_letters(column))).encode()


def _stored_files(snapshot: Snapshot, wanted: list[int]) -> dict[int, str]:
    found: Iterable[Any] = executed(snapshot, _FILES, {"wanted": wanted})
    return dict(map(tuple, found))
