"""Difficult text through real readers: Python, pandas and LibreOffice give back what was published."""

from __future__ import annotations

import csv
import dataclasses
import shutil
import subprocess
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.exports.test_files import COLUMNS, Row
from transparency_site.exports.csv_files import csv_lines
from transparency_site.exports.jsonl_files import jsonl_lines

TEXTS = ("平常的文字", 'a,b "c" d', "第一行\n第二行", "=1+1", "+86", "-x", "@SUM(A1)",
         "'=引号", "😀👩‍👧", "𠮷野家", "䶮", "007", " 前后 ",
         "NA", "1e5", "2013-06-30", "a;b\tc")
SOFFICE = shutil.which("soffice")
AS_TEXT = ",".join(["44,34,76,1", "/".join(f"{column}/2" for column in range(1, 10)), "1033,true,false"])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "texts.csv"
    rows = [dataclasses.replace(Row(), name=text) for text in TEXTS]
    path.write_bytes(b"".join(csv_lines(COLUMNS, rows, protect=False)))
    return path


def test_pythons_reader(file: Path) -> None:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        assert [row["name"] for row in csv.DictReader(opened)] == list(TEXTS)


def test_pandas(file: Path) -> None:
    pandas = pytest.importorskip("pandas")
    table = pandas.read_csv(file, dtype=str, keep_default_na=False)
    assert list(table["name"]) == list(TEXTS)
    assert set(table["code"]) == {"0101"}
    assert set(table["amount_fen"].astype("int64")) == {1_234_567_890_123}


@pytest.mark.skipif(SOFFICE is None, reason="no LibreOffice here: apt-get install libreoffice-calc")
def test_libreoffice(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    subprocess.run(
        [str(SOFFICE), "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", f"--infilter=CSV:{AS_TEXT}",
         "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false", "--outdir", str(out),
         str(file)],
        check=True, capture_output=True, timeout=180)
    with (out / "texts.csv").open(encoding="utf-8-sig", newline="") as opened:
        assert [row["name"] for row in csv.DictReader(opened)] == list(TEXTS)


@pytest.mark.parametrize("write", [csv_lines, jsonl_lines])
def test_memory_stays_flat_however_long_the_file_is(write: Callable[..., Iterator[bytes]]) -> None:
    rows = (dataclasses.replace(Row(), amount_fen=number) for number in range(100_000))
    tracemalloc.start()
    try:
        size = sum(len(piece) for piece in write(COLUMNS, rows))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert size > 6_000_000
    assert peak < 3_000_000


def test_a_program_may_ask_for_text_as_it_is(client: Any) -> None:
    assert client.get("/api/v1/batches.csv?protect=0").status_code == 200
    refused = client.get("/api/v1/batches.csv?protect=maybe")
    assert (refused.status_code, refused.json["parameter"]) == (400, "protect")
