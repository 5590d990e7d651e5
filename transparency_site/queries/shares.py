"""Groups of special-fund money with exact sums in fen: the one statement behind pages of townships and of funds."""

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
    """One group of money: its key ("" where the rows name none), recipient rows, fen."""

    key: str
    recipients: int
    amount_fen: int


@remembered
def grouped(snapshot: Snapshot, whose: str, code: str, year: int, name: str) -> tuple[Share, ...]:
    """Rows of `year` whose column `whose` is `code`, grouped by column `name`, the largest sum in front."""
    column: Any = func.coalesce(getattr(Disbursement, name), "")
    statement = snapshot.rows(Disbursement, column, func.count(), sum_fen(Disbursement.amount_fen)).where(
        getattr(Disbursement, whose) == code, Disbursement.year == year
    ).group_by(column)
    shares = (Share(*row) for row in snapshot.session.execute(statement))
    return tuple(sorted(shares, key=lambda share: (-share.amount_fen, share.key)))
