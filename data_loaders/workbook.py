"""The door for files: `open_workbook` gives sheets of plain values or says in a sentence why a file is refused."""

from __future__ import annotations

import hashlib
from pathlib import Path

from data_loaders.grid import Area, CellError, CellValue, Limits, Sheet, UnusableFile, Workbook, value_text
from data_loaders.opening import open_bytes
from data_loaders.rules import finding

__all__ = [
    "Area",
    "CellError",
    "CellValue",
    "Limits",
    "Sheet",
    "UnusableFile",
    "Workbook",
    "open_workbook",
    "value_text",
]


def open_workbook(path: str | Path, name: str | None = None, limits: Limits | None = None) -> Workbook:
    """Open .xlsx, .xls, .ods or .csv by content. `name` is the file's name where `path` is not it.

    Raises UnusableFile with findings for every file that cannot be read; hostile files must be opened in
    `isolation`, because a native parser that is fed them may end the process.
    """
    limits = limits or Limits()
    path = Path(path)
    try:
        content = _bounded_bytes(path, limits)
    except OSError:
        raise UnusableFile((finding("file-unreadable"),)) from None
    return open_bytes(content, name or path.name, hashlib.sha256(content).hexdigest(), limits)


def _bounded_bytes(path: Path, limits: Limits) -> bytes:
    with path.open("rb") as file:
        content = file.read(limits.file_bytes + 1)
    if len(content) > limits.file_bytes:
        raise UnusableFile((finding("file-too-large", limit=limits.file_bytes // 2**20),))
    if not content:
        raise UnusableFile((finding("file-empty"),))
    return content
