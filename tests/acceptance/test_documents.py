"""The README shows what the program says: its two outputs are compared with the program's own."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
from flask.testing import FlaskClient

from data_loaders.check import check_file
from data_loaders.city_folder import read_city
from data_loaders.reading import Context
from data_loaders.report import as_text
from tests.sample_site import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def _console(command: str) -> str:
    return next(block for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL) if command in block)


def test_the_answer_in_the_readme_is_the_answer_of_the_site(sample: FlaskClient) -> None:
    shown = _console("curl")
    address = re.search(r"http://127\.0\.0\.1:8000(/[^']+)'", shown)
    assert address
    body = sample.get(address.group(1)).json
    first, meta = body["data"][0], body["meta"]
    for key in ("id", "number", "document_no", "fund_name", "unit_name", "amount_yuan"):
        assert f'"{key}":"{first[key]}"' in shown
    for key in ("version", "count", "sum_fen"):
        assert f'"{key}":{meta[key]}' in shown
    assert f'"sheet":"{first["source"]["sheet"]}","cell":"{first["source"]["cell"]}"' in shown


def test_the_report_in_the_readme_is_the_report_of_the_program(sample_var: Path, tmp_path: Path) -> None:
    path = tmp_path / "204001_2013_budget.xlsx"
    workbook = openpyxl.load_workbook(next(sample_var.rglob(path.name)))
    cell = workbook["支出总表"]["E14"]
    cell.value += 1_000_000
    workbook.save(path)
    report = as_text(check_file(path, Context(city=read_city(ROOT / "cities/sample"))).report)
    lines = [line for line in _console("data_loaders check").splitlines()[1:] if line.strip() and line != "…"]
    assert len(lines) == 5
    for line in lines:
        assert line in report


def test_every_document_that_is_linked_is_there() -> None:
    linked = re.findall(r"\]\((?!http)([^)#]+)\)", README)
    assert len(linked) > 8
    for name in linked:
        assert (ROOT / name).exists(), name


def test_the_six_files_to_read_are_there_and_short() -> None:
    section = README.split("## Six files to read")[1].split("##")[0]
    named = re.findall(r"`([^`]+)`", section)
    assert len(named) == 6
    assert sum(len((ROOT / name).read_text(encoding="utf-8").splitlines()) for name in named) < 1000
