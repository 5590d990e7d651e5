"""Workbooks of registers: read as they were written; each mistake found at its cell; personal files refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import sample_city
from data_loaders.check import CheckedFile, check_file
from data_loaders.city_folder import read_city
from data_loaders.reading import Context
from data_loaders.registers import REGISTERS
from data_loaders.templates import write_workbook
from data_loaders.tidy_columns import TEMPLATES
from sample_city import SAMPLES
from tests.data_loaders.factories import write_xlsx
from tests.data_loaders.tidy_factories import make_city

Edit = Callable[[Any], None]
ROW = {
    "unit_code": "101001", "unit_name": "样例市农业局", "post": "项目科科长", "kind": "recusal", "matter": "某水渠招标",
    "decision": "不参与评标", "decided_on": dt.date(2013, 5, 6), "publicity": "system",
}
OTHER = ROW | {"post": "财务科科长", "kind": "rotation", "matter": "预算编制"}


def recusals(path: Path, *rows: dict[str, Any], edit: Edit | None = None) -> CheckedFile:
    write_workbook("recusals", path, {"year": 2013}, {"recusals": rows or (ROW, OTHER)})
    if edit:
        book = openpyxl.load_workbook(path)
        edit(book.active)
        book.save(path)
    return check_file(path, Context(city=make_city()))


def found(result: CheckedFile) -> set[tuple[str, str | None]]:
    return {(finding.code, finding.cell) for finding in result.report.findings}


def cell(key: str, row: int = 4) -> str:
    keys = [column.key for column in REGISTERS["recusals"].columns]
    return f"{'ABCDEFGHIJKLMNOP'[keys.index(key)]}{row}"


@pytest.mark.parametrize("key", list(SAMPLES))
def test_the_sample_workbook_of_each_register_is_clean(key: str, tmp_path: Path) -> None:
    steps = sample_city.write_registers(tmp_path).steps
    path = next(path for step in steps for path in step.paths if path.stem.endswith(key))
    result = check_file(path, Context(city=read_city(sample_city.CITY_FOLDER)))
    assert result.report.findings == ()
    (document,) = result.documents
    assert document.key == f"register.{key}.2013"
    assert document.register is not None
    assert len(document.register.entries) == len(list(SAMPLES[key][1](read_city(sample_city.CITY_FOLDER))))


def test_rows_read_back_as_they_were_written(tmp_path: Path) -> None:
    result = recusals(tmp_path / "r.xlsx", ROW | {"announcement": "样纪公[2013]3号"}, OTHER)
    assert result.report.findings == ()
    (document,) = result.documents
    assert document.register is not None
    first = document.register.entries[0]
    assert first.row == 4
    assert first.values["decided_on"] == "2013-05-06"
    assert first.values["announcement"] == "样纪公〔2013〕3号", "one style of brackets"
    assert document.tables[0].columns["kind"] == 4


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((ROW, OTHER, ROW), {("register-row-repeated", cell("matter", 6))}),
        ((ROW | {"decided_on": "2012-12-31"},), {("register-date-outside-year", cell("decided_on"))}),
        (
            (ROW | {"valid_from": "2013-05-06", "valid_to": "2013-05-05"},),
            {("register-period-reversed", cell("valid_to"))},
        ),
        ((ROW | {"unit_code": "109009"},), {("unit-unknown", cell("unit_code"))}),
        ((ROW | {"unit_name": "样例市农林局"},), {("unit-alias", cell("unit_name"))}),
        ((ROW | {"person": "示例甲"},), {("register-column-not-allowed", cell("person"))}),
        (
            (ROW | {"person": "示例甲", "publicity": "city"},),
            {("register-column-not-allowed", cell("person"))},
        ),
        ((ROW | {"person": "示例甲", "publicity": "city", "announcement": "样纪公〔2013〕3号"},), set()),
    ],
)
def test_each_mistake_is_found_at_its_cell(
    tmp_path: Path, rows: tuple[dict[str, Any], ...], expected: set[tuple[str, str]]
) -> None:
    result = recusals(tmp_path / "r.xlsx", *rows)
    assert found(result) == expected
    assert all("示例甲" not in finding.message_zh for finding in result.report.findings)
    assert all(finding.sheet == "回避和从业限制" and finding.message_en for finding in result.report.findings)


@pytest.mark.parametrize(
    ("place", "value", "code"),
    [
        (cell("kind"), "休假", "choice-unknown"),
        (cell("decided_on"), "去年", "date-invalid"),
        (cell("matter"), None, "field-missing"),
    ],
)
def test_cells_that_cannot_be_read_are_findings(tmp_path: Path, place: str, value: Any, code: str) -> None:
    def edit(sheet: Any) -> None:
        sheet[place] = value

    assert (code, place) in found(recusals(tmp_path / "r.xlsx", edit=edit))


@pytest.mark.parametrize("key", ["post", "matter", "decision", "announcement"])
def test_personal_data_in_any_cell_stops_the_file(tmp_path: Path, key: str) -> None:
    def edit(sheet: Any) -> None:
        sheet[cell(key)] = "联系 13800138000"

    result = recusals(tmp_path / "r.xlsx", edit=edit)
    assert ("personal-phone", cell(key)) in found(result)
    assert result.documents == ()


def test_a_year_without_rows_needs_words_that_say_so(tmp_path: Path) -> None:
    def edit(sheet: Any) -> None:
        sheet.delete_rows(4, 2)
        sheet["A4"] = "注：本年度没有需要公示的事项。"

    (document,) = recusals(tmp_path / "r.xlsx", edit=edit).documents
    assert document.register is not None
    assert (document.register.entries, document.tables[0].note) == ((), "注：本年度没有需要公示的事项。")


def test_columns_in_another_order_with_other_words_are_known(tmp_path: Path) -> None:
    titles = ["部门", "等级", "预算单位编码", "风险内容", "措施", "环节", "责任科室"]
    row = ["样例市农业局", "高", "101001", "走过场", "抽查", "验收", "办公室"]
    rows = [["2013年各单位情况"], ["年度", 2013], titles, row]
    result = check_file(write_xlsx(tmp_path / "x.xlsx", {"表一": rows}), Context(city=make_city()))
    assert [document.key for document in result.documents] == ["register.risk-points.2013"]


PERSONAL = {
    "title": [["干部电子廉政档案"], ["单位", "情况"], ["某局", "良好"]],
    "family": [["序号", "姓名", "职务", "家庭成员"], [1, "示例甲", "科长", "两人"]],
    "property": [["单位", "姓名", "房产"], ["某局", "示例甲", "一套"]],
    "income": [["单位", "姓名", "工资收入"], ["某局", "示例甲", "若干"]],
    "abroad": [["单位", "姓名", "因私出国（境）情况"], ["某局", "示例甲", "一次"]],
    "number": [["单位", "姓名", "职务", "身份证号"], ["某局", "示例甲", "科长", "略"]],
    "english": [["Unit", "Name", "Position", "Passport"], ["A bureau", "Example A", "Head", "none"]],
    "form": [["姓名", "示例甲"], ["性别", "男"], ["婚姻状况", "已婚"], ["家庭住址", "略"], ["房产", "一套"]],
}


@pytest.mark.parametrize("name", list(PERSONAL))
def test_personal_integrity_files_are_refused_with_a_sentence(tmp_path: Path, name: str) -> None:
    result = check_file(write_xlsx(tmp_path / "x.xlsx", {"表一": PERSONAL[name]}), Context())
    refusal = next(one for one in result.report.findings if one.code == "personal-integrity-file")
    assert "不在公开网站上公布" in refusal.message_zh
    assert "not for a public site" in refusal.message_en
    assert refusal.cell
    assert result.documents == ()
    assert "layout-unknown" not in {one.code for one in result.report.findings}


def test_private_columns_beside_a_register_refuse_the_register_too(tmp_path: Path) -> None:
    def edit(sheet: Any) -> None:
        sheet["M3"], sheet["N3"] = "姓名", "家庭成员"

    result = recusals(tmp_path / "r.xlsx", edit=edit)
    assert "personal-integrity-file" in {code for code, _cell in found(result)}
    assert result.documents == ()


@pytest.mark.parametrize("kind", list(TEMPLATES))
def test_no_template_is_taken_for_a_personal_file(tmp_path: Path, kind: str) -> None:
    header = {"year": 2013, "quarter": 2, "basis": "ytd", "stage": "final", "scope": "unit"}
    path = write_workbook(kind, tmp_path / "x.xlsx", header, {})
    assert "personal-integrity-file" not in {one.code for one in check_file(path, Context()).report.findings}


@pytest.mark.parametrize(
    "rows",
    [
        [["姓名*", "证件号码*", "实发金额(元)*"], ["示例甲", "略", 100]],
        [["户主姓名", "房屋地址", "补助金额"], ["示例甲", "某村", 100]],
        [["收入总表"], ["项目", "本年收入", "财政拨款收入"], ["教育", 100, 100]],
        [["家庭成员培训班经费", "100"], ["住房公积金", 30]],
    ],
)
def test_ordinary_tables_are_none(tmp_path: Path, rows: list[list[Any]]) -> None:
    result = check_file(write_xlsx(tmp_path / "x.xlsx", {"表一": rows}), Context())
    assert "personal-integrity-file" not in {one.code for one in result.report.findings}
