"""Opening a file by its content: xlsx, xls, ods or csv."""

from __future__ import annotations

import io

import python_calamine

from data_loaders.grid import CellValue, Limits, Sheet, UnusableFile, Workbook
from data_loaders.rules import finding


def open_bytes(content: bytes, name: str, sha256: str, limits: Limits) -> Workbook:
    """The workbook in `content`. Raises UnusableFile."""
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except python_calamine.CalamineError:
        raise UnusableFile((finding("file-damaged"),)) from None
    sheets = []
    for meta in book.sheets_metadata:
        sheet = book.get_sheet_by_name(meta.name)
        rows = [[_value(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
        merged = [(a[0] + 1, a[1] + 1, b[0] + 1, b[1] + 1) for a, b in sheet.merged_cell_ranges or ()]
        sheets.append(Sheet(meta.name, str(meta.visible) != "SheetVisibleEnum.Visible", rows, merged))
    return Workbook(name, sha256, "xlsx", sheets)


def _value(value: object) -> CellValue:
    if value == "":
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value  # type: ignore[return-value]
