"""The zip package of an xlsx or ods file, bounded before a parser sees it: inflated sizes, names, DOCTYPE."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import NoReturn

from data_loaders.grid import Limits, UnusableFile
from data_loaders.rules import finding

_CHUNK = 1 << 18
_FREE_BYTES = 1 << 20  # small parts may compress as well as they like
_XML_NAMES = (".xml", ".rels", ".vml")
_FORBIDDEN = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_ENCODING = re.compile(rb"^\s*<\?xml[^>]*encoding\s*=\s*[\"']([^\"']+)", re.DOTALL)
_UTF16 = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")


def refuse(code: str, *, sheet: str | None = None, cell: str | None = None, **words: str | int) -> NoReturn:
    """Raise UnusableFile with one finding."""
    raise UnusableFile((finding(code, sheet=sheet, cell=cell, value=None, disclosure=None, severity=None, **words),))


class Package:
    """A zip package whose every part has been inflated once within the limits, and is free of DOCTYPE."""

    def __init__(self, content: bytes, limits: Limits) -> None:
        self.limits = limits
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError):
            refuse("file-damaged")
        self.names = [entry.filename for entry in self.zip.infolist()]
        self._by_folded = {name.casefold(): name for name in self.names}
        _check_directory(self.zip.infolist(), limits)

    def verify(self) -> None:
        """Inflate every part once, counting. Raises UnusableFile for bombs, damage, DOCTYPE and other encodings."""
        total = 0
        for entry in self.zip.infolist():
            total += self._inflate(entry, self.limits.unzipped_bytes - total)

    def _inflate(self, entry: zipfile.ZipInfo, allowance: int) -> int:
        size, tail = 0, b""
        is_xml = entry.filename.casefold().endswith(_XML_NAMES)
        try:
            with self.zip.open(entry) as part:
                while chunk := part.read(_CHUNK):
                    if is_xml and not size:
                        _check_encoding(entry.filename, chunk)
                    size += len(chunk)
                    if size > allowance or size > _FREE_BYTES + self.limits.ratio * entry.compress_size:
                        refuse("package-bomb", limit=self.limits.unzipped_bytes // 2**20)
                    if is_xml and _FORBIDDEN.search(tail + chunk):
                        refuse("package-doctype", part=entry.filename[:80])
                    tail = chunk[-16:]
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
            refuse("file-damaged")
        return size

    def find(self, name: str) -> str | None:
        """The part's name as it stands in the package, whatever its case; None where there is none."""
        return self._by_folded.get(name.lstrip("/").casefold())

    def under(self, folder: str) -> list[str]:
        """The names of all parts in `folder`, in any case."""
        return [name for folded, name in self._by_folded.items() if folded.startswith(folder.casefold())]

    def read(self, name: str) -> bytes:
        """The bytes of a part; call after `verify`."""
        return self.zip.read(name)


def _check_directory(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(entries) > limits.entries:
        refuse("package-too-many-parts", limit=limits.entries)
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename
        if name.startswith(("/", "\\")) or ":" in name or "\\" in name or ".." in name.split("/"):
            refuse("package-bad-path")
        if name.casefold() in seen:
            refuse("package-duplicate-part", part=name[:80])
        seen.add(name.casefold())
        if entry.flag_bits & 0x1:
            refuse("file-encrypted")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            refuse("file-damaged")
    if sum(entry.file_size for entry in entries) > limits.unzipped_bytes:
        refuse("package-bomb", limit=limits.unzipped_bytes // 2**20)


def _check_encoding(name: str, start: bytes) -> None:
    match = _ENCODING.match(start[:300].removeprefix(b"\xef\xbb\xbf"))
    declared = match[1].decode("ascii", "replace").upper() if match else "UTF-8"
    if start.startswith(_UTF16) or declared not in ("UTF-8", "UTF8", "US-ASCII", "ASCII"):
        refuse("package-encoding", part=name[:80])
