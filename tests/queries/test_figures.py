"""Figures: value, source cell, and history over revisions; withdrawn and removed ones say so."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from transparency_site.filters import Filters
from transparency_site.queries import batches, budget_lines, disbursements, execution
from transparency_site.queries.figures import figure, parse_id
from transparency_site.snapshot import Snapshot

At = Callable[[str | int], Snapshot]
TOTAL = "budget.204001.2013.department.expenditure.total.total"


def test_a_figure_has_value_cell_and_history(snapshot: Snapshot) -> None:
    found = figure(snapshot, TOTAL)
    assert found is not None
    assert found.reading is not None
    assert found.reading.value == 1_050_000_00
    assert (found.reading.money_unit, found.reading.source.sheet) == ("元", "支出总表")
    assert found.reading.raw
    values = [entry.reading.value for entry in found.history if entry.reading]
    assert values == [1_000_000_00, 1_050_000_00]
    assert [(entry.version, entry.status) for entry in found.history] == [(3, "superseded"), (6, "published")]
    assert found.history[1].reason == "更正：项目支出漏列"


def test_an_older_version_shows_the_older_figure(at: At) -> None:
    found = figure(at(5), TOTAL)
    assert found is not None
    assert found.reading is not None
    assert (found.reading.value, len(found.history)) == (1_000_000_00, 1)
    assert found.history[0].retired_in is None


@pytest.mark.parametrize("dataset", [budget_lines.DATASET, disbursements.DATASET, execution.DATASET])
def test_every_row_is_a_figure_with_the_rows_source(snapshot: Snapshot, dataset: budget_lines.SqlDataset) -> None:
    for row in dataset.stream(snapshot, Filters()):
        found = figure(snapshot, row.id)
        assert found is not None
        assert found.reading is not None
        fen = row.executed_fen if dataset is execution.DATASET else row.amount_fen
        assert (found.reading.value, found.reading.source) == (fen, row.source)


def test_a_batch_is_a_figure(snapshot: Snapshot) -> None:
    for row in batches.DATASET.stream(snapshot):
        found = figure(snapshot, row.figure)
        assert found is not None
        assert found.reading is not None
        assert (found.reading.value, found.reading.source) == (row.amount_fen, row.source)


def test_three_public_amounts_and_counts_are_figures(snapshot: Snapshot) -> None:
    amount = figure(snapshot, "three-public.101001.2013.budget.three-public.statement.total")
    count = figure(snapshot, "three-public.101001.2013.budget.three-public.statement.vehicles_kept")
    assert amount is not None
    assert amount.reading is not None
    assert count is not None
    assert count.reading is not None
    assert (amount.reading.value, amount.reading.is_money) == (130_000_00, True)
    assert (count.reading.is_money, count.reading.money_unit) == (False, None)


def test_a_withdrawn_figure_says_so_and_shows_no_value(snapshot: Snapshot, at: At) -> None:
    (row,) = batches.page(at(7), Filters()).items[2:3]
    found = figure(snapshot, row.figure)
    assert found is not None
    assert (found.status, found.reading, found.reason) == ("withdrawn", None, "与第001批重复公示")


@pytest.mark.parametrize("text", [
    "", "budget", "budget.204001.2013.department", "budget.204001.2013.department.expenditure.total.colour",
    "nothing.204001.2013.department.expenditure.total.total", "batch.2013.001.recipients.9999.amount", "a.b.c.d.e.f.g",
    "budget.204001.2013.department.expenditure..total", "batch.2013.001.recipients.0001.weight",
])
def test_what_is_no_figure_is_none(snapshot: Snapshot, text: str) -> None:
    assert figure(snapshot, text) is None


def test_a_line_may_hold_dots() -> None:
    parts = parse_id("budget.1.2013.department.general-public.201.20103.total")
    assert parts is not None
    assert (parts.table, parts.line, parts.measure) == ("general-public", "201.20103", "total")

