"""Parquet of a whole result, for pandas, DuckDB, R arrow: typed columns, written in groups of rows. An optional extra.

pyarrow is large and only this needs it: without it (`available()`) the address says so, and bundles go without Parquet.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from itertools import islice
from typing import IO, Any

from transparency_site.exports.records import cell_maker, headers
from transparency_site.filters import Column, Filters, Kind
from transparency_site.queries.datasets import Dataset
from transparency_site.snapshot import Snapshot

MIMETYPE = "application/vnd.apache.parquet"
_AT_ONCE = 5_000  # rows of a group: what is in memory at a time
# Yuan are exact decimals, days are days; the rest is text, as in a CSV.
_READERS: Mapping[Kind, Callable[[str], Any]] = {
    Kind.MONEY: Decimal, Kind.DATE: dt.date.fromisoformat, Kind.FLAG: lambda text: text == "true",
}


@cache
def available() -> bool:
    """Whether pyarrow is installed (`pip install -r requirements-parquet.txt`)."""
    return importlib.util.find_spec("pyarrow") is not None


def write_parquet(
    columns: tuple[Column, ...], items: Iterable[Any], facts: Mapping[str, Any], *, sample: bool
) -> IO[bytes]:
    """The file as an open temporary file at its start. `facts` are kept in its metadata (dataset, version, licence)."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = tempfile.TemporaryFile()  # noqa: SIM115 - the caller sends it and closes it
    schema = _schema(columns, facts, sample=sample)
    with pq.ParquetWriter(file, schema, compression="zstd", version="2.6") as writer:
        for batch in _batches(columns, items, schema, sample=sample):
            writer.write_batch(batch)
    pa.default_memory_pool().release_unused()
    file.seek(0)
    return file


def parquet_of(dataset: Dataset, snapshot: Snapshot, filters: Filters, *, sample: bool = False) -> Iterator[bytes]:
    """The file of a whole result in pieces."""
    with write_parquet(dataset.columns, dataset.stream(snapshot, filters), {}, sample=sample) as file:
        while piece := file.read(1 << 16):
            yield piece


def _batches(columns: tuple[Column, ...], items: Iterable[Any], schema: Any, *, sample: bool) -> Iterable[Any]:
    import pyarrow as pa

    make, rest = cell_maker(columns), iter(items)
    readers = [_READERS.get(kind) for _key, _zh, _en, kind in headers(columns)]
    while rows := [make(item) for item in islice(rest, _AT_ONCE)]:
        arrays = [
            pa.array([_read(read, row[place]) for row in rows], type=schema.field(place).type)
            for place, read in enumerate(readers)
        ]
        if sample:
            arrays.append(pa.array(["示例数据"] * len(rows)))
        yield pa.record_batch(arrays, schema=schema)


def _read(read: Callable[[str], Any] | None, value: Any) -> Any:
    return value if read is None or value is None else read(value)


def _schema(columns: tuple[Column, ...], facts: Mapping[str, Any], *, sample: bool) -> Any:
    import pyarrow as pa

    types = {Kind.INTEGER: pa.int64(), Kind.MONEY: pa.decimal128(20, 2), Kind.DATE: pa.date32(), Kind.FLAG: pa.bool_()}
    fields = [pa.field(key, types.get(kind, pa.string()), metadata={"zh": zh, "en": en})
              for key, zh, en, kind in headers(columns)]
    said = {name: str(value) for name, value in facts.items() if value is not None}
    return pa.schema([*fields, *([pa.field("sample", pa.string())] if sample else [])], metadata=said)
