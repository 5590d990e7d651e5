"""On A4 paper: a unit's year, a batch for the notice board, the three-public page; whole, with their source."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.browser.watching import Watched

pytestmark = pytest.mark.browser

A4 = (595, 842)  # points
PAGES = {
    "/units/204001": ("示例市教育局", "历年预算和决算", "三公"),
    "/units/204001/2013": ("示例市教育局", "部门支出预算总表", "三公", "文字说明", "教育管理事务"),
    "/batches/2014/005": ("扶贫开发专项资金", "监督电话", "0000-00000000", "全部收款对象", "合计"),
    "/units": ("党委部门", "编码", "101001"),
    "/three-public/2013": ("“三公”经费", "公务接待费", "示例市教育局", "中共示例市委办公室"),
}  # fmt: skip

# Caption and rows of each table of a few rows that is not folded away.
_SHORT_TABLES = """() => [...document.querySelectorAll("table.data:not(.cards)")]
  .filter((table) => !table.closest("details") && table.tBodies[0].rows.length <= 5)
  .map((table) => [table.caption.firstChild.data, ...[...table.tBodies[0].rows].map((row) => row.innerText)])"""


def told(*command: str | Path) -> str:
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True).stdout


def words(page: str) -> str:
    """The text without the spaces that a line's end or a wide letter spacing makes."""
    return re.sub(r"\s+", "", page)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_on_paper_is_a4_and_says_everything(browser: Any, server: str, address: str, tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext here: apt-get install poppler-utils")
    with Watched(browser, 794) as watched:
        watched.page.goto(server + address)
        watched.page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
        headings = watched.page.locator("main h1, main h2, main caption").all_inner_texts()
    sizes = re.findall(r"Page +\d+ size: +([\d.]+) x ([\d.]+) pts", told("pdfinfo", "-l", "99", tmp_path / "page.pdf"))
    assert {(round(float(wide)), round(float(high))) for wide, high in sizes} == {A4}
    text = words(told("pdftotext", "-layout", tmp_path / "page.pdf", "-"))
    for word in (*PAGES[address], "示例数据", "示例市财政局", "数据版本"):
        assert words(word) in text, word
    assert headings
    boxes = told("pdftotext", "-bbox", tmp_path / "page.pdf", "-")
    edges = [(float(left), float(right)) for left, right in re.findall(r'xMin="([\d.-]+)".*?xMax="([\d.-]+)"', boxes)]
    assert min(left for left, _right in edges) > 20, "text in the margin that printers cannot reach"
    assert max(right for _left, right in edges) < A4[0] - 20, "text cut at the right edge"


def test_a_short_table_stands_on_one_sheet_with_its_heading(browser: Any, server: str, tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext here: apt-get install poppler-utils")
    with Watched(browser, 794) as watched:
        watched.page.goto(server + "/units/204001")
        watched.page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
        tables = watched.page.evaluate(_SHORT_TABLES)
    sheets = [words(sheet) for sheet in told("pdftotext", "-layout", tmp_path / "page.pdf", "-").split("\f")]
    assert len(tables) >= 4
    for caption, *rows in tables:
        assert any(words(caption) in sheet and all(words(row) in sheet for row in rows) for sheet in sheets), caption
