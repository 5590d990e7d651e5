"""Damage done to files on purpose: to their bytes, their zip structure, their XML, their CSV text. Seeded.

Every kind takes the bytes of a sound file and gives other bytes; what they are is no longer known. The kinds are
tables, so that a campaign can draw from all of them and name what it did.
"""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile
from collections.abc import Callable

Damage = Callable[[bytes, random.Random], bytes]

_NASTY_BYTES = (b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\x7f", b"\x00", b"\xef\xbb\xbf", b"PK\x03\x04")
_ELEMENT = re.compile(rb"<([A-Za-z][\w:.-]*)(?:\s[^<>]*)?(?:/>|>[^<]*</\1>)")
_TAG = re.compile(rb"</?[A-Za-z][\w:.-]*(?:\s[^<>]*)?>")
_ATTRIBUTE = re.compile(rb'\s([\w:.-]+)="([^"]*)"')
_NASTY_VALUES = (
    b"", b"-1", b"0", b"4294967296", b"99999999999999999999", b"1e999", b"NaN", b"A0", b"XFE1", b"A1048577", b"1A",
    b"s", b"&#0;", b"&nbsp;", b"&lt;", b"\xe4\xb8", b"\xf0\x9f\x92\xa3", b"str", b"e", b"b", b"d",
    b"inlineStr", b"A" * 70_000,
)  # fmt: skip
_NASTY_XML = (
    b"<!-- -->", b"<![CDATA[x]]>", b"<?x y?>", b"<!DOCTYPE a>", b"&x;", b"<", b"]]>", b"\x00", b"\x0b", b"\xff\xfe",
    b"<a:b/>", b"</c>", b"<c/>", b"<row/>", b"<v/>", b"<is><t>1</t></is>", b"<a>" * 3_000, b"<f>1+1</f>",
    b'<mc:AlternateContent xmlns:mc="x"><mc:Choice><c r="B5"><v>1</v></c></mc:Choice></mc:AlternateContent>',
)  # fmt: skip


# Bytes: any format.


def changed_bytes(content: bytes, chance: random.Random) -> bytes:
    data = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def flipped_bits(content: bytes, chance: random.Random) -> bytes:
    data = bytearray(content)
    for _ in range(chance.choice((1, 1, 3))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def cut_out(content: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content))
    return content[:start] + content[start + chance.choice((1, 2, 50, 500)) :]


def doubled(content: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content))
    length = chance.choice((1, 30, 300))
    return content[: start + length] + content[start:]


def overwritten(content: bytes, chance: random.Random) -> bytes:
    start, nasty = chance.randrange(len(content)), chance.choice(_NASTY_BYTES)
    return content[:start] + nasty + content[start + len(nasty) :]


def truncated(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(1, len(content))]


def extended(content: bytes, chance: random.Random) -> bytes:
    return content + chance.choice((b"\0" * 512, b"\r\n", content[:200], chance.randbytes(64)))


def prefixed(content: bytes, chance: random.Random) -> bytes:
    return chance.choice((b"\0", b"\r\n", b"\xef\xbb\xbf", b"PK", b"MZ", chance.randbytes(8))) + content


