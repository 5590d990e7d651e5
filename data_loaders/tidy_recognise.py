"""Which tidy sheet a sheet is: by its title, else by its columns."""

from __future__ import annotations

from data_loaders.grid import Sheet
from data_loaders.text import match_key
from data_loaders.tidy_columns import TEMPLATES, SheetSpec
from data_loaders.tidy_sheet import MAX_HEADER_ROW, match_columns

_SPECS = tuple(spec for template in TEMPLATES.values() for spec in template.sheets)
_TITLES = tuple((match_key(spec.title), spec) for spec in _SPECS)


def recognise(sheet: Sheet) -> SheetSpec | None:
    """The tidy sheet that `sheet` is: by its title, else by anchors and seven in ten of the mandatory columns."""
    texts = (match_key(text) for row in range(1, 4) for text in sheet.row_texts(row) if text)
    for text in texts:
        for title, spec in _TITLES:
            if text.endswith(title):
                return spec
    return next((spec for spec in _SPECS if _has_columns(spec, sheet)), None)


def _has_columns(spec: SheetSpec, sheet: Sheet) -> bool:
    required = {column.key for column in spec.columns if column.required}
    anchors = set(spec.anchors)
    for row in range(1, min(sheet.height, MAX_HEADER_ROW) + 1):
        found = match_columns(spec, sheet.row_texts(row))
        if found.keys() >= anchors and len(required & found.keys()) * 10 >= len(required) * 7:
            return True
    return False
