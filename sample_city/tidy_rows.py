"""Rows of the tidy workbooks (whole city, one sheet): budgets, final accounts, execution, three-public, batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from data_loaders.city import Unit
from sample_city.budget_figures import PURCHASES_2014
from sample_city.chance import chance
from sample_city.class_names import ClassNames
from sample_city.fund_batches import FundBatch
from sample_city.unit_budget import FISCAL, Item, ThreePublicFigures, UnitBudget, classes, merged, tree

Row = dict[str, object]
HUNDRED = 10_000  # fen: 0.01 万元
UnitFigures = tuple[Unit, UnitBudget]


def budget_rows(figures: Iterable[UnitFigures], names: ClassNames) -> Iterator[Row]:
    """收支总表 and 支出总表 of every unit, approved budget."""
    for unit, budget in figures:
        whose: Row = {"unit_code": unit.code, "unit_name": unit.name}
        yield from ({**whose, "table": "income-expenditure", **row} for row in _both_sides(budget, names))
        yield from ({**whose, "table": "expenditure", **row} for row in _tree_rows(budget.items, names))


def account_rows(figures: Iterable[UnitFigures], names: ClassNames) -> Iterator[Row]:
    """收入总表 and 支出总表 of every unit, final accounts: a little less spent than received."""
    for unit, budget in figures:
        whose: Row = {"unit_code": unit.code, "unit_name": unit.name}
        received = _final_items(budget)
        spent = tuple(
            _reduced(item, chance("spent", budget.unit_code, item.code).choice((0, 0, 0, 1, 2))) for item in received
        )
        yield from ({**whose, "table": "income", **row} for row in _income_rows(received, names))
        yield from ({**whose, "table": "expenditure", **row} for row in _tree_rows(spent, names))


def execution_rows(figures: Iterable[UnitFigures], names: ClassNames, quarter: int) -> Iterator[Row]:
    """Year to date at the end of `quarter`: the unit's total, then the tree of what it spent, in fen."""
    for unit, budget in figures:
        whose: Row = {"unit_code": unit.code, "unit_name": unit.name}
        executed = merged(_executed(item, unit.code, quarter) for item in budget.items)
        done = {row.code: row.item.total for row in tree(executed)}
        whole = sum(item.total for item in executed)
        yield {**whose, "functional_name": "合计", "budget": budget.total, "executed": whole}
        for row in tree(budget.items):
            yield {
                **whose,
                "functional_code": row.code,
                "functional_name": names.functional(row.code),
                "budget": row.item.total,
                "executed": done[row.code],
            }


def three_public_rows(figures: Iterable[UnitFigures], stage: str) -> Iterator[Row]:
    """One statement per unit at one stage; final ones carry counts; a rise has its reason."""
    for unit, budget in figures:
        planned = budget.three_public
        shown = planned if stage == "budget" else _final_three_public(planned, unit.code)
        row: Row = {
            "unit_code": unit.code,
            "unit_name": unit.name,
            "stage": stage,
            "total": shown.total,
            "overseas_travel": shown.overseas_travel,
            "vehicles": shown.vehicles,
            "vehicle_purchase": shown.vehicle_purchase,
            "vehicle_operation": shown.vehicle_operation,
            "reception": shown.reception,
            "operating": shown.operating,
        }
        if stage == "final":
            row |= _counts(shown, unit.code)
        reason = _reason(budget, shown)
        yield row | ({"reason": reason} if reason else {})


def _reason(budget: UnitBudget, shown: ThreePublicFigures) -> str | None:
    if shown.total > budget.three_public.total:
        return "年中报废车辆后经批准更新，购置费用高于年初预算。（示例文字）"
    if budget.year == 2014 and budget.unit_code in PURCHASES_2014:
        return "经批准更新执法执勤车辆，公务用车购置费比上年增加。（示例文字）"
    return None


def batch_rows(batches: Iterable[FundBatch]) -> Iterator[Row]:
    for batch in batches:
        yield {
            "number": batch.number,
            "document_no": batch.document_no,
            "fund_code": batch.fund.code,
            "fund_name": batch.fund.name,
            "fund_level": batch.fund.level,
            "unit_code": batch.fund.unit_code,
            "unit_name": batch.unit_name,
            "upper_document_no": batch.upper_document_no,
            "basis": batch.profile.basis,
            "functional_code": batch.profile.functional_code,
            "money_kind": batch.profile.money_kind,
            "amount": batch.fen,
            "allocated_on": batch.allocated_on,
            "notice_start": batch.notice_start,
            "notice_end": batch.notice_end,
            "complaint_office": "示例市财政局财政监督科（虚构）",
            "complaint_phone": "0000-00000000",
        }


def recipient_rows(batches: Iterable[FundBatch]) -> Iterator[Row]:
    for batch in batches:
        for payment in batch.payments:
            receiver = payment.receiver
            yield {
                "batch_number": batch.number,
                "recipient": receiver.recipient,
                "recipient_type": receiver.recipient_type,
                "credit_code": receiver.credit_code,
                "township_code": receiver.township.key,
                "township_name": receiver.township.name,
                "village": receiver.village,
                "purpose": receiver.purpose,
                "standard": receiver.standard,
                "amount": payment.fen,
            }


