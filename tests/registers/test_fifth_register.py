"""A new register touches at most four files: those of docs/registers.md, in a copy of the project, on every face."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.sample_site import ROOT

COPIED = ("data_loaders", "transparency_site", "sample_city", "templates", "cities", "docs")
_FILE = re.compile(r"\*\*\d\.\*\*[^\n]*`([\w/]+\.py)`\n\n```(python|diff)\n(.*?)```", re.DOTALL)


def documented() -> list[tuple[str, str, str]]:
    """(path, new file or lines to add, content) of every file that the guide touches."""
    return _FILE.findall((ROOT / "docs/registers.md").read_text(encoding="utf-8"))


def apply(path: Path, how: str, content: str) -> None:
    """Write a new file, or put each `+` line behind the line that the guide shows before it."""
    if how == "python":
        assert not path.exists()
        path.write_text(content, encoding="utf-8")
        return
    text, before = path.read_text(encoding="utf-8"), ""
    for line in content.splitlines():
        if line.startswith("+"):
            assert text.count(f"{before}\n") == 1, f"{before!r} stands once in {path.name}"
            text = text.replace(f"{before}\n", f"{before}\n{line[1:]}\n")
        before = line[1:]
    path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the faces of a copy of the project with the guide's register show."""
    root = tmp_path_factory.mktemp("fifth") / "project"
    for name in COPIED:
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path, how, content in documented():
        apply(root / path, how, content)
    environment = {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
    script = ROOT / "tests/registers/using_a_register.py"
    done = subprocess.run([sys.executable, str(script), "gifts", str(root.parent / "var")], cwd=root, env=environment,
                          capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_the_guide_touches_four_files() -> None:
    assert [path for path, _how, _content in documented()] == [
        "data_loaders/registers/gifts.py", "data_loaders/registers/__init__.py", "sample_city/registers/gifts.py",
        "sample_city/registers/__init__.py",
    ]


def test_its_workbook_is_written_read_and_published(seen: dict[str, Any]) -> None:
    assert seen["template"] > 5000
    assert seen["verdict"] == "clean"
    rows = seen["rows"]["data"]
    assert [(row["gift"], row["value_fen"], row["value_yuan"]) for row in rows] == [
        ("购物卡", 100_000, "1000.00"), ("烟酒两盒", 238_000, "2380.00")]
    assert {row["disclosure"] for row in rows} == {"register.gifts.2013"}
    assert all(len(row["source"]["file_sha256"]) == 64 and row["source"]["cell"] for row in rows)


def test_pages_show_it_in_both_languages(seen: dict[str, Any]) -> None:
    assert all(word in seen["list"] for word in ("礼品礼金上交登记", "购物卡", "卡券", "3,380.00"))
    assert all(word in seen["english"] for word in ("Gifts handed in", "Card", "Value"))
    assert all(word in seen["row"] for word in ("上缴国库", "register.gifts.2013.rows.", "原始表格"))
    assert "礼品礼金上交登记" in seen["all"]
    assert "礼品礼金上交登记" in seen["unit"]
    assert seen["before"] == 404, "not yet public at version 1"


def test_search_api_and_files_have_it(seen: dict[str, Any]) -> None:
    assert {hit["title"] for hit in seen["search"]} == {"购物卡", "烟酒两盒"}
    assert {(group["kind"], group["count"]) for group in seen["groups"]} == {("card", 1), ("goods", 1)}
    assert "购物卡" in seen["csv"]
    assert "gifts" in {one["key"] for one in seen["catalogue"]["data"]}
    assert {"/registers/gifts", "/registers/gifts.csv", "/registers/gifts.xlsx"} <= set(seen["openapi"])
    assert "registers.gifts" in seen["datasets"]
    assert "registers.gifts" in seen["package"]
    assert any("registers.gifts-2013" in name for name in seen["files"])
