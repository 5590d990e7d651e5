"""What a workbook says, as plain values: documents, tables, lines, recipients. Knows no database and no web.

Money is integer **fen** everywhere in this module (万元 and 元 exist only in `parsers`). `None` is "nothing published",
never zero; a blank amount in a row that has other amounts is 0 with its measure named in `blank`.
A source cell is (sheet, row, column): the row is on the record, the column on the record's `Amount` or on the
table's `columns` map, so that no address string is kept per amount.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """Kinds of disclosure that come in as workbooks (the contract's list, less `reference`)."""

    BUDGET = "budget"
    ACCOUNTS = "accounts"
    THREE_PUBLIC = "three-public"
    EXECUTION = "execution"
    BATCH = "batch"
    REGISTER = "register"


class Scope(StrEnum):
    """`department` is consolidated with subordinate units (部门预算); `unit` is the body itself (单位预算)."""

    DEPARTMENT = "department"
    UNIT = "unit"


class Stage(StrEnum):
    """Stage of a budget figure. Three-public statements use `budget` / `final` in their ids (contract, Identities)."""

    APPROVED = "approved"
    ADJUSTED = "adjusted"
    FINAL = "final"


class Direction(StrEnum):
    INCOME = "income"
    EXPENDITURE = "expenditure"


class Level(StrEnum):
    """Depth in the classification tree: 类 class, 款 section, 项 item; `total` for 合计 / 总计 rows."""

    TOTAL = "total"
    CLASS = "class"
    SECTION = "section"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Amount:
    """One money figure: `fen` (None where an otherwise empty row has no figure), its column (1-based), its cell's text.

    `blank` marks an empty cell in a row that has other amounts: it counts as 0 (domain, traps) and is shown as blank.
    """

    fen: int | None
    column: int
    raw: str = ""
    blank: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One published row of a budget, accounts or execution table, or one half of a double-panel row.

    `key` is the line part of its figures' ids: the code path, else a pinyin slug of the name, then `~2`, `~3` … for
    duplicates within the table. `row` is 1-based in the sheet. Only lines with `is_leaf` are ever added.
    """

    key: str
    row: int
    direction: Direction
    level: Level
    is_leaf: bool
    name: str
    amounts: Mapping[str, Amount]
    functional_code: str | None = None
    economic_code: str | None = None
    fund: str | None = None  # general-public, government-funds, state-capital; None where the table mixes them
    label_column: int = 1  # where its code, or else its name, stands (1-based)


@dataclass(frozen=True, slots=True)
class RowCount:
    """Row accounting of one table: read = used + totals + notes + headers + blank (no row is dropped in silence).

    `used` are rows that became lines or recipients, `totals` are 合计/总计, `headers` title, unit and header rows
    (repeated ones too), `notes` rows of words.
    """

    read: int
    used: int
    totals: int
    notes: int
    headers: int
    blank: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """One published table of one document. `key` is its English key in the catalogue (`tables.py`)."""

    key: str
    sheet: str
    title: str
    money_unit: str  # 元, 万元, 千元: as declared
    order: int  # position in the document
    columns: Mapping[str, int]  # measure -> 1-based column (the first panel's)
    rows: RowCount
    lines: tuple[Line, ...] = ()
    note: str | None = None  # the words under an empty table (本单位无…)


@dataclass(frozen=True, slots=True)
class Section:
    """A text section of a disclosure (部门职责, 机构设置, 三公增减原因 …), with the sheet it stands in."""

    key: str  # duties organisation changes three-public-reasons operating procurement performance glossary other
    title: str
    text: str
    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class ThreePublic:
    """One unit's three-public figures at one stage. `amounts` keys: total overseas_travel vehicles vehicle_purchase
    vehicle_operation reception, and beside the total (never in it) meeting training operating. `counts` keys:
    overseas_groups overseas_persons vehicles_purchased vehicles_kept reception_batches reception_persons
    foreign_reception_batches foreign_reception_persons -> (value, column)."""

    stage: str  # budget | final
    sheet: str
    row: int
    money_unit: str
    amounts: Mapping[str, Amount]
    counts: Mapping[str, tuple[int | None, int]] = field(default_factory=dict)
    reason: str | None = None
    includes_meeting_training: bool = False  # Jiangsu: the published 合计 has 会议费 and 培训费 in it


@dataclass(frozen=True, slots=True)
class Batch:
    """One special-fund batch as announced. `number` is three-digit text; document numbers have 〔〕 brackets."""

    number: str
    sheet: str
    row: int
    columns: Mapping[str, int]  # field -> column
    fund_name: str
    fund_code: str | None
    fund_level: str  # 中央 省 市 县
    document_no: str
    allocated_on: dt.date
    amount: Amount
    upper_document_no: str | None = None
    basis: str | None = None
    functional_code: str | None = None
    money_kind: str | None = None  # general-public, government-funds, state-capital
    notice_start: dt.date | None = None
    notice_end: dt.date | None = None
    complaint_office: str | None = None
    complaint_phone: str | None = None
    reduction: bool = False  # marked as taken back or reduced: the amount is negative
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Recipient:
    """One disbursement row of a batch. Natural persons' names arrive here already masked (`privacy.mask_name`)."""

    sheet: str
    row: int
    columns: Mapping[str, int]
    recipient: str
    recipient_type: str  # unit project township village enterprise person household
    amount: Amount
    credit_code: str | None = None
    township_code: str | None = None
    township_name: str | None = None
    village: str | None = None
    purpose: str | None = None
    standard: str | None = None
    note: str | None = None
    reduction: bool = False  # marked as taken back or reduced: the amount is negative


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a public register. `values` by `RegisterColumn.value_key`: text, ISO days, counts, fen, choice keys;
    `columns` says where each stands. Columns without a value are left out.
    """

    sheet: str
    row: int
    values: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class RegisterSheet:
    """A year of one public register: its key in the catalogue and its rows, none where the year had nothing to
    register.
    """

    key: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """What a document says it is, or what the person loading it declares. Unknown parts are None."""

    kind: Kind | None = None
    unit_code: str | None = None
    unit_name: str | None = None
    year: int | None = None
    scope: Scope | None = None
    stage: Stage | None = None
    quarter: int | None = None
    basis: str | None = None  # execution: ytd | period
    number: str | None = None  # batch


@dataclass(frozen=True, slots=True)
class Document:
    """One would-be disclosure inside a file: a workbook of the bureau may hold 109 of them.

    `key` is the disclosure id (`budget.101001.2013.department`), None while a part of it is unknown (then there is an
    error finding and the document is not stored).
    """

    key: str | None
    identity: Identity
    title: str
    tables: tuple[Table, ...] = ()
    sections: tuple[Section, ...] = ()
    three_public: tuple[ThreePublic, ...] = ()
    batch: Batch | None = None
    recipients: tuple[Recipient, ...] = ()
    register: RegisterSheet | None = None
