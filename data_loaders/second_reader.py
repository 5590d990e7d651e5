"""The second reader of xlsx: a streaming walk over a sheet's XML for values, types, formulas, errors, hidden rows.

It exists because the first reader gives '' for error cells and for formulas without a saved value, and because two
readers that agree are worth more than one. It reads before the first one is let near the file, and bounds the grid.
"""

from __future__ import annotations

import re
import xml.parsers.expat as expat
from dataclasses import dataclass, field

from data_loaders import progress
from data_loaders.addresses import a1, parse_a1
from data_loaders.grid import Area, CellError, Limits
from data_loaders.opening.package import refuse
from data_loaders.opening.xml_walk import parse

Raw = str | bool | CellError | tuple[str]
"""Text as str, a truth value, an error, or the decimal text of a number in a tuple of one."""

_DIGITS = "0123456789"
_LONG = re.compile(r"[0-9](?:\D{0,3}[0-9]){10}")  # what a formula may spell out


@dataclass(slots=True)
class RawSheet:
    """One sheet as the second reader saw it: row -> column -> raw value, and what is hidden or merged."""

    rows: dict[int, dict[int, Raw]] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    texts: list[str] = field(default_factory=list)  # headers, footers, prompts
    strange: list[str] = field(default_factory=list)  # addresses of cells out of order, given twice or placed by guess
    filled: int = 0
    last_row: int = 0
    last_column: int = 0


@dataclass(slots=True)
class Strings:
    """The shared strings, with those used marked; the unused ones are leftovers that no cell shows."""

    items: list[str]
    used: set[int] = field(default_factory=set)
    readings: list[str] = field(default_factory=list)  # phonetic ones, which are no part of a string


def read_strings(content: bytes) -> Strings:
    """The shared strings table; phonetic readings are not part of a string."""
    items: list[str] = []
    state = _StringState(items)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = state.start
    parser.EndElementHandler = state.end
    parser.CharacterDataHandler = state.text
    parse(parser, content)
    return Strings(items, readings=state.readings)


