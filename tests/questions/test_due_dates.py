"""When an answer is due, and how late it is: working days by property, moments and days of reading."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from transparency_site.models import Question
from transparency_site.queries.questions import _public
from transparency_site.snapshot import Snapshot
from transparency_site.working_days import MOST_DAYS, WorkingDays, of_city

DAYS = st.dates(dt.date(2012, 1, 1), dt.date(2030, 12, 31))
CALENDARS = st.builds(WorkingDays, st.frozensets(DAYS, max_size=30), st.frozensets(DAYS, max_size=10))
ONE_DAY = dt.timedelta(days=1)


@settings(max_examples=200, deadline=None)
@given(CALENDARS, DAYS, st.integers(1, MOST_DAYS))
def test_as_many_worked_days_lie_behind_the_question(calendar: WorkingDays, asked: dt.date, count: int) -> None:
    due = calendar.after(asked, count)
    between = [asked + ONE_DAY * step for step in range(1, (due - asked).days + 1)]
    assert sum(map(calendar.is_worked, between)) == count
    assert calendar.is_worked(due)
    assert calendar.after(asked, count + 1) > due
    assert calendar.after(asked + ONE_DAY, count) >= due


def test_the_fifteenth_working_day_counts_holidays_and_moved_days() -> None:
    spring = of_city({"questions": {"holidays": [dt.date(2014, 1, 31), dt.date(2014, 2, 3)],
                                    "moved_working_days": [dt.date(2014, 1, 26)]}})
    assert spring[1] == 15
    assert spring[0].after(dt.date(2014, 1, 20), 15) == dt.date(2014, 2, 11)
    assert of_city({})[0].after(dt.date(2014, 1, 20), 15) == dt.date(2014, 2, 10)
    assert of_city({"questions": {"working_days": 5}})[1] == 5


@settings(max_examples=200, deadline=None)
@given(DAYS, st.integers(0, 90), st.integers(0, 200), st.none() | st.integers(0, 200))
def test_days_late_follow_from_due_date_answer_and_day_of_reading(
    asked: dt.date, allowed: int, read_after: int, answered_after: int | None
) -> None:
    due, on_date = asked + allowed * ONE_DAY, asked + read_after * ONE_DAY
    answered = None if answered_after is None else asked + answered_after * ONE_DAY
    moment = dt.datetime.combine(asked, dt.time(1))
    row = Question(
        id=1, kind="other", about="x", disclosure=None, version=1, text="x", asked_at=moment, asked_on=asked,
        due_on=due, text_released_at=moment, answer="x", answered_on=answered,
        answered_at=None if answered is None else moment,
    )
    shown = _public(Snapshot(None, 1, on_date, 1), row, None, None)  # type: ignore[arg-type]
    end = answered or on_date
    assert shown.days_late == (max((end - due).days, 0) or None)
    assert shown.days_open == (end - asked).days
    assert shown.state == ("answered" if answered else "open")
    assert (shown.answer is None) == (answered is None)
