"""Working days 工作日: when an answer is due. Weekends and the holidays that a city names do not count; knows no site.

The State Council moves working days every year (调休): a city lists them in city.toml, `[questions]`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

DEFAULT_DAYS = 15
MOST_DAYS = 60
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """Which days are worked: Monday to Friday without `holidays`, and `moved` weekend days that are worked."""

    holidays: Collection[dt.date] = frozenset()
    moved: Collection[dt.date] = frozenset()

    def is_worked(self, day: dt.date) -> bool:
        """Whether `day` is a working day."""
        return day in self.moved or (day.weekday() < _SATURDAY and day not in self.holidays)

    def after(self, day: dt.date, count: int) -> dt.date:
        """The `count`th working day after `day`; the day itself never counts."""
        while count > 0:
            day += dt.timedelta(days=1)
            count -= self.is_worked(day)
        return day


def of_city(city: Mapping[str, Any]) -> tuple[WorkingDays, int]:
    """The city's working days, and within how many of them it answers (`[questions]` of city.toml)."""
    said = city.get("questions", {})
    days = min(max(int(said.get("working_days", DEFAULT_DAYS)), 1), MOST_DAYS)
    return WorkingDays(frozenset(said.get("holidays", ())), frozenset(said.get("moved_working_days", ()))), days
