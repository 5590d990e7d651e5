"""The first reader: python-calamine, with its panics turned into refusals."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import python_calamine

from data_loaders.grid import Area
from data_loaders.opening.package import refuse

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FirstSheet:
    """One sheet as calamine gives it: every row from row 1, every column from column A."""

    name: str
    hidden: bool
    rows: Sequence[Sequence[object]]
    merged: list[Area]


class FirstReader:
    """Calamine on one file. Raises UnusableFile where it cannot read."""

    def __init__(self, content: bytes) -> None:
        self._book = _guarded(lambda: python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)))
        self.sheets = [
            (meta.name, meta.visible != python_calamine.SheetVisibleEnum.Visible)
            for meta in self._book.sheets_metadata
            if meta.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]

    def sheet(self, position: int) -> FirstSheet:
        """The sheet at `position` in `sheets`; read bounds before calling, for it allocates the whole grid."""
        name, hidden = self.sheets[position]
        sheet = _guarded(lambda: self._book.get_sheet_by_name(name))
        rows: Sequence[Sequence[object]] = _guarded(lambda: sheet.to_python(skip_empty_area=False)) if sheet.end else ()
        merged = [(a[0] + 1, a[1] + 1, b[0] + 1, b[1] + 1) for a, b in sheet.merged_cell_ranges or ()]
        return FirstSheet(name, hidden, rows, merged)


def _guarded(read: Callable[[], T]) -> T:
    try:
        return read()
    except python_calamine.PasswordError:
        refuse("file-encrypted")
    except (python_calamine.CalamineError, OSError, ValueError, IndexError):
        refuse("file-damaged")
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # a Rust panic, which is no Exception
            refuse("file-damaged")
        raise
