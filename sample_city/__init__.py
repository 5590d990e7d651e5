"""The sample city's workbooks: `write` makes all of them and gives the plan by which they are published."""

from __future__ import annotations

from pathlib import Path

from data_loaders.city_folder import read_city
from sample_city.plan import Load, Plan, Step, Withdraw
from sample_city.registers import SAMPLES
from sample_city.schedule import build, register_steps
from sample_city.workbooks import Progress, Workbooks

__all__ = ["SAMPLES", "Load", "Plan", "Progress", "Step", "Withdraw", "write", "write_registers"]

CITY_FOLDER = Path(__file__).resolve().parent.parent / "cities" / "sample"


def write(folder: str | Path, rows: int | None = None, progress: Progress | None = None) -> Plan:
    """Write the sample city's workbooks into `folder` (made where it is missing) and give the plan of its publications.

    Two runs write the same bytes. With `rows`, batches of earlier years are added until there are at least so many
    disbursements, for load tests. `progress` is called with the name of each workbook before it is written.
    """
    return build(_books(folder, progress), rows)


def write_registers(folder: str | Path, progress: Progress | None = None) -> Plan:
    """Write the workbooks of the public registers alone, and give the plan of their publication."""
    return Plan(tuple(register_steps(_books(folder, progress))))


def _books(folder: str | Path, progress: Progress | None) -> Workbooks:
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    return Workbooks(read_city(CITY_FOLDER), folder, progress)
