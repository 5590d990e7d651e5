"""Every rule of the catalogue has a test that provokes it; the cases here are those that no other file has.

Which codes the tests provoke is read from their sources: a code counts where it is expected (in a table of cases or an
assertion), not where its absence is. Whether it is found, those tests show themselves.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from data_loaders.check import check_file, with_reason
from data_loaders.findings import Finding
from data_loaders.reading import Context
from data_loaders.rules import RULES
from data_loaders.templates import write_template, write_workbook
from tests.data_loaders.official import Book, BudgetBook, swap_label
from tests.data_loaders.test_privacy import CARD
from tests.data_loaders.tidy_factories import write_batches
from tests.sample_site import ROOT

Write = Callable[[Path], Path]


def _book(change: Callable[[Book], None]) -> Write:
    def write(path: Path) -> Path:
        book = BudgetBook()
        change(book)
        return book.save(path)

    return write


def _note(value: str | float) -> Write:
    """The budget with `value` in the first cell of the row below its first table."""
    return _book(lambda book: book.sheets["1"].append([value]))


def _second_statement(book: Book) -> None:
    book.sheets["9"].append(list(book.sheets["9"][-1]))


def _without_scope(book: Book) -> None:
    for rows in book.sheets.values():
        rows[0][0] = str(rows[0][0]).replace("部门", "")
        rows[1][0] = f"名称：{book.unit}"


def _without_incomes(book: Book) -> None:
    del book.sheets["2"]


def _travellers_without_cost(path: Path) -> Path:
    row = {
        "unit_code": "101001", "unit_name": "示例市教育局", "stage": "final", "total": 500_000, "overseas_travel": 0,
        "vehicles": 0, "vehicle_purchase": 0, "vehicle_operation": 0, "reception": 500_000, "overseas_groups": 1,
        "overseas_persons": 3, "vehicles_purchased": 0, "vehicles_kept": 0, "reception_batches": 8,
        "reception_persons": 40,
    }  # fmt: skip
    return write_workbook("three-public", path, {"year": 2013}, {"three-public": [row]})


CASES: dict[str, tuple[Write, str | None, str | None]] = {
    "personal-bank-card": (_note(f"收款卡 {CARD}"), "1", "A13"),
    "personal-lost-digits": (_note(1.10101190001e17), "1", "A13"),
    "three-public-second-row": (_book(_second_statement), "9", "A7"),
    "total-line-missing": (_book(lambda book: book.set("1", book.find("1", "收入总计"), 1, "搶入总计")), "1", "A5"),
    "table-missing": (_book(_without_incomes), None, None),
    "class-unknown": (_book(lambda book: book.set("3", 6, 1, "299")), "3", "A6"),
    "scope-assumed": (_book(_without_scope), None, None),
    "three-public-too-small": (_book(lambda book: swap_label(book, "9")), "9", "A6"),
    "count-amount-contradiction": (_travellers_without_cost, "三公经费", "E4"),
}


@pytest.mark.parametrize("code", CASES)
def test_a_rule_finds_its_mistake_at_its_cell(tmp_path: Path, code: str) -> None:
    write, sheet, cell = CASES[code]
    found = [one for one in _findings(write(tmp_path / "示例.xlsx")) if one.code == code]
    assert [(one.sheet, one.cell) for one in found] == [(sheet, cell)]
    assert found[0].severity == RULES[code].severity


def test_a_file_without_rows_has_a_reason_to_be_refused(tmp_path: Path) -> None:
    blank = check_file(write_template("batches", tmp_path / "示例.xlsx"), Context())
    assert blank.report.exit_code == 0
    assert next(one.code for one in with_reason(blank).report.findings) == "nothing-to-publish"
    whole = check_file(write_batches(tmp_path / "满.xlsx"), Context())
    assert with_reason(whole) is whole


def _findings(path: Path) -> tuple[Finding, ...]:
    return check_file(path, Context()).report.findings


def _tests(folder: str) -> list[Path]:
    return list((ROOT / "tests" / folder).glob("*.py"))


def test_every_rule_has_a_case() -> None:
    provoked: set[str] = set()
    for path in sorted(found for name in ("data_loaders", "registers", "acceptance") for found in _tests(name)):
        provoked |= {text for text in _expected(ast.parse(path.read_text("utf-8"))) if text in RULES}
    assert sorted(set(RULES) - provoked) == []


def test_a_code_that_is_only_ruled_out_has_no_case() -> None:
    source = 'assert "a" in codes\nassert "b" not in codes\nassert of(x, "c") == []\nassert codes - {"d"} == {"e"}\n'
    assert list(_expected(ast.parse(source))) == ["a", "e"]


def _expected(node: ast.AST) -> Iterator[str]:
    """The strings under `node` that are expected: not those compared with nothing, ruled out or taken away."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return
    if isinstance(node, ast.Compare) and _rules_out(node):
        return
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
        yield from _expected(node.left)
        return
    for child in ast.iter_child_nodes(node):
        yield from _expected(child)


def _rules_out(node: ast.Compare) -> bool:
    other = node.comparators[-1]
    is_nothing = ast.unparse(other) in ("[]", "()", "{}", "set()", "None", "0")
    return isinstance(node.ops[-1], ast.NotIn) or (isinstance(node.ops[-1], ast.Eq | ast.Is) and is_nothing)
