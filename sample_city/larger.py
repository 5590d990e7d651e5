"""More of the same for load tests: special-fund batches in the years before the sample's own, in the same form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from sample_city.fund_batches import Round, YearOfFunds, batches_of_year
from sample_city.fund_profiles import PROFILES
from sample_city.plan import Load
from sample_city.workbooks import Workbooks

OWN_ROWS = 21_000  # about what the sample holds by itself
ROWS_PER_YEAR_AT_100 = 19_500  # of a year with the batches of 2013 and `percent` 100
YEARS = tuple(range(2011, 2002, -1))  # the units exist since 2000; a batch number has three digits
ROWS_PER_WORKBOOK = 40_000


class LoadStep(Protocol):
    """How a publication is made: its day, reason and files, and the hour in Shanghai."""

    def __call__(self, day: dt.date, reason: str, paths: Sequence[Path] | Path, hour: int = 9) -> Load: ...


def larger_steps(workbooks: Workbooks, rows: int, load: LoadStep) -> list[Load]:
    """Steps that add up to at least `rows` disbursements, published year by year in January of 2012."""
    missing = rows - OWN_ROWS
    if missing <= 0:
        return []
    years = YEARS[: max(1, min(len(YEARS), -(-missing // ROWS_PER_YEAR_AT_100)))]
    percent = max(100, -(-missing * 100 // (len(years) * ROWS_PER_YEAR_AT_100)) + 3)
    return [step for year in reversed(years) for step in _year(workbooks, year, percent, load)]


def _year(workbooks: Workbooks, year: int, percent: int, load: LoadStep) -> Iterator[Load]:
    count = max(4, -(-ROWS_PER_YEAR_AT_100 * percent // 100 // ROWS_PER_WORKBOOK))
    rounds = tuple(_round(year, place, count) for place in range(count))
    counts = {profile.code: profile.batches for profile in PROFILES}
    batches = batches_of_year(workbooks.city, YearOfFunds(year, rounds, counts, percent=percent))
    for place, stage in enumerate(rounds, 1):
        announced = [batch for batch in batches if batch.notice_start == stage.announced_on]
        path = workbooks.batches(f"{year}_batches_{place}.xlsx", year, announced)
        reason = f"补录{year}年专项资金批次（第{place}部分）"
        yield load(dt.date(2012, 1, year - 2000), reason, path, hour=min(8 + place, 23))


def _round(year: int, place: int, count: int) -> Round:
    """The year from February to mid December in `count` rounds."""
    first = dt.date(year, 2, 1)
    span = 310 // count
    return Round(first + dt.timedelta(days=span * place), first + dt.timedelta(days=span * (place + 1)))
