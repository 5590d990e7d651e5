"""Datasets: rows, counts, exact sums, order and cursors, the same for rows in SQL and short lists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from transparency_site.exports.records import record_maker
from transparency_site.filters import BadParameter, Condition, Filters, Paging, where
from transparency_site.models import Disclosure, PublishedFinding
from transparency_site.queries import batches, budget_lines, budget_totals, disbursements, three_public, units
from transparency_site.queries.datasets import Summary
from transparency_site.queries.memo import forget_everything
from transparency_site.queries.registry import DATASETS
from transparency_site.snapshot import Snapshot

At = Callable[[str | int], Snapshot]


def walk(snapshot: Snapshot, name: str, filters: Filters, size: int) -> list[Any]:
    """Every item of a dataset, page by page."""
    found: list[Any] = []
    cursor: str | None = None
    while True:
        page = DATASETS[name].page(snapshot, filters, Paging(size, cursor))
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            return found


@pytest.mark.parametrize("name", sorted(DATASETS))
def test_a_walk_page_by_page_loses_and_repeats_nothing(snapshot: Snapshot, name: str) -> None:
    dataset = DATASETS[name]
    whole = list(dataset.stream(snapshot, Filters()))
    size = 2 if len(whole) < 100 else 97
    assert walk(snapshot, name, Filters(), size) == whole
    assert len(whole) == dataset.summary(snapshot, Filters()).count


@pytest.mark.parametrize("filters", [Filters(), where(year=2013), Filters(sort=("-amount", "township"))])
@pytest.mark.parametrize("name", [name for name, one in DATASETS.items() if getattr(one, "records", None)])
def test_json_objects_without_rows_between_are_those_of_the_rows(
    snapshot: Snapshot, name: str, filters: Filters
) -> None:
    dataset: Any = DATASETS[name]
    paging = Paging(7)
    while True:
        page, given = dataset.page(snapshot, filters, paging), dataset.record_page(snapshot, filters, paging)
        expected = list(map(record_maker(dataset.columns), page.items))
        assert [list(one.items()) for one in given.items] == [list(one.items()) for one in expected]
        assert replace(given, items=()) == replace(page, items=())
        if page.next_cursor is None:
            break
        paging = Paging(7, page.next_cursor)


def test_payments_give_their_json_objects_themselves() -> None:
    assert disbursements.DATASET.records is not None, "else the test above compares nothing"


def pages_of(snapshot: Snapshot, name: str, filters: Filters, size: int) -> list[Any]:
    """The pages of a walk forward."""
    found = [DATASETS[name].page(snapshot, filters, Paging(size))]
    while found[-1].next_cursor is not None:
        found.append(DATASETS[name].page(snapshot, filters, Paging(size, found[-1].next_cursor)))
    return found


@pytest.mark.parametrize("name", sorted(DATASETS))
def test_the_way_back_goes_through_the_same_pages(snapshot: Snapshot, name: str) -> None:
    dataset = DATASETS[name]
    count = dataset.summary(snapshot, Filters()).count
    orders = [()] + [(f"{sign}{one.sort_name}",) for one in dataset.columns if one.sort for sign in ("", "-")]
    for order in orders if count < 300 else orders[:3]:
        filters = Filters(sort=order)
        forward = pages_of(snapshot, name, filters, 3 if count < 60 else count // 3)
        assert forward[0].previous_cursor is None
        page = forward[-1]
        for expected in forward[-2::-1]:
            assert page.previous_cursor is not None, order
            page = dataset.page(snapshot, filters, Paging(len(forward[0].items), page.previous_cursor))
            assert page.items == expected.items, order
            again = dataset.page(snapshot, filters, Paging(len(forward[0].items), page.next_cursor))
            assert again.items == forward[forward.index(expected) + 1].items, "next after previous is where one was"
        assert page.previous_cursor is None, "the first page leads no further back"


@pytest.mark.parametrize("name", sorted(DATASETS))
def test_every_order_walks_through_the_same_rows(snapshot: Snapshot, name: str) -> None:
    dataset = DATASETS[name]
    sortable = [column for column in dataset.columns if column.sort]
    if dataset.summary(snapshot, Filters()).count > 1000:
        sortable = sortable[:1]
    for column in sortable:
        for sign in ("", "-"):
            filters = Filters(sort=(f"{sign}{column.sort_name}",))
            found = walk(snapshot, name, filters, 7 if len(sortable) > 1 else 500)
            assert found == list(dataset.stream(snapshot, filters))
            values = [getattr(item, column.key) for item in found]
            known = [value for value in values if value is not None]
            assert known == sorted(known, reverse=bool(sign))
            assert values == known + [None] * (len(values) - len(known)), "missing values come last"


@pytest.mark.parametrize("name", ["batches", "disbursements", "special-funds"])
def test_additive_sums_are_those_of_the_rows(snapshot: Snapshot, name: str) -> None:
    summary = DATASETS[name].summary(snapshot, Filters())
    assert summary.sum_fen == sum(row.amount_fen for row in DATASETS[name].stream(snapshot, Filters()))


def test_sums_are_over_the_whole_result_not_the_page(snapshot: Snapshot) -> None:
    page = disbursements.page(snapshot, where(year=2013), Paging(page_size=1))
    assert (len(page.items), page.count, page.sum_fen) == (1, 5, 191_000_00)


def test_budget_lines_are_added_only_within_one_table_and_measure(snapshot: Snapshot) -> None:
    summary = budget_lines.DATASET.summary
    assert summary(snapshot, Filters()).sum_fen is None
    one = where(year=2013, kind="budget", stage="approved", scope="department", table="expenditure", measure="total",
                direction="expenditure")
    assert summary(snapshot, one).sum_fen == 2_650_000_00
    leaves = [row for row in budget_lines.DATASET.stream(snapshot, one) if row.is_leaf]
    assert summary(snapshot, one).sum_fen == sum(row.amount_fen or 0 for row in leaves)
    assert summary(snapshot, one.without("measure")).sum_fen is None
    assert summary(snapshot, one.without("year").without("kind").without("stage")).sum_fen is None


def test_three_public_is_added_within_one_stage(snapshot: Snapshot) -> None:
    assert three_public.DATASET.summary(snapshot).sum_fen is None
    assert three_public.DATASET.summary(snapshot, where(stage="budget")).sum_fen == 230_000_00


def test_totals_are_never_added_over_kinds(snapshot: Snapshot) -> None:
    assert budget_totals.DATASET.summary(snapshot).sum_fen is None
    assert budget_totals.DATASET.summary(snapshot, where(year=2013, kind="budget")).sum_fen == 2_650_000_00


def test_units_of_a_year_are_those_valid_on_any_day_of_it(snapshot: Snapshot) -> None:
    def codes(**equal: Any) -> list[str]:
        return [unit.code for unit in units.page(snapshot, where(**equal)).items]

    assert "212001" in codes(year=2013)
    assert "212002" not in codes(year=2013)
    assert "212002" in codes(year=2014)
    assert "212001" not in codes(year=2014), "valid_to is exclusive"
    assert codes() == codes(year=2014), "without a year: the current ones"


def test_withdrawn_batches_leave_lists_and_sums_and_are_listed_as_withdrawn(snapshot: Snapshot, at: At) -> None:
    assert [row.number for row in batches.page(snapshot, where(year=2013)).items] == ["001", "002"]
    gone = batches.page(snapshot, Filters(where(year=2013).conditions, status="withdrawn"))
    assert [(row.number, row.status) for row in gone.items] == [("003", "withdrawn")]
    before = batches.page(at(7), where(year=2013))
    assert [(row.number, row.status) for row in before.items] == [("001", "published"), ("002", "published"),
                                                                  ("003", "published")]
    assert batches.page(at(7), Filters(status="withdrawn")).count == 0


def test_notice_status_is_of_the_business_date(snapshot: Snapshot) -> None:
    for status in ("open", "over", "upcoming"):
        rows = batches.page(snapshot, where(notice_status=status)).items
        assert all(row.notice_status == status for row in rows)
    assert batches.open_notices(snapshot) == batches.page(snapshot, where(notice_status="open")).items


@pytest.mark.parametrize("condition", [
    Condition("recipient", "contains", ("道路",)), Condition("amount_fen", "gte", (55_000_00,)),
    Condition("amount_fen", "lte", (8_000_00,)), Condition("township_code", "in", ("999982001", "999982003")),
    Condition("recipient", "contains", ("%",)), Condition("year", "eq", (2014,)),
])
def test_conditions_hold_in_sql_as_they_do_in_memory(snapshot: Snapshot, condition: Condition) -> None:
    from transparency_site.queries.list_rows import matches

    found = [row.id for row in disbursements.page(snapshot, Filters((condition,))).items]
    every = disbursements.DATASET.stream(snapshot, Filters())
    assert found == [row.id for row in every if matches(getattr(row, condition.key), condition)]


def test_a_cursor_pins_its_walk(snapshot: Snapshot) -> None:
    page = disbursements.page(snapshot, Filters(), Paging(page_size=2))
    assert page.next_cursor is not None
    with pytest.raises(BadParameter) as caught:
        disbursements.page(snapshot, where(year=2013), Paging(2, page.next_cursor))
    assert caught.value.code == "bad-cursor"
    with pytest.raises(BadParameter):
        batches.page(snapshot, Filters(), Paging(2, page.next_cursor))


@pytest.mark.parametrize("text", ["AAAA", "e30", "W10", "WzEsMiwzLDQsNV0", "x" * 50, "bnVsbA", "W1tbW1tb"])
def test_a_cursor_that_was_not_given_out_is_refused(snapshot: Snapshot, text: str) -> None:
    for dataset in (disbursements.DATASET, units.DATASET):
        with pytest.raises(BadParameter) as caught:
            dataset.page(snapshot, Filters(), Paging(2, text))
        assert caught.value.code == "bad-cursor"


@pytest.mark.parametrize(("name", "most"), [
    ("batches", 3), ("disbursements", 5), ("budget-lines", 5), ("executions", 4), ("disclosures", 3), ("findings", 2),
])
def test_a_page_costs_a_fixed_number_of_statements(snapshot: Snapshot, statements: Any, name: str, most: int) -> None:
    with statements() as found:
        DATASETS[name].page(snapshot, Filters(), Paging(page_size=50))
    assert 1 <= len(found) <= most, found
    with statements() as again:
        DATASETS[name].page(snapshot, Filters(), Paging(page_size=50))
    assert len(again) < most or name == "findings", "the sum is remembered"


def test_a_roll_up_says_what_the_rows_say(snapshot: Snapshot) -> None:
    dataset = disbursements.DATASET
    assert dataset.roll_up is not None
    rows = list(dataset.stream(snapshot, Filters()))
    for key in dataset.roll_up.columns:
        for value in sorted({getattr(row, key) for row in rows}):
            filters = Filters((Condition(key, "eq", (value,)),))
            having = [row.amount_fen for row in rows if getattr(row, key) == value]
            assert dataset.roll_up.answers(snapshot, filters)
            assert dataset.summary(snapshot, filters) == Summary(len(having), sum(having)), (key, value)
    assert dataset.summary(snapshot, Filters((Condition("year", "eq", (1999,)),))) == Summary(0, None)
    assert not dataset.roll_up.answers(snapshot, Filters((Condition("township_code", "eq", ("430181001",)),)))


def test_an_explained_difference_ends_the_roll_up(snapshot: Snapshot) -> None:
    assert disbursements.batches_add_up(snapshot)
    batch = snapshot.session.scalars(snapshot.rows(Disclosure).where(Disclosure.kind == "batch")).first()
    assert batch is not None
    snapshot.session.add(PublishedFinding(
        disclosure_id=batch.id,
        code="batch-sum-differs", severity="error", message_zh="批次金额与明细之和不符", message_en="differs",
        explanation="按已公开的原件公布", explained_by="uploader",
    ))
    snapshot.session.flush()
    forget_everything()
    assert not disbursements.batches_add_up(snapshot)
    assert disbursements.DATASET.summary(snapshot, Filters()).count == len(list(disbursements.DATASET.stream(snapshot)))
    snapshot.session.rollback()
    forget_everything()
