"""Made-up personal numbers, and the places of a file in which people leave them. Every number is valid and nobody's.

Each place is a builder (folder, canary) -> file: a clean batch workbook, as the small city accepts it, with the canary
in one place. A number in a place is one file, so that a number that turns up again tells where it was hidden.
"""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import xlwt
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from data_loaders.personal_data import is_bank_card
from data_loaders.workbook import open_workbook
from tests.bureau.test_jobs import batches
from tests.data_loaders.factories import part, rezip, write_ods
from tests.data_loaders.test_privacy import made_up_id

Place = Callable[[Path, str], Path]
SHEET, STRINGS = "xl/worksheets/sheet2.xml", "xl/sharedStrings.xml"


@dataclass(frozen=True)
class Canary:
    """A number that must never come out: `kind` id, card or phone."""

    kind: str
    number: str


def canaries() -> Iterator[Canary]:
    """Valid numbers without end, by turns an identity number of 1900, a card and a telephone number."""
    serial = 0
    while True:
        serial += 1
        yield Canary("id", made_up_id(f"99010119000101{serial:03}".replace("99", "11", 1)))
        yield Canary("card", _card(serial))
        yield Canary("phone", f"1990000{serial:04}")


def _card(serial: int) -> str:
    body = f"622202000000{serial:06}"
    return next(f"{body}{digit}" for digit in range(10) if is_bank_card(f"{body}{digit}"))


def clean(folder: Path) -> Path:
    return batches(folder, "批次.xlsx", "301")


def _book(change: Callable[[Any, str], object]) -> Place:
    """A change made in the workbook by openpyxl."""

    def build(folder: Path, canary: str) -> Path:
        path = clean(folder)
        book = openpyxl.load_workbook(path)
        change(book, canary)
        book.save(path)
        return path

    return build


def _inside(name: str, old: str, new: str) -> Place:
    """A part of the package in which `old` is replaced by `new` with the canary in it."""

    def build(folder: Path, canary: str) -> Path:
        path = clean(folder)
        text = part(path, name)
        assert old in text
        changed = text.replace(old, new.replace("CANARY", canary), 1)
        return rezip(path, folder / "改.xlsx", {name: changed.encode()})

    return build


def _added(name: str, content: str) -> Place:
    def build(folder: Path, canary: str) -> Path:
        parts = {name.replace("CANARY", canary): content.replace("CANARY", canary).encode()}
        return rezip(clean(folder), folder / "改.xlsx", dict(parts))

    return build


def _cell(write: Callable[[str], object]) -> Place:
    return _book(lambda book, canary: book["拨付明细"].__setitem__("L4", write(canary)))


def _sheet(state: str) -> Callable[[Any, str], object]:
    def change(book: Any, canary: str) -> None:
        sheet = book.create_sheet("底稿")
        sheet["B2"], sheet.sheet_state = canary, state

    return change


def _split_cells(book: Any, canary: str) -> None:
    sheet = book.create_sheet("底稿")
    cut = {18: (6, 18), 11: (3, 11), 19: (8, 19)}[len(canary)][0]
    sheet["A1"], sheet["B1"] = canary[:cut], canary[cut:]


def _hidden(rows: bool) -> Callable[[Any, str], object]:
    def change(book: Any, canary: str) -> None:
        sheet = book["拨付明细"]
        sheet["L4"] = canary
        dimension = sheet.row_dimensions[4] if rows else sheet.column_dimensions["L"]
        dimension.hidden = True

    return change


def _comment(book: Any, canary: str) -> None:
    book["批次"]["B4"].comment = Comment(f"联系人电话或证号 {canary}", "示例")


def _custom_property(book: Any, canary: str) -> None:
    book.custom_doc_props.append(StringProperty(name="备忘", value=canary))


def _chart_title(book: Any, canary: str) -> None:
    chart = BarChart()
    chart.title = f"图 {canary}"
    chart.add_data(Reference(book["批次"], min_col=12, min_row=4, max_row=4))
    book["批次"].add_chart(chart, "A20")


def _choices(book: Any, canary: str) -> None:
    rule = DataValidation(type="list", formula1=f'"甲,{canary}"')
    rule.add("M4")
    book["批次"].add_data_validation(rule)


