"""A finding about one document, placed in a cell."""

from __future__ import annotations

from typing import Any

from data_loaders.findings import Finding
from data_loaders.records import Document
from data_loaders.rules import finding


def placed(code: str, document: Document, sheet: str, cell: str, value: str | None = None, **words: Any) -> Finding:
    """The finding of rule `code` about `document` at `cell` of `sheet`; `words` fill its message."""
    return finding(code, sheet=sheet, cell=cell, value=value, disclosure=document.key, **words)