def _both_sides(budget: UnitBudget, names: ClassNames) -> Iterator[Row]:
    """The labelled rows of 收支总表; sources that give nothing are left out."""
    fiscal = sum(budget.from_source(source) for source in FISCAL)
    sources = (
        ("一、财政拨款收入", fiscal),
        ("1. 一般公共预算资金", budget.from_source("general_public")),
        ("2. 政府性基金", budget.from_source("government_funds")),
        ("3. 国有资本经营预算", budget.from_source("state_capital")),
        ("二、事业收入", budget.from_source("business")),
        ("四、其他收入", budget.from_source("other")),
    )
    yield from ({"direction": "income", "name": name, "total": amount} for name, amount in sources if amount)
    yield {"direction": "income", "name": "收入总计", "total": budget.total}
    for row in classes(budget.items):
        yield {
            "direction": "expenditure",
            "code": row.code,
            "name": names.functional(row.code),
            "total": row.item.total,
        }
    yield {"direction": "expenditure", "name": "支出总计", "total": budget.total}


def _tree_rows(items: tuple[Item, ...], names: ClassNames) -> Iterator[Row]:
    for row in tree(items):
        name = names.functional(row.code)
        yield {"direction": "expenditure", "code": row.code, "name": name, **_amounts(row.item)}
    whole = Item("", sum(item.basic for item in items), {"all": sum(item.project for item in items)})
    yield {"direction": "expenditure", "name": "合计", **_amounts(whole)}


def _amounts(item: Item) -> Row:
    return {"total": item.total, "basic": item.basic, "project": item.project}


def _income_rows(items: tuple[Item, ...], names: ClassNames) -> Iterator[Row]:
    for row in tree(items):
        yield {"direction": "income", "code": row.code, "name": names.functional(row.code), **_sources([row.item])}
    yield {"direction": "income", "name": "合计", **_sources(items)}


def _sources(items: Iterable[Item]) -> Row:
    items = list(items)
    fiscal = sum(item.from_source(source) for item in items for source in FISCAL)
    business, other = (sum(item.from_source(source) for item in items) for source in ("business", "other"))
    return {"total": fiscal + business + other, "fiscal": fiscal, "business": business, "other": other}


def _final_items(budget: UnitBudget) -> tuple[Item, ...]:
    """What a unit had received by the end of the year: the approved budget and what was added to it."""
    source = chance("final", budget.unit_code, budget.year)
    percent = source.randint(99, 112)
    return tuple(_reduced(item, 100 - percent - source.randint(-2, 3)) for item in budget.items)


def _reduced(item: Item, percent: int) -> Item:
    """The item less `percent`, in whole hundreds of yuan."""
    kept = 100 - percent
    projects = {source: amount * kept // 100 // HUNDRED * HUNDRED for source, amount in item.projects.items()}
    return Item(item.code, item.basic * kept // 100 // HUNDRED * HUNDRED, projects)


_DONE = {
    1: (17, 24),
    2: (41, 49),
    3: (66, 74),
    4: (94, 99),
}  # percent of the year's budget spent by the end of a quarter


def _executed(item: Item, unit_code: str, quarter: int) -> Item:
    percent = chance("executed", unit_code, item.code, quarter).randint(*_DONE[quarter])
    return Item(item.code, item.basic * percent // 10_000 * 100, {"all": item.project * percent // 10_000 * 100})


def _final_three_public(planned: ThreePublicFigures, unit_code: str) -> ThreePublicFigures:
    source = chance("three-public final", unit_code)

    def spent(amount: int) -> int:
        return amount * source.randint(82, 99) // 100 // HUNDRED * HUNDRED

    replaced = source.randint(1500, 1790) * HUNDRED if source.random() < 0.05 and not planned.vehicle_purchase else 0
    return ThreePublicFigures(
        spent(planned.overseas_travel),
        spent(planned.vehicle_purchase) + replaced,
        spent(planned.vehicle_operation),
        spent(planned.reception),
        spent(planned.operating),
    )


def _counts(shown: ThreePublicFigures, unit_code: str) -> Row:
    """Counts that fit the amounts: about 1.5 万元 a traveller, 17 万元 a car, 600 yuan a reception."""
    source = chance("counts", unit_code)
    travellers = max(1, shown.overseas_travel // 1_800_000) if shown.overseas_travel else 0
    receptions = max(1, shown.reception // source.randint(60_000, 140_000))
    return {
        "overseas_groups": (travellers + 2) // 3,
        "overseas_persons": travellers,
        "vehicles_purchased": max(1, shown.vehicle_purchase // 17_000_000) if shown.vehicle_purchase else 0,
        "vehicles_kept": max(1, shown.vehicle_operation // 3_300_000),
        "reception_batches": receptions,
        "reception_persons": receptions * source.randint(5, 9),
    }
