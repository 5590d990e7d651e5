"""The redacted twin: the values that were read at their own addresses, no person in it, the same bytes each time."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from data_loaders.check import CheckedFile, check_file
from data_loaders.grid import Sheet, Workbook
from data_loaders.isolation import check_isolated, check_many
from data_loaders.reading import Context, SheetAccount
from data_loaders.records import RowCount
from data_loaders.twin import HIDDEN, redacted_twin
from data_loaders.workbook import open_workbook
from tests import factories as make
from tests.data_loaders.factories import write_xlsx
from tests.personal_workbook import PEOPLE, personal_workbook


@pytest.fixture
def original(tmp_path: Path) -> Path:
    return personal_workbook(tmp_path)


def opened(content: bytes | None, folder: Path) -> Workbook:
    assert content is not None
    (folder / "twin.xlsx").write_bytes(content)
    return open_workbook(folder / "twin.xlsx")


def with_twin(path: Path) -> CheckedFile:
    return check_file(path, Context(), with_twin=True)


def test_every_value_stands_at_its_own_address_but_the_people(original: Path, tmp_path: Path) -> None:
    before, twin = open_workbook(original), opened(with_twin(original).twin, tmp_path)
    assert [sheet.name for sheet in twin.sheets] == [sheet.name for sheet in before.sheets]
    differing = [
        (value, other.value(row, column))
        for one, other in zip(before.sheets, twin.sheets, strict=True)
        for row, column, value in one.filled()
        if value != other.value(row, column)
    ]
    assert differing == [("甄假设", "甄*设"), ("贾设", "贾*")]
    assert [len(list(one.filled())) for one in before.sheets] == [len(list(one.filled())) for one in twin.sheets]


def test_no_part_of_the_package_names_the_people(original: Path) -> None:
    twin = with_twin(original).twin
    assert twin is not None
    with zipfile.ZipFile(io.BytesIO(twin)) as package:
        text = "".join(package.read(name).decode() for name in package.namelist())
    assert "甄*设" in text
    assert [name for name in PEOPLE if name in text] == []


def test_the_same_original_gives_the_same_bytes(original: Path) -> None:
    twin = with_twin(original).twin
    assert twin is not None
    assert with_twin(original).twin == twin
    assert check_isolated(original, Context(), with_twin=True).twin == twin
    assert [one.twin for one in check_many([original] * 3, Context(), with_twins=True)] == [twin] * 3


def test_nobody_gets_a_twin_who_did_not_ask_or_does_not_need_one(original: Path, tmp_path: Path) -> None:
    assert check_file(original, Context()).twin is None
    assert check_isolated(original, Context()).twin is None
    plain = write_xlsx(tmp_path / "plain.xlsx", {"表": [["项目", "金额"], ["甲", 1]]})
    assert with_twin(plain).twin is None


def test_a_file_with_personal_data_gets_none(tmp_path: Path) -> None:
    checked = with_twin(personal_workbook(tmp_path, "危房改造，电话 13800138000"))
    assert "personal-phone" in {one.code for one in checked.report.findings}
    assert (checked.documents, checked.needs_twin, checked.twin) == ((), False, None)


def test_declared_personal_columns_are_hidden_below_their_headers(tmp_path: Path) -> None:
    rows = [["姓名", "用途", "金额"], ["甄假设", "危房改造", 4], ["合计", None, 4]]
    sheet = Sheet("拨付明细", False, [list(row) for row in rows])
    [person] = make.batch().recipients[:1]
    named = replace(person, sheet=sheet.name, row=2, columns={"recipient": 1}, recipient="甄*设")
    rows_read = RowCount(3, 1, 1, 0, 1)
    account = SheetAccount(sheet.name, "recipients", "", "元", rows_read, masked_columns=frozenset({1, 2}))
    twin = opened(redacted_twin([sheet], [replace(make.batch(), recipients=(named,))], [account]), tmp_path)
    assert twin.sheets[0].rows == [["姓名", "用途", "金额"], ["甄*设", HIDDEN, 4], ["合计", None, 4]]


def test_any_other_cell_with_personal_data_is_hidden(tmp_path: Path) -> None:
    sheet = Sheet("表", False, [["说明", "电话 13800138000"], ["说明", "0000-00000000"]])
    twin = opened(redacted_twin([sheet], [], []), tmp_path)
    assert twin.sheets[0].rows == [["说明", HIDDEN], ["说明", "0000-00000000"]]
