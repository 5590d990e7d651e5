"""Several files in one zip: bounded like every upload, taken out one by one, never written to a path it names."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from data_loaders.grid import Limits
from data_loaders.opening.package import Package, refuse

TABLES = (".xlsx", ".xls", ".ods", ".csv", ".et", ".txt", ".tsv")
MOST_FILES = 400
_UTF8_NAMES = 0x800
_LEFT_BY_SYSTEMS = ("thumbs.db", "desktop.ini", ".ds_store")


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a bundle. `refused` says why its bytes were not taken out: not-a-table, nested, too-large."""

    name: str
    content: bytes
    refused: str | None = None


def is_bundle(name: str, content: bytes) -> bool:
    """Whether an upload is a zip of several files (an xlsx or ods is a zip too: the name tells)."""
    return name.casefold().endswith(".zip") and content.startswith(b"PK")


def members(content: bytes, limits: Limits) -> Iterator[Member]:
    """The files of the zip in its order, without what operating systems leave in it.

    Raises UnusableFile (bombs, bad paths, duplicate names, encryption, too many files) before the first one.
    """
    package = Package(content, replace(limits, entries=MOST_FILES))
    package.verify()
    entries = [entry for entry in package.zip.infolist() if not entry.is_dir() and not _is_left(entry.filename)]
    if not entries:
        refuse("file-empty")
    return (_member(package, entry, limits) for entry in entries)


def _member(package: Package, entry: zipfile.ZipInfo, limits: Limits) -> Member:
    name = _name(entry)
    suffix = PurePosixPath(name).suffix.casefold()
    if suffix == ".zip":
        return Member(name, b"", "nested")
    if suffix not in TABLES:
        return Member(name, b"", "not-a-table")
    if entry.file_size > limits.file_bytes:
        return Member(name, b"", "too-large")
    return Member(name, package.zip.read(entry))


def _name(entry: zipfile.ZipInfo) -> str:
    """The file's own name. Chinese Windows writes names in GB18030 without saying so, which zipfile reads as CP437."""
    path = entry.filename
    if not entry.flag_bits & _UTF8_NAMES:
        try:
            path = path.encode("cp437").decode("gb18030")
        except (UnicodeEncodeError, UnicodeDecodeError):
            path = entry.filename
    return PurePosixPath(path).name


def _is_left(path: str) -> bool:
    name = PurePosixPath(path).name.casefold()
    return path.startswith("__MACOSX/") or name in _LEFT_BY_SYSTEMS or name.startswith(("._", "~$"))
