"""The story of the sample city: which workbook is published when and why, what was corrected, withdrawn, late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path

from data_loaders.registers import REGISTERS
from sample_city.fund_batches import FundBatch, Round, YearOfFunds, batches_of_year
from sample_city.fund_profiles import PROFILES
from sample_city.larger import larger_steps
from sample_city.plan import Load, Plan, Step, Withdraw
from sample_city.registers import SAMPLES
from sample_city.slips import batch_with_slip, budget_with_slip
from sample_city.workbooks import Workbooks

UPLOADER, APPROVER = "uploader", "reviewer"
TOTAL_2013 = 219_000_000_000  # fen: 21.90 亿元 over 384 batches, the sample's stated assumption

LATE_2013 = ("313001", "529001")  # units whose budget came after the deadline
LATE_ACCOUNTS_2012 = ("451001",)
LATE_2014 = ("404001", "533001")
MISSING_2014 = ("228001", "405001", "536001")  # not yet published on the business date
BUDGET_WITH_SLIP = "214001"
REPEATED_BATCH = 231  # place of the batch of 2013 that was announced twice
BATCH_WITH_SLIP = 117

_D = dt.date
_ROUNDS_2012 = (Round(_D(2012, 4, 2), _D(2012, 6, 18)), Round(_D(2012, 8, 20), _D(2012, 11, 12)))
_ROUNDS_2013 = (
    Round(_D(2013, 1, 7), _D(2013, 2, 22)),
    Round(_D(2013, 2, 22), _D(2013, 4, 8)),
    Round(_D(2013, 4, 8), _D(2013, 5, 20)),
    Round(_D(2013, 5, 20), _D(2013, 7, 8)),
    Round(_D(2013, 7, 8), _D(2013, 8, 19)),
    Round(_D(2013, 8, 19), _D(2013, 10, 10)),
    Round(_D(2013, 10, 10), _D(2013, 11, 11)),
    Round(_D(2013, 11, 11), _D(2013, 12, 16)),
)
_ROUNDS_2014 = (
    Round(_D(2014, 1, 2), _D(2014, 1, 20)),
    Round(_D(2014, 1, 20), _D(2014, 2, 10)),
    Round(_D(2014, 2, 10), _D(2014, 2, 14)),
)
_FEW_2012 = {code: 3 for code in ("SF01", "SF03", "SF04", "SF07", "SF10", "SF12", "SF15", "SF25")}
_FEW_2014 = {code: 2 for code in ("SF01", "SF03", "SF06", "SF07", "SF10", "SF25")}  # none of the bodies that merged

_GROUPS_2013: tuple[tuple[_D, str, str, str], ...] = (
    (_D(2013, 2, 25), "101", "154", "党委、人大、政协和政法部门"),
    (_D(2013, 2, 27), "201", "216", "政府部门（第一批）"),
    (_D(2013, 3, 1), "217", "231", "政府部门（第二批）"),
    (_D(2013, 3, 4), "301", "452", "直属事业单位、群团组织和园区"),
    (_D(2013, 3, 6), "501", "518", "乡镇街道（第一批）"),
    (_D(2013, 3, 8), "519", "537", "乡镇街道（第二批）"),
)


def build(workbooks: Workbooks, rows: int | None) -> Plan:
    """Write every workbook and give the steps in the order of their days; `rows`: at least so many disbursements."""
    steps = [
        *_first_year(workbooks),
        *_budgets_2013(workbooks),
        *_accounts_2012(workbooks),
        *_execution_2013(workbooks),
        *_batches_2013(workbooks),
        *_year_2014(workbooks),
        *register_steps(workbooks),
    ]
    if rows is not None:
        steps += larger_steps(workbooks, rows, load)
    return Plan(tuple(sorted(steps, key=lambda step: step.published_at)))


def load(day: dt.date, reason: str, paths: Sequence[Path] | Path, hour: int = 9) -> Load:
    """A publication at `hour` o'clock in Shanghai (eight hours ahead of UTC)."""
    files = (paths,) if isinstance(paths, Path) else tuple(paths)
    return Load(day, _at(day, hour), reason, UPLOADER, APPROVER, files)


def _at(day: dt.date, hour: int) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, hour - 8, day.day % 6 * 10, tzinfo=dt.UTC)


def _first_year(books: Workbooks) -> Iterable[Step]:
    units = books.units(2012)
    yield load(_D(2012, 2, 24), "公布2012年部门预算", books.budgets("2012_budget_city.xlsx", 2012, units))
    statement = books.three_public("2012_three-public_budget.xlsx", 2012, "budget", units)
    yield load(_D(2012, 2, 27), "公布2012年“三公”经费预算", statement)
    batches = batches_of_year(books.city, YearOfFunds(2012, _ROUNDS_2012, _FEW_2012))
    yield from _rounds(books, 2012, _ROUNDS_2012, batches)


