"""One row of a panel as a draft line: its code, label, level and amounts, before the whole table is known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from data_loaders.addresses import a1
from data_loaders.amounts import AmountReader
from data_loaders.findings import Finding
from data_loaders.headers import Panel
from data_loaders.line_keys import plain_label
from data_loaders.records import Amount, Direction, Level
from data_loaders.rows import is_code, is_total
from data_loaders.rules import finding
from data_loaders.text import match_key

_PADDING = re.compile(r"(?<=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef])\s+(?=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef])")
_CODE_IN_NAME = re.compile(r"^[(\[]?([1-9][0-9]{2}(?:[0-9]{2}){0,2})[)\]]?[-_ ]*([^0-9 ].*)$")
_BY_LENGTH = {3: Level.CLASS, 5: Level.SECTION, 7: Level.ITEM}
_ITEM = re.compile(r"^\([0-9]{1,2}\)")
_SECTION = re.compile(r"^(?:[0-9]{1,2}[,.)]|\([一二三四五六七八九十]{1,3}\)|其中:|其中,)")
_CLASS = re.compile(r"^[一二三四五六七八九十]{1,3}[,.]")
_BALANCE = re.compile(r"结转|结余")


@dataclass(frozen=True, slots=True)
class Draft:
    """A line before leaves and keys are known.

    `of_which` lines (其中：) repeat a part of the line above and are never added.
    """

    row: int
    panel: int
    direction: Direction
    level: Level
    name: str
    amounts: Mapping[str, Amount]
    code: str | None = None
    of_which: bool = False
    label_column: int = 1

    @property
    def is_filled(self) -> bool:
        return any(amount.fen is not None for amount in self.amounts.values())


@dataclass(slots=True)
class PanelReader:
    """Reads one panel row by row; remembers the codes above for rows that show only their own part."""

    index: int
    panel: Panel
    direction: Direction
    reader: AmountReader
    findings: list[Finding] = field(default_factory=list)
    _above: list[str] = field(default_factory=list)
    _in_balance: bool = False

    def draft(self, row: int) -> Draft | None:
        """The panel's line in `row`; None where the panel is empty there."""
        label = self._label(row)
        total = self._total_label(row)
        if total is not None and self._is_shifted(row):
            return self._shifted_total(row, total)
        amounts = self.reader.many(row, self.panel.measures)
        filled = any(amount.fen is not None for amount in amounts.values())
        if total is not None:
            self._in_balance = False
            return self._new(row, Level.TOTAL, total, amounts)
        if self.panel.codes:
            return self._tree_line(row, label, amounts, filled)
        if not self.panel.names:
            return self._new(row, Level.TOTAL, "合计", amounts) if filled else None
        if not label or (not filled and not plain_label(label).strip(".")):
            return self._new(row, Level.TOTAL, "", amounts) if filled else None
        return self._labelled(row, label, amounts)

    def _new(
        self,
        row: int,
        level: Level,
        name: str,
        amounts: Mapping[str, Amount],
        code: str | None = None,
        of_which: bool = False,
    ) -> Draft:
        return Draft(row, self.index, self.direction, level, name, amounts, code, of_which, self._label_column())

    def _label_column(self) -> int:
        return (*self.panel.codes, *self.panel.names, 1)[0]

    def _texts(self, row: int, columns: tuple[int, ...]) -> list[str]:
        return [self.reader.sheet.text(row, column) for column in columns]

    def _label(self, row: int) -> str:
        """The row's name; of a block's name and 小计 beside it, only the name.

        Padding between characters is no part of it.
        """
        parts = [text for text in self._texts(row, self.panel.names) if text]
        named = [part for part in parts if not is_total(part)] or parts
        return " ".join(dict.fromkeys(_PADDING.sub("", part) for part in named))

    def _total_label(self, row: int) -> str | None:
        """A total's label in a code or name column.

        小计 beside the name of a block is that block's own line, no total.
        """
        names = [text for text in self._texts(row, self.panel.names) if text and not _is_amount(text)]
        texts = [text for text in self._texts(row, self.panel.codes) if text and is_total(text)] + names
        if not texts or not all(is_total(text) for text in texts):
            return None
        return texts[-1]

    def _tree_line(self, row: int, label: str, amounts: Mapping[str, Amount], filled: bool) -> Draft | None:
        code = self._code(row)
        if code is None and label:
            match = _CODE_IN_NAME.match(label)
            code = match[1] if match else None
        if code is None and not filled:
            return None
        if code is None:
            self._report("code-missing", row, self.panel.codes[0], label)
            return self._new(row, Level.ITEM, label, amounts)
        if len(code) not in _BY_LENGTH:
            self._report("code-malformed", row, self.panel.codes[0], code)
            return self._new(row, Level.ITEM, label, amounts)
        return self._new(row, _BY_LENGTH[len(code)], label or code, amounts, code=code)

    def _code(self, row: int) -> str | None:
        parts = [_plain_code(text) for text in self._texts(row, self.panel.codes)]
        filled = [part for part in parts if part.isdigit()]
        if not filled:
            return None
        if len(self.panel.codes) == 1 or (len(filled) == 1 and len(filled[0]) >= 5):
            return filled[0]
        longest = filled[-1]
        if len(longest) >= 5 and longest.startswith(filled[0]):
            return longest
        return self._joined(row, parts)

    def _joined(self, row: int, parts: list[str]) -> str:
        """类 款 项 from their columns: lost leading zeros put back, blank parts taken from the row above."""
        last = max(index for index, part in enumerate(parts) if part.isdigit())
        whole: list[str] = []
        for index, part in enumerate(parts[: last + 1]):
            if not part.isdigit():
                whole.append(self._above[index] if index < len(self._above) else "")
                continue
            width = 3 if index == 0 else 2
            if index > 0 and len(part) == 1:
                self._report("code-leading-zero", row, self.panel.codes[index], part, repaired=part.zfill(width))
            whole.append(part.zfill(width) if index else part)
        self._above = whole
        return "".join(whole)

    def _labelled(self, row: int, label: str, amounts: Mapping[str, Amount]) -> Draft:
        key = match_key(label)
        of_which = "其中:" in key[:12] and not _CLASS.match(key)
        coded = _CODE_IN_NAME.match(label)
        if coded and is_code(coded[1]):
            return self._new(row, _BY_LENGTH[len(coded[1])], label, amounts, code=coded[1])
        level = self._label_level(row, key)
        return self._new(row, level, label, amounts, of_which=of_which)

    def _label_level(self, row: int, key: str) -> Level:
        if len(self.panel.names) > 1 and not self.reader.sheet.text(row, self.panel.names[0]):
            return Level.SECTION
        if _ITEM.match(key):
            return Level.ITEM
        if _SECTION.match(key):
            return Level.SECTION
        if _CLASS.match(key):
            return Level.SECTION if self._in_balance else Level.CLASS
        self._in_balance = bool(_BALANCE.search(key))
        return Level.CLASS

    def _is_shifted(self, row: int) -> bool:
        """A 合计 row whose merged label was one cell: its amounts stand further left than their headers."""
        if not self.panel.codes:
            return False
        return any(_is_amount(text) for text in self._texts(row, (*self.panel.codes, *self.panel.names))[1:])

    def _shifted_total(self, row: int, label: str) -> Draft:
        sheet = self.reader.sheet
        first = self.panel.codes[0]
        last = max(self.panel.measures.values())
        columns = [column for column in range(first, last + 1) if _is_amount(sheet.text(row, column))]
        measures = sorted(self.panel.measures, key=self.panel.measures.__getitem__)
        if len(columns) != len(measures):
            self._report("total-row-unclear", row, columns[0], sheet.text(row, columns[0]))
        else:
            self._report("total-row-shifted", row, columns[0], sheet.text(row, columns[0]))
        amounts = self.reader.many(row, dict(zip(measures, columns, strict=False)))
        return self._new(row, Level.TOTAL, label, amounts)

    def _report(self, code: str, row: int, column: int, value: str, repaired: str = "") -> None:
        sheet = self.reader.sheet.name
        self.findings.append(finding(code, sheet=sheet, cell=a1(row, column), value=value, repaired=repaired))


def heading_is_subtotal(text: str) -> bool:
    """Whether a total's label is of a part only: 小计, 本年支出合计 beside a 总计."""
    key = match_key(text)
    return key.endswith("小计") or key.startswith(("本年", "当年", "本期"))


def _plain_code(text: str) -> str:
    digits = match_key(text)
    return digits[:-2] if digits.endswith(".0") else digits


def _is_amount(text: str) -> bool:
    return bool(re.fullmatch(r"-?[0-9][0-9,]*(?:\.[0-9]+)?", text))
