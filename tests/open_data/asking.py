"""Random questions to every dataset, from a fixed seed: filters made of values that occur, an order, a version."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from flask.testing import FlaskClient

from transparency_site.filters import OPERATORS, Column, Kind, sort_names, yuan_text
from transparency_site.queries.registry import DATASETS

SEED = 20140215
Values = dict[str, list[dict[str, Any]]]
"""The published rows of every dataset."""


def published_values(client: FlaskClient) -> Values:
    return {
        name: client.get(f"/api/v1/{dataset.path}?page_size=1000").json["data"] for name, dataset in DATASETS.items()
    }


def questions(values: Values, seed: int, number: int) -> Iterator[tuple[str, dict[str, str]]]:
    """`number` of (dataset, parameters)."""
    chance = random.Random(seed)
    for _one in range(number):
        name = chance.choice(sorted(DATASETS))
        usable = [one for one in DATASETS[name].columns if one.filtered and OPERATORS[one.kind] and one.shown]
        asked: dict[str, str] = {}
        for column in chance.sample(usable, chance.randint(0, min(3, len(usable)))):
            asked |= _condition(chance, column, values[name])
        if chance.random() < 0.3:
            asked["sort"] = chance.choice(("", "-")) + chance.choice(sorted(sort_names(DATASETS[name].columns)))
        if chance.random() < 0.3:
            asked["as_of"] = str(chance.randint(2, 9))
        yield name, asked


def _condition(chance: random.Random, column: Column, rows: list[dict[str, Any]]) -> dict[str, str]:
    """One filter on `column` with a value that occurs, or nothing where none does."""
    known = [row[column.key] for row in rows if row[column.key] not in (None, "", [])]
    if not known:
        return {}
    operator = chance.choice(OPERATORS[column.kind])
    picked = sorted({_text(column, chance.choice(known)) for _one in range(3 if operator == "in" else 1)})
    if any("," in one for one in picked) and operator == "in":
        return {}
    if operator == "contains":
        start = chance.randrange(len(picked[0]))
        picked = [picked[0][start : start + chance.randint(1, 4)]]
    name = column.key.removesuffix("_fen") + "_yuan" if column.kind is Kind.MONEY else column.parameter
    return {name + ("" if operator == "eq" else f"__{operator}"): ",".join(picked)}


def _text(column: Column, value: Any) -> str:
    if column.kind is Kind.MONEY:
        return yuan_text(value)
    return str(value).lower() if column.kind is Kind.FLAG else str(value)
