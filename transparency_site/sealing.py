"""Files with personal data: the original is sealed and never served; a redacted twin with the same cells stands in
its place.

The twin is a new workbook with the values that were read, at their own addresses. It is not a copy with cells
blanked: comments, properties, hidden names and leftovers of the original cannot follow into it.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Mapping
from typing import Any

import xlsxwriter
from sqlalchemy.orm import Session

from data_loaders.check import CheckedFile
from data_loaders.grid import CellValue, Sheet, value_text
from data_loaders.privacy import scan_text
from data_loaders.workbook import open_workbook
from transparency_site import file_store
from transparency_site.models import SourceFile, Submission
from transparency_site.site import Site

PERSONS = ("person", "household")
MASKED = "personal-columns-masked"
STOPPED = "personal-"
HIDDEN = "（已隐去）"
FIXED_DAY = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - a document property, not a moment
LABELS = ("合计", "总计", "小计", "大写")


def redacted_twin(site: Site, sha256: str, checked: CheckedFile) -> bytes | None:
    """The redacted twin of a file that carries declared personal data; None where it carries none."""
    names = {
        (recipient.sheet, recipient.row, recipient.columns.get("recipient", 0)): recipient.recipient
        for document in checked.documents
        for recipient in document.recipients
    }
    persons = any(
        recipient.recipient_type in PERSONS for document in checked.documents for recipient in document.recipients
    )
    masked = {account.sheet: frozenset(account.masked_columns) for account in checked.report.tables}
    if not persons and not checked.sealed:
        return None
    path = file_store.find(site, sha256)
    assert path is not None  # it was checked a moment ago
    return _write(open_workbook(path, checked.report.file).sheets, names, masked)


def refuse(site: Site, session: Session, submission: Submission, checked: CheckedFile) -> None:
    """A refused file with personal data is not kept: what leaves no bytes cannot leak. Others stay sealed for the
    uploader.
    """
    if not any(finding.code.startswith(STOPPED) and finding.code != MASKED for finding in checked.report.findings):
        return
    original = session.get_one(SourceFile, submission.file_sha256)
    original.name = HIDDEN
    file_store.forget(site, original.sha256)


def settle(site: Site, session: Session, submission: Submission, twin: bytes | None) -> str:
    """Unseal a file without personal data, or keep the twin beside a sealed one: the SHA-256 of what may be served."""
    original = session.get_one(SourceFile, submission.file_sha256)
    if twin is None:
        file_store.move(site, original.sha256, sealed=False)
        original.sealed = False
        return original.sha256
    original.sealed, original.twin_sha256 = True, file_store.keep(site, twin)
    return original.twin_sha256


def _write(sheets: list[Sheet], names: dict[tuple[str, int, int], str], masked: Mapping[str, frozenset[int]]) -> bytes:
    first: dict[str, int] = {}  # below the headers
    for name, row, _column in names:
        first[name] = min(row, first.get(name, row))

    def shown(sheet: str, row: int, column: int, value: CellValue) -> str | None:
        if (sheet, row, column) in names:
            return names[sheet, row, column]
        hidden = column in masked.get(sheet, frozenset()) and row >= first.get(sheet, 0)
        return HIDDEN if (hidden and value_text(value) not in LABELS) or _is_personal(value) else None

    return written_workbook(sheets, shown)


def written_workbook(sheets: list[Sheet], instead: Callable[[str, int, int, CellValue], str | None]) -> bytes:
    """A new workbook with the values of `sheets` at their addresses; `instead(sheet, row, column, value)` says what
    stands in place of a value, None leaves it.
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"created": FIXED_DAY})  # the same original gives the same twin
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            for row, column, value in sheet.filled():
                other = instead(sheet.name, row, column, value)
                _write_cell(page, row, column, value if other is None else other, day)
    return buffer.getvalue()


def _is_personal(value: CellValue) -> bool:
    return isinstance(value, str) and bool(scan_text(value))


def _write_cell(page: Any, row: int, column: int, value: CellValue, day: Any) -> None:
    if isinstance(value, dt.datetime | dt.date):
        page.write_datetime(row - 1, column - 1, value, day)
    elif isinstance(value, bool):
        page.write_boolean(row - 1, column - 1, value)
    elif isinstance(value, int | float):
        page.write_number(row - 1, column - 1, value)
    else:
        page.write_string(row - 1, column - 1, value_text(value))
