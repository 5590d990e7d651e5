"""Digits in every other place of a file: attributes, comments of XML, pictures, what lies between a package's parts.

Cells are read by the readers, and their words by `xml_walk`. Here the rest is searched, not understood: whatever looks
like the beginning of an identity, card or telephone number is handed to the search for personal data.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from data_loaders.opening.package import Package, refuse

_SHORTEST = 11  # a mobile telephone number
_ATTRIBUTE = re.compile(
    rb"\s([\w:.-]+)\s*=\s*(?:\"([^\"<]{%d,})\"|'([^'<]{%d,})')" % (_SHORTEST, _SHORTEST),
)
_ASIDE = re.compile(rb"<!--(.*?)-->|<\?(?!xml\s)(.*?)\?>", re.DOTALL)
_GUID = re.compile(r"\{?[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}\}?")
_VALUES = (b"office:value", b"office:string-value", b"calcext:value")  # what the readers of cells see
_IN_BYTES = re.compile(rb"(?<![0-9])[0-9](?:[ -]?[0-9]){10,25}[Xx]?|(?:[0-9]\x00){11,22}(?:[Xx]\x00)?")
_LOCAL_HEADER = 30
_EMBEDDED = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF")


def markup_texts(content: bytes) -> list[str]:
    """The longer attributes of an XML part, and its comments and instructions, in which anything may be written."""
    found = [
        text
        for name, *values in _ATTRIBUTE.findall(content)
        if name not in _VALUES and (text := _GUID.sub(" ", html.unescape(_text(b"".join(values))))).strip()
    ]
    return found + [_text(b"".join(pair)) for pair in _ASIDE.findall(content)]


def digits_in(content: bytes) -> str:
    """The long runs of digits in bytes that are no text, as ASCII or UTF-16, one a line."""
    return "\n".join(_text(run.replace(b"\0", b"")) for run in _IN_BYTES.findall(content))


def binary_texts(package: Package) -> Iterator[tuple[str, str]]:
    """(place, digits) of the parts that are no XML. Raises UnusableFile for files inside the file."""
    for name in package.names:
        if name.casefold().endswith((".xml", ".rels", ".vml")) or name.endswith("/"):
            continue
        content = package.read(name)
        if content.startswith(_EMBEDDED):
            refuse("file-has-embedded-files")
        if digits := digits_in(content):
            yield name, digits


def between_parts(package: Package, content: bytes) -> str:
    """The digits in the package outside of its parts' contents: names, comments, extra fields, before and behind."""
    kept, position = [], 0
    for entry in sorted(package.zip.infolist(), key=lambda one: one.header_offset):
        start = entry.header_offset
        names = int.from_bytes(content[start + 26 : start + 28], "little")
        extra = int.from_bytes(content[start + 28 : start + 30], "little")
        begins = start + _LOCAL_HEADER + names + extra
        kept.append(content[position:begins])
        position = max(position, begins + entry.compress_size)
    return digits_in(b"\n".join([*kept, content[position:]]))


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")
