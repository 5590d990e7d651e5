"""Opening a file by its content: xlsx, xls, ods or csv, each read twice where two readers exist."""

from __future__ import annotations

from data_loaders.csv_text import open_csv
from data_loaders.grid import Limits, Workbook
from data_loaders.opening.formats import format_of, package_format
from data_loaders.opening.notices import notices
from data_loaders.opening.ods import open_ods
from data_loaders.opening.package import Package, refuse
from data_loaders.opening.xls import open_xls
from data_loaders.opening.xlsx import open_xlsx

__all__ = ["open_bytes"]


def open_bytes(content: bytes, name: str, sha256: str, limits: Limits) -> Workbook:
    """The workbook in `content`, with what the opening noticed in `findings`. Raises UnusableFile."""
    workbook = _open(content, name, sha256, limits)
    if len({sheet.name.casefold() for sheet in workbook.sheets}) < len(workbook.sheets):
        refuse("file-damaged")  # no program writes two sheets of one name
    workbook.findings = (*workbook.findings, *notices(workbook, limits))
    return workbook


def _open(content: bytes, name: str, sha256: str, limits: Limits) -> Workbook:
    kind = format_of(content)
    if kind == "xls":
        return open_xls(content, name, sha256, limits)
    if kind == "text":
        return open_csv(content, name, sha256, limits)
    package = Package(content, limits)
    package.verify()
    if package_format(package) == "ods":
        return open_ods(package, content, name, sha256, limits)
    return open_xlsx(package, content, name, sha256, limits)
