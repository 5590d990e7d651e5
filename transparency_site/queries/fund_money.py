"""Where a special fund's money of a year went: by township and by purpose, with exact sums in fen."""

from __future__ import annotations

from transparency_site.queries.shares import Share, grouped
from transparency_site.snapshot import Snapshot


def by_township(snapshot: Snapshot, fund: str, year: int) -> tuple[Share, ...]:
    """By township code, the largest sum in front; "" gathers rows that name none."""
    return grouped(snapshot, "fund_code", fund, year, "township_code")


def by_purpose(snapshot: Snapshot, fund: str, year: int) -> tuple[Share, ...]:
    """By purpose as written in the batches, the largest sum in front; "" where none is written."""
    return grouped(snapshot, "fund_code", fund, year, "purpose")
