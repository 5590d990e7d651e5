"""How SQLite answers questions about a million payments: what counts and adds looks at an index alone, and nothing is
sorted for a page in a list's own order.

Without statistics SQLite plans the same whatever is in the tables, so that the small city shows what a large one gets.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import event

from transparency_site.filters import Condition, Filters
from transparency_site.queries.flat_rows import flat_rows
from transparency_site.queries.memo import forget_everything
from transparency_site.queries.registry import DATASETS
from transparency_site.snapshot import Snapshot

DISBURSEMENTS = DATASETS["disbursements"]
YEAR = Condition("year", "eq", (2013,))
FUND = Condition("fund", "eq", ("SF01",))
TYPE = Condition("recipient_type", "eq", ("person",))
TOWNSHIP = Condition("township_code", "eq", ("999981101",))
FROM, UPTO = Condition("amount_fen", "gte", (1,)), Condition("amount_fen", "lte", (100,))


def plans(snapshot: Snapshot, ask: Callable[[Snapshot, Filters], object], filters: Filters) -> list[str]:
    """The plan of each statement about payments that the question asks."""
    asked: list[tuple[str, tuple[object, ...]]] = []

    def note(_connection: object, _cursor: object, statement: str, values: tuple[object, ...], *_more: object) -> None:
        asked.append((statement, values))

    forget_everything()
    event.listen(snapshot.engine, "before_cursor_execute", note)
    try:
        ask(snapshot, filters)
    finally:
        event.remove(snapshot.engine, "before_cursor_execute", note)
    connection = snapshot.session.connection()
    return [
        " | ".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values))
        for statement, values in asked
        if "disbursements" in statement
    ]


@pytest.mark.parametrize(
    ("conditions", "index"),
    [
        ((FROM,), "amount"),
        ((UPTO, TYPE), "amount"),
        ((TYPE,), "amount"),
        ((TOWNSHIP,), "township"),
        ((TOWNSHIP, YEAR, FUND), "township"),
        ((YEAR, FROM), "year_amount"),
    ],
)
def test_counts_and_sums_look_at_an_index_alone(
    snapshot: Snapshot, conditions: tuple[Condition, ...], index: str
) -> None:
    (plan,) = plans(snapshot, DISBURSEMENTS.summary, Filters(conditions))
    assert f"disbursements USING COVERING INDEX ix_disbursements_{index}" in plan


@pytest.mark.parametrize("conditions", [(), (YEAR,), (TOWNSHIP,), (FROM,), (TYPE,)])
def test_nothing_is_sorted_for_a_page_of_a_list(snapshot: Snapshot, conditions: tuple[Condition, ...]) -> None:
    assert "TEMP B-TREE" not in plans(snapshot, DISBURSEMENTS.page, Filters(conditions))[0]


@pytest.mark.parametrize("conditions", [(), (YEAR,), (FROM,), (FROM, UPTO), (FROM, TYPE), (YEAR, FROM)])
def test_no_row_of_a_file_is_sorted(snapshot: Snapshot, conditions: tuple[Condition, ...]) -> None:
    (plan,) = plans(snapshot, lambda *asked: list(flat_rows(DISBURSEMENTS, *asked) or ()), Filters(conditions))
    assert "TEMP B-TREE" not in plan