class _StringState:
    def __init__(self, items: list[str]) -> None:
        self.items = items
        self.readings: list[str] = []
        self.pieces: list[str] = []
        self.inside_text = False
        self.phonetic = False
        self.in_run = False
        self.texts = 0  # outside of runs

    def start(self, name: str, _: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "si":
            self.pieces, self.texts, self.in_run = [], 0, False
        elif name == "r":
            self.in_run = True
        elif name == "rPh":
            self.phonetic = True
        elif name == "t":
            self.inside_text = not self.phonetic
            self.texts += not (self.phonetic or self.in_run)

    def end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name == "r":
            self.in_run = False
        elif name == "si":
            if self.texts > 1:
                refuse("file-damaged")  # a string has one text, or runs of one each
            self.items.append("".join(self.pieces))
        elif name == "rPh":
            self.phonetic = False
        elif name == "t":
            self.inside_text = False

    def text(self, data: str) -> None:
        if self.inside_text:
            self.pieces.append(data)
        elif self.phonetic:
            self.readings.append(data)


class SheetWalk:
    """Handlers for one sheet. Values go to `sheet`; the grid is bounded as it grows."""

    def __init__(self, name: str, strings: Strings, limits: Limits, allowance: int) -> None:
        self.name = name
        self.strings = strings
        self.limits = limits
        self.allowance = allowance
        self.sheet = RawSheet()
        self.row, self.row_text = 0, "0"
        self.column = 0
        self.cells: dict[int, Raw] = {}
        self.kind = "n"
        self.value: str | None = None
        self.formula: str | None = None
        self.inline: list[str] = []
        self.into: str | None = None
        self.phonetic = False
        self.in_run = False
        self.pieces: list[str] = []
        self.letters: dict[str, int] = {}
        self.known: dict[str, str] = {}
        self.with_reference = False

    def run(self, content: bytes) -> RawSheet:
        """Walk the part. Raises UnusableFile for broken XML and for grids beyond the limits."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        parse(parser, content)
        return self.sheet

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":  # the most frequent first: called for every element of a sheet
            self.start_cell(attributes)
        elif name == "v" or name == "t" or name == "f":
            self.into = name
            self.pieces = []
        elif ":" in name:
            self.start(name.rpartition(":")[2], attributes)
        elif name == "row":
            self.start_row(attributes)
        else:
            self.start_other(name, attributes)

    def start_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r", "")
        progress.row()
        row = int(number) if number.isascii() and number.isdigit() and len(number) < 9 else self.row + 1
        if row <= self.row:
            self.sheet.strange.append(a1(max(row, 1), 1))
        self.row, self.row_text, self.column = row, str(row), 0
        self.cells = self.sheet.rows.get(row, {})
        if attributes.get("hidden") in ("1", "true"):
            self.sheet.hidden_rows.add(row)

    def start_cell(self, attributes: dict[str, str]) -> None:
        self.kind = attributes.get("t", "n")
        self.value = self.formula = None
        self.inline = []
        reference = attributes.get("r")
        if reference is None:
            self.column += 1
            if self.with_reference:
                self.sheet.strange.append(a1(max(self.row, 1), self.column))  # the cells around it say where they are
            return
        self.with_reference = True
        letters = reference.rstrip(_DIGITS)
        column = self.letters.get(letters) or self.learn(letters)
        if reference != letters + self.row_text or column <= self.column:
            self.sheet.strange.append(reference[:10])
        self.column = column

    def learn(self, letters: str) -> int:
        try:
            column = parse_a1(f"{letters}1")[1]
        except ValueError:
            refuse("file-damaged")
        self.letters[letters] = column
        return column

    def start_other(self, name: str, attributes: dict[str, str]) -> None:
        if name == "rPh":
            self.phonetic = True
        elif name == "r":
            self.in_run = True
        elif name == "mergeCell":
            self.add_merged(attributes.get("ref", ""))
        elif name == "col" and attributes.get("hidden") in ("1", "true"):
            self.add_hidden_columns(attributes)
        elif name == "dataValidation":
            self.sheet.texts += [attributes[key] for key in ("prompt", "promptTitle", "error") if attributes.get(key)]
        elif name == "hyperlink":
            self.sheet.texts += [attributes[key] for key in ("display", "tooltip") if attributes.get(key)]
        if self.into is None:
            self.into = "other"  # headers and footers, lists of choices, conditions, whatever an extension brings
            self.pieces = []

    def end(self, name: str) -> None:
        if name == "c":
            self.end_cell()
        elif name == "v":
            if self.value is not None:
                self.sheet.strange.append(a1(max(self.row, 1), max(self.column, 1)))  # which of two counts?
            self.value, self.into = "".join(self.pieces), None
        elif ":" in name:
            self.end(name.rpartition(":")[2])
        elif name == "f":
            self.formula, self.into = "".join(self.pieces), None
            if _LONG.search(self.formula):
                self.sheet.texts.append(self.formula)
        elif name == "t":
            self.end_inline()
        else:
            self.end_other(name)

    def end_inline(self) -> None:
        if self.inline and not (self.phonetic or self.in_run):
            self.sheet.strange.append(a1(max(self.row, 1), max(self.column, 1)))  # a second text, not a run
        text, self.into = "".join(self.pieces), None
        if self.phonetic:
            self.sheet.texts.append(text)
        self.inline.append("" if self.phonetic else text)

    def end_other(self, name: str) -> None:
        if name == "r":
            self.in_run = False
        elif name == "rPh":
            self.phonetic = False
        elif self.into == "other":
            if text := "".join(self.pieces).strip():
                self.sheet.texts.append(text)
            self.into = None

    def text(self, data: str) -> None:
        if self.into is not None:
            self.pieces.append(data)

    def end_cell(self) -> None:
        raw = self.raw_value()
        if raw is None:
            return
        sheet = self.sheet
        if self.column in self.cells:
            sheet.strange.append(a1(self.row, self.column))
        self.cells[self.column] = raw
        if len(self.cells) == 1:
            sheet.rows[self.row] = self.cells
        sheet.filled += 1
        if self.row > sheet.last_row or self.column > sheet.last_column:
            self.grow()
        if sheet.filled > self.allowance:
            refuse("sheet-too-large", sheet=self.name, cell=a1(self.row, self.column))

    def grow(self) -> None:
        sheet, limits = self.sheet, self.limits
        sheet.last_row = max(sheet.last_row, self.row)
        sheet.last_column = max(sheet.last_column, self.column)
        if (
            sheet.last_row > limits.rows
            or sheet.last_column > limits.columns
            or sheet.last_row * sheet.last_column > limits.cells
        ):
            refuse("sheet-too-large", sheet=self.name, cell=a1(self.row, self.column))

    def raw_value(self) -> Raw | None:
        kind, value = self.kind, self.value
        if kind == "n" and value:
            return (value,)
        if kind == "s" and value is not None:
            return self.shared(value)
        if kind == "inlineStr":
            return self.once("".join(self.inline))
        if kind == "str" and value is not None:
            return self.once(value)
        if kind == "e" and value:
            return CellError("error", value[:20])
        if kind == "b" and value:
            return value not in ("0", "false")
        if kind == "d" and value:
            return value
        if self.formula is not None:
            return CellError("no-value", f"={self.formula[:60]}")
        return None

    def once(self, text: str) -> str | None:
        """The text as one object, however many cells say it; None for ''."""
        return self.known.setdefault(text, text) or None

    def shared(self, value: str) -> str | None:
        index = int(value) if value.isascii() and value.isdigit() and len(value) < 9 else -1
        if not 0 <= index < len(self.strings.items):
            refuse("file-damaged")
        self.strings.used.add(index)
        return self.strings.items[index] or None

    def add_merged(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        try:
            self.sheet.merged.append((*parse_a1(first), *parse_a1(last or first)))
        except ValueError:
            refuse("file-damaged")

    def add_hidden_columns(self, attributes: dict[str, str]) -> None:
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if first.isdigit() and last.isdigit() and len(first) < 6 and len(last) < 6:
            self.sheet.hidden_columns.update(range(int(first), min(int(last), self.limits.columns) + 1))
