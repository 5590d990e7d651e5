"""Writes the sample's workbooks into one folder: official ones per unit, tidy ones for the whole city."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path

from data_loaders.city import City, Unit
from data_loaders.templates import write_workbook
from sample_city.budget_figures import unit_budget
from sample_city.class_names import ClassNames
from sample_city.fund_batches import FundBatch
from sample_city.official_workbook import MADE_ON, write_budget
from sample_city.registers import SAMPLES
from sample_city.tidy_rows import (
    Row,
    UnitFigures,
    account_rows,
    batch_rows,
    budget_rows,
    execution_rows,
    recipient_rows,
    three_public_rows,
)
from sample_city.unit_budget import UnitBudget

Progress = Callable[[str], None]


class Workbooks:
    """One folder of workbooks of one city. Every method writes one and gives back its path."""

    def __init__(self, city: City, folder: Path, progress: Progress | None = None) -> None:
        self.city = city
        self._folder = folder
        self._progress = progress or (lambda _name: None)
        self._names = lru_cache(maxsize=None)(lambda year: ClassNames(city, year))
        self._figures = lru_cache(maxsize=None)(lambda code, year: unit_budget(city, self._unit(code), year))

    def units(self, year: int) -> tuple[Unit, ...]:
        """The units of a year, in order of their codes."""
        return tuple(sorted((unit for unit in self.city.units if unit.valid_in(year)), key=lambda unit: unit.code))

    def figures(self, year: int, units: Iterable[Unit]) -> list[UnitFigures]:
        return [(unit, self._figures(unit.code, year)) for unit in units]

    def official_budget(self, unit: Unit, name: str, budget: UnitBudget | None = None) -> Path:
        """The 2013 budget of one unit; `budget` instead of the drawn figures, for a document with a slip in it."""
        path = self._path(name)
        shown = budget or self._figures(unit.code, 2013)
        return write_budget(path, unit, shown, self._figures(unit.code, 2012), self._names(2013))

    def budgets(self, name: str, year: int, units: Iterable[Unit]) -> Path:
        rows = budget_rows(self.figures(year, units), self._names(year))
        return self._tidy("budget", name, {"year": year, "stage": "approved", "scope": "department"}, budget=rows)

    def accounts(self, name: str, year: int, units: Iterable[Unit]) -> Path:
        rows = account_rows(self.figures(year, units), self._names(year))
        return self._tidy("budget", name, {"year": year, "stage": "final", "scope": "department"}, budget=rows)

    def execution(self, name: str, year: int, quarter: int, figures: Iterable[UnitFigures]) -> Path:
        rows = execution_rows(figures, self._names(year), quarter)
        return self._tidy("execution", name, {"year": year, "quarter": quarter, "basis": "ytd"}, execution=rows)

    def three_public(self, name: str, year: int, stage: str, units: Iterable[Unit]) -> Path:
        rows = three_public_rows(self.figures(year, units), stage)
        return self._tidy("three-public", name, {"year": year}, **{"three-public": rows})

    def batches(self, name: str, year: int, batches: Iterable[FundBatch]) -> Path:
        batches = list(batches)
        return self._tidy(
            "batches", name, {"year": year}, batches=batch_rows(batches), recipients=recipient_rows(batches)
        )

    def register(self, key: str) -> Path:
        """One public register of its sample year."""
        year, rows = SAMPLES[key]
        return self._tidy(key, f"{year}_register_{key}.xlsx", {"year": year}, **{key: rows(self.city)})

    def _tidy(self, kind: str, name: str, header: Row, **rows: Iterable[Row]) -> Path:
        return write_workbook(kind, self._path(name), header, rows, created=MADE_ON)

    def _path(self, name: str) -> Path:
        self._progress(name)
        return self._folder / name

    def _unit(self, code: str) -> Unit:
        return next(unit for unit in self.city.units if unit.code == code)
