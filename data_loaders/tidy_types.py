"""The types of the tidy templates: column, header cell, sheet, template; the words that their cells choose from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

EXAMPLE_MARK = "（示例）"  # begins the first cell of an example row: skipped, and counted as a note
TOTAL_LABEL = "合计"
WORDS_LABEL = "大写"
MONEY_UNITS = ("元", "万元")

YES = "是"


class ColumnType(StrEnum):
    TEXT = "text"
    CODE = "code"  # identifiers kept as text: leading zeros count, the personal-data scan does not look into them
    MONEY = "money"  # integer fen in Python, 元 or 万元 in the workbook
    COUNT = "count"  # non-negative integer
    DATE = "date"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: English `key` (row dicts, CSV, API), Chinese `header` without unit or star; `choices` word: key."""

    key: str
    header: str
    type: ColumnType
    required: bool = False
    aliases: tuple[str, ...] = ()
    choices: Mapping[str, str] = field(hash=False, default_factory=dict)
    note_zh: str = ""
    note_en: str = ""
    example: str | int = ""  # an example of money is in fen
    width: int = 14


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """A labelled cell of row 2. Empty `choices` with type COUNT: a whole number."""

    key: str
    label: str
    type: ColumnType
    required: bool = True
    choices: Mapping[str, str] = field(hash=False, default_factory=dict)
    example: str | int = ""
    note_zh: str = ""
    note_en: str = ""


@dataclass(frozen=True, slots=True)
class SheetSpec:
    """One sheet of a tidy workbook; `key` names its rows in `templates.write_workbook(rows_by_sheet=…)`."""

    key: str
    name: str
    title: str
    columns: tuple[Column, ...]
    header: tuple[HeaderCell, ...]
    money_unit: str = "元"  # what the blank template proposes
    has_totals: bool = True  # 合计 and 大写 are asked for; the bureaus' own payment forms have none
    anchors: tuple[str, ...] = ()  # columns without which a sheet with another title is not taken for this one

    def column(self, key: str) -> Column:
        """The column with this English key; KeyError where there is none."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)

    @property
    def has_money(self) -> bool:
        """Whether it declares a unit of money; a register of words and counts has none."""
        return bool(self.money_columns)

    @property
    def money_columns(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.type is ColumnType.MONEY)


@dataclass(frozen=True, slots=True)
class TemplateSpec:
    kind: str  # batches | execution | three-public | budget | a register's key
    title_zh: str
    title_en: str
    sheets: tuple[SheetSpec, ...]

    def sheet(self, key: str) -> SheetSpec:
        """The sheet with this English key; KeyError where there is none."""
        for sheet in self.sheets:
            if sheet.key == key:
                return sheet
        raise KeyError(key)


def _choices(**pairs: str) -> Mapping[str, str]:
    """English key = Chinese word, turned to Chinese -> English (`_` in the keyword stands for `-`)."""
    return MappingProxyType({zh: key.replace("_", "-") for key, zh in pairs.items()})


LEVELS = MappingProxyType({word: word for word in ("中央", "省", "市", "县")})
MONEY_KINDS = _choices(
    general_public="一般公共预算", government_funds="政府性基金预算", state_capital="国有资本经营预算"
)
RECIPIENT_TYPES = _choices(
    unit="单位",
    project="项目",
    township="乡镇(街道)",
    village="村(社区)",
    enterprise="企业",
    person="个人",
    household="家庭",
)
DIRECTIONS = _choices(income="收入", expenditure="支出")
STAGES = _choices(approved="年初批准预算", adjusted="调整预算", final="决算")
THREE_PUBLIC_STAGES = _choices(budget="预算", final="决算")
SCOPES = _choices(department="部门（含下属单位）", unit="单位本身")
BASES = _choices(ytd="累计", period="本期")
YES_ONLY = MappingProxyType({YES: "yes"})

TEXT, CODE, MONEY = ColumnType.TEXT, ColumnType.CODE, ColumnType.MONEY
COUNT, DATE, CHOICE = ColumnType.COUNT, ColumnType.DATE, ColumnType.CHOICE

YEAR = HeaderCell(
    "year", "年度", COUNT, example=2013, note_zh="预算年度，四位数字。", note_en="Fiscal year, four digits."
)

UNIT_CODE = Column(
    "unit_code",
    "单位编码",
    CODE,
    required=True,
    aliases=("预算单位编码", "部门编码"),
    example="101001",
    width=12,
    note_zh="一级预算单位编码，六位，文本格式。",
    note_en="Code of the first-level budget unit: six digits, as text.",
)
UNIT_NAME = Column(
    "unit_name",
    "单位名称",
    TEXT,
    required=True,
    aliases=("预算单位", "预算单位名称", "部门", "部门名称"),
    example="示例单位",
    width=26,
    note_zh="与编码一致的单位全称。",
    note_en="The unit's full name, agreeing with its code.",
)
REDUCTION = Column(
    "reduction",
    "调减",
    CHOICE,
    choices=YES_ONLY,
    width=8,
    aliases=("调减标记",),
    note_zh="金额为负（收回、调减）时填“是”，否则留空。",
    note_en="是 where the amount is negative (taken back or reduced), else empty.",
)
NOTE = Column("note", "备注", TEXT, width=24, note_zh="不填个人信息。", note_en="No personal data here.")
