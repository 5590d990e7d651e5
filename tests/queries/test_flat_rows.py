"""Rows that the database writes are the rows that objects would give: cell by cell, byte by byte, on both databases."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import BigInteger, bindparam, select

from transparency_site.exports import csv_files
from transparency_site.exports.csv_files import csv_lines, csv_of
from transparency_site.exports.digests import canonical_maker, digest, digest_of
from transparency_site.exports.records import cell_maker
from transparency_site.filters import Filters, where
from transparency_site.queries.flat_rows import SEPARATOR, flat_rows, yuan_of
from transparency_site.queries.registry import DATASETS
from transparency_site.queries.sql_rows import SqlDataset
from transparency_site.snapshot import Snapshot

WRITTEN = sorted(name for name, one in DATASETS.items() if isinstance(one, SqlDataset) and one.flat)
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from('",=+-@\t'), max_size=12)


@pytest.mark.parametrize("name", WRITTEN)
@pytest.mark.parametrize("sort", [(), ("-amount",)])
@pytest.mark.parametrize("at_once", [3, 5000])
def test_the_same_rows_in_the_same_order(
    snapshot: Snapshot, name: str, sort: tuple[str, ...], at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("transparency_site.queries.flat_rows.CHUNK", at_once)
    dataset, filters = DATASETS[name], Filters(sort=sort)
    make = cell_maker(dataset.columns)
    expected = [["" if cell is None else str(cell) for cell in make(one)] for one in dataset.stream(snapshot, filters)]
    chunks = flat_rows(dataset, snapshot, filters)
    assert chunks is not None
    assert [line.decode().split(SEPARATOR) for lines in chunks for line in lines] == expected
    assert len(expected) > 3


@pytest.mark.parametrize("name", WRITTEN)
@pytest.mark.parametrize("protect", [True, False])
def test_the_same_file_and_digest(snapshot: Snapshot, name: str, protect: bool) -> None:
    dataset, filters = DATASETS[name], where(year=2013)
    one_by_one = csv_lines(dataset.columns, dataset.stream(snapshot, filters), sample=True, protect=protect)
    assert b"".join(csv_of(dataset, snapshot, filters, sample=True, protect=protect)) == b"".join(one_by_one)
    rows = map(canonical_maker(dataset.columns), dataset.stream(snapshot, filters))
    assert digest(snapshot, dataset, filters) == digest_of(rows)


def test_long_datasets_are_written_by_the_database(snapshot: Snapshot) -> None:
    assert "disbursements" in WRITTEN
    assert flat_rows(DATASETS["units"], snapshot, Filters()) is None


@given(st.lists(st.lists(TEXTS, min_size=3, max_size=3), min_size=1, max_size=5), st.booleans())
def test_any_cells_are_written_as_the_csv_module_does(rows: list[list[str]], protect: bool) -> None:
    texts = [0, 1, 2] if protect else []
    found = csv_files._written([SEPARATOR.join(row).encode() for row in rows], ["示例"], texts).decode()
    buffer = io.StringIO()
    protected = [[csv_files.safe(cell) for cell in row] if protect else row for row in rows]
    csv.writer(buffer, lineterminator="\r\n").writerows([*row, "示例"] for row in protected)
    assert found == buffer.getvalue()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fen=st.integers(-10**15, 10**15))
def test_money_is_exact(snapshot: Snapshot, fen: int) -> None:
    yuan = snapshot.session.scalar(select(yuan_of(bindparam("fen", fen, BigInteger))))
    assert yuan is not None
    assert Decimal(yuan) * 100 == fen
    assert len(yuan.rpartition(".")[2]) == 2
