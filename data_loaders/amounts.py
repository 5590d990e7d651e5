"""Amount cells: from a cell of a table to exact fen, with a finding for every cell that is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from data_loaders.addresses import a1
from data_loaders.catalogue.measures import measure_names
from data_loaders.findings import Finding
from data_loaders.grid import CellError, Sheet, value_text
from data_loaders.money import NotANumber, NotExact, TooLarge, parse_number, to_fen
from data_loaders.records import Amount
from data_loaders.rules import finding
from data_loaders.text import match_key

_ZERO_WORDS = frozenset({"无", "/"})


@dataclass(slots=True)
class AmountReader:
    """Reads the amounts of one table in its declared `money_unit` (元, 千元, 万元) and gathers what is wrong with
    them."""

    sheet: Sheet
    money_unit: str
    findings: list[Finding] = field(default_factory=list)

    def one(self, row: int, column: int, measure: str = "total") -> Amount:
        """The amount at (row, column); `fen` None where the cell is blank or no amount (then there is a finding)."""
        value = self.sheet.value(row, column)
        raw = value_text(value)
        if isinstance(value, CellError):
            self._report("amount-cell-error", row, column, raw, measure)
            return Amount(None, column, raw)
        if match_key(raw) in _ZERO_WORDS:
            return Amount(None, column, raw)
        try:
            number = parse_number(value)
            return Amount(None if number is None else to_fen(number, self.money_unit), column, raw)
        except NotANumber:
            self._report("amount-not-a-number", row, column, raw, measure)
        except NotExact:
            self._report("amount-not-exact", row, column, raw, measure)
        except TooLarge:
            self._report("amount-too-large", row, column, raw, measure)
        return Amount(None, column, raw)

    def many(self, row: int, columns: Mapping[str, int]) -> dict[str, Amount]:
        """The amounts of one row by measure; a blank cell beside filled ones is 0 and marked `blank`."""
        return fill_blanks({measure: self.one(row, column, measure) for measure, column in columns.items()})

    def _report(self, code: str, row: int, column: int, raw: str, measure: str) -> None:
        cell, name = a1(row, column), measure_names(measure)[0]
        self.findings.append(
            finding(code, sheet=self.sheet.name, cell=cell, value=raw, unit=self.money_unit, column=name)
        )


def fill_blanks(amounts: Mapping[str, Amount]) -> dict[str, Amount]:
    """In a row that has an amount, blanks are 0 (domain, traps); in one that has none they stay None."""
    if all(amount.fen is None for amount in amounts.values()):
        return dict(amounts)
    return {
        measure: replace(amount, fen=0, blank=True) if amount.fen is None and not amount.raw else amount
        for measure, amount in amounts.items()
    }
