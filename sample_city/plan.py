"""The plan: what is loaded, corrected and withdrawn, in which order, on which day, by whom."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Load:
    """Workbooks received, approved and published together: one publication.

    `options` are what the uploader declares beside each file, as the `load` command takes them (unit, year, scope, …);
    empty where the workbooks say all of it, as this city's do.
    """

    business_date: dt.date
    published_at: dt.datetime  # UTC
    reason: str
    uploaded_by: str
    approved_by: str
    paths: tuple[Path, ...]
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Withdraw:
    """One published disclosure taken back, with the reason that its page will give."""

    business_date: dt.date
    published_at: dt.datetime  # UTC
    reason: str
    uploaded_by: str
    approved_by: str
    disclosure: str  # its permanent id


Step = Load | Withdraw


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps in order of their business dates; each is one publication."""

    steps: tuple[Step, ...]

    @property
    def paths(self) -> tuple[Path, ...]:
        """Every workbook of the plan, in order."""
        return tuple(path for step in self.steps if isinstance(step, Load) for path in step.paths)
