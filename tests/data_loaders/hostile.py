"""Hostile and broken files, one builder per finding code of the opening."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from tests.data_loaders.factories import part, rezip, write_ods, write_ods_content, write_xls, write_xlsx

ROWS = [["项目", "金额"], ["一、教育支出", 12.5], ["二、其他支出", 3], ["合计", 15.5]]
SHEET = "xl/worksheets/sheet1.xml"


def sound(folder: Path) -> Path:
    """The clean workbook from which the broken ones are made."""
    return write_xlsx(folder / "sound.xlsx", {"表一": ROWS})


def _bytes(name: str, content: bytes) -> Callable[[Path], Path]:
    def build(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content)
        return path

    return build


def _changed(changes: dict[str, bytes | None]) -> Callable[[Path], Path]:
    return lambda folder: rezip(sound(folder), folder / "changed.xlsx", changes)


def _sheet(old: str, new: str) -> Callable[[Path], Path]:
    def build(folder: Path) -> Path:
        path = sound(folder)
        text = part(path, SHEET)
        assert old in text
        return rezip(path, folder / "changed.xlsx", {SHEET: text.replace(old, new, 1).encode()})

    return build


def _zip_names(*names: str) -> Callable[[Path], Path]:
    def build(folder: Path) -> Path:
        content = io.BytesIO(sound(folder).read_bytes())
        with zipfile.ZipFile(content, "a") as package:
            for name in names:
                package.writestr(zipfile.ZipInfo(name), b"<a/>")
        path = folder / "named.xlsx"
        path.write_bytes(content.getvalue())
        return path

    return build


def _encrypted_entry(folder: Path) -> Path:
    content = bytearray(sound(folder).read_bytes())
    start = 0
    while (start := content.find(b"PK\x01\x02", start)) >= 0:
        content[start + 8] |= 1
        start += 4
    path = folder / "encrypted.xlsx"
    path.write_bytes(bytes(content))
    return path


def _xls_with(name: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + name.encode("utf-16-le") + bytes(600)


def _lying_size(folder: Path) -> Path:
    """A part whose directory entry declares a thousandth of what it inflates to."""
    path = folder / "lying.xlsx"
    rezip(sound(folder), path, {"xl/big.xml": b"<a>" + b" " * 5_000_000 + b"</a>"})
    content = path.read_bytes()
    size = struct.pack("<I", 5_000_007)
    path.write_bytes(content.replace(size, struct.pack("<I", 5_000)))
    return path


def _overlapping_bomb(folder: Path) -> Path:
    """Many directory entries over one compressed kernel."""
    kernel = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = kernel.compress(bytes(20_000_000)) + kernel.flush()
    crc = zlib.crc32(bytes(20_000_000))
    local = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 0, crc, len(data), 20_000_000, 1, 0)
    body = local + b"a" + data
    entries = b"".join(
        struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, crc, len(data), 20_000_000,
                    len(name), 0, 0, 0, 0, 0, 0) + name
        for name in (f"a{number}".encode() for number in range(300))
    )  # fmt: skip
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 300, 300, len(entries), len(body), 0)
    path = folder / "overlap.xlsx"
    path.write_bytes(body + entries + end)
    return path


def _xls_format_beyond(folder: Path) -> Path:
    """A cell of text that names a format beyond what xlrd can count."""
    path = write_xls(folder / "format.xls", {"表一": ROWS})
    content = bytearray(path.read_bytes())
    place = content.index(b"\xfd\x00\x0a\x00") + 8  # LABELSST: header, row, column, format, string
    content[place : place + 2] = b"\x11\xe8"
    path.write_bytes(bytes(content))
    return path


def _no_sheets(folder: Path) -> Path:
    path = sound(folder)
    workbook = part(path, "xl/workbook.xml")
    start, end = workbook.index("<sheets>"), workbook.index("</sheets>")
    return rezip(
        path, folder / "none.xlsx", {"xl/workbook.xml": (workbook[:start] + "<sheets>" + workbook[end:]).encode()}
    )


def _many_sheets(folder: Path) -> Path:
    return write_xlsx(folder / "many.xlsx", {f"s{number}": [] for number in range(401)})


def _too_large(folder: Path) -> Path:
    path = folder / "large.csv"
    with path.open("wb") as file:
        file.truncate(21 * 2**20)
    return path


_REPEATED = (
    '<table:table table:name="s"><table:table-row table:number-rows-repeated="1048576">'
    '<table:table-cell table:number-columns-repeated="1000" office:value-type="float" office:value="1">'
    "<text:p>1</text:p></table:table-cell></table:table-row></table:table>"
)

UNUSABLE: dict[str, list[Callable[[Path], Path]]] = {
    "file-unreadable": [lambda folder: folder / "missing.xlsx", lambda folder: folder],
    "file-too-large": [_too_large],
    "file-empty": [_bytes("empty.xlsx", b""), _bytes("blank.csv", b"\n \n"), _bytes("bom.csv", b"\xef\xbb\xbf")],
    "file-damaged": [
        _bytes("cut.xlsx", b"PK\x03\x04" + bytes(60)),
        lambda folder: _bytes("half.xlsx", sound(folder).read_bytes()[:-200])(folder),
        _bytes("ole.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)),
        _changed({SHEET: b"<worksheet><sheetData><row><c"}),
        _changed({"xl/workbook.xml": b"<workbook/"}),
        _changed({SHEET: None}),
        _sheet('t="s"><v>0</v>', 't="s"><v>99</v>'),
        _sheet('t="s"><v>0</v>', 't="s"><v>-1</v>'),
        _sheet('r="A1"', 'r="1A"'),
        _lying_size,
        _xls_format_beyond,
        lambda folder: write_ods_content(folder / "bad.ods", "<table:table><table:table-row></table:table>"),
        lambda folder: rezip(write_ods(folder / "a.ods", {"s": ROWS}), folder / "b.ods", {"content.xml": None}),
    ],
    "file-encrypted": [_encrypted_entry, _bytes("locked.xlsx", _xls_with("EncryptedPackage"))],
    "file-has-macros": [
        _changed({"xl/vbaProject.bin": b"x"}),
        _changed({"xl/macrosheets/sheet1.xml": b"<a/>"}),
        _bytes("macro.xls", _xls_with("_VBA_PROJECT")),
        lambda folder: rezip(write_ods(folder / "a.ods", {"s": ROWS}), folder / "b.ods", {"Basic/M.xba": b"x"}),
    ],
    "file-has-external-links": [_changed({"xl/externalLinks/externalLink1.xml": b"<a/>"})],
    "file-has-embedded-files": [
        _changed({"xl/embeddings/oleObject1.bin": b"x"}),
        _changed({"xl/activeX/a.xml": b"<a/>"}),
    ],
    "file-too-old": [_bytes("old.xls", b"\x09\x00\x04\x00" + bytes(100))],
    "file-not-a-table": [
        _bytes("a.xlsx", b"%PDF-1.7 ..."),
        _bytes("a.xls", b"Rar!\x1a\x07"),
        _bytes("a.xls", _xls_with("WordDocument")),
        _bytes("a.csv", b"a,b\x00c"),
        _changed({"xl/workbook.bin": b"x"}),
        _changed({"word/document.xml": b"<a/>"}),
        lambda folder: rezip(sound(folder), folder / "x.zip", {"[Content_Types].xml": None}),
    ],
    "file-is-markup": [
        _bytes("a.xls", b"<html><table><tr><td>1</td></tr></table></html>"),
        _bytes("a.xls", b'\xef\xbb\xbf \n<?xml version="1.0"?><Workbook/>'),
        _bytes("a.xls", b"MIME-Version: 1.0\n"),
    ],
    "file-without-sheets": [_no_sheets, lambda folder: write_ods_content(folder / "none.ods", "")],
    "too-many-sheets": [_many_sheets],
    "package-bomb": [
        lambda folder: rezip(sound(folder), folder / "bomb.xlsx", {"xl/media/a.bin": bytes(60_000_000)}),
        lambda folder: rezip(sound(folder), folder / "bomb.xlsx", {SHEET: b"<a>" + b" " * 30_000_000 + b"</a>"}),
        _overlapping_bomb,
    ],
    "package-doctype": [
        _changed({"xl/styles.xml": b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'}),
        _changed({"docProps/app.xml": b"<?xml version='1.0'?>" + b" " * 70_000 + b"<!DOCTYPE a><a/>"}),
        _sheet("<worksheet", '<!DOCTYPE worksheet SYSTEM "file:///etc/passwd"><worksheet'),
    ],
    "package-too-many-parts": [_zip_names(*(f"x/{number}" for number in range(2_001)))],
    "package-bad-path": [_zip_names(name) for name in ("../../etc/cron.d/x", "/etc/passwd", "C:/x.xml", "..\\x")],
    "package-duplicate-part": [_zip_names("XL/Workbook.xml"), _zip_names("x.xml", "X.xml")],
    "package-encoding": [
        _changed({"xl/styles.xml": "<?xml version='1.0' encoding='UTF-16'?><a/>".encode("utf-16")}),
        _changed({"xl/styles.xml": b'<?xml version="1.0" encoding="GBK"?><a/>'}),
    ],
    "sheet-too-large": [
        _sheet('<row r="4"', '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row><row r="4"'),
        _sheet('r="B2"', 'r="XFD2"'),
        lambda folder: write_ods_content(folder / "repeat.ods", _REPEATED),
        _bytes("wide.csv", b"\xe9\xa1\xb9\xe7\x9b\xae" + b"," * 2_000),
    ],
    "csv-utf16": [_bytes("a.csv", "项目,金额\n".encode("utf-16"))],
    "csv-encoding": [
        _bytes("a.csv", "项目,金额\n甲,1\n".encode()[:-6] + b"\xff\n"),
        _bytes("latin.csv", "Organisation,Amount £\n".encode("latin-1")),
        _bytes("bom.csv", b"\xef\xbb\xbfabc\xff"),
        _bytes("big5.csv", "機關,預算\n".encode("big5")),
    ],
    "csv-broken-quotes": [
        _bytes("a.csv", '项目,金额\n"甲,1\n乙,2\n'.encode()),
        _bytes("a.csv", '项目,金额\n"甲"x,1\n'.encode()),
        _bytes("a.csv", ('项目,金额\n"' + "甲\n" * 200 + '",1\n').encode()),
    ],
}  # fmt: skip


def _xls_named_xlsx(folder: Path) -> Path:
    return write_xls(folder / "named.xlsx", {"表一": ROWS})


NOTICED: dict[str, tuple[Callable[[Path], Path], str | None]] = {
    "extension-differs": (_xls_named_xlsx, None),
    "readers-disagree": (_sheet('<c r="B2"><v>12.5</v></c>', '<c r="B2"><v>１２</v></c>'), "B2"),
    "sheet-structure": (
        _sheet('<c r="B2"><v>12.5</v></c>', '<c r="B2"><v>12.5</v></c><c r="B2"><v>12.5</v></c>'), "B2"),
    "cell-error": (_sheet('<c r="B2"><v>12.5</v></c>', '<c r="B2" t="e"><v>#REF!</v></c>'), "B2"),
    "formula-without-value": (_sheet('<c r="B2"><v>12.5</v></c>', '<c r="B2"><f>SUM(B3:B9)</f></c>'), "B2"),
    "text-invisible": (lambda folder: write_xlsx(folder / "a.xlsx", {"表一": [["公\u200b务"]]}), "A1"),
    "text-private-use": (lambda folder: write_xlsx(folder / "a.xlsx", {"表一": [["公\ue000"]]}), "A1"),
    "text-control": (lambda folder: write_xlsx(folder / "a.xlsx", {"表一": [["公\ufeff务"]]}), "A1"),
    "text-bidi": (lambda folder: write_xlsx(folder / "a.xlsx", {"表一": [[None, "公\u202e务"]]}), "B1"),
    "text-too-long": (_bytes("a.csv", ("项目\n" + "字" * 40_000).encode()), "A2"),
    "sheet-hidden": (lambda folder: write_xlsx(folder / "a.xlsx", {"a": ROWS, "b": ROWS}, hidden=["b"]), None),
    "row-hidden": (lambda folder: write_xlsx(folder / "a.xlsx", {"a": ROWS}, hidden_rows={"a": [3]}), "B3"),
    "column-hidden": (lambda folder: write_xlsx(folder / "a.xlsx", {"a": ROWS}, hidden_columns={"a": ["B:B"]}), "B2"),
    "more-of-the-same": (lambda folder: write_xlsx(folder / "a.xlsx", {"a": [["公\u200b务"]] * 60}), None),
}  # fmt: skip
