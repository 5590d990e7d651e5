"""Files in every format carry the count, sum and digest that the documented script finds in them."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import openpyxl
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from tests.exports.test_files import COLUMNS, Row
from tests.open_data.conftest import Verify
from transparency_site.exports.csv_files import csv_lines
from transparency_site.exports.digests import canonical_maker, digest_of
from transparency_site.exports.jsonl_files import jsonl_lines
from transparency_site.queries.registry import DATASETS

KINDS = ("csv", "jsonl", "parquet", "xlsx")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", sorted(DATASETS))
def test_every_file_verifies(client: FlaskClient, tmp_path: Path, verify: Verify, name: str, kind: str) -> None:
    said = client.get(f"/api/v1/{DATASETS[name].path}?digest=1&page_size=1").json["meta"]
    answer = client.get(f"/api/v1/{DATASETS[name].path}.{kind}")
    path = tmp_path / f"{name}.{kind}"
    path.write_bytes(answer.data)
    count, total, digest = verify(str(path))
    assert (count, digest) == (said["count"], said["digest"])
    assert count > 0 or name in ("findings", "questions"), "the small city has neither"
    if said["sum_fen"] is not None:
        assert total == said["sum_fen"]
    assert answer.headers["X-Data-Digest"] == digest


def test_a_changed_figure_is_found(client: FlaskClient, tmp_path: Path, verify: Verify) -> None:
    whole = client.get("/api/v1/batches.csv").data.decode()
    path = tmp_path / "batches.csv"
    path.write_text(whole, encoding="utf-8", newline="")
    before = verify(str(path))
    amount = str(client.get("/api/v1/batches").json["data"][0]["amount_fen"])
    path.write_text(whole.replace(amount, str(int(amount) + 1), 1), encoding="utf-8", newline="")
    after = verify(str(path))
    assert after[1] == before[1] + 1
    assert after[2] != before[2]


def test_json_lines_are_the_apis_rows(client: FlaskClient) -> None:
    told = client.get("/api/v1/disbursements?page_size=1000&sort=-amount").json["data"]
    answer = client.get("/api/v1/disbursements.jsonl?sort=-amount")
    assert answer.mimetype == "application/x-ndjson"
    lines = [json.loads(line) for line in answer.data.splitlines()]
    assert {line.pop("sample") for line in lines} == {True}
    assert lines == told
    twin = client.get("/disbursements.jsonl?sort=-amount&utm_source=wechat")
    assert twin.data == answer.data


def test_an_empty_result_is_an_empty_file(client: FlaskClient) -> None:
    answer = client.get("/api/v1/disbursements.jsonl?year=1999")
    assert (answer.status_code, answer.data, answer.headers["X-Data-Count"]) == (200, b"", "0")


TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=20) | st.sampled_from(
    ["=1+1", "'=1", "'", "+86", "-x", "@a", "\tb", 'a"b,c\nd\r\ne', "𠮷😀\u2028", "\x7f", "-12.50"])


@given(st.lists(st.tuples(TEXTS, st.one_of(st.none(), st.integers(-10**15, 10**15))), max_size=6))
def test_any_text_gives_one_digest_in_every_format(
    verify: Verify, tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, int | None]]
) -> None:
    items = [dataclasses.replace(Row(), name=name, amount_fen=fen) for name, fen in rows]
    expected = digest_of(map(canonical_maker(COLUMNS), items))
    folder = tmp_path_factory.getbasetemp()
    for kind, write in (("csv", csv_lines), ("jsonl", jsonl_lines)):
        path = folder / f"texts.{kind}"
        path.write_bytes(b"".join(write(COLUMNS, items, sample=True)))
        assert verify(str(path))[2] == expected


def test_the_site_serves_the_script_and_files_carry_licence_and_citation(client: FlaskClient, tmp_path: Path) -> None:
    guide = client.get("/data/verify.md")
    assert "hashlib.sha256" in guide.get_data(as_text=True)
    for kind in KINDS:
        answer = client.get(f"/api/v1/batches.{kind}?year=2013")
        assert 'rel="license"' in answer.headers["Link"]
        assert f'/api/v1/batches.{kind}?year=2013&as_of=9>; rel="cite-as"' in answer.headers["Link"]
    (tmp_path / "batches.xlsx").write_bytes(answer.data)
    said = openpyxl.load_workbook(tmp_path / "batches.xlsx")["说明"]
    facts = {row[0]: row[1] for row in said.iter_rows(values_only=True)}
    assert "[DS/OL]. 第9版." in facts["引用（GB/T 7714）"]
