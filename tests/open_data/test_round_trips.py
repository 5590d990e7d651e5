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


def test_as_r_reads_it(file: Path) -> None:
    """read.csv: separators, quotes doubled, newlines inside of quotes, blanks kept, nothing a number or missing."""
    rows = list(scanned(file.read_bytes().decode("utf-8-sig")))
    place = rows[0].index("name")
    assert [row[place] for row in rows[1:]] == list(TEXTS)


def scanned(text: str) -> Iterator[list[str]]:
    """Rows by the rules of R's `scan(sep = ",", quote = "\\"")`: another hand than Python's reader."""
    row: list[str] = []
    field, quoted, place = "", False, 0
    while place < len(text):
        here = text[place]
        if quoted and here == '"' and text[place + 1 : place + 2] == '"':
            field, place = field + '"', place + 1
        elif here == '"':
            quoted = not quoted
        elif here == "," and not quoted:
            row, field = [*row, field], ""
        elif text.startswith("\r\n", place) and not quoted:
            yield [*row, field]
            row, field, place = [], "", place + 1
        else:
            field += here
        place += 1
    if row or field:
        yield [*row, field]


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="no R here: apt-get install r-base-core")
def test_r(file: Path) -> None:
    code = ('x <- read.csv(commandArgs(TRUE)[1], colClasses="character", fileEncoding="UTF-8-BOM", encoding="UTF-8", '
            'na.strings=character(0), strip.white=FALSE); cat(vapply(x$name, function(s) paste(utf8ToInt(s), '
            'collapse=" "), ""), sep="\\n")')
    done = subprocess.run(["Rscript", "-e", code, str(file)], capture_output=True, text=True, check=True, timeout=120)
    found = ["".join(chr(int(one)) for one in line.split()) for line in done.stdout.splitlines()]
    assert found == list(TEXTS)


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
    rows = (dataclasses.replace(Row(), amount_fen=number) for number in range(50_000))
    tracemalloc.start()
    try:
        size = sum(len(piece) for piece in write(COLUMNS, rows))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert size > 3_000_000
    assert peak < 3_000_000


def test_a_program_may_ask_for_text_as_it_is(client: Any) -> None:
    assert client.get("/api/v1/batches.csv?protect=0").status_code == 200
    refused = client.get("/api/v1/batches.csv?protect=maybe")
    assert (refused.status_code, refused.json["parameter"]) == (400, "protect")
