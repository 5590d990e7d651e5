"""Random filters over every dataset: JSON, JSON lines, CSV and XLSX agree in count, sum and digest; groups add up.

`TORTURE_CASES` asks for more questions; every tenth is asked as XLSX too.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.open_data.conftest import Verify
from transparency_site.filters import OPERATORS, Column, Kind, sort_names, yuan_text
from transparency_site.queries.aggregate import group_columns
from transparency_site.queries.registry import DATASETS

CASES = int(os.environ.get("TORTURE_CASES", "60"))
PARTS = 4  # so that several workers share the work
SEED = 20140215
XLSX_EVERY = 10


@pytest.fixture(scope="module")
def values(request: pytest.FixtureRequest) -> dict[str, list[dict[str, Any]]]:
    """The published rows of every dataset: filters are made of values that occur."""
    client = request.getfixturevalue("app").test_client()
    return {name: client.get(f"/api/v1/{name}?page_size=1000").json["data"] for name in DATASETS}


def questions(values: dict[str, list[dict[str, Any]]], part: int) -> Iterator[tuple[str, dict[str, str]]]:
    """(dataset, filters) from a fixed seed."""
    chance = random.Random(SEED + part)
    for _number in range(CASES // PARTS):
        name = chance.choice(sorted(DATASETS))
        usable = [one for one in DATASETS[name].columns if one.filtered and OPERATORS[one.kind] and one.shown]
        asked: dict[str, str] = {}
        for column in chance.sample(usable, chance.randint(0, min(3, len(usable)))):
            asked |= condition(chance, column, values[name])
        if chance.random() < 0.3:
            asked["sort"] = chance.choice(("", "-")) + chance.choice(sorted(sort_names(DATASETS[name].columns)))
        if chance.random() < 0.3:
            asked["as_of"] = str(chance.randint(2, 9))
        yield name, asked


def condition(chance: random.Random, column: Column, rows: list[dict[str, Any]]) -> dict[str, str]:
    """One filter on `column` with a value that occurs, or nothing where none does."""
    known = [row[column.key] for row in rows if row[column.key] not in (None, "", [])]
    if not known:
        return {}
    operator = chance.choice(OPERATORS[column.kind])
    picked = sorted({text(column, chance.choice(known)) for _one in range(3 if operator == "in" else 1)})
    if any("," in one for one in picked) and operator == "in":
        return {}
    if operator == "contains":
        start = chance.randrange(len(picked[0]))
        picked = [picked[0][start : start + chance.randint(1, 4)]]
    name = column.key.removesuffix("_fen") + "_yuan" if column.kind is Kind.MONEY else column.parameter
    return {name + ("" if operator == "eq" else f"__{operator}"): ",".join(picked)}


def text(column: Column, value: Any) -> str:
    if column.kind is Kind.MONEY:
        return yuan_text(value)
    return str(value).lower() if column.kind is Kind.FLAG else str(value)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_format_gives_one_answer(
    client: FlaskClient, values: dict[str, list[dict[str, Any]]], verify: Verify, tmp_path: Path, part: int
) -> None:
    filled = 0
    for number, (name, asked) in enumerate(questions(values, part)):
        told = client.get(f"/api/v1/{name}", query_string={**asked, "digest": "1"})
        assert told.status_code == 200, (name, asked, told.data)
        meta = told.json["meta"]
        filled += meta["count"] > 0
        for kind in ("csv", "jsonl", *(["xlsx"] if number % XLSX_EVERY == 0 else [])):
            answer = client.get(f"/api/v1/{name}.{kind}", query_string=asked)
            assert answer.status_code == 200, (name, asked, kind, answer.data)
            path = tmp_path / f"answer.{kind}"
            path.write_bytes(answer.data)
            count, total, digest = verify(str(path))
            said = (name, asked, kind)
            assert (count, digest) == (meta["count"], meta["digest"]), said
            assert meta["sum_fen"] in (None, total), said
            assert answer.headers["X-Data-Digest"] == digest, said
    assert filled * 2 > CASES // PARTS, "most questions find something"


@pytest.mark.parametrize("part", range(PARTS))
def test_groups_add_up(client: FlaskClient, values: dict[str, list[dict[str, Any]]], part: int) -> None:
    chance = random.Random(SEED - part)
    for name, given in questions(values, part):
        asked = {key: one for key, one in given.items() if key != "sort"}
        meta = client.get(f"/api/v1/{name}", query_string=asked).json["meta"]
        columns = group_columns(DATASETS[name])
        keys = chance.sample(sorted(columns), chance.randint(1, min(3, len(columns))))
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
        assert sum(row["count"] for row in rows) == meta["count"], said
        if meta["sum_fen"] is not None and "amount_fen" in (rows[0] if rows else {}):
            assert sum(row["amount_fen"] or 0 for row in rows) == meta["sum_fen"], said
