"""Subjects: city sums, owners of three-public figures, corrections, lateness, comparisons, the home page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from transparency_site.filters import Filters, where
from transparency_site.queries import (
    aggregate,
    batches,
    budget,
    budget_totals,
    changes,
    classification,
    compare,
    disbursements,
    disclosures,
    execution,
    funds,
    home,
    publications,
    three_public,
    timeliness,
    townships,
    units,
)
from transparency_site.snapshot import Snapshot

At = Callable[[str | int], Snapshot]


def test_the_citys_year_adds_departments_and_names_who_is_missing(snapshot: Snapshot) -> None:
    city = budget.city_year(snapshot, 2013)
    assert city.expenditure_fen == sum(row.expenditure_fen or 0 for row in city.rows) == 2_650_000_00
    assert city.basic_fen is not None
    assert city.project_fen is not None
    assert city.basic_fen + city.project_fen == city.expenditure_fen
    assert sum(one.amount_fen for one in city.classes) == city.expenditure_fen
    assert (city.units, city.expected, city.missing) == (3, 4, ("401001",))


def test_totals_carry_the_figure_and_cell_behind_them(snapshot: Snapshot) -> None:
    total = budget_totals.for_unit(snapshot, "204001", 2013)[0]
    assert total.expenditure_figure == "budget.204001.2013.department.income-expenditure.expenditure-total.total"
    assert total.expenditure_source is not None
    assert total.expenditure_source.sheet == "收支总表"
    assert total.expenditure_source.cell


def test_tables_are_kept_whole(snapshot: Snapshot) -> None:
    tables = budget.tables(snapshot, "budget.204001.2013.department")
    expenditure = next(table for table in tables if table.key == "expenditure")
    assert expenditure.measures == ("total", "basic", "project")
    assert {row.level for row in expenditure.rows} == {"total", "class", "section", "item"}
    total = next(row for row in expenditure.rows if row.level == "total")
    leaves = [row.cell("total") for row in expenditure.rows if row.is_leaf]
    stated = total.cell("total")
    assert stated is not None
    assert stated.amount_fen == sum(cell.amount_fen or 0 for cell in leaves if cell)


def test_three_public_has_one_owner(snapshot: Snapshot) -> None:
    owners = {(row.unit_code, row.year, row.stage): row.owner for row in three_public.everything(snapshot)}
    assert owners == {("101001", 2013, "budget"): "statement", ("204001", 2013, "budget"): "budget",
                      ("204001", 2012, "final"): "accounts"}
    assert three_public.by_year(snapshot)[0].total_fen == 230_000_00


def test_a_correction_is_a_redline_of_the_figures_that_changed(snapshot: Snapshot) -> None:
    found = publications.detail(snapshot, 7)
    assert found is not None
    (correction,) = found.corrections
    lines = {line.figure: (line.change, line.old_value, line.new_value) for line in correction.redlines}
    assert lines == {
        "batch.2013.001.batch.stated.amount": ("changed", 150_000_00, 175_000_00),
        "batch.2013.001.recipients.0002.amount": ("changed", 50_000_00, 55_000_00),
        "batch.2013.001.recipients.0003.amount": ("added", None, 20_000_00),
    }
    assert (correction.old.status, correction.new.revision) == ("superseded", 2)


def test_changes_know_reason_and_version_and_nothing_of_later_versions(snapshot: Snapshot, at: At) -> None:
    by_version = {change.version: change for change in changes.everything(snapshot)}
    assert by_version[8].change == "withdrawn"
    assert by_version[6].reason == "更正：项目支出漏列"
    assert {change.version for change in changes.everything(at(6))} == {6}
    assert changes.everything(at(5)) == ()


def test_a_version_does_not_know_later_ones(snapshot: Snapshot, at: At) -> None:
    assert [row.version for row in publications.everything(at(3))] == [3, 2, 1]
    assert publications.detail(at(3), 4) is None
    old = disclosures.current(at(5), "budget.204001.2013.department")
    new = disclosures.current(snapshot, "budget.204001.2013.department")
    assert old is not None
    assert new is not None
    assert (old.revision, old.status, old.retired_in) == (1, "published", None)
    assert (new.revision, new.status) == (2, "published")


def test_not_published_is_a_row_with_days_late(snapshot: Snapshot) -> None:
    rows = {row.id: row for row in timeliness.everything(snapshot)}
    missing = rows["budget.401001.2013"]
    assert (missing.status, missing.published_on) == ("missing", None)
    assert missing.days_late == (snapshot.on_date - missing.due_on).days
    assert (rows["budget.204001.2014"].status, rows["budget.204001.2014"].days_late) == ("late", 3)
    assert rows["budget.204001.2013"].published_on == dt.date(2013, 3, 1), "the first publication counts"


def test_lateness_is_of_the_business_date(snapshot: Snapshot) -> None:
    early = replace(snapshot, on_date=dt.date(2013, 1, 2))
    assert timeliness.counts(early, 2013)["missing"] == 0
    assert timeliness.counts(snapshot, 2013) == {"on-time": 3, "late": 0, "missing": 1, "pending": 0}


def test_comparisons_name_the_year_of_a_merger(snapshot: Snapshot) -> None:
    (old,) = compare.compare(snapshot, ("212001", "nowhere"))
    assert not old.comparable(2013, 2014)
    assert old.comparable(2012, 2013)


def test_home_leads_with_the_last_year_that_has_ended(snapshot: Snapshot, at: At) -> None:
    found = home.home(snapshot)
    assert (found.year, found.units) == (2013, 4)
    assert found.batches is not None
    assert (found.batches.batches, found.batches.amount_fen) == (2, 191_000_00)
    assert home.home(at(1)).year is None


def test_a_batch_has_its_recipients_and_a_withdrawn_one_its_reason(snapshot: Snapshot) -> None:
    batch = batches.detail(snapshot, 2013, "001")
    assert batch is not None
    assert sum(row.amount_fen for row in batch.recipients) == batch.batch.amount_fen
    gone = batches.detail(snapshot, 2013, "003")
    assert gone is not None
    assert (gone.batch.status, gone.reason, gone.recipients) == ("withdrawn", "与第001批重复公示", ())
    assert batches.detail(snapshot, 2013, "999") is None


def test_townships_and_funds_add_up_to_the_batches(snapshot: Snapshot) -> None:
    total = disbursements.DATASET.summary(snapshot, where(year=2013)).sum_fen
    assert sum(row.amount_fen for row in townships.totals(snapshot, 2013)) == total
    assert sum(fund.amount_fen for fund in funds.everything(snapshot, 2013)) == total


def test_quarters_of_one_basis_are_added(snapshot: Snapshot) -> None:
    assert [(one.quarter, one.executed_fen) for one in execution.city_quarters(snapshot, 2013)] == [
        (1, 250_000_00), (2, 480_000_00)]


def test_names_of_classes_are_of_the_year(snapshot: Snapshot) -> None:
    assert classification.names(snapshot, "functional", 2013)["205"] == "教育"
    assert units.name_in(snapshot, "212001", 2013) == "小样市建设局"


def test_groups_add_up_to_the_total(snapshot: Snapshot) -> None:
    for keys in ("township", "township,year", "fund,unit", "recipient_type"):
        groups = aggregate.dataset_of("disbursements", keys, "amount", Filters())
        assert groups.summary(snapshot).sum_fen == disbursements.DATASET.summary(snapshot).sum_fen
        assert sum(group.count for group in groups.all(snapshot)) == disbursements.DATASET.summary(snapshot).count


def test_the_home_page_costs_few_statements(snapshot: Snapshot, statements: Any) -> None:
    with statements() as found:
        home.home(snapshot)
    assert len(found) <= 20, found
    with statements() as again:
        home.home(snapshot)
    assert again == []
