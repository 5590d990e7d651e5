"""The notebook of docs/notebooks runs against a local site, and what it prints is what the site says."""

from __future__ import annotations

import warnings
from pathlib import Path

import nbformat
import pytest
from flask.testing import FlaskClient
from nbclient import NotebookClient

from tests.sample_site import ROOT

NOTEBOOKS = sorted((ROOT / "docs/notebooks").glob("*.ipynb"))


def printed(notebook: nbformat.NotebookNode) -> str:
    outputs = [one for cell in notebook.cells for one in cell.get("outputs", ())]
    return "".join(one.get("text", "") or one.get("data", {}).get("text/plain", "") for one in outputs)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs_against_a_local_site(
    server: str, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, path: Path
) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    monkeypatch.setenv("OPEN_DATA_SITE", server)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of its own event loop
        NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    said = client.get("/api/v1/three-public?stage=budget&first_level=true&year=2013").json["meta"]
    text = printed(notebook)
    assert f"{said['count']} 个部门，合计 {said['sum_fen'] / 1_000_000} 万元" in text
    funds = client.get("/api/v1/special-funds?sort=-amount").json["data"]
    assert funds[0]["name"] in text


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_kept_with_its_outputs(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.outputs and not any(one.output_type == "error" for one in cell.outputs) for cell in cells)
    assert "109 个部门" in printed(notebook)