def _budgets_2013(books: Workbooks) -> Iterable[Step]:
    units = books.units(2013)
    slip = next(unit for unit in units if unit.code == BUDGET_WITH_SLIP)
    for day, first, last, which in _GROUPS_2013:
        paths = [
            books.official_budget(
                unit,
                f"{unit.code}_2013_budget.xlsx",
                budget_with_slip(figures) if unit is slip else None,
            )
            for unit, figures in books.figures(2013, units)
            if first <= unit.code[:3] <= last and unit.code not in LATE_2013
        ]
        yield load(day, f"公布2013年部门预算：{which}", paths)
    late = [books.official_budget(unit, f"{unit.code}_2013_budget.xlsx") for unit in units if unit.code in LATE_2013]
    yield load(_D(2013, 3, 25), "补充公布2013年部门预算：两个单位迟于规定期限报送", late)
    corrected = books.official_budget(slip, f"{slip.code}_2013_budget_corrected.xlsx")
    yield load(_D(2013, 5, 8), f"更正：{slip.name}录入公路养护项目时两位数字颠倒，各表相应更正", corrected)


def _accounts_2012(books: Workbooks) -> Iterable[Step]:
    units = books.units(2012)
    in_time = [unit for unit in units if unit.code not in LATE_ACCOUNTS_2012]
    late = [unit for unit in units if unit.code in LATE_ACCOUNTS_2012]
    yield load(_D(2013, 8, 20), "公布2012年部门决算", books.accounts("2012_accounts_city.xlsx", 2012, in_time))
    statement = books.three_public("2012_three-public_final.xlsx", 2012, "final", units)
    yield load(_D(2013, 8, 21), "公布2012年“三公”经费决算", statement)
    path = books.accounts("2012_accounts_late.xlsx", 2012, late)
    yield load(_D(2013, 9, 10), "补充公布2012年部门决算：一个单位迟于规定期限报送", path)


def _execution_2013(books: Workbooks) -> Iterable[Step]:
    figures = books.figures(2013, books.units(2013))
    first = [(unit, budget_with_slip(budget) if unit.code == BUDGET_WITH_SLIP else budget) for unit, budget in figures]
    days = (_D(2013, 4, 19), _D(2013, 7, 18), _D(2013, 10, 18), _D(2014, 1, 17))
    for quarter, day in enumerate(days, 1):
        path = books.execution(f"2013Q{quarter}_execution.xlsx", 2013, quarter, first if quarter == 1 else figures)
        yield load(day, f"公布2013年第{'一二三四'[quarter - 1]}季度预算执行情况", path)


def _batches_2013(books: Workbooks) -> Iterable[Step]:
    counts = {profile.code: profile.batches for profile in PROFILES}
    wanted = YearOfFunds(2013, _ROUNDS_2013, counts, TOTAL_2013, repeated=REPEATED_BATCH)
    batches = batches_of_year(books.city, wanted)
    right = next(
        batch
        for batch in batches[BATCH_WITH_SLIP:]
        if batch.profile.layout == "villages" and batch.profile.persons is None
    )
    announced = [batch_with_slip(batch) if batch is right else batch for batch in batches]
    yield from _rounds(books, 2013, _ROUNDS_2013, announced)
    path = books.batches(f"2013_batch_{right.number}_corrected.xlsx", 2013, [right])
    yield load(_D(2013, 9, 16), f"更正：第{right.number}批一个项目的金额录入有误，批次金额相应更正", path)
    first, again = batches[REPEATED_BATCH], batches[REPEATED_BATCH + 1]
    day = _D(2013, 11, 25)
    why = f"第{again.number}批与第{first.number}批是同一笔资金，重复公布，予以撤回"
    yield Withdraw(day, _at(day, 15), why, UPLOADER, APPROVER, f"batch.2013.{again.number}")


def _year_2014(books: Workbooks) -> Iterable[Step]:
    units = [unit for unit in books.units(2014) if unit.code not in MISSING_2014]
    in_time = [unit for unit in units if unit.code not in LATE_2014]
    late = [unit for unit in units if unit.code in LATE_2014]
    yield load(_D(2014, 2, 5), "公布2014年部门预算", books.budgets("2014_budget_city.xlsx", 2014, in_time))
    statement = books.three_public("2014_three-public_budget.xlsx", 2014, "budget", in_time)
    yield load(_D(2014, 2, 6), "公布2014年“三公”经费预算", statement)
    path = books.budgets("2014_budget_late.xlsx", 2014, late)
    yield load(_D(2014, 2, 12), "补充公布2014年部门预算：两个单位迟于规定期限报送", path)
    batches = batches_of_year(books.city, YearOfFunds(2014, _ROUNDS_2014, _FEW_2014))
    yield from _rounds(books, 2014, _ROUNDS_2014, batches)


def register_steps(books: Workbooks) -> Iterable[Step]:
    """The public registers one by one, on the sample's last day: whoever loaded a sample before there was one gets it
    behind everything else.
    """
    for hour, (key, (year, _rows)) in enumerate(SAMPLES.items(), 9):
        yield load(_D(2014, 2, 15), f"公布{year}年{REGISTERS[key].title.zh}", books.register(key), hour=hour)


def _rounds(books: Workbooks, year: int, rounds: Sequence[Round], batches: Sequence[FundBatch]) -> Iterable[Step]:
    """One workbook and one publication per round, on the day on which its notices begin."""
    for place, stage in enumerate(rounds, 1):
        announced = [batch for batch in batches if batch.notice_start == stage.announced_on]
        path = books.batches(f"{year}_batches_{place}.xlsx", year, announced)
        reason = f"公示{year}年专项资金第{announced[0].number}至{announced[-1].number}批"
        yield load(stage.announced_on, reason, path, hour=14)
