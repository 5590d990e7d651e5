"""Personal data: recognised in every dress and every hiding place, never repeated, names masked."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_loaders.check import check_file
from data_loaders.personal_data import is_bank_card, is_id_number
from data_loaders.privacy import Columns, mask_name, redact, scan_text, scan_workbook
from data_loaders.reading import Context
from data_loaders.report import as_json, as_text
from data_loaders.workbook import open_workbook
from tests.data_loaders.factories import part, rezip, write_ods, write_xls, write_xlsx

ROWS = [["项目", "金额"], ["甲", 1]]


def made_up_id(first_17: str = "99010119000101001") -> str:
    """An identity number of a birthday in 1900 that nobody has, with a right check character."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return first_17 + "10X98765432"[sum(int(d) * w for d, w in zip(first_17, weights, strict=True)) % 11]


ID = made_up_id("11010119000101001")
PHONE = "13800138000"  # the operator's published test number
CARD = "6222021234567890128"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (ID, "id-number"),
        (f"身份证{ID}，", "id-number"),
        (" ".join(ID), "id-number"),
        (f"{ID[:6]}-{ID[6:14]}-{ID[14:]}", "id-number"),
        ("\u200b".join(ID), "id-number"),
        ("".join(chr(ord(digit) + 0xFEE0) for digit in ID), "id-number"),
        (made_up_id("11010119000101002")[:17] + made_up_id("11010119000101002")[17].lower(), "id-number"),
        ("110101000101001", "id-number"),
        (f"{ID}42", "id-number"),
        (PHONE, "phone"),
        (f"张某,{PHONE}", "phone"),
        (f"编号1,{ID}", "id-number"),
        (f"电话.{PHONE}", "phone"),
        ("+86 138 0013 8000", "phone"),
        ("138.0013.8000", "phone"),
        ("电话:138-0013-8000转1", "phone"),
        ("一三八〇〇一三八〇〇〇", "phone"),
        (CARD, "bank-card"),
        ("6222 0212 3456 7890 128", "bank-card"),
        ("账号：4300 1234 5678 9", "account-number"),
        ("1.10101190001E+17", "lost-digits"),
    ],
)
def test_recognised(text: str, kind: str) -> None:
    assert {hit.kind for hit in scan_text(text)} == {kind}


@pytest.mark.parametrize(
    "text",
    [
        "0.13800138000",
        "", "0731-83611234", "13,812,345,678.00", "2013-01-01 2013-01-31", "浏财农〔2013〕45号", "91430181MA4L123456",
        "301 302 303 310 501 502", "12345678901.23", "20130615", "人民币壹拾叁亿捌仟零壹拾叁万捌仟元整", "2130101",
        f"{ID[:17]}{'0' if ID[17] != '0' else '1'}", "12430181000000000X", "101001", "1.5E+3", "3号楼二单元",
        "123456789012345678901234567890",
    ],
)  # fmt: skip
def test_not_personal(text: str) -> None:
    assert scan_text(text) == []


def test_only_the_right_check_character_passes() -> None:
    assert [is_id_number(ID[:17] + last) for last in "0123456789X"].count(True) == 1
    assert is_bank_card(CARD)
    assert not is_bank_card(CARD[:-1] + "9")


@given(st.text(max_size=60))
def test_scanning_takes_any_text(text: str) -> None:
    assert all(hit.end > hit.start >= 0 for hit in scan_text(text))


def test_redact() -> None:
    assert redact("一般公共预算") == "一般公共预算"
    assert PHONE not in redact(f"电话{PHONE}")


def _xlsx(**options: object) -> Callable[[Path], Path]:
    return lambda folder: write_xlsx(folder / "a.xlsx", {"表": ROWS}, **options)  # type: ignore[arg-type]


def _cell(value: object) -> Callable[[Path], Path]:
    return lambda folder: write_xlsx(folder / "a.xlsx", {"表": [*ROWS, ["乙", value]]})


def _inside(name: str, old: str, new: str) -> Callable[[Path], Path]:
    def build(folder: Path) -> Path:
        path = write_xlsx(folder / "a.xlsx", {"表": ROWS}, properties={"author": "示例", "comments": "x"})
        text = part(path, name)
        assert old in text
        return rezip(path, folder / "b.xlsx", {name: text.replace(old, new, 1).encode()})

    return build


def _added(name: str, content: str) -> Callable[[Path], Path]:
    return lambda folder: rezip(
        write_xlsx(folder / "a.xlsx", {"表": ROWS}), folder / "b.xlsx", {name: content.encode()}
    )


def _text(name: str, text: str) -> Callable[[Path], Path]:
    def build(folder: Path) -> Path:
        (folder / name).write_text(text, encoding="gb18030")
        return folder / name

    return build


