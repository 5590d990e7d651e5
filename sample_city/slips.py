"""The two slips that the sample city corrects later: one number each, carried through every sum."""

from __future__ import annotations

from dataclasses import replace

from sample_city.fund_batches import FundBatch
from sample_city.unit_budget import Item, UnitBudget

_SLIP_ITEM = "2140106"  # 公路养护


def budget_with_slip(budget: UnitBudget) -> UnitBudget:
    """The budget with two neighbouring digits of one project changed round; every table follows."""
    items = tuple(_slipped(item) if item.code == _SLIP_ITEM else item for item in budget.items)
    return replace(budget, items=items)


def _slipped(item: Item) -> Item:
    return Item(item.code, item.basic, {source: transposed(amount) for source, amount in item.projects.items()})


def batch_with_slip(batch: FundBatch) -> FundBatch:
    """The batch with two digits of its largest payment changed round; its amount is the sum, as it was announced."""
    place = max(range(len(batch.payments)), key=lambda position: batch.payments[position].fen)
    payments = list(batch.payments)
    payments[place] = replace(payments[place], fen=transposed(payments[place].fen))
    return replace(batch, payments=tuple(payments))


def transposed(fen: int) -> int:
    """`fen` with two neighbouring digits behind the leading one changed round: 1,250 becomes 1,520."""
    digits = list(str(fen))
    for place in range(1, len(digits) - 1):
        if digits[place] != digits[place + 1] and digits[place + 1] != "0":
            digits[place], digits[place + 1] = digits[place + 1], digits[place]
            break
    return int("".join(digits))
