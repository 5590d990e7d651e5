"""The check report: cells marked, reasons in words, comparison, the marked workbook, personal data kept out."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from data_loaders.amount_words import in_words
from data_loaders.personal_data import scan_text
from tests.bureau.conftest import SignedInAs
from tests.bureau.test_jobs import batches
from tests.bureau.walking import page, send, upload, work
from transparency_site.comparison import jump
from transparency_site.lifecycle import Role, State
from transparency_site.models import PublishedFinding, Submission
from transparency_site.site import Site

ID_NUMBER = "11010519491231002X"  # the standard's own example, valid and nobody's


@pytest.fixture
def uploader(signed_in_as: SignedInAs) -> FlaskClient:
    return signed_in_as(Role.UPLOADER, "uploader")


def changed(path: Path, sheet: int, old: object, new: object) -> Path:
    """The workbook with every cell that holds `old` holding `new`."""
    book = openpyxl.load_workbook(path)
    cells = [cell for row in book.worksheets[sheet].iter_rows() for cell in row if cell.value == old]
    assert cells, old
    for cell in cells:
        cell.value = new
    book.save(path)
    return path


def broken(folder: Path, total_row: int | None = None) -> Path:
    """A batch whose recipients do not add up to it; `total_row`: what the table's own total says instead (yuan)."""
    path = batches(folder, "坏.xlsx", "101")
    book = openpyxl.load_workbook(path)
    sheet = book["拨付明细"]
    rows = {row[1].row: row for row in sheet.iter_rows() if any(cell.value in (450_000, 900_000) for cell in row)}
    for row in rows.values():
        for cell in row:
            if cell.value == 450_000 and cell.row == min(rows):
                cell.value = 123_456
            elif cell.value == 900_000 and total_row is not None:
                cell.value = total_row
        if total_row is not None:
            for cell in sheet[max(rows) + 1]:
                if isinstance(cell.value, str) and cell.value.startswith("人民币"):
                    cell.value = in_words(total_row * 100)
    book.save(path)
    return path


def test_every_error_names_its_cell_with_the_row_around_it(site: Site, uploader: FlaskClient, tmp_path: Path) -> None:
    upload(uploader, [broken(tmp_path)])
    work(site)
    html = uploader.get("/bureau/submissions/1").get_data(as_text=True)
    assert "finding-error" in html
    assert 'class="ring"' in html
    assert "问题在这一格" in html
    assert "下载标好的工作簿" in html
    assert send(uploader, "/bureau/submissions/1/submit").status_code == 409


def test_the_marked_workbook(site: Site, uploader: FlaskClient, tmp_path: Path) -> None:
    upload(uploader, [broken(tmp_path)])
    work(site)
    response = uploader.get("/bureau/submissions/1/marked.xlsx")
    assert response.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(response.data))
    assert "校验结果" in book.sheetnames
    comments = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.comment]
    assert comments


def test_mistakes_of_the_document_may_be_explained_and_published(
    site: Site, uploader: FlaskClient, signed_in_as: SignedInAs, tmp_path: Path
) -> None:
    upload(uploader, [broken(tmp_path, total_row=573_456)])
    work(site)
    html = uploader.get("/bureau/submissions/1").get_data(as_text=True)
    addresses = re.findall(r'name="address" value="([^"]+)"', html)
    assert addresses
    assert send(uploader, "/bureau/submissions/1/explain").status_code == 409
    given = {"address": addresses, "words": ["原件如此"] * len(addresses)}
    assert send(uploader, "/bureau/submissions/1/explain", given).status_code == 303
    assert send(uploader, "/bureau/submissions/1/explain", given).status_code == 409  # it is being checked
    work(site)
    with site.sessions() as session:
        one = session.get_one(Submission, 1)
        assert one.explanations == dict.fromkeys(addresses, "原件如此")
        assert one.state == State.CHECKED
        assert session.scalars(select(PublishedFinding.explanation)).first() == "原件如此"
    send(uploader, "/bureau/submissions/1/submit")
    reviewer = signed_in_as(Role.REVIEWER, "reviewer")
    assert "原件如此" in page(reviewer, "/bureau/submissions/1/review")


def test_personal_data_stop_a_file_and_are_shown_nowhere(
    site: Site, uploader: FlaskClient, signed_in_as: SignedInAs, tmp_path: Path
) -> None:
    path = changed(batches(tmp_path, "a.xlsx", "101"), 1, "甲镇第1项目", f"甲镇 {ID_NUMBER}")
    assert scan_text(ID_NUMBER)
    upload(uploader, [path])
    work(site)
    reviewer = signed_in_as(Role.REVIEWER, "reviewer")
    for browser in (uploader, reviewer):
        html = browser.get("/bureau/submissions/1").get_data(as_text=True)
        assert ID_NUMBER not in html
        assert "个人" in html
    assert uploader.get("/bureau/submissions/1/marked.xlsx").status_code == 404
    assert not [path for path in site.files.rglob("*") if path.is_file()]
    assert ID_NUMBER.encode() not in b"".join(
        path.read_bytes() for path in site.settings.var_dir.glob("site.db*") if path.is_file()
    )


def test_an_auditor_reads_the_report_without_cells(
    site: Site, uploader: FlaskClient, signed_in_as: SignedInAs, tmp_path: Path
) -> None:
    upload(uploader, [broken(tmp_path)])
    work(site)
    html = signed_in_as(Role.AUDITOR).get("/bureau/submissions/1").get_data(as_text=True)
    assert "finding-error" in html
    assert 'class="ring"' not in html
    assert "<textarea" not in html


def test_row_accounting_and_control_totals(site: Site, uploader: FlaskClient, tmp_path: Path) -> None:
    upload(uploader, [batches(tmp_path, "a.xlsx", "101")])
    work(site)
    text = page(uploader, "/bureau/submissions/1")
    assert "每一行都有着落" in text
    assert "没有错误" in text


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (100_00, 1_000_00, "×10"),
        (1_000_000_00, 100_00, "÷10000"),
        (123_456_00, 1_234_560_00 * 1_000, "×10000"),
        (98_00, 100_000_00, "×1000"),
        (100_00, 101_00, None),
        (100_00, 0, None),
        (None, 100_00, None),
        (-100_00, 1_000_00, None),
    ],
)
def test_jumps_of_the_unit_stand_out(old: int | None, new: int | None, expected: str | None) -> None:
    assert jump(old, new) == expected
