"""Totals of a disclosure: stated where the document states them, from leaves elsewhere; never leaves and totals
together.
"""

from __future__ import annotations

from dataclasses import replace

from data_loaders.records import Kind, Level
from tests import factories as make
from transparency_site.totals import totals_of


def test_a_budget_has_its_stated_totals_with_their_figures() -> None:
    totals = totals_of(make.budget(basic=600_00, project=400_00))
    assert [totals[name] for name in ("income_fen", "expenditure_fen", "basic_fen", "project_fen")] == [
        1000_00,
        1000_00,
        600_00,
        400_00,
    ]
    assert totals["figures"] == {
        "income_fen": "budget.204001.2013.department.income-expenditure.income-total.total",
        "expenditure_fen": "budget.204001.2013.department.income-expenditure.expenditure-total.total",
        "basic_fen": "budget.204001.2013.department.expenditure.total.basic",
        "project_fen": "budget.204001.2013.department.expenditure.total.project",
    }


def test_without_a_total_row_the_leaves_are_added_and_no_figure_is_named() -> None:
    document = make.budget(basic=600_00, project=400_00)
    tables = tuple(
        replace(table, lines=tuple(line for line in table.lines if line.level is not Level.TOTAL))
        for table in document.tables
    )
    totals = totals_of(replace(document, tables=tables))
    assert (totals["expenditure_fen"], totals["basic_fen"]) == (1000_00, 600_00)
    assert totals["figures"]["basic_fen"] is None


def test_classes_are_sums_of_leaves() -> None:
    totals = totals_of(make.budget(basic=600_00, project=400_00))
    assert totals["by_class"] == {"205": {"name": "教育支出", "fen": 1000_00}}
    assert totals["by_class_table"] == "expenditure"


def test_what_is_not_published_is_none_and_not_zero() -> None:
    totals = totals_of(replace(make.budget(), tables=()))
    assert totals["income_fen"] is None
    assert totals["by_class"] == {}


def test_next_year_compares_totals_and_classes() -> None:
    prior = totals_of(make.budget(basic=600_00, project=400_00))["prior"]
    assert prior["expenditure|total|205"] == 1000_00
    assert prior["expenditure|basic|total"] == 600_00
    assert not any("20501" in key for key in prior)


def test_a_batch_by_township_and_type_adds_up() -> None:
    totals = totals_of(make.batch())
    assert totals["amount_fen"] == sum(one["fen"] for one in totals["by_township"].values()) == 150_000_00
    assert sum(one["count"] for one in totals["by_type"].values()) == totals["recipients"] == 2


def test_execution_takes_the_total_row_and_classes_the_leaves() -> None:
    totals = totals_of(make.execution(budgeted=100_00, executed=25_00))
    assert (totals["budget_fen"], totals["executed_fen"], totals["basis"]) == (100_00, 25_00, "ytd")
    assert totals["by_class"]["205"]["executed_fen"] == 25_00


def test_accounts_own_the_final_statement() -> None:
    document = make.budget(
        kind=Kind.ACCOUNTS, three_public=[make.three_public("budget"), make.three_public("final", operation=1_00)]
    )
    assert totals_of(document)["three_public"]["stage"] == "final"
