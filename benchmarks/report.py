"""Results as values, as a table, and in docs/performance.md."""

from __future__ import annotations

import platform
import re
import sqlite3
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Measured:
    """One figure: `value` in `unit`, against `goal`; `runs` are the single values behind a median."""

    name: str
    size: str
    value: float
    unit: str
    goal: float | None = None
    at_least: bool = True
    details: str = ""
    runs: tuple[float, ...] = ()

    @property
    def holds(self) -> bool | None:
        """Whether the goal is reached; None without one."""
        if self.goal is None:
            return None
        return self.value >= self.goal if self.at_least else self.value <= self.goal

    @property
    def goal_text(self) -> str:
        return "" if self.goal is None else f"{'≥' if self.at_least else '≤'} {self.goal:g} {self.unit}"

    @property
    def spread(self) -> str:
        """The lowest and the highest run."""
        return f"{min(self.runs):.3g}-{max(self.runs):.3g}" if len(self.runs) > 1 else ""


def as_table(measured: Iterable[Measured]) -> str:
    """A Markdown table."""
    lines = ["| | size | measured | spread | goal | | |", "|---|---|---|---|---|---|---|"]
    words = {True: "holds", False: "**missed**", None: ""}
    for one in measured:
        shown = f"{one.value:.3g} {one.unit}"
        cells = (one.name, one.size, shown, one.spread, one.goal_text, words[one.holds], one.details)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def into_document(path: Path, measured: Iterable[Measured], said: Mapping[str, Any]) -> None:
    """Replace the table between the marks of the document by this one."""
    text = path.read_text(encoding="utf-8")
    named = ", ".join(f"{name} {number}" for name, number in said["versions"].items())
    table = f"<!-- bench -->\nMeasured {said['at']} by `make bench`: {named}.\n\n{as_table(measured)}\n<!-- /bench -->"
    path.write_text(re.sub("<!-- bench -->.*<!-- /bench -->", lambda _: table, text, flags=re.DOTALL), encoding="utf-8")


def versions() -> dict[str, str]:
    """What ran: versions and the machine."""
    nginx = subprocess.run(["nginx", "-v"], capture_output=True, text=True, check=False).stderr
    return {
        "Python": platform.python_version(), "SQLite": sqlite3.sqlite_version,
        **{name: version(name) for name in ("Flask", "SQLAlchemy", "gunicorn", "pyroaring", "numpy")},
        "nginx": nginx.strip().rpartition("/")[2], "processors": str(_processors()),
    }  # fmt: skip


def _processors() -> int:
    return len(re.findall("^processor", Path("/proc/cpuinfo").read_text(encoding="utf-8"), flags=re.MULTILINE))
