"""What the home page says: the last fiscal year that has ended, in counts and sums of rows, and what is new."""

from __future__ import annotations

from dataclasses import dataclass

from transparency_site.queries import batches, budget, publications, three_public, timeliness, units
from transparency_site.queries.batches import BatchRow, YearTotal
from transparency_site.queries.budget import CityYear
from transparency_site.queries.memo import remembered
from transparency_site.queries.publications import PublicationRow
from transparency_site.queries.three_public import YearStage
from transparency_site.queries.timeliness import Obligation
from transparency_site.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Home:
    """Counts and sums of `year` (fen); None: nothing published of that kind."""

    year: int | None  # None: nothing is published yet
    years: tuple[int, ...]
    units: int
    budget: CityYear | None
    batches: YearTotal | None
    three_public: YearStage | None  # the final figure where there is one, else the budget
    open_notices: tuple[BatchRow, ...]
    publications: tuple[PublicationRow, ...]
    late: tuple[Obligation, ...]  # due and not published, of the newest year that lacks anything


@remembered
def years(snapshot: Snapshot) -> tuple[int, ...]:
    """Years of which anything is published, newest first."""
    found = {
        *budget.years(snapshot), *(one.year for one in batches.by_year(snapshot)),
        *(one.year for one in three_public.by_year(snapshot)),
    }
    return tuple(sorted(found, reverse=True))


def lead_year(snapshot: Snapshot) -> int | None:
    """The last fiscal year that has ended and of which something is published; else the newest year there is."""
    known = years(snapshot)
    ended = [year for year in known if year < snapshot.on_date.year]
    found = ended or list(known)
    return found[0] if found else None


@remembered
def home(snapshot: Snapshot) -> Home:
    """Everything on the home page."""
    year = lead_year(snapshot)
    if year is None:
        return Home(None, (), len(units.in_year(snapshot, first_level=True)), None, None, None, (),
                    publications.everything(snapshot)[:5], ())
    city = budget.city_year(snapshot, year)
    stages = [one for one in three_public.by_year(snapshot) if one.year == year]
    return Home(
        year, years(snapshot), len(units.in_year(snapshot, year, first_level=True)), city if city.rows else None,
        next((one for one in batches.by_year(snapshot) if one.year == year), None), stages[-1] if stages else None,
        batches.open_notices(snapshot, 5), publications.everything(snapshot)[:5],
        timeliness.missing(snapshot),
    )
