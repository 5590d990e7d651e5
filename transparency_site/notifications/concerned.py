"""What a publication concerns: the units, funds, townships and amounts of each disclosure that it brings or retires."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from transparency_site.models import Batch, BudgetUnit, Disbursement, Disclosure, RegisterRow

_AT_ONCE = 500


@dataclass(slots=True)
class Concern:
    """What one disclosure is about. `amount_fen`: of a batch, else None."""

    disclosure: int
    units: set[str] = field(default_factory=set)
    funds: set[str] = field(default_factory=set)
    townships: set[str] = field(default_factory=set)
    amount_fen: int | None = None

    def meets(self, topic: str, value: str) -> bool:
        """Whether somebody who asked for `topic` of `value` wants to hear of it."""
        if topic == "amount":
            return self.amount_fen is not None and self.amount_fen >= int(value)
        return value in {"unit": self.units, "fund": self.funds, "township": self.townships}[topic]


def of_publication(session: Session, version: int) -> list[Concern]:
    """A concern for each disclosure that the version brings or takes away, in the order of their ids."""
    either = (Disclosure.published_in == version) | (Disclosure.retired_in == version)
    found = session.execute(select(Disclosure.id, Disclosure.unit_code).where(either).order_by(Disclosure.id)).all()
    concerns = {number: Concern(number, {unit} if unit else set()) for number, unit in found}
    for some in _slices(concerns):
        _add_batches(session, concerns, some)
        _add_registers(session, concerns, some)
    return list(concerns.values())


def _add_batches(session: Session, concerns: dict[int, Concern], some: list[int]) -> None:
    batches = select(Batch.disclosure_id, Batch.unit_code, Batch.fund_code, Batch.amount_fen)
    for number, unit, fund, fen in session.execute(batches.where(Batch.disclosure_id.in_(some))):
        concern = concerns[number]
        concern.units.add(unit)
        concern.funds.add(fund)
        concern.amount_fen = fen
    townships = select(Disbursement.disclosure_id, Disbursement.township_code).distinct()
    named = townships.where(Disbursement.disclosure_id.in_(some), Disbursement.township_code.is_not(None))
    for number, township in session.execute(named):
        concerns[number].townships.add(township or "")
    for number, unit in session.execute(_receiving_units(some)):
        concerns[number].units.add(unit)


def _receiving_units(some: list[int]) -> Any:
    """Units that a batch pays: their names, as the lists have them now, stand among its recipients."""
    return (
        select(Disbursement.disclosure_id, BudgetUnit.code)
        .join(BudgetUnit, BudgetUnit.name == Disbursement.recipient)
        .join(Disclosure, Disclosure.id == BudgetUnit.disclosure_id)
        .where(
            Disbursement.disclosure_id.in_(some),
            Disclosure.published_in.is_not(None),
            Disclosure.retired_in.is_(None),
            BudgetUnit.valid_to.is_(None),
        )
        .distinct()
    )


def _add_registers(session: Session, concerns: dict[int, Concern], some: list[int]) -> None:
    rows = select(RegisterRow.disclosure_id, RegisterRow.unit_code).distinct()
    named = rows.where(RegisterRow.disclosure_id.in_(some), RegisterRow.unit_code.is_not(None))
    for number, unit in session.execute(named):
        concerns[number].units.add(unit or "")


def _slices(numbers: Iterable[int]) -> Iterator[list[int]]:
    every = list(numbers)
    for start in range(0, len(every), _AT_ONCE):
        yield every[start : start + _AT_ONCE]
