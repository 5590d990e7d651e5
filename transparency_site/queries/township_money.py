"""Special-fund money in one township and year: by fund, by village, by kind of recipient, with exact sums in fen."""

from __future__ import annotations

from transparency_site.queries.shares import Share, grouped
from transparency_site.snapshot import Snapshot


def by_fund(snapshot: Snapshot, township: str, year: int) -> tuple[Share, ...]:
    """By fund code, the largest sum in front."""
    return grouped(snapshot, "township_code", township, year, "fund_code")


def by_village(snapshot: Snapshot, township: str, year: int) -> tuple[Share, ...]:
    """By village, the largest sum in front; "" gathers rows of the township as a whole."""
    return grouped(snapshot, "township_code", township, year, "village")


def by_type(snapshot: Snapshot, township: str, year: int) -> tuple[Share, ...]:
    """By kind of recipient (unit, project, village, enterprise …), the largest sum in front."""
    return grouped(snapshot, "township_code", township, year, "recipient_type")
