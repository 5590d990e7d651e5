"""The benchmark's own parts: addresses that were not asked before, goals, and the table in the document."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

from benchmarks.http_speed import growth
from benchmarks.processes import ROOT
from benchmarks.report import Measured, as_table, into_document
from benchmarks.scenarios import scenarios


def rows(path: Path) -> Path:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE disbursements (year, township_code, fund_code, batch, line)")
        connection.executemany(
            "INSERT INTO disbursements VALUES (?, ?, ?, ?, ?)",
            [(2013, f"99998{place}", f"SF{fund}", "001", f"{place}{fund}") for place in range(9) for fund in range(9)],
        )
        connection.execute("CREATE VIRTUAL TABLE disbursements_fts USING fts5 (words)")
        connection.execute("INSERT INTO disbursements_fts (rowid, words) VALUES (1, '公路 水库')")
    return path


def test_no_round_asks_what_another_asked(tmp_path: Path) -> None:
    for scenario in scenarios(rows(tmp_path / "rows.db")):
        parts = [set(scenario.share(scenario.ours, number, 3)) for number in range(3)]
        assert all(parts)
        if len(scenario.ours) > 3:
            assert len(set.union(*parts)) == sum(map(len, parts)), scenario.name
            assert len(scenario.ours) == len(scenario.theirs)


def test_goals_and_growth() -> None:
    slow = Measured("list page", "1m", 3, "×", 10)
    assert (slow.holds, slow.goal_text) == (False, "≥ 10 ×")
    assert Measured("start", "1m", 2.9, "s", 3, at_least=False).holds
    assert Measured("time", "1m", 2.9, "s").holds is None
    sizes = (("20k", 10.0), ("100k", 11.0), ("1m", 25.0))
    times = [Measured("list page: time of one", size, ms, "ms") for size, ms in sizes]
    (grown,) = growth(times)
    assert (grown.value, grown.holds, grown.size) == (2.5, False, "20k → 1m")


def test_the_table_takes_its_place_in_the_document(tmp_path: Path) -> None:
    document = tmp_path / "performance.md"
    document.write_text("before\n<!-- bench -->\nold\n<!-- /bench -->\nafter\n", encoding="utf-8")
    measured = [Measured("CSV", "20k", 6.5, "×", 6, runs=(6.0, 7.0))]
    into_document(document, measured, {"at": "2014-01-01T00:00:00+00:00", "versions": {"Python": "3.11"}})
    text = document.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "\nold\n" not in text
    assert as_table(measured) in text
    assert "| CSV | 20k | 6.5 × | 6-7 | ≥ 6 × | holds |  |" in text


def test_a_command_s_memory_is_its_own() -> None:
    held = bytearray(300 << 20)  # what starts a command used to count as the command's
    held[::4096] = b"1" * len(held[::4096])
    command = [sys.executable, "-m", "benchmarks.resident", sys.executable, "-c", "raise SystemExit(3)"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert 1 < float(done.stdout) < 100
