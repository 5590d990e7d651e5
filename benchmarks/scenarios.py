"""What is asked, of us and of Datasette: the same rows by each one's own addresses, in the same order."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

WORDS = (
    "公路", "水库", "危房改造", "合作社", "有限公司", "卫生院", "中心小学", "补助", "种业", "茶业",
    "幼儿园", "示例", "学校", "养殖",
)  # fmt: skip
"""Words of the sample's payments that Datasette's full text has as well: both are asked for what both have."""
_YEARS_OF_WORD = (
    "SELECT DISTINCT year FROM disbursements WHERE rowid IN"
    " (SELECT rowid FROM disbursements_fts WHERE disbursements_fts MATCH ?) ORDER BY year"
)
_AMOUNT, _ROW = '<a class="fig"', '<td class="col-amount_fen'


@dataclass(frozen=True)
class Scenario:
    """`ours` and `theirs` give addresses that no earlier round asked for, except where `seen`: then always one.

    `marks`: what stands in each answer of ours and of theirs that has what was asked for.
    """

    name: str
    ours: Sequence[str]
    theirs: Sequence[str]
    goal: float
    marks: tuple[str, str]
    seen: bool = False

    def share(self, paths: Sequence[str], part: int, parts: int) -> Sequence[str]:
        """The addresses of one of several rounds: disjoint, so that no round warms another's."""
        if self.seen:
            return paths
        own = paths[: -1000 if len(paths) > 2000 else None]  # the last ones are for warming up
        return own[part * len(own) // parts : (part + 1) * len(own) // parts] or paths


def scenarios(data: Path, figures: int = 20_000) -> list[Scenario]:
    """The scenarios over the rows of Datasette's database `data`."""
    with sqlite3.connect(data) as connection:
        lists = _filters(connection)
        payments = list(connection.execute(
            "SELECT rowid, year, batch, line FROM disbursements ORDER BY rowid * 7919 % 1000003 LIMIT ?", (figures,)
        ))  # fmt: skip
        found = [
            (quote(word), year)
            for word in WORDS for (year,) in connection.execute(_YEARS_OF_WORD, (f'"{word}"',))
        ]
    searches = [(*one, number) for number in range(1, 400) for one in found]
    return [
        Scenario("list page", [f"/disbursements?{_our(one)}" for one in lists],
                 [f"/datasette/disbursements?_size=50&{_their(one)}" for one in lists], 10, (_AMOUNT, _ROW)),
        Scenario("JSON, 50 rows", [f"/api/v1/disbursements?{_our(one)}&sort=amount" for one in lists],
                 [f"/datasette/disbursements.json?_shape=objects&_size=50&_sort=amount_fen&{_their(one)}"
                  for one in lists], 5, ('"amount_fen":', '"amount_fen":')),
        Scenario("search page", [f"/search?q={word}&year={year}&n={n}" for word, year, n in searches],
                 [f"/datasette/disbursements?_search={word}&year={year}&_size=20&_n={n}" for word, year, n in searches],
                 15, ("<mark>", _ROW)),
        Scenario("detail page", [f"/figures/batch.{year}.{batch}.recipients.{line}.amount"
                                 for _, year, batch, line in payments],
                 [f"/datasette/disbursements/{rowid}" for rowid, *_ in payments], 5, ('class="data sheet"', _ROW)),
        Scenario("page seen before", ["/disbursements"], ["/datasette/disbursements?_size=50"], 60, (_AMOUNT, _ROW),
                 seen=True),
    ]  # fmt: skip


def _our(one: tuple[int, str, str, int]) -> str:
    year, place, fund, yuan = one
    return f"year={year}&township={place}&fund={fund}&amount_yuan__gte={yuan}"


def _their(one: tuple[int, str, str, int]) -> str:
    year, place, fund, yuan = one
    return f"year={year}&township_code={place}&fund_code={fund}&amount_fen__gte={yuan * 100}"


def _filters(connection: sqlite3.Connection, wanted: int = 12_000) -> list[tuple[int, str, str, int]]:
    """(year, township, fund, least yuan) of lists that have payments, each an address of its own."""
    having = list(connection.execute(
        "SELECT DISTINCT year, township_code, fund_code FROM disbursements WHERE township_code IS NOT NULL"
    ))  # fmt: skip
    found = [(*one, yuan) for yuan in range(1, wanted // len(having) + 2) for one in having]
    random.Random(20131231).shuffle(found)
    return found[:wanted]
