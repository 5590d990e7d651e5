"""The redacted twin of a workbook that names persons or has columns of personal data: what is served in its place.

The twin is a new workbook with the values that were read, at their own addresses. It is not a copy with cells
blanked: comments, properties, hidden names and leftovers of the original cannot follow into it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from data_loaders.grid import CellValue, Sheet, value_text
from data_loaders.privacy import scan_text
from data_loaders.reading import SheetAccount
from data_loaders.records import Document
from data_loaders.tidy_batches import PERSONS
from data_loaders.written_workbook import Instead, written_workbook

HIDDEN = "（已隐去）"
_LABELS = ("合计", "总计", "小计", "大写")


def names_persons(documents: Iterable[Document]) -> bool:
    """Whether a recipient of these documents is a natural person or a household."""
    return any(one.recipient_type in PERSONS for document in documents for one in document.recipients)


def redacted_twin(sheets: Sequence[Sheet], documents: Sequence[Document], accounts: Iterable[SheetAccount]) -> bytes:
    """The twin as xlsx: recipients as they were masked on reading, columns of personal data hidden below their headers,
    and any other cell with personal data hidden.
    """
    return written_workbook(sheets, _shown(documents, accounts))


def _shown(documents: Iterable[Document], accounts: Iterable[SheetAccount]) -> Instead:
    names = {
        (one.sheet, one.row, one.columns.get("recipient", 0)): one.recipient
        for document in documents for one in document.recipients
    }  # fmt: skip
    first: dict[str, int] = {}  # below the headers
    for sheet, row, _column in names:
        first[sheet] = min(row, first.get(sheet, row))
    masked = {(one.sheet, column): first.get(one.sheet, 0) for one in accounts for column in one.masked_columns}
    is_personal = cache(scan_text)  # most texts of a table stand in it many times

    def shown(sheet: str, row: int, column: int, value: CellValue) -> str | None:
        name = names.get((sheet, row, column))
        if name is not None:
            return name
        begins = masked.get((sheet, column))
        if begins is not None and row >= begins and value_text(value) not in _LABELS:
            return HIDDEN
        return HIDDEN if isinstance(value, str) and is_personal(value) else None

    return shown
