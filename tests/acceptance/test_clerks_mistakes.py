"""The mistakes of clerks in a quarter's workbooks: each is found by the rule that is meant for it, at the cell that is
wrong; the workbooks without mistakes have no error. Three of each kind, ten where TORTURE_CASES is set.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook.workbook import Workbook as Book

from data_loaders.check import check_file, check_workbook
from data_loaders.findings import Finding, Severity
from data_loaders.grid import Workbook
from data_loaders.reading import Context
from data_loaders.rules import RULES
from tests.acceptance import mutations
from tests.acceptance.clerks import BATCH_MISTAKES, BATCHES, DETAILS, Caught, Draft, Mistake
from tests.acceptance.clerks_of_units import (
    EXECUTION_MISTAKES,
    OFFICIAL_MISTAKES,
    THREE_PUBLIC_MISTAKES,
    few_units,
)

SEEDS = 10 if "TORTURE_CASES" in os.environ else 3
KINDS: dict[str, dict[str, Mistake]] = {
    "2014_batches_1.xlsx": BATCH_MISTAKES,
    "301001_2013_budget.xlsx": OFFICIAL_MISTAKES,
    "2014_three-public_budget.xlsx": THREE_PUBLIC_MISTAKES,
    "2013Q2_execution.xlsx": EXECUTION_MISTAKES,
}
AMOUNT = {BATCHES: "L", DETAILS: "J"}


@cache
def _clean(path: Path) -> Workbook:
    workbook = mutations.opened(path)
    return few_units(workbook) if "execution" in path.name else workbook


def _findings(workbook: Workbook, name: str) -> tuple[Finding, ...]:
    return check_workbook(workbook, Context(city=mutations.the_city(), file_name=name)).report.findings


def _found(findings: tuple[Finding, ...], wanted: Caught) -> list[Finding]:
    cells = (wanted.cell, *wanted.or_cells)
    return [one for one in findings if (one.code, one.sheet) == (wanted.code, wanted.sheet) and one.cell in cells]


@pytest.mark.parametrize("name", KINDS)
def test_the_clean_workbook_has_no_error(sample_workbooks: Path, name: str) -> None:
    findings = _findings(_clean(sample_workbooks / name), name)
    assert [one.code for one in findings if one.severity is not Severity.NOTICE] == []


@pytest.mark.parametrize(
    ("name", "kind"), [(name, kind) for name, kinds in KINDS.items() for kind in kinds], ids=lambda value: str(value)
)
def test_a_mistake_is_found_at_its_cell(sample_workbooks: Path, name: str, kind: str) -> None:
    clean = _clean(sample_workbooks / name)
    for seed in range(SEEDS):
        draft = Draft(clean)
        wanted = KINDS[name][kind](draft, random.Random(f"{name} {kind} {seed}"))
        findings = _findings(draft.workbook, name)
        found = _found(findings, wanted)
        assert found, f"seed {seed}: {wanted}, found {[(one.code, one.sheet, one.cell) for one in findings][:6]}"
        assert found[0].severity in (Severity.ERROR, Severity.WARNING)
        assert found[0].severity == RULES[wanted.code].severity


def test_there_are_kinds_enough() -> None:
    in_workbooks = {(name, kind) for name, kinds in KINDS.items() for kind in kinds}
    assert (len(in_workbooks) + len(IN_FILES)) * SEEDS >= 200


# What only a file can have. The place is drawn by the seed, the file is saved by another program than wrote it.


def _amount_row(book: Book, sheet: str, chance: random.Random) -> int:
    last = max(row for row in range(4, book[sheet].max_row) if str(book[sheet].cell(row, 1).value).isdigit())
    return chance.randrange(4, last)


def formula_without_value(book: Book, chance: random.Random) -> Caught:
    row = _amount_row(book, DETAILS, chance)
    book[DETAILS][f"J{row}"] = f"=J{row + 1}*2"
    return Caught("formula-without-value", DETAILS, f"J{row}")


def hidden_row(book: Book, chance: random.Random) -> Caught:
    row = _amount_row(book, DETAILS, chance)
    book[DETAILS].row_dimensions[row].hidden = True
    return Caught("row-hidden", DETAILS, f"J{row}")


def hidden_column(book: Book, chance: random.Random) -> Caught:
    sheet = chance.choice((BATCHES, DETAILS))
    book[sheet].column_dimensions[AMOUNT[sheet]].hidden = True
    return Caught("column-hidden", sheet, f"{AMOUNT[sheet]}4")


def merged_amounts(book: Book, chance: random.Random) -> Caught:
    """Two amounts merged into one cell: the second is gone."""
    row = _amount_row(book, DETAILS, chance)
    book[DETAILS].merge_cells(f"J{row}:J{row + 1}")
    return Caught("field-missing", DETAILS, f"J{row + 1}")


def invisible_reversal(book: Book, chance: random.Random) -> Caught:
    """A character that turns the order of what follows: what is read is not what is seen."""
    row = _amount_row(book, DETAILS, chance)
    book[DETAILS][f"H{row}"] = f"\u202e{book[DETAILS][f'H{row}'].value}"
    return Caught("text-bidi", DETAILS, f"H{row}")


def error_value(book: Book, chance: random.Random) -> Caught:
    row = _amount_row(book, DETAILS, chance)
    book[DETAILS][f"J{row}"] = "#REF!"
    return Caught("cell-error", DETAILS, f"J{row}")


IN_FILES: dict[str, Callable[[Any, random.Random], Caught]] = {
    "a formula without a value": formula_without_value,
    "a hidden row": hidden_row,
    "a hidden column": hidden_column,
    "merged amounts": merged_amounts,
    "reversed text": invisible_reversal,
    "an error value": error_value,
}


@pytest.mark.parametrize("kind", IN_FILES)
def test_a_mistake_in_a_saved_file_is_found_at_its_cell(sample_workbooks: Path, tmp_path: Path, kind: str) -> None:
    path = sample_workbooks / "2014_batches_1.xlsx"
    for seed in range(SEEDS):
        book, target = openpyxl.load_workbook(path), tmp_path / f"{seed}.xlsx"
        wanted = IN_FILES[kind](book, random.Random(f"{kind} {seed}"))
        book.save(target)
        findings = check_file(target, Context(city=mutations.the_city()), path.name).report.findings
        assert _found(findings, wanted), f"seed {seed}: {wanted}, {[(one.code, one.cell) for one in findings][:6]}"