def _header(book: Any, canary: str) -> None:
    book["批次"].oddFooter.center.text = f"制表 {canary}"


def _zip_comment(folder: Path, canary: str) -> Path:
    path = clean(folder)
    with zipfile.ZipFile(path, "a") as package:
        package.comment = canary.encode()
    return path


def _behind(folder: Path, canary: str) -> Path:
    path = clean(folder)
    path.write_bytes(path.read_bytes() + f"\n{canary}\n".encode())
    return path


def _before(folder: Path, canary: str) -> Path:
    """In front of the package, as a self-extracting file has it; what begins with PK is still a package."""
    path = clean(folder)
    content = path.read_bytes()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as package:
        package.writestr("a.txt", canary)
    path.write_bytes(buffer.getvalue()[: buffer.getvalue().index(b"PK\x01\x02")] + content)
    return path


def _picture(folder: Path, canary: str) -> Path:
    """In a text chunk of a picture, as cameras and screenshot programs leave them."""
    chunk = b"tEXtComment\0" + canary.encode()
    png = b"\x89PNG\r\n\x1a\n" + len(chunk[4:]).to_bytes(4, "big") + chunk + zlib.crc32(chunk).to_bytes(4, "big")
    return rezip(clean(folder), folder / "图.xlsx", {"xl/media/image1.png": png})


def _file_name(folder: Path, canary: str) -> Path:
    return clean(folder).rename(folder / f"{canary}.xlsx")


def _rows(folder: Path) -> dict[str, list[list[Any]]]:
    workbook = open_workbook(clean(folder))
    return {one.name: [[_plain(value) for value in row] for row in one.rows] for one in workbook.sheets}


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, int | float | str) else str(value)[:10]


def _csv(folder: Path, canary: str) -> Path:
    path, rows = folder / "批次.csv", _rows(folder)["批次"]
    rows[3][-1] = canary
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def _ods(name: str, content: str) -> Place:
    def build(folder: Path, canary: str) -> Path:
        source = write_ods(folder / "批次.ods", _rows(folder))
        text = part(source, "content.xml")
        changed = text.replace("</office:spreadsheet>", content.replace("CANARY", canary), 1)
        parts = {"content.xml": changed} if name == "content.xml" else {name: content.replace("CANARY", canary)}
        return rezip(source, folder / "改.ods", {key: value.encode() for key, value in parts.items()})

    return build


def _xls(write: Callable[[Any, str], object]) -> Place:
    def build(folder: Path, canary: str) -> Path:
        book = xlwt.Workbook(encoding="utf-8")
        for name, rows in _rows(folder).items():
            sheet = book.add_sheet(name)
            for row, values in enumerate(rows):
                for column, value in enumerate(values):
                    if value is not None:
                        sheet.write(row, column, value)
        write(book, canary)
        book.save(str(folder / "批次.xls"))
        return folder / "批次.xls"

    return build


def _xls_footer(book: Any, canary: str) -> None:
    book.get_sheet(0).footer_str = canary.encode()


def _xls_formula(book: Any, canary: str) -> None:
    book.get_sheet(0).write(20, 2, xlwt.Formula(f'IF(1=2;"{canary}";"")'))


def _xls_tail(folder: Path, canary: str) -> Path:
    """In a sector that no stream uses, as what was deleted stays in old files."""
    path = _xls(lambda _book, _canary: None)(folder, canary)
    content = bytearray(path.read_bytes())
    assert len(content) % 512 == 0
    path.write_bytes(bytes(content) + canary.encode().ljust(512, b"\0"))
    return path


