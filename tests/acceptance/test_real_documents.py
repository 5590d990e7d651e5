"""Eight real disclosures, loaded into a second, small city through the command line, and asked back to the fen.

The expected totals were read in the documents by a person; the source cells are compared with the workbook itself
by another library than the loaders use first. Skipped where the shared folder of real documents is not there.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from flask.testing import FlaskClient
from openpyxl.worksheet.worksheet import Worksheet

from tests.acceptance.conftest import application, shared_folder
from tests.sample_site import ROOT, build_once, flask

DOCUMENTS = Path(os.environ.get("SHARED_DATA", ROOT.parent / "shared/data")) / "real/disclosures"
CITY = ROOT / "tests/cities/real_documents"
UNIT_FEN = {"元": 100, "千元": 100_000, "万元": 1_000_000}

pytestmark = pytest.mark.skipif(not DOCUMENTS.is_dir(), reason=f"real documents are not there: {DOCUMENTS}")

# disclosure -> (file, total income in fen, total expenditure in fen), as printed in the documents.
EXPECTED = {
    "budget.104001.2023.department": (
        "上海市普陀区人民政府万里街道办事处_2023_部门预算.xlsx", 16_497_864_000, 16_497_864_000),
    "budget.104001.2024.department": (
        "上海市普陀区人民政府万里街道办事处_2024_部门预算.xlsx", 15_621_112_300, 15_621_112_300),
    "budget.101001.2025.department": ("上海市普陀区人民政府办公室_2025_部门预算.xlsx", 9_101_677_535, 9_101_677_535),
    "budget.102001.2026.unit": ("上海市普陀区司法局_2026_单位预算.xlsx", 8_695_940_834, 8_695_940_834),
    "accounts.103001.2024.department": ("上海市普陀区财政局_2024_部门决算.xlsx", 2_995_390_000, 2_995_390_000),
    "budget.201001.2017.department": ("江苏省委办公厅_2017_部门预算.xlsx", 20_849_450_000, 20_849_450_000),
    "budget.201001.2018.department": ("江苏省委办公厅_2018_部门预算.xlsx", 24_458_430_000, 24_458_430_000),
    "budget.202001.2017.department": ("江苏省政协办公厅_2017_部门预算.xlsx", 9_146_790_000, 9_146_790_000),
}


def _errors(path: Path) -> list[dict[str, str]]:
    done = subprocess.run(
        [sys.executable, "-m", "data_loaders", "check", str(path), "--city", str(CITY), "--json"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )
    return [finding for finding in json.loads(done.stdout)["findings"] if finding["severity"] == "error"]


def _publish_all(var_dir: Path) -> None:
    flask(var_dir, "init", city=CITY)
    flask(var_dir, "user", "add", "clerk", "--role", "uploader", city=CITY)
    flask(var_dir, "user", "add", "chief", "--role", "reviewer", city=CITY)
    for name, _income, _expenditure in EXPECTED.values():
        path = DOCUMENTS / name
        explained = [
            f"--explain={finding['code']}@{finding['sheet']}!{finding['cell']}=原文如此，已由公开单位发布，按原样收录"
            for finding in _errors(path)
        ]
        flask(var_dir, "load", str(path), "--reason", "收录已公开的文件", *explained,
              "--publish", "--as", "clerk", "--approve-as", "chief", city=CITY)


@pytest.fixture(scope="module")
def real_var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_once(shared_folder(tmp_path_factory), "real-documents", _publish_all)


@pytest.fixture(scope="module")
def real(real_var: Path) -> FlaskClient:
    return application(CITY, real_var).test_client()


@pytest.mark.parametrize("disclosure", EXPECTED)
def test_totals_are_those_of_the_document(real: FlaskClient, disclosure: str) -> None:
    name, income, expenditure = EXPECTED[disclosure]
    _kind, unit, year, _scope = disclosure.split(".")
    totals = real.get(f"/api/v1/budget-totals?unit={unit}&year={year}").json["data"]
    mine = [row for row in totals if row["id"] == disclosure]
    assert len(mine) == 1, (disclosure, totals)
    assert (mine[0]["income_fen"], mine[0]["expenditure_fen"]) == (income, expenditure), name


@pytest.mark.parametrize("disclosure", EXPECTED)
def test_every_figure_stands_in_its_source_cell(real: FlaskClient, disclosure: str) -> None:
    workbook = openpyxl.load_workbook(DOCUMENTS / EXPECTED[disclosure][0], data_only=True)
    kind, unit, year, scope = disclosure.split(".")
    stage = "final" if kind == "accounts" else "approved"
    address: str | None = f"/api/v1/budget-lines?unit={unit}&year={year}&stage={stage}&scope={scope}&page_size=1000"
    compared = 0
    while address:
        body = real.get(address).json
        for line in body["data"]:
            if line["amount_fen"] is not None:
                compared += _agrees(workbook, line, real)
        address = body["links"]["next"]
    assert compared > 80


def _declared_fen(sheet: Worksheet) -> int:
    """Fen in the unit of money that the sheet declares above its table, read apart from the loaders."""
    words = " ".join(str(value) for row in sheet.iter_rows(max_row=5, values_only=True) for value in row if value)
    declared = set(re.findall(r"单位[:：]\s*(万元|千元|元)", words))
    assert len(declared) == 1, (sheet.title, declared)
    return UNIT_FEN[declared.pop()]


def _agrees(workbook: openpyxl.Workbook, line: dict[str, object], real: FlaskClient) -> int:
    source = line["source"]
    assert isinstance(source, dict)
    sheet = workbook[source["sheet"]]
    cell = sheet[source["cell"]].value
    if cell is None or str(cell).strip() in ("", "-", "—"):
        assert line["amount_fen"] == 0, line
        return 1
    stated = Decimal(str(cell).replace(",", "").strip())
    assert line["amount_fen"] == stated * _declared_fen(sheet), (line, cell)
    return 1


def test_the_mistaken_document_carries_its_marks(real: FlaskClient) -> None:
    findings = real.get("/api/v1/findings?disclosure=budget.102001.2026.unit&page_size=200").json["data"]
    explained = [finding for finding in findings if finding["severity"] == "error"]
    assert explained
    assert all(finding["explanation"] for finding in explained)
    page = real.get("/units/102001/2026").get_data(as_text=True)
    assert "原文如此" in page


def test_a_figure_has_a_page_and_an_answer_with_source_and_raw_text(real: FlaskClient) -> None:
    asked = "unit=102001&year=2026&scope=unit&table=expenditure&functional_code=2040601"
    line = real.get(f"/api/v1/budget-lines?{asked}").json["data"][0]
    figure = real.get(f"/api/v1/figures/{line['id']}").json["data"]
    assert figure["source"]["sheet"].startswith("03")
    assert figure["amount_fen"] in (1_434_885_334, 6_484_054_700)
    page = real.get(f"/figures/{line['id']}")
    assert page.status_code == 200
    assert figure["source"]["cell"] in page.get_data(as_text=True)


def test_home_shows_its_own_counts(real: FlaskClient) -> None:
    words = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", real.get("/").get_data(as_text=True), flags=re.DOTALL)
    numbers = set(re.findall(r"(?<![\d.,])\d+(?![\d.,])", words))
    assert "6" in numbers, "the small city has six first-level units"
    assert not numbers & {"109", "384"}
    assert "示例数据" not in words
