"""Random filters over every dataset: JSON, JSON lines, CSV, XLSX and Parquet agree in count, sum and digest; groups
add up.

10,000 questions, each of them in every format, where TORTURE_CASES is set (TORTURE_QUESTIONS for another number); there
nine of ten workbooks are read by a quicker reader than the documented script's.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest
import python_calamine
from flask.testing import FlaskClient

from tests.open_data.asking import SEED, Values, published_values, questions
from tests.open_data.conftest import Verify
from transparency_site.queries.aggregate import group_columns
from transparency_site.queries.registry import DATASETS

LONG = "TORTURE_CASES" in os.environ
CASES = int(os.environ.get("TORTURE_QUESTIONS") or ("10000" if LONG else "500"))
GROUPINGS = CASES if LONG else 120
PARTS = 4  # so that several workers share the work
OTHERS_EVERY = 1 if LONG else 16  # CSV always; JSON lines, XLSX and Parquet now and then


@pytest.fixture(scope="module")
def values(request: pytest.FixtureRequest) -> Values:
    return published_values(request.getfixturevalue("app").test_client())


@pytest.mark.parametrize("part", range(PARTS))
def test_every_format_gives_one_answer(
    client: FlaskClient, values: Values, verify: Verify, tmp_path: Path, part: int
) -> None:
    filled = rows = 0
    for number, (name, asked) in enumerate(questions(values, SEED + part, CASES // PARTS)):
        told = client.get(f"/api/v1/{DATASETS[name].path}", query_string={**asked, "digest": "1"})
        assert told.status_code == 200, (name, asked, told.data)
        meta = told.json["meta"]
        filled, rows = filled + (meta["count"] > 0), rows + meta["count"]
        script = verify if number % 10 == 0 or not LONG else quicker(verify)
        for kind in ("csv", *(["jsonl", "xlsx", "parquet"] if number % OTHERS_EVERY == 0 else [])):
            same_answer(client, script, tmp_path / f"answer.{kind}", name, asked, meta)
    assert filled * 2 > CASES // PARTS, "most questions find something"
    print(f"{CASES // PARTS} questions, {filled} with rows, {rows} rows in each format: count, sum and digest equal")


def quicker(verify: Verify) -> Verify:
    """The documented script with another reader of workbooks: 0.3 ms in place of 9."""
    names = verify.__globals__
    documented = names["rows"]

    def rows(path: str) -> list[dict[str, Any]]:
        if not path.endswith(".xlsx"):
            found: list[dict[str, Any]] = documented(path)
            return found
        sheets = python_calamine.load_workbook(path)
        data, fields = (sheets.get_sheet_by_index(place).to_python(skip_empty_area=False) for place in (0, 1))
        return [dict(zip((field[0] for field in fields[1:]), map(_whole, row), strict=False)) for row in data[1:]]

    quick: Verify = FunctionType(verify.__code__, {**names, "rows": rows})  # type: ignore[attr-defined]
    return quick


def _whole(value: Any) -> Any:
    """Numbers of a sheet are floats to this reader; what the digest holds are whole ones."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def same_answer(
    client: FlaskClient, verify: Verify, path: Path, name: str, asked: dict[str, str], meta: dict[str, Any]
) -> None:
    said = (name, asked, path.suffix)
    answer = client.get(f"/api/v1/{DATASETS[name].path}{path.suffix}", query_string=asked)
    assert answer.status_code == 200, (*said, answer.data)
    path.write_bytes(answer.data)
    answer.close()
    count, total, digest = verify(str(path))
    assert (count, digest) == (meta["count"], meta["digest"]), said
    assert meta["sum_fen"] in (None, total), said
    assert answer.headers["X-Data-Digest"] == digest, said


@pytest.mark.parametrize("part", range(PARTS))
def test_groups_add_up(client: FlaskClient, values: Values, part: int) -> None:
    added = 0
    for name, asked, keys in groupings(values, part):
        meta = client.get(f"/api/v1/{DATASETS[name].path}", query_string=asked).json["meta"]
        measure = "count" if meta["sum_fen"] is None else "amount"
        if "measure" in asked and (name == "changes" or meta["sum_fen"] is None):
            continue  # the dataset's own filter has the name of a grouping's parameter: it would ask for a sum
        grouped = client.get("/api/v1/aggregate", query_string={
            **asked, "dataset": name, "group_by": ",".join(keys), "measure": asked.get("measure", measure),
            "page_size": "1000"})
        said = (name, asked, keys, grouped.json)
        assert grouped.status_code == 200, said
        rows = grouped.json["data"]
        if grouped.json["links"]["next"]:
            continue
        added += 1
        assert sum(row["count"] for row in rows) == meta["count"], said
        if meta["sum_fen"] is not None and "amount_fen" in (rows[0] if rows else {}):
            assert sum(row["amount_fen"] or 0 for row in rows) == meta["sum_fen"], said
    assert added * 2 > GROUPINGS // PARTS
    print(f"{added} groupings add up")


def groupings(values: Values, part: int) -> Iterator[tuple[str, dict[str, str], list[str]]]:
    """(dataset, filters, what to group by)."""
    chance = random.Random(SEED - part)
    for name, given in questions(values, SEED + part, GROUPINGS // PARTS):
        columns = group_columns(DATASETS[name])
        keys = chance.sample(sorted(columns), chance.randint(1, min(3, len(columns))))
        yield name, {key: one for key, one in given.items() if key != "sort"}, keys
