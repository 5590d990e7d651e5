"""The examples of docs/api.md run as they stand, against a live server."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from tests.sample_site import ROOT

ADDRESS = "http://127.0.0.1:8000"
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", (ROOT / "docs/api.md").read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture(scope="module")
def server(request: pytest.FixtureRequest) -> Iterator[str]:
    app: Flask = request.getfixturevalue("app")
    running = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    thread.join()
    running.server_close()


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


def test_every_address_in_the_guide_is_there(client: FlaskClient) -> None:
    guide = (ROOT / "docs/api.md").read_text(encoding="utf-8")
    named = {one.rstrip(".") for one in re.findall(r"(?:127\.0\.0\.1:8000|`)(/(?:api/v1|data)[^`'\")\s]*)", guide)}
    asked = [one for one in named if not re.search(r"[{<…]", one)]
    assert len(asked) >= 8
    for address in asked:
        assert client.get(address, follow_redirects=True).status_code == 200, address
