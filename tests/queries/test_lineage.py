"""Units over time: steps as the list tells them, today's units, and city totals that are equal in three modes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from transparency_site.queries import budget, restated, units
from transparency_site.queries.budget_totals import BudgetTotal
from transparency_site.queries.lineage import Step, lineage, steps_of, successors
from transparency_site.queries.restated import MODES, Place, added_up
from transparency_site.queries.units import Unit
from transparency_site.site import Site
from transparency_site.snapshot import open_snapshot

TODAY = dt.date(2020, 1, 1)


def unit(code: str, since: int = 2000, until: int | None = None, name: str = "", **more: Any) -> Unit:
    return Unit(code, name or f"样例单位{code}", code, "政府部门", "行政单位", None, True, dt.date(since, 1, 1),
                None if until is None else dt.date(until, 1, 1), (), (), tuple(more.get("predecessors", ())),
                tuple(more.get("successors", ())), None, None)


def kinds(*entries: Unit) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    return [(step.kind, step.before, step.after) for step in steps_of(entries, TODAY)]


def test_two_become_one() -> None:
    told = kinds(unit("1", until=2014, successors=["3"]), unit("2", until=2014, successors=["3"]),
                 unit("3", 2014, predecessors=["1", "2"]))
    assert told == [("merged", ("1", "2"), ("3",))]


def test_one_becomes_another() -> None:
    assert kinds(unit("1", until=2014, successors=["2"]), unit("2", 2014)) == [("renamed", ("1",), ("2",))]


def test_one_takes_another_in_and_goes_on() -> None:
    assert kinds(unit("1"), unit("2", until=2014, successors=["1"])) == [("merged", ("1", "2"), ("1",))]


def test_one_gives_a_part_away_and_goes_on() -> None:
    assert kinds(unit("1"), unit("2", 2014, predecessors=["1"])) == [("split", ("1",), ("1", "2"))]


def test_a_new_name_alone_is_no_other_body() -> None:
    assert kinds(unit("1", until=2014, name="旧名"), unit("1", 2014, name="新名")) == [("renamed", ("1",), ("1",))]


def test_what_is_still_to_come_has_not_happened() -> None:
    assert kinds(unit("1", until=2030, successors=["2"]), unit("2", 2030)) == []


def test_successors_follow_every_step_after_the_day() -> None:
    known = steps_of([unit("1", until=2010, successors=["2"]), unit("2", 2010, 2014, successors=["3", "4"]),
                      unit("3", 2014), unit("4", 2014)], TODAY)
    assert successors("1", dt.date(2009, 1, 1), known) == {"3", "4"}
    assert successors("2", dt.date(2013, 1, 1), known) == {"3", "4"}
    assert successors("2", dt.date(2014, 1, 1), known) == {"2"}
    assert successors("9", dt.date(2009, 1, 1), known) == {"9"}


def total(code: str, fen: int | None) -> BudgetTotal:
    none = dict.fromkeys(("income_figure", "income_source", "expenditure_figure", "expenditure_source", "basic_figure",
                          "basic_source", "project_figure", "project_source", "class_table"))
    return BudgetTotal(id=f"budget.{code}", kind="budget", year=2013, stage="approved", scope="department",
                       unit_code=code, unit_name=code, first_level=True, income_fen=fen, expenditure_fen=fen,
                       basic_fen=fen, project_fen=None, classes=(), marks=0, **none)  # type: ignore[arg-type]


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(-10**13, 10**13) | st.none(), min_size=1),
       st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from(["a", "b", "z", None])))
def test_wherever_figures_go_the_city_keeps_its_total(
    amounts: dict[str, int | None], moves: dict[str, str | None]
) -> None:
    rows = [total(code, fen) for code, fen in amounts.items()]

    def place(code: str, name: str) -> Place:
        return Place(moves.get(code, code), name, code not in moves)

    found = added_up(rows, [code for code in "abcdefgh" if code not in amounts], place, "restated")
    for name in ("income_fen", "expenditure_fen", "basic_fen", "project_fen"):
        assert budget.added(getattr(row, name) for row in found) == budget.added(getattr(row, name) for row in rows)
    assert sorted(part for row in found for part in row.parts) == sorted(amounts)
    assert len({row.unit_code for row in found}) == len(found)


def test_a_row_with_a_part_missing_does_not_compare() -> None:
    (row,) = added_up([total("1", 5)], ["2"], lambda code, _name: Place("3", "三", True), "restated")
    assert (row.parts, row.missing, row.comparable, row.expenditure_fen) == (("1",), ("2",), False, 5)


def test_the_city_is_the_same_in_every_mode(small_site: Site, session: Session) -> None:
    for version in ("3", "6", "9"):
        snapshot = open_snapshot(session, small_site.today(), version)
        for kind in ("budget", "accounts"):
            for year in budget.years(snapshot, kind):
                city = budget.city_year(snapshot, year, kind)
                for mode in MODES:
                    rows = restated.of_year(snapshot, year, kind, mode)
                    assert budget.added(row.expenditure_fen for row in rows) == city.expenditure_fen, (version, mode)
                    assert budget.added(row.income_fen for row in rows) == city.income_fen
                    assert sorted(part for row in rows for part in row.parts) == [row.unit_code for row in city.rows]


def test_figures_go_to_todays_unit_and_what_changed_is_set_apart(
    small_site: Site, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = open_snapshot(session, small_site.today())
    kept = [one for one in units.everything(snapshot) if one.code not in ("101001", "204001")]
    old = [replace(one, valid_to=dt.date(2014, 1, 1), successors=("900001",))
           for code in ("101001", "204001") if (one := units.detail(snapshot, code))]
    new = replace(old[0], code="900001", name="小样市合并后的单位", valid_from=dt.date(2014, 1, 1), valid_to=None,
                  successors=(), predecessors=("101001", "204001"))
    monkeypatch.setattr(units, "everything", lambda _snapshot: (*kept, *old, new))
    asked = replace(snapshot, candidate=-1)  # a candidate's answers are not remembered
    city = budget.city_year(asked, 2013)
    by_mode = {mode: {row.unit_code: row for row in restated.of_year(asked, 2013, "budget", mode)} for mode in MODES}
    assert {mode: budget.added(row.expenditure_fen for row in rows.values()) for mode, rows in by_mode.items()} == (
        dict.fromkeys(MODES, city.expenditure_fen))
    assert by_mode["restated"]["900001"].parts == ("101001", "204001")
    assert by_mode["restated"]["900001"].unit_name == "小样市合并后的单位"
    assert by_mode["as-published"]["204001"].comparable is False
    assert by_mode["not-comparable"][None].parts == ("101001", "204001", "212001")
    family = lineage(asked, "900001")
    assert family is not None
    assert (family.ancestors, family.today) == (("101001", "204001"), ("900001",))
    assert family.steps == (Step(dt.date(2014, 1, 1), "merged", ("101001", "204001"), ("900001",)),)
    assert lineage(asked, "101001").today == ("900001",)  # type: ignore[union-attr]
