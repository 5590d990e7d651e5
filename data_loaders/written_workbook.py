"""Writing a workbook with the values of an opened one at their own addresses, and nothing else: no comments,
properties, formulas, hidden names or leftovers.

Row for row into one compressed package in memory: a general library keeps an object for every cell, and a worker may
write no files. The same values give the same bytes.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from html import escape

from data_loaders.addresses import column_letters
from data_loaders.grid import CellValue, Sheet, value_text
from data_loaders.opening.values import serial_of

Instead = Callable[[str, int, int, CellValue], str | None]
"""What stands in place of the value at (sheet, row, column), rows and columns 1-based; None leaves it."""

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FIXED_DAY = (2000, 1, 1, 0, 0, 0)  # of every part: the hour of writing would make other bytes
_FIRST_SAFE_DAY = dt.date(1900, 3, 1)  # before it spreadsheets disagree about the day
_ROWS_AT_ONCE = 1_000
_DAY_STYLE = 1
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_ESCAPED = re.compile(r"_x(?=[0-9A-Fa-f]{4}_)")  # text that would be read as an escape
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")  # what XML cannot hold, or would change


def written_workbook(sheets: Iterable[Sheet], instead: Instead) -> bytes:
    """A new xlsx with the values of `sheets` at their addresses, `instead` of some of them what it says."""
    buffer = io.BytesIO()
    strings: dict[str, int] = {}  # each text once, in the order of first use
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        names = []
        for number, sheet in enumerate(sheets, 1):
            names.append(_UNWRITABLE.sub("", sheet.name))
            _write(package, f"xl/worksheets/sheet{number}.xml", _sheet_parts(sheet, instead, strings))
        _write(package, "xl/sharedStrings.xml", _string_parts(strings))
        _write(package, "xl/styles.xml", [_STYLES])
        for name, content in _index(names):
            _write(package, name, [content])
    return buffer.getvalue()


def _write(package: zipfile.ZipFile, name: str, pieces: Iterable[str]) -> None:
    entry = zipfile.ZipInfo(name, _FIXED_DAY)
    entry.compress_type = zipfile.ZIP_DEFLATED
    with package.open(entry, "w") as part:
        part.write(_DECLARATION.encode())
        for piece in pieces:
            part.write(piece.encode())


def _sheet_parts(sheet: Sheet, instead: Instead, strings: dict[str, int]) -> Iterator[str]:
    yield f'<worksheet xmlns="{_MAIN}"><sheetData>'
    letters = [column_letters(column) for column in range(1, sheet.width + 1)]
    rows: list[str] = []
    for number, row in enumerate(sheet.rows, 1):
        cells: list[str] = []
        for column, value in enumerate(row, 1):
            if value is None or value == "":
                continue
            other = instead(sheet.name, number, column, value)
            cells.append(_cell(f"{letters[column - 1]}{number}", value if other is None else other, strings))
        if cells:
            rows.append(f'<row r="{number}">{"".join(cells)}</row>')
        if len(rows) == _ROWS_AT_ONCE:
            yield "".join(rows)
            rows.clear()
    yield "".join(rows) + "</sheetData></worksheet>"


def _cell(address: str, value: CellValue, strings: dict[str, int]) -> str:
    if isinstance(value, str):
        return f'<c r="{address}" t="s"><v>{strings.setdefault(value, len(strings))}</v></c>'
    if isinstance(value, bool):
        return f'<c r="{address}" t="b"><v>{value:d}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{address}"><v>{value!r}</v></c>'
    if isinstance(value, dt.date) and (serial := _serial(value)) is not None:
        return f'<c r="{address}" s="{_DAY_STYLE}"><v>{serial!r}</v></c>'
    return _cell(address, value_text(value), strings)


def _serial(value: dt.date) -> float | None:
    """The day as a spreadsheet counts it; None for one that it cannot count for sure."""
    day = value.date() if isinstance(value, dt.datetime) else value
    return serial_of(value, epoch_1904=False) if day >= _FIRST_SAFE_DAY else None


def _string_parts(strings: dict[str, int]) -> Iterator[str]:
    yield f'<sst xmlns="{_MAIN}">'
    for text in strings:
        kept = _UNWRITABLE.sub(_code, _ESCAPED.sub("_x005F_x", text))
        space = ' xml:space="preserve"' if text != text.strip() else ""
        yield f"<si><t{space}>{escape(kept, quote=False)}</t></si>"
    yield "</sst>"


def _code(found: re.Match[str]) -> str:
    return f"_x{ord(found[0]):04X}_"  # as spreadsheets write them


def _index(names: list[str]) -> Iterator[tuple[str, str]]:
    """The parts that say which part is what."""
    numbers = range(1, len(names) + 1)
    sheets = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in zip(numbers, names, strict=True)
    )
    yield "xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>'
    parts = [*(("worksheet", f"worksheets/sheet{number}.xml") for number in numbers),
             ("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml")]  # fmt: skip
    yield "xl/_rels/workbook.xml.rels", _relations(parts)
    yield "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")])
    yield "[Content_Types].xml", _content_types(numbers)


def _relations(parts: list[tuple[str, str]]) -> str:
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(parts, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>'


def _content_types(numbers: Iterable[int]) -> str:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = [("workbook.xml", "sheet.main"), ("sharedStrings.xml", "sharedStrings"), ("styles.xml", "styles"),
             *((f"worksheets/sheet{number}.xml", "worksheet") for number in numbers)]  # fmt: skip
    overrides = "".join(f'<Override PartName="/xl/{name}" ContentType="{kind}.{what}+xml"/>' for name, what in parts)
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )
