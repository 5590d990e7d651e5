"""One changed digit in any amount that enters a sum is found by a named rule; within tolerance it is a notice.

A seeded part by default. Where TORTURE_CASES is set: every amount of one workbook of each layout (so many of the
largest ones), and so many spread over all of the sample's workbooks.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from data_loaders.findings import Severity
from data_loaders.rules import RULES
from tests.acceptance import mutations

CASES = int(os.environ.get("TORTURE_CASES", "0"))
SEED = 20_140_215
# Of each layout: workbook -> changed digits in the short run.
LAYOUTS = {
    "204001_2013_budget.xlsx": 20,  # official, with government funds
    "101001_2013_budget.xlsx": 10,  # official, general public budget alone
    "2014_budget_late.xlsx": 6,
    "2012_accounts_late.xlsx": 6,
    "2013Q4_execution.xlsx": 4,
    "2014_three-public_budget.xlsx": 8,
    "2014_batches_1.xlsx": 8,
    "2013_batch_118_corrected.xlsx": 2,
}
WHOLE = 1_500  # cells: larger workbooks are drawn from, not gone through


def _missed(path: Path, cells: list[mutations.Place], chance: random.Random, found: Counter[str]) -> Iterator[str]:
    """The changes that nothing was said about; `found` counts the rules of the others."""
    for cell in cells:
        mistake = mutations.changed_digit(path, cell, chance)
        said = mutations.new_findings(path, mistake)
        found.update({one.code for one in said})
        found[min((str(one.severity) for one in said), default="missed")] += 1
        if not said:
            yield f"{path.name} {mistake.name}"


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_changed_digit_is_found(sample_workbooks: Path, name: str) -> None:
    path, chance, found = sample_workbooks / name, random.Random(SEED), Counter[str]()
    cells = mutations.summed_cells(path)
    wanted = min(len(cells), CASES if len(cells) > WHOLE else WHOLE) if CASES else LAYOUTS[name]
    assert list(_missed(path, chance.sample(cells, wanted), chance, found)) == []
    print(f"{name}: {wanted} of {len(cells)} amounts changed: {dict(found)}")
    assert set(found) - set(Severity) <= set(RULES)
    assert found["error"] > wanted // 2


@pytest.mark.skipif(not CASES, reason="a long campaign: set TORTURE_CASES")
def test_changed_digits_in_every_workbook(sample_workbooks: Path) -> None:
    chance, found, missed = random.Random(SEED), Counter[str](), list[str]()
    changed, paths = 0, sorted(sample_workbooks.iterdir())
    for path in paths:
        cells = mutations.summed_cells(path)
        some = chance.sample(cells, min(len(cells), max(1, CASES // len(paths))))
        missed += _missed(path, some, chance, found)
        changed += len(some)
    print(f"{changed} digits changed in {len(paths)} workbooks: {dict(found)}")
    assert missed == []


def test_what_enters_no_sum_is_named(sample_workbooks: Path) -> None:
    """机关运行经费 of an official 三公 table is a part of nothing that is added: it is bounded by 公用经费 alone."""
    official = mutations.enters_no_sum(sample_workbooks / "101001_2013_budget.xlsx")
    assert official == {("三公经费和机关运行经费表", 9, 7)}
    for name in ("2014_three-public_budget.xlsx", "2014_batches_1.xlsx", "2013Q4_execution.xlsx"):
        assert mutations.enters_no_sum(sample_workbooks / name) == set()
