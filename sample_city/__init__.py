"""The sample city's workbooks: `write` makes all of them and gives the plan by which they are published."""

from __future__ import annotations

from pathlib import Path

from data_loaders.city_folder import read_city
from sample_city.plan import Load, Plan, Step, Withdraw
from sample_city.schedule import build
from sample_city.workbooks import Progress, Workbooks

__all__ = ["Load", "Plan", "Progress", "Step", "Withdraw", "write"]

CITY_FOLDER = Path(__file__).resolve().parent.parent / "cities" / "sample"


def write(folder: str | Path, rows: int | None = None, progress: Progress | None = None) -> Plan:
    """Write the sample city's workbooks into `folder` (made where it is missing) and give the plan of its publications.

    Two runs write the same bytes. With `rows`, batches of earlier years are added until there are at least so many
    disbursements, for load tests. `progress` is called with the name of each workbook before it is written.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    return build(Workbooks(read_city(CITY_FOLDER), folder, progress), rows)
