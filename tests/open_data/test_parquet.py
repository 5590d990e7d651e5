"""Parquet: typed, the same rows as every other format, flat in memory, and a plain word where it is not installed."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
from decimal import Decimal

import pyarrow.parquet
import pytest
from flask.testing import FlaskClient

from tests.exports.test_files import COLUMNS, Row
from transparency_site import answers
from transparency_site.exports.parquet_files import write_parquet


def test_columns_have_types_and_names_in_both_languages() -> None:
    rows = [Row(name="=1+1"), Row(name=None, amount_fen=None, day=None, source=None)]
    with write_parquet(COLUMNS, rows, {"数据版本": 9, "许可": "CC BY 4.0", "摘要": None}, sample=True) as file:
        content = file.read()
        table = pyarrow.parquet.read_table(io.BytesIO(content))
    first, second = table.to_pylist()
    assert (first["code"], first["name"], first["amount_fen"]) == ("0101", "=1+1", 1_234_567_890_123)
    assert (first["amount_yuan"], first["day"]) == (Decimal("12345678901.23"), dt.date(2013, 6, 30))
    assert {second[key] for key in ("name", "amount_fen", "amount_yuan", "day", "source_cell")} == {None}
    assert first["sample"] == "示例数据"
    metadata = {key.decode(): value.decode() for key, value in table.schema.metadata.items()}
    assert (metadata["许可"], metadata["数据版本"]) == ("CC BY 4.0", "9")
    assert "摘要" not in metadata
    assert table.schema.field("amount_fen").metadata[b"zh"] == "金额（分）".encode()
    with write_parquet(COLUMNS, rows, {"数据版本": 9, "许可": "CC BY 4.0", "摘要": None}, sample=True) as again:
        assert again.read() == content


def test_many_rows_are_written_in_groups() -> None:
    rows = (dataclasses.replace(Row(), amount_fen=number) for number in range(12_000))
    with write_parquet(COLUMNS, rows, {}, sample=False) as file:
        found = pyarrow.parquet.ParquetFile(file)
        assert (found.metadata.num_rows, found.metadata.num_row_groups) == (12_000, 3)
        assert sum(found.read(["amount_fen"])["amount_fen"].to_pylist()) == sum(range(12_000))


def test_lists_pages_twins_and_groupings_have_it(client: FlaskClient) -> None:
    link = client.get("/api/v1/batches?year=2013").json["links"]["parquet"]
    assert link == "/api/v1/batches.parquet?year=2013"
    for address in (link, "/batches.parquet?year=2013", "/api/v1/aggregate.parquet?dataset=batches&group_by=fund"):
        answer = client.get(address)
        assert (answer.status_code, answer.mimetype) == (200, "application/vnd.apache.parquet")
        found = pyarrow.parquet.read_table(io.BytesIO(answer.data))
        assert found.num_rows == int(answer.headers["X-Data-Count"]) > 0
        assert answer.content_length == len(answer.data)
    empty = client.get("/api/v1/batches.parquet?year=1999")
    assert pyarrow.parquet.read_table(io.BytesIO(empty.data)).num_rows == 0


def test_without_the_extra_the_address_says_so(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "available", lambda: False)
    refused = client.get("/api/v1/batches.parquet", headers={"Accept-Language": "en"})
    assert (refused.status_code, refused.json["code"]) == (406, "format-missing")
    assert "csv" in refused.json["what_to_do"]
    never_asked = client.get("/api/v1/batches?page_size=17")  # others' answers are kept, with the extra
    assert "parquet" not in never_asked.json["links"]
