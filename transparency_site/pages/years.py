"""Which of a page's years it shows first: the last fiscal year that has ended."""

from __future__ import annotations

from collections.abc import Iterable

from transparency_site.snapshot import Snapshot


def leading_year(snapshot: Snapshot, years: Iterable[int]) -> int | None:
    """The newest of `years` that has ended on the business date, else the newest; None where there are none."""
    known = list(years)
    return max([year for year in known if year < snapshot.on_date.year] or known, default=None)
