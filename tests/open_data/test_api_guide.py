"""The examples of docs/api.md run as they stand, against a live server."""

from __future__ import annotations

import contextlib
import csv
import html
import io
import json
import re
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.sample_site import ROOT

ADDRESS = "http://127.0.0.1:8000"
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", (ROOT / "docs/api.md").read_text(encoding="utf-8"), re.DOTALL)


def blocks(language: str) -> list[str]:
    found = [code for named, code in BLOCKS if named == language]
    assert found, language
    return found


@pytest.mark.parametrize("code", blocks("bash"))
def test_the_commands_run(server: str, tmp_path: Path, code: str) -> None:
    for line in code.splitlines():
        done = subprocess.run(["bash", "-o", "pipefail", "-c", line.replace(ADDRESS, server)], cwd=tmp_path,
                              capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, (line, done.stderr)
        if "jsonl" in line or "/disbursements?" in line:
            assert json.loads(done.stdout)
        elif "/aggregate" in line:
            assert sum(Decimal(row["share"]) for row in json.loads(done.stdout)["data"]) == 1
        elif "-sO" in line:
            assert (tmp_path / "batches.csv").stat().st_size > 1000
        else:
            assert "x-data-digest" in done.stdout.lower()


@pytest.mark.parametrize("code", blocks("python"))
def test_the_python_examples_give_the_sites_sum(server: str, client: FlaskClient, code: str) -> None:
    if "pandas" in code:
        pytest.importorskip("pandas")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code.replace(ADDRESS, server), "docs/api.md", "exec"), {"__name__": "__main__"})
    meta = client.get("/api/v1/batches?year=2013").json["meta"]
    assert printed.getvalue().strip() in (f"{meta['count']} {meta['sum_fen']}", str(meta["sum_fen"] / 100))


@pytest.mark.parametrize("code", blocks("r"))
def test_the_r_example_runs(server: str, client: FlaskClient, code: str) -> None:
    if shutil.which("Rscript") is None:
        pytest.skip("no R here: apt-get install r-base-core")
    done = subprocess.run(["Rscript", "-e", code.replace(ADDRESS, server)], capture_output=True, text=True, check=True,
                          timeout=120)
    assert float(done.stdout.split()[-1]) == client.get("/api/v1/batches?year=2013").json["meta"]["sum_fen"] / 100


def header_of(client: FlaskClient, address: str) -> list[str]:
    """The columns that Power Query would find at an address of this site."""
    answer = client.get(address.removeprefix(ADDRESS))
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    return next(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


def check_power_query(client: FlaskClient, code: str) -> None:
    """What can be held without Excel: address, encoding, separator, and every column that is named."""
    (address,) = re.findall(r'Web\.Contents\("([^"]+)"\)', code)
    assert "Encoding = 65001" in code
    assert 'Delimiter = ","' in code
    header = header_of(client, address)
    named = re.findall(r'\{"(\w+)", (?:type|Int64)', code) + re.findall(r"\w\[(\w+)\]", code)
    assert set(named) <= set(header), (named, header)
    steps = re.findall(r"^    (\w+) =", code, re.MULTILINE)
    assert code.split("in\n")[-1].strip() in steps


@pytest.mark.parametrize("code", blocks("powerquery"))
def test_the_power_query_asks_for_columns_that_are_there(client: FlaskClient, code: str) -> None:
    check_power_query(client, code)
    assert len(re.findall(r'\{"\w+", ', code)) >= 3


@pytest.mark.parametrize("page", ["/batches?year=2013", "/disbursements?fund=F02&sort=-amount", "/budget/2013"])
def test_the_lines_on_a_page_run_and_give_its_rows(
    server: str, client: FlaskClient, tmp_path: Path, page: str
) -> None:
    text = client.get(page).get_data(as_text=True)
    lines = {name: html.unescape(code)
             for name, code in re.findall(r'<pre class="block" data-language="(\w+)">(.*?)</pre>', text, re.DOTALL)}
    assert set(lines) == {"bash", "python", "r", "powerquery"}
    done = subprocess.run(["bash", "-c", lines["bash"].replace(ADDRESS, server)], cwd=tmp_path, timeout=60, check=False)
    (file,) = tmp_path.iterdir()
    assert done.returncode == 0
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    assert rows
    pytest.importorskip("pandas")
    names: dict[str, Any] = {}
    exec(compile(lines["python"].replace(ADDRESS, server), page, "exec"), names)
    assert (len(names["rows"]), list(names["rows"].columns)) == (len(rows), list(rows[0]))
    check_power_query(client, lines["powerquery"])
    address = re.search(r'read\.csv\("([^"]+)"', lines["r"])
    assert address is not None
    assert client.get(address[1].removeprefix(ADDRESS)).data.decode().splitlines()[0].split(",") == list(rows[0])
    if shutil.which("Rscript") is not None:
        told = subprocess.run(["Rscript", "-e", f"{lines['r'].replace(ADDRESS, server)}; cat(nrow(rows))"],
                              capture_output=True, text=True, check=True, timeout=120)
        assert int(told.stdout) == len(rows)


def test_every_address_in_the_guide_is_there(client: FlaskClient) -> None:
    guide = (ROOT / "docs/api.md").read_text(encoding="utf-8")
    named = {one.rstrip(".") for one in re.findall(r"(?:127\.0\.0\.1:8000|`)(/(?:api/v1|data)[^`'\")\s]*)", guide)}
    asked = [one for one in named if not re.search(r"[{<…]", one)]
    assert len(asked) >= 8
    for address in asked:
        assert client.get(address, follow_redirects=True).status_code == 200, address