HIDING_PLACES: dict[str, Callable[[Path], Path]] = {
    "cell": _cell(ID),
    "number that kept its digits": _cell(int(PHONE)),
    "number that lost digits": _cell(float(ID[:17] + "0")),
    "spaced": _cell(f"{ID[:6]} {ID[6:14]} {ID[14:]}"),
    "full width": _cell("".join(chr(ord(digit) + 0xFEE0) for digit in PHONE)),
    "in a sentence": _cell(f"发放给困难户，联系{PHONE}"),
    "comment": _xlsx(comments={"表": {"A2": f"电话 {PHONE}"}}),
    "hidden row": lambda folder: write_xlsx(folder / "a.xlsx", {"表": [*ROWS, [CARD]]}, hidden_rows={"表": [3]}),
    "hidden column": lambda folder: write_xlsx(folder / "a.xlsx", {"表": [["a", ID]]}, hidden_columns={"表": ["B:B"]}),
    "hidden sheet": lambda folder: write_xlsx(folder / "a.xlsx", {"表": ROWS, "藏": [[ID]]}, hidden=["藏"]),
    "sheet name": lambda folder: write_xlsx(folder / "a.xlsx", {PHONE: ROWS}),
    "file name": lambda folder: write_xlsx(folder / f"{ID}.xlsx", {"表": ROWS}),
    "author": _xlsx(properties={"author": f"张三{PHONE}"}),
    "custom property": _xlsx(properties={"keywords": ID}),
    "defined name": _inside(
        "xl/workbook.xml",
        "</sheets>",
        f'</sheets><definedNames><definedName name="a">"{ID}"</definedName></definedNames>',
    ),
    "footer": _inside(
        "xl/worksheets/sheet1.xml",
        "</worksheet>",
        f"<headerFooter><oddFooter>{PHONE}</oddFooter></headerFooter></worksheet>",
    ),
    "prompt of a drop-down": _inside(
        "xl/worksheets/sheet1.xml",
        "</sheetData>",
        f'</sheetData><dataValidations><dataValidation prompt="{ID}"/></dataValidations>'
    ),
    "leftover string": _inside("xl/sharedStrings.xml", "</sst>", f"<si><t>{ID}</t></si></sst>"),
    "drawing": _added("xl/drawings/drawing1.xml", f"<a><t>{ID}</t></a>"),
    "pivot cache": _added("xl/pivotCache/pivotCacheRecords1.xml", f'<a><s v="{ID}"/></a>'),
    "chart cache": _added("xl/charts/chart1.xml", f"<a><v>{PHONE}</v></a>"),
    "custom xml": _added("customXml/item1.xml", f"<a>{CARD}</a>"),
    "csv in GB18030": _text("a.csv", f"项目,金额\n甲,{ID}\n"),
    "xls": lambda folder: write_xls(folder / "a.xls", {"表": [*ROWS, [ID]]}),
    "ods": lambda folder: write_ods(folder / "a.ods", {"表": [*ROWS, [ID]]}),
}  # fmt: skip


@pytest.mark.parametrize("place", HIDING_PLACES)
def test_stopped_in_every_hiding_place_and_never_repeated(place: str, tmp_path: Path) -> None:
    checked = check_file(HIDING_PLACES[place](tmp_path), Context())
    assert any(item.code.startswith("personal-") for item in checked.report.findings)
    assert checked.report.exit_code > 0
    assert checked.documents == ()
    told = as_text(checked.report) + as_text(checked.report, "en") + repr(as_json(checked.report)) + repr(checked)
    for canary in (ID, PHONE, CARD, ID[:17]):
        assert canary not in told


def test_the_cell_is_named(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"表": [*ROWS, ["乙", ID]]}, comments={"表": {"A2": PHONE}})
    found = {(item.code, item.sheet, item.cell) for item in scan_workbook(open_workbook(path))}
    assert found == {("personal-id-number", "表", "B3"), ("personal-phone", "表", "A2")}


def test_declared_columns_are_not_scanned(tmp_path: Path) -> None:
    workbook = open_workbook(write_xlsx(tmp_path / "a.xlsx", {"表": [["凭证号", "金额"], [ID, 13_812_345_678]]}))
    columns = {"表": Columns(exempt=frozenset({1}), money=frozenset({2}))}
    assert scan_workbook(workbook, columns) == []
    assert len(scan_workbook(workbook)) == 2


def test_numbers_under_a_personal_header_need_no_check(tmp_path: Path) -> None:
    rows = [
        ["姓名", "银行账号", "证件号码"],
        ["示例", "43001234567", "430181190001010000"],
        ["示例", 43001234567, None],
    ]
    found = scan_workbook(open_workbook(write_xlsx(tmp_path / "a.xlsx", {"表": rows})))
    assert [(item.code, item.cell) for item in found] == [
        ("personal-account-number", "B2"),
        ("personal-id-number", "C2"),
        ("personal-account-number", "B3"),
    ]


def test_serial_numbers_are_seldom_taken_for_cards() -> None:
    chance = random.Random(3)
    serials = [
        f"2013{chance.randrange(1, 13):02}{chance.randrange(1, 29):02}{chance.randrange(10**8):08}" for _ in range(500)
    ]
    assert [serial for serial in serials if scan_text(serial)] == []


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("王小明", "王*明"),
        ("欧阳娜娜", "欧阳*娜"),
        ("欧阳娜", "欧阳*"),
        ("示例甲乙丙", "示*丙"),
        ("买买提·示例", "买*例"),
        (" 张 三 ", "张*"),
        ("张", "*"),
        ("", ""),
    ],
)
def test_masked_names(name: str, masked: str) -> None:
    assert mask_name(name) == masked
    assert mask_name(masked) == masked
