"""Special-fund money in one township and year: by fund, by village, by kind of recipient, with exact sums in fen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func

from transparency_site.db import sum_fen
from transparency_site.models import Disbursement
from transparency_site.queries.memo import remembered
from transparency_site.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Share:
    """One group of a township's money: its key ("" where the rows name none), recipient rows, fen."""

    key: str
    recipients: int
    amount_fen: int


def by_fund(snapshot: Snapshot, township: str, year: int) -> tuple[Share, ...]:
    """By fund code, the largest sum in front."""
    return _grouped(snapshot, township, year, "fund_code")


def by_village(snapshot: Snapshot, township: str, year: int) -> tuple[Share, ...]:
    """By village, the largest sum in front; "" gathers rows of the township as a whole."""
    return _grouped(snapshot, township, year, "village")


def by_type(snapshot: Snapshot, township: str, year: int) -> tuple[Share, ...]:
    """By kind of recipient (unit, project, village, enterprise …), the largest sum in front."""
    return _grouped(snapshot, township, year, "recipient_type")


@remembered
def _grouped(snapshot: Snapshot, township: str, year: int, name: str) -> tuple[Share, ...]:
    column: Any = func.coalesce(getattr(Disbursement, name), "")
    statement = snapshot.rows(Disbursement, column, func.count(), sum_fen(Disbursement.amount_fen)).where(
        Disbursement.township_code == township, Disbursement.year == year
    ).group_by(column)
    shares = (Share(*row) for row in snapshot.session.execute(statement))
    return tuple(sorted(shares, key=lambda share: (-share.amount_fen, share.key)))
