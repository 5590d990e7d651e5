"""What every reader gives back: documents, findings and an account of each sheet; and what it is told beforehand.

A reader is a function `read(workbook, context) -> Reading | None`: None where it does not know the layout.
`check.py` asks the readers in turn and runs the checks; the order of readers is the order of `check.READERS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from data_loaders.city import City
from data_loaders.findings import Finding
from data_loaders.records import Document, Identity, RowCount


@dataclass(frozen=True, slots=True)
class Prior:
    """Last year's published figures of one unit, for the year-on-year rules: fen by (table, measure, code/total)."""

    totals: Mapping[tuple[str, str, str], int]


@dataclass(frozen=True, slots=True)
class Context:
    """What is known before a file is opened. Rules that need a part that is None are listed under `not_checked`."""

    city: City | None = None
    declared: Identity = field(default_factory=Identity)  # the options --unit --year --scope …
    file_name: str = ""
    prior: Mapping[tuple[str, int, str], Prior] = field(default_factory=dict)  # (unit code, year, kind)
    known_documents: Mapping[tuple[str, str], str] = field(default_factory=dict)  # (document_no, number) -> disclosure


@dataclass(frozen=True, slots=True)
class SheetAccount:
    """One sheet's entry in the report: the table recognised in it, or why none was (`key` None: kept but not read)."""

    sheet: str
    key: str | None
    title: str | None
    money_unit: str | None
    rows: RowCount
    control_totals: Mapping[str, int] = field(default_factory=dict)  # measure -> fen as stated in the total row
    kept_as: str | None = None  # "section", "performance", "procurement", "empty" … for sheets without a money table
    code_columns: frozenset[int] = (
        frozenset()
    )  # declared as codes (document, voucher numbers): not scanned for personal data
    masked_columns: frozenset[int] = (
        frozenset()
    )  # personal by the form's design: masked on reading, the original sealed
    money_columns: frozenset[int] = frozenset()  # amounts: an 11-digit number in them is no telephone


@dataclass(frozen=True, slots=True)
class Reading:
    documents: tuple[Document, ...]
    findings: tuple[Finding, ...]
    sheets: tuple[SheetAccount, ...]
    not_checked: tuple[str, ...] = ()  # rule codes