PLACES: dict[str, Place] = {
    "cell": _cell(lambda canary: canary),
    "sentence": _cell(lambda canary: f"由本人领取，号码{canary}，已核对"),
    "full width digits": _cell(lambda canary: "".join(chr(ord(one) + 0xFEE0) for one in canary)),
    "split by spaces": _cell(lambda canary: f"{canary[:3]} {canary[3:7]} {canary[7:]}" if len(canary) == 11
                             else " ".join(canary[at : at + 4] for at in range(0, len(canary), 4))),
    "split over two lines": _cell(lambda canary: f"{canary[:6]}\n{canary[6:]}"),
    "split over two cells": _book(_split_cells),
    "comment": _book(_comment),
    "threaded comment": _added("xl/threadedComments/threadedComment1.xml",
        '<ThreadedComments><threadedComment ref="B4"><text>CANARY</text></threadedComment></ThreadedComments>'),
    "hidden sheet": _book(_sheet("hidden")),
    "very hidden sheet": _book(_sheet("veryHidden")),
    "hidden row": _book(_hidden(rows=True)),
    "hidden column": _book(_hidden(rows=False)),
    "core property": _book(lambda book, canary: setattr(book.properties, "creator", f"张某{canary}")),
    "application property": _inside("docProps/app.xml", "</Properties>", "<Manager>CANARY</Manager></Properties>"),
    "custom property": _book(_custom_property),
    "file name": _file_name,
    "sheet name": _book(lambda book, canary: book.create_sheet(canary[:31]).append(["底稿"])),
    "defined name": _book(lambda book, canary: book.defined_names.add(DefinedName("经办", attr_text=f'"{canary}"'))),
    "footer": _book(_header),
    "list of choices": _book(_choices),
    "formula": _book(lambda book, canary: book.create_sheet("底稿").append([f'=IF(1=2,"{canary}","")'])),
    "condition of a format": _inside(SHEET, "</sheetData>", '</sheetData><conditionalFormatting sqref="A4"><cfRule '
        'type="expression" priority="1"><formula>$A4="CANARY"</formula></cfRule></conditionalFormatting>'),
    "number format": _inside("xl/styles.xml", "<fonts", '<numFmts count="1"><numFmt numFmtId="200" '
        'formatCode="0&quot;CANARY&quot;"/></numFmts><fonts'),
    "linked workbook": _added("xl/externalLinks/externalLink1.xml", "<externalLink><v>CANARY</v></externalLink>"),
    "picture's description": _added("xl/drawings/drawing9.xml", '<wsDr><cNvPr name="图" descr="CANARY"/></wsDr>'),
    "text box": _added("xl/drawings/drawing9.xml", "<wsDr><txBody><p><r><t>CANARY</t></r></p></txBody></wsDr>"),
    "chart title": _book(_chart_title),
    "picture": _picture,
    "leftover string": _added(STRINGS, "<sst><si><t>CANARY</t></si></sst>"),
    "phonetic reading": _added(STRINGS, '<sst><si><t>甲</t><rPh sb="0" eb="1"><t>CANARY</t></rPh></si></sst>'),
    "attribute of a sheet": _inside(SHEET, "<sheetData", '<sheetPr codeName="CANARY"/><sheetData'),
    "comment in the markup": _inside(SHEET, "<sheetData", "<!--CANARY--><sheetData"),
    "hyperlink": _added("xl/worksheets/_rels/sheet2.xml.rels", '<Relationships><Relationship Id="rId9" '
        'Type="x/hyperlink" Target="tel:CANARY" TargetMode="External"/></Relationships>'),
    "sheet without a tab": _added("xl/worksheets/sheet9.xml", "<worksheet><row><c><v>CANARY</v></c></row></worksheet>"),
    "name of a part": _added("customXml/CANARY.xml", "<a/>"),
    "comment of the package": _zip_comment,
    "behind the package": _behind,
    "before the package": _before,
    "CSV": _csv,
    "ODS property": _ods("meta.xml", "<meta><creator>CANARY</creator></meta>"),
    "ODS help of a cell": _ods("content.xml", '<table:content-validation table:name="a"><text:p>CANARY</text:p>'
        "</table:content-validation></office:spreadsheet>"),
    "ODS attribute": _ods("content.xml", '<table:named-expression table:expression="CANARY"/></office:spreadsheet>'),
    "XLS cell": _xls(lambda book, canary: book.get_sheet(0).write(3, 18, canary)),
    "XLS footer": _xls(_xls_footer),
    "XLS formula": _xls(_xls_formula),
    "XLS unused sector": _xls_tail,
}  # fmt: skip