def block_swapped(content: bytes, chance: random.Random) -> bytes:
    """Two blocks exchanged, as a bad copy of a disk does."""
    size = min(512, len(content) // 2)
    first, second = (chance.randrange(len(content) // size) * size for _ in range(2))
    data = bytearray(content)
    one, other = data[first : first + size], data[second : second + size]
    if len(one) == len(other):
        data[first : first + size], data[second : second + size] = other, one
    return bytes(data)


# Zip structure: xlsx and ods.


def _parts(content: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return [(name, package.read(name)) for name in package.namelist()]


def _packed(parts: list[tuple[str, bytes]], stored: bool = False) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as package:
        for name, part in parts:
            package.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def part_lost(content: bytes, chance: random.Random) -> bytes:
    parts = _parts(content)
    del parts[chance.randrange(len(parts))]
    return _packed(parts)


def parts_exchanged(content: bytes, chance: random.Random) -> bytes:
    """Two parts with each other's content."""
    parts = _parts(content)
    one, other = chance.sample(range(len(parts)), 2)
    parts[one], parts[other] = (parts[one][0], parts[other][1]), (parts[other][0], parts[one][1])
    return _packed(parts)


def part_renamed(content: bytes, chance: random.Random) -> bytes:
    parts = _parts(content)
    place = chance.randrange(len(parts))
    name, part = parts[place]
    odd = (name.upper(), f"../{name}", f"/{name}", name.replace("/", "\\"), f"{name}x", "xl/vbaProject.bin")
    parts[place] = (chance.choice((*odd, "x" * 5_000)), part)
    return _packed(parts)


def part_cut(content: bytes, chance: random.Random) -> bytes:
    parts = _parts(content)
    place = chance.randrange(len(parts))
    name, part = parts[place]
    parts[place] = (name, part[: chance.randrange(len(part) + 1)])
    return _packed(parts)


def part_added(content: bytes, chance: random.Random) -> bytes:
    added = chance.choice(
        ("xl/vbaProject.bin", "xl/worksheets/sheet9.xml", "content.xml", "xl/externalLinks/externalLink1.xml", "a.exe",
         "xl/embeddings/oleObject1.bin", "Basic/M.xba", "xl/sharedStrings.xml", "META-INF/manifest.xml",
         "xl/media/a.png")
    )  # fmt: skip
    parts = _parts(content)
    return _packed([*parts, (added, chance.choice(parts)[1])] if all(name != added for name, _ in parts) else parts[1:])


def order_changed(content: bytes, chance: random.Random) -> bytes:
    parts = _parts(content)
    chance.shuffle(parts)
    return _packed(parts, chance.random() < 0.5)


def header_lied(content: bytes, chance: random.Random) -> bytes:
    """A field of a local header, of the directory or of its end overwritten: sizes, checksums, methods, names."""
    places = [found.start() for mark in (b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06")
              for found in re.finditer(re.escape(mark), content)]  # fmt: skip
    place = chance.choice(places) + chance.randrange(4, 46)
    value = struct.pack("<H", chance.choice((0, 1, 8, 99, 0xFFFF, chance.randrange(0x10000))))
    return content[:place] + value + content[place + 2 :]


def two_directories(content: bytes, chance: random.Random) -> bytes:
    """One package behind another: what is read depends on which end is read first."""
    other = _packed(_parts(content)[: chance.randrange(1, 5)])
    return other + content if chance.random() < 0.5 else content + other


# XML: xlsx and ods; the checksums of the zip are right again.


def _in_xml(content: bytes, chance: random.Random, change: Callable[[bytes], bytes]) -> bytes:
    """One XML part changed; twice as often a part with figures or words than any other."""
    parts = _parts(content)
    heavy = [n for n, (name, _) in enumerate(parts) if "sheet" in name or name.endswith(("content.xml", "Strings.xml"))]
    every = [n for n, (name, _) in enumerate(parts) if name.endswith((".xml", ".rels"))]
    place = chance.choice(heavy if heavy and chance.random() < 0.67 else every)
    name, part = parts[place]
    parts[place] = (name, change(part))
    return _packed(parts)


def _without(part: bytes, found: re.Match[bytes] | None, instead: bytes = b"") -> bytes:
    return part if found is None else part[: found.start()] + instead + part[found.end() :]


def _one_of(pattern: re.Pattern[bytes], part: bytes, chance: random.Random) -> re.Match[bytes] | None:
    found = list(pattern.finditer(part))
    return chance.choice(found) if found else None


def tag_lost(content: bytes, chance: random.Random) -> bytes:
    return _in_xml(content, chance, lambda part: _without(part, _one_of(_TAG, part, chance)))


def tag_renamed(content: bytes, chance: random.Random) -> bytes:
    def change(part: bytes) -> bytes:
        found = _one_of(_TAG, part, chance)
        return part if found is None else _without(part, found, found[0].replace(b"<", b"<x", 1))

    return _in_xml(content, chance, change)


def element_doubled(content: bytes, chance: random.Random) -> bytes:
    def change(part: bytes) -> bytes:
        found = _one_of(_ELEMENT, part, chance)
        return part if found is None else _without(part, found, found[0] * 2)

    return _in_xml(content, chance, change)


def attribute_lost(content: bytes, chance: random.Random) -> bytes:
    return _in_xml(content, chance, lambda part: _without(part, _one_of(_ATTRIBUTE, part, chance)))


def attribute_changed(content: bytes, chance: random.Random) -> bytes:
    def change(part: bytes) -> bytes:
        found = _one_of(_ATTRIBUTE, part, chance)
        value = chance.choice(_NASTY_VALUES)
        return part if found is None else _without(part, found, b' %s="%s"' % (found[1], value))

    return _in_xml(content, chance, change)


def markup_inserted(content: bytes, chance: random.Random) -> bytes:
    def change(part: bytes) -> bytes:
        start = chance.randrange(len(part) + 1)
        return part[:start] + chance.choice(_NASTY_XML) + part[start:]

    return _in_xml(content, chance, change)


def other_encoding(content: bytes, chance: random.Random) -> bytes:
    def change(part: bytes) -> bytes:
        encoding = chance.choice(("utf-16", "utf-16-le", "utf-7", "gb18030", "utf-8-sig", "utf-32"))
        return part.decode("utf-8").encode(encoding)

    return _in_xml(content, chance, change)


def xml_bytes_changed(content: bytes, chance: random.Random) -> bytes:
    return _in_xml(content, chance, lambda part: changed_bytes(part, chance) if part else part)


# CSV.


def _in_lines(content: bytes, chance: random.Random, change: Callable[[list[bytes], int], None]) -> bytes:
    lines = content.split(b"\n")
    change(lines, chance.randrange(len(lines)))
    return b"\n".join(lines)


def line_lost(content: bytes, chance: random.Random) -> bytes:
    return _in_lines(content, chance, lambda lines, place: lines.pop(place) and None)


def line_doubled(content: bytes, chance: random.Random) -> bytes:
    return _in_lines(content, chance, lambda lines, place: lines.insert(place, lines[place]))


def line_split(content: bytes, chance: random.Random) -> bytes:
    def split(lines: list[bytes], place: int) -> None:
        lines[place] = lines[place].replace(b",", b"\n", 1)

    return _in_lines(content, chance, split)


def comma_lost(content: bytes, chance: random.Random) -> bytes:
    found = _one_of(re.compile(rb","), content, chance)
    return _without(content, found)


def comma_added(content: bytes, chance: random.Random) -> bytes:
    found = _one_of(re.compile(rb","), content, chance)
    return _without(content, found, b",,")


def quote_added(content: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content))
    return content[:start] + chance.choice((b'"', b"'", b'""', b',"')) + content[start:]


def delimiter_changed(content: bytes, chance: random.Random) -> bytes:
    other = chance.choice((b"\t", b";", b"|", "，".encode(), b" "))
    return content.replace(b",", other, chance.choice((1, 5, -1)))


def text_recoded(content: bytes, chance: random.Random) -> bytes:
    encoding = "utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "gb18030"
    other = chance.choice(("utf-8", "gb18030", "utf-16", "utf-16-be", "big5", "shift_jis", "latin-1", "utf-7"))
    return content.decode(encoding).encode(other, "replace")


def mixed_encodings(content: bytes, chance: random.Random) -> bytes:
    encoding = "utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "gb18030"
    text = content.decode(encoding)
    cut = chance.randrange(len(text))
    return text[:cut].encode("utf-8") + text[cut:].encode("gb18030")


def line_ends_changed(content: bytes, chance: random.Random) -> bytes:
    return content.replace(b"\r\n", chance.choice((b"\n", b"\r", b"\n\n", b"\r\r\n", "\u2028".encode(), b"\0")))


BYTES: tuple[Damage, ...] = (
    changed_bytes, flipped_bits, cut_out, doubled, overwritten, truncated, extended, prefixed, block_swapped,
)  # fmt: skip
ZIP: tuple[Damage, ...] = (
    part_lost, parts_exchanged, part_renamed, part_cut, part_added, order_changed, header_lied, two_directories,
)  # fmt: skip
XML: tuple[Damage, ...] = (
    tag_lost, tag_renamed, element_doubled, attribute_lost, attribute_changed, markup_inserted, other_encoding,
    xml_bytes_changed,
)  # fmt: skip
CSV: tuple[Damage, ...] = (
    line_lost, line_doubled, line_split, comma_lost, comma_added, quote_added, delimiter_changed, text_recoded,
    mixed_encodings, line_ends_changed,
)  # fmt: skip
BY_FORMAT: dict[str, tuple[tuple[Damage, ...], ...]] = {
    "xlsx": (BYTES, ZIP, XML, XML), "ods": (BYTES, ZIP, XML, XML), "xls": (BYTES,), "csv": (BYTES, CSV, CSV),
}  # fmt: skip


def damaged(content: bytes, file_format: str, chance: random.Random) -> tuple[str, bytes]:
    """The name of a damage that suits the format, and the damaged bytes; never the sound ones."""
    while True:
        damage = chance.choice(chance.choice(BY_FORMAT[file_format]))
        changed = damage(content, chance)
        if changed and changed != content:
            return damage.__name__, changed
