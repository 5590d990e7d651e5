"""Rows that the database writes are the rows that objects would give: cell by cell, byte by byte, on both databases."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import BigInteger, bindparam, select

from transparency_site.exports import csv_files, digests
from transparency_site.exports.csv_files import csv_lines, csv_of
from transparency_site.exports.digests import canonical_maker, digest, digest_of
from transparency_site.exports.records import cell_maker
from transparency_site.filters import Column, Condition, Filters, where, yuan_text
from transparency_site.queries.datasets import Dataset
from transparency_site.queries.flat_rows import END, SEPARATOR, flat_rows, written, yuan_of
from transparency_site.queries.registry import DATASETS
from transparency_site.queries.sql_rows import SqlDataset
from transparency_site.snapshot import Snapshot

WRITTEN = sorted(name for name, one in DATASETS.items() if isinstance(one, SqlDataset) and one.flat)
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from('",=+-@\t'), max_size=12)

FROM, UPTO = Condition("amount_fen", "gte", (1,)), Condition("amount_fen", "lte", (10**9,))
YEARS, TEXT = Condition("year", "in", (2012, 2013)), Condition("recipient", "contains", ("",))


def cells_of(dataset: Dataset, snapshot: Snapshot, filters: Filters) -> list[list[str]]:
    """The cells of all rows that the database writes."""
    chunks = flat_rows(dataset, snapshot, filters)
    assert chunks is not None
    return [row.split(SEPARATOR) for rows in chunks for row in rows.decode().split(END)[:-1]]


def cells_of_objects(dataset: Dataset, snapshot: Snapshot, filters: Filters) -> list[list[str]]:
    make = cell_maker(dataset.columns)
    return [["" if cell is None else str(cell) for cell in make(one)] for one in dataset.stream(snapshot, filters)]


@pytest.mark.parametrize("name", WRITTEN)
@pytest.mark.parametrize("sort", [(), ("-amount",)])
@pytest.mark.parametrize("at_once", [3, 5000])
def test_the_same_rows_in_the_same_order(
    snapshot: Snapshot, name: str, sort: tuple[str, ...], at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("transparency_site.queries.flat_rows.CHUNK", at_once)
    dataset, filters = DATASETS[name], Filters(sort=sort)
    expected = cells_of_objects(dataset, snapshot, filters)
    assert cells_of(dataset, snapshot, filters) == expected
    assert len(expected) > 3


@pytest.mark.parametrize("status", ["published", "withdrawn"])
@pytest.mark.parametrize("sort", [(), ("-amount",)])
@pytest.mark.parametrize("conditions", [(FROM,), (FROM, UPTO), (YEARS,), (YEARS, TEXT, UPTO), (TEXT,)])
def test_the_same_rows_of_a_range(
    snapshot: Snapshot, conditions: tuple[Condition, ...], sort: tuple[str, ...], status: str
) -> None:
    dataset, filters = DATASETS["disbursements"], Filters(conditions, sort, status)
    expected = cells_of_objects(dataset, snapshot, filters)
    assert cells_of(dataset, snapshot, filters) == expected
    assert len(expected) > 3 or status == "withdrawn"


def test_a_candidate_stands_in_for_what_it_replaces(snapshot: Snapshot) -> None:
    dataset, preview = DATASETS["disbursements"], replace(snapshot, candidate=1)
    expected = cells_of_objects(dataset, preview, Filters((FROM,)))
    assert cells_of(dataset, preview, Filters((FROM,))) == expected


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


@given(st.lists(st.lists(TEXTS, min_size=3, max_size=3), min_size=1, max_size=5), st.booleans(),
       st.sampled_from([[], ["示例"]]))
def test_any_cells_are_written_as_the_csv_module_does(rows: list[list[str]], protect: bool, mark: list[str]) -> None:
    texts = [0, 1, 2] if protect else []
    found = csv_files._written(whole(rows), mark, texts).decode()
    buffer = io.StringIO()
    protected = [[csv_files.safe(cell) for cell in row] if protect else row for row in rows]
    csv.writer(buffer, lineterminator="\r\n").writerows([*row, *mark] for row in protected)
    assert found == buffer.getvalue()


@pytest.mark.parametrize("odd", ["a,b", "a,b,c", ",", 'a"b', 'a",b', "=1+1", "-5", "-a", "a\nb", "a\r\nb", "'=1"])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_one_odd_cell_among_many_rows(odd: str, place: int) -> None:
    rows = [["a", "b,c" if number % 3 == 0 else "b", "c"] for number in range(9)]
    rows[4][place] = odd
    found = csv_files._written(whole(rows), [], [0, 1, 2]).decode()
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(map(csv_files.safe, row) for row in rows)
    assert found == buffer.getvalue()


@given(st.lists(st.lists(TEXTS | st.sampled_from(['"', "\\", "a\nb", "'=1"]), min_size=3, max_size=3), max_size=5))
def test_any_cells_have_the_digest_of_their_objects(texts: list[list[str]]) -> None:
    columns = tuple(Column(key, key, key) for key in "cab")
    rows = [[f"id{number}", *row[1:]] for number, row in enumerate(texts)]
    objects = map(canonical_maker(columns), [SimpleNamespace(**dict(zip("cab", row, strict=True))) for row in rows])
    assert list(digests._flat_canonical(columns)(whole(rows))) == list(objects)


def test_rows_read_for_the_digest_are_rows_of_the_file(snapshot: Snapshot) -> None:
    dataset, filters = DATASETS["disbursements"], Filters((FROM,), sort=("-amount",))
    rows = list(flat_rows(dataset, snapshot, filters) or ())
    expected = digest(replace(snapshot, latest=0), dataset, filters)
    assert digest(snapshot, dataset, filters, rows) == expected
    assert b"".join(csv_of(dataset, snapshot, filters, written=rows)) == b"".join(csv_of(dataset, snapshot, filters))


def whole(rows: list[list[str]]) -> bytes:
    """Rows as `flat_rows` gives them."""
    return "".join(f"{SEPARATOR.join(row)}{END}" for row in rows).encode()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fen=st.integers(-10**15, 10**15))
def test_money_is_exact(snapshot: Snapshot, fen: int) -> None:
    pattern = yuan_of(bindparam("fen", fen, BigInteger), "sqlite")
    yuan = snapshot.session.scalar(select(written(pattern.text, *pattern.values))).decode()
    assert Decimal(yuan) * 100 == fen
    assert yuan == yuan_text(fen)
