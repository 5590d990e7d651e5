"""The check as a whole: readings merged, rows accounted for, verdicts, and what stops a file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace

import pytest

from data_loaders import check
from data_loaders.check import CheckedFile, check_file
from data_loaders.findings import Finding, Severity
from data_loaders.grid import Workbook
from data_loaders.reading import Context, Reading, SheetAccount
from data_loaders.records import Amount, Direction, Document, Identity, Level, Line, RowCount, Table
from data_loaders.report import as_json, as_text
from data_loaders.rules import finding
from tests.data_loaders.factories import part, rezip, write_xls, write_xlsx

ROWS = [["项目", "金额"], ["甲", 1], ["乙", 2], ["合计", 3]]
COUNT = RowCount(read=4, used=2, totals=1, notes=0, headers=1)
DOCUMENT = Document(key="budget.101001.2013.department", identity=Identity(), title="部门预算")


def account(sheet: str = "表", key: str | None = "income", rows: RowCount = COUNT, **more: object) -> SheetAccount:
    return SheetAccount(sheet, key, "收入总表", "元", rows, **more)  # type: ignore[arg-type]


def _use(monkeypatch: pytest.MonkeyPatch, *readings: Reading | None, checks: Iterable[Finding] = ()) -> None:
    def reader(reading: Reading | None) -> SimpleNamespace:
        def read(workbook: Workbook, context: Context) -> Reading | None:
            return reading

        return SimpleNamespace(read=read)

    found = tuple(checks)
    monkeypatch.setattr(check, "READERS", tuple(reader(reading) for reading in readings))
    monkeypatch.setattr(check, "CHECKS", (lambda documents, context: found,))


def _checked(tmp_path: Path, rows: list[list[object]] | None = None) -> CheckedFile:
    return check_file(write_xlsx(tmp_path / "a.xlsx", {"表": rows or ROWS}), Context())


def _codes(checked: CheckedFile) -> list[str]:
    return [item.code for item in checked.report.findings]


def test_a_clean_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _use(monkeypatch, None, Reading((DOCUMENT,), (), (account(),), ("late",)))
    checked = _checked(tmp_path)
    assert (checked.report.verdict, checked.report.exit_code, checked.documents) == ("clean", 0, (DOCUMENT,))
    assert (checked.report.not_checked, checked.sealed) == (("late",), False)


def test_the_first_error_never_hides_the_second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = finding("cell-error", sheet="表", cell="B2", value="#REF!")
    second = finding("row-hidden", sheet="表", cell="B3")
    third = finding("readers-disagree", sheet="表", cell="B4")
    _use(monkeypatch, Reading((), (first,), (account(),)), Reading((), (second,), ()), checks=[third])
    report = _checked(tmp_path).report
    assert [item.code for item in report.findings] == ["cell-error", "readers-disagree", "row-hidden"]
    assert (report.verdict, report.exit_code) == ("errors", 1)


def test_warnings_do_not_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _use(monkeypatch, Reading((), (finding("row-hidden", sheet="表", cell="B3"),), (account(),)))
    report = _checked(tmp_path).report
    assert (report.verdict, report.exit_code) == ("warnings", 0)


def test_a_file_that_nobody_knows_is_unusable_and_lists_its_sheets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _use(monkeypatch, None)
    report = _checked(tmp_path).report
    assert (report.verdict, report.exit_code) == ("unusable", 2)
    assert [item.code for item in report.findings] == ["layout-unknown"]
    assert "表" in report.findings[0].message_zh


def test_rows_that_do_not_add_up_are_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _use(monkeypatch, Reading((DOCUMENT,), (), (account(rows=RowCount(5, 2, 1, 0, 1)),)))
    assert _codes(_checked(tmp_path)) == ["rows-unaccounted"]


def test_of_two_accounts_of_a_sheet_the_one_that_knows_it_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unknown = account(key=None, rows=RowCount(4, 0, 0, 4, 0))
    _use(monkeypatch, Reading((), (), (unknown,)), Reading((DOCUMENT,), (), (account(),)))
    assert _checked(tmp_path).report.tables == (account(),)


def test_a_sheet_without_an_account_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _use(monkeypatch, Reading((DOCUMENT,), (), (account("别的表"),)))
    assert _codes(_checked(tmp_path)) == ["sheet-not-read"]


def test_an_error_value_matters_only_where_figures_are_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"表": ROWS, "绩效": [["=1/0"]]})
    name = "xl/worksheets/sheet2.xml"
    broken = part(path, name).replace("<v>0</v>", "")
    path = rezip(path, tmp_path / "b.xlsx", {name: broken.encode()})
    for key, severity in ((None, Severity.NOTICE), ("income", Severity.ERROR)):
        _use(monkeypatch, Reading((DOCUMENT,), (), (account(), account("绩效", key))))
        found = check_file(path, Context()).report.findings
        assert [(item.code, item.severity) for item in found] == [("formula-without-value", severity)]


def _filled_document(fen: int | None) -> Document:
    amounts = {"total": Amount(fen, 2)}
    line = Line("201", 2, Direction.INCOME, Level.CLASS, True, "甲", amounts)
    table = Table("income", "表", "收入总表", "元", 1, {"total": 2}, COUNT, (line,))
    return Document(key=None, identity=Identity(), title="部门预算", tables=(table,))


def test_xls_needs_a_total_row_where_it_has_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_xls(tmp_path / "a.xls", {"表": ROWS})
    _use(monkeypatch, Reading((_filled_document(100),), (), (account(),)))
    assert _codes(check_file(path, Context())) == ["xls-without-total"]
    assert _codes(_checked(tmp_path)) == []
    _use(monkeypatch, Reading((_filled_document(100),), (), (account(control_totals={"total": 300}),)))
    assert _codes(check_file(path, Context())) == []
    _use(monkeypatch, Reading((_filled_document(None),), (), (account(),)))
    assert _codes(check_file(path, Context())) == []


def test_personal_data_stops_the_documents_but_not_the_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = finding("row-hidden", sheet="表", cell="B3")
    _use(monkeypatch, Reading((DOCUMENT,), (other,), (account(),)))
    checked = _checked(tmp_path, [*ROWS, ["联系 13800138000"]])
    assert _codes(checked) == ["personal-phone", "row-hidden"]
    assert checked.documents == ()


def test_masked_columns_seal_the_original(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _use(monkeypatch, Reading((DOCUMENT,), (), (account(masked_columns=frozenset({1})),)))
    checked = _checked(tmp_path, [["手机"], ["13800138000"]])
    assert (checked.sealed, checked.documents, _codes(checked)) == (True, (DOCUMENT,), [])


def test_json_and_text_tell_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = finding("cell-error", sheet="表", cell="B2", value="#REF!")
    whole = finding("extension-differs", value=".doc", format="xlsx")
    _use(monkeypatch, Reading((), (wrong, whole), (account(control_totals={"total": 12345}),), ("late",)))
    report = _checked(tmp_path).report
    told = as_json(report)
    assert set(told) >= {"file", "verdict", "tables", "control_totals", "findings", "not_checked"}
    assert told["control_totals"] == {"表": {"total": 12345}}
    assert told["findings"][0] == {  # type: ignore[index]
        "code": "cell-error",
        "severity": "error",
        "sheet": "表",
        "cell": "B2",
        "value": "#REF!",
        "message_zh": wrong.message_zh,
        "message_en": wrong.message_en,
        "disclosure": None,
    }
    for language, verdict in (("zh", "有必须改正的错误"), ("en", "errors to correct")):
        text = as_text(report, language)
        for word in ("a.xlsx", verdict, "B2", "123.45", "late", "cell-error", "extension-differs"):
            assert word in text


def test_a_missing_file_is_a_report(tmp_path: Path) -> None:
    checked = check_file(tmp_path / "none.xlsx", Context())
    assert (checked.report.verdict, checked.file_sha256) == ("unusable", "")
