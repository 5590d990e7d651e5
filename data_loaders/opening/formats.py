"""What a file is, told by its content and never by its name; and the sentence for what we do not read."""

from __future__ import annotations

import re

from data_loaders.opening.package import Package, refuse

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = re.compile(
    rb"\s*(?:<!doctype|<html|<head|<body|<table|<meta|<style|<div|<\?xml|<!--|mime-version:)", re.IGNORECASE
)
_OTHER = (
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"\x1f\x8b", "gzip"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x7fELF", "ELF"),
    (b"MZ", "EXE"),
)
_OLD_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")


def format_of(content: bytes) -> str:
    """ "zip", "xls" or "text". Raises UnusableFile for kinds that we know and do not read."""
    if content.startswith(_ZIP):
        return "zip"
    if content.startswith(_OLE):
        return _ole_kind(content)
    if content.startswith(_OLD_BIFF):
        refuse("file-too-old")
    for magic, kind in _OTHER:
        if content.startswith(magic):
            refuse("file-not-a-table", kind=kind)
    if _MARKUP.match(content[:2048].removeprefix(b"\xef\xbb\xbf")):
        refuse("file-is-markup")
    return "text"


def _ole_kind(content: bytes) -> str:
    if _utf16("EncryptedPackage") in content:
        refuse("file-encrypted")
    if _utf16("WordDocument") in content:
        refuse("file-not-a-table", kind="Word")
    if _utf16("_VBA_PROJECT") in content:
        refuse("file-has-macros")
    return "xls"


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-le")


def package_format(package: Package) -> str:
    """ "xlsx" or "ods". Raises UnusableFile for other packages and for what may not be inside one."""
    if package.find("mimetype") and b"opendocument.spreadsheet" in package.read(package.find("mimetype") or "")[:200]:
        _check_ods(package)
        return "ods"
    if package.find("xl/workbook.bin"):
        refuse("file-not-a-table", kind="xlsb")
    if package.find("word/document.xml"):
        refuse("file-not-a-table", kind="Word")
    if not package.find("[Content_Types].xml") or not package.under("xl/"):
        refuse("file-not-a-table", kind="zip")
    _check_xlsx(package)
    return "xlsx"


def _check_xlsx(package: Package) -> None:
    names = [name.casefold() for name in package.names]
    if any(name.endswith("vbaproject.bin") for name in names) or package.under("xl/macrosheets/"):
        refuse("file-has-macros")
    if package.under("xl/externalLinks/"):
        refuse("file-has-external-links")
    if package.under("xl/embeddings/") or package.under("xl/activeX/"):
        refuse("file-has-embedded-files")


def _check_ods(package: Package) -> None:
    manifest = package.find("META-INF/manifest.xml")
    if manifest and b"encryption-data" in package.read(manifest):
        refuse("file-encrypted")
    if any(name.casefold().endswith((".xlb", ".xba", ".py", ".bsh", ".js")) for name in package.names):
        refuse("file-has-macros")
    if any(name.startswith("Object ") and name.endswith(".ole") for name in package.names):
        refuse("file-has-embedded-files")
