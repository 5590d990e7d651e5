"""Whole files of a long dataset: each row as one text that the database writes, since making objects of a million rows
costs more than reading them.

A row is UTF-8: its cells between `SEPARATOR`s, in the order of the file's header and as a flat file has them (money as
fen, then as yuan). No stored text has control characters (`data_loaders.text`), so that a separator is never part of a
cell. Bytes, because most of them go on as they are: decoding and encoding would cost a tenth of a file's time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
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

SEPARATOR = "\x1f"
CHUNK = 3000  # about 800 KB
_COLUMNS = 2**14  # more than a sheet has
_STREAMS = Memo(64)
_FILES = select(Disclosure.id, Disclosure.file_sha256).where(Disclosure.id.in_(bindparam("wanted", expanding=True)))

Tails = dict[int, bytes]
"""What stands between a row's cells and its row number, the same for all rows of a table: file, sheet and the column's
letters; by place, which is disclosure * _COLUMNS + column.
"""


class written(GenericFunction[str]):
    """Values put into a pattern's `%s`, a missing one as nothing: half the time of joining them one by one."""

    type: Any = Text()
    inherit_cache = True


class written_utf8(written):
    """As `written`, as UTF-8."""

    type = LargeBinary()
    inherit_cache = True


_FORMS: dict[tuple[type[written], str], str] = {
    (written, "sqlite"): "printf%s", (written, "postgresql"): "format%s",
    (written_utf8, "sqlite"): "CAST(printf%s AS BLOB)", (written_utf8, "postgresql"): "convert_to(format%s, 'UTF8')",
}


@compiles(written)
def _compiled(element: written, compiler: Any, **named: Any) -> str:
    values: str = compiler.process(element.clause_expr, **named)
    return _FORMS[type(element), compiler.dialect.name] % values


def yuan_of(fen: Any) -> Any:
    """Fen as yuan with two decimals, written by the database: exact, on integers."""
    size = func.abs(fen, type_=BigInteger)
    cents = func.substr(cast(100 + size % 100, Text), 2, type_=Text)
    return written("%s%s.%s", case((fen < 0, "-"), else_=""), size // 100, cents)


def flat_rows(dataset: Dataset, snapshot: Snapshot, filters: Filters) -> Iterator[list[bytes]] | None:
    """The rows in order, some thousand at a time, each as its cells between separators; None where `dataset` is not
    written that way.
    """
    if not isinstance(dataset, SqlDataset) or dataset.flat is None:
        return None
    return _chunks(dataset, dataset.flat, snapshot, filters)


def _chunks(dataset: SqlDataset[Any], flat: Flat, snapshot: Snapshot, filters: Filters) -> Iterator[list[bytes]]:
    order = order_of(dataset.columns, filters, dataset.default_sort)

    def build() -> Select[Any]:
        pattern = SEPARATOR.join("%s" for _cell in flat.cells)
        place = Disclosure.id * _COLUMNS + flat.column
        columns = (place, written_utf8(pattern, *flat.cells), written_utf8("%s", flat.row))
        statement = dataset.in_order(named_snapshot(snapshot), named(filters), order, columns)
        return statement.execution_options(stream_results=True)

    statement = _STREAMS.get((dataset.name, shape_of(snapshot, filters)), build)
    tails: Tails = {}
    for rows in _driver_rows(executed(snapshot, statement, values_of(snapshot, filters))):
        _look_up(snapshot, flat.table, {row[0] for row in rows} - tails.keys(), tails)
        yield [cells + tails[place] + row for place, cells, row in rows]


def _driver_rows(result: CursorResult[Any]) -> Iterator[Sequence[tuple[int, bytes, bytes]]]:
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
