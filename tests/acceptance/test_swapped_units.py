"""元 for 万元, or 万元 for 元, in any workbook of the sample city is stopped: one label, one header, a sheet, the file.

A seeded part of the workbooks by default; all of them where TORTURE_CASES is set.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from pathlib import Path

import pytest

from data_loaders.check import check_file
from data_loaders.reading import Context
from tests.acceptance import mutations
from tests.acceptance.mutations import Mistake

ALL = "TORTURE_CASES" in os.environ
SEED, OFFICIAL, TIDY = 20_130_301, 24, 16
WANTED = {
    "money-unit-contradiction", "money-unit-conflict", "three-public-too-small", "amount-too-large",
    "amount-out-of-bounds", "total-words-differ",
}  # fmt: skip


def _is_official(path: Path) -> bool:
    """Whether the file is one unit's (101001_2013_budget.xlsx), not a tidy one of the whole city."""
    return path.stem[:6].isdigit()


def _mistakes(folder: Path) -> list[tuple[Path, Mistake]]:
    """Every mistake of every workbook, or a part: one in each of some."""
    paths = sorted(path for path in folder.iterdir() if "register" not in path.name)  # no money stands in those
    if ALL:
        return [(path, mistake) for path in paths for mistake in mutations.swaps(path)]
    chance = random.Random(SEED)
    official = chance.sample([path for path in paths if _is_official(path)], OFFICIAL)
    tidy = chance.sample([path for path in paths if not _is_official(path)], TIDY)
    return [(path, chance.choice(mutations.swaps(path))) for path in (*official, *tidy)]


def test_a_swapped_unit_is_stopped(sample_workbooks: Path) -> None:
    missed: list[tuple[str, str]] = []
    found: Counter[str] = Counter()
    for path, mistake in _mistakes(sample_workbooks):
        stopped = {one.code for one in mutations.errors(mutations.checked(path, mistake.changes))}
        found.update(stopped)
        if not stopped & WANTED and not _is_only_a_note(path, mistake):
            missed.append((path.name, mistake.name))
    print(f"swapped units: {dict(found)}")
    assert missed == []
    assert found.keys() >= {"money-unit-contradiction", "money-unit-conflict", "total-words-differ"}


def _is_only_a_note(path: Path, mistake: Mistake) -> bool:
    """A label above a note and no figure: nothing can be wrong by it; it is a warning that wants a reason."""
    touched = {sheet for sheet, _row, _column in mistake.changes}
    if not touched <= mutations.tables_without_figures(path):
        return False
    warned = [
        one for one in mutations.checked(path, mistake.changes).report.findings if one.code == "money-unit-differs"
    ]
    assert {one.sheet for one in warned} == touched
    assert {one.severity for one in warned} == {"warning"}
    return True


@pytest.mark.parametrize(
    "name",
    ["101001_2013_budget.xlsx", "2014_three-public_budget.xlsx", "2014_batches_1.xlsx", "2012_accounts_late.xlsx"],
)
def test_every_swap_of_one_workbook_of_each_layout(sample_workbooks: Path, name: str) -> None:
    path = sample_workbooks / name
    mistakes = mutations.swaps(path)
    assert len(mistakes) >= 3
    for mistake in mistakes:
        stopped = {one.code for one in mutations.errors(mutations.checked(path, mistake.changes))}
        assert stopped & WANTED or _is_only_a_note(path, mistake), mistake.name


@pytest.mark.parametrize("name", ["204001_2013_budget.xlsx", "2014_batches_1.xlsx"])
def test_a_saved_file_with_the_mistake_is_stopped_too(sample_workbooks: Path, tmp_path: Path, name: str) -> None:
    path = sample_workbooks / name
    for number, mistake in enumerate(mutations.swaps(path)[:2]):
        saved = mutations.save(path, mistake, tmp_path / f"{number}.xlsx")
        result = check_file(saved, Context(city=mutations.the_city()), name)
        expected = {one.code for one in mutations.errors(mutations.checked(path, mistake.changes))}
        assert {one.code for one in mutations.errors(result)} == expected != set()
