"""Opening an ods package: calamine, and a streaming walk of content.xml as the second reader."""

from __future__ import annotations

import xml.parsers.expat as expat
from dataclasses import dataclass, field

from data_loaders import progress
from data_loaders.addresses import a1
from data_loaders.findings import Finding
from data_loaders.grid import CellError, Limits, Sheet, Workbook
from data_loaders.opening.calamine import FirstReader
from data_loaders.opening.compare import merge_rows
from data_loaders.opening.leftovers import between_parts, binary_texts, markup_texts
from data_loaders.opening.package import Package, refuse
from data_loaders.opening.xml_walk import all_text, local, parse, xml_parts
from data_loaders.second_reader import Raw, RawSheet

_ERRORS = ("#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#N/A", "#NUM!", "#NULL!", "Err:")


@dataclass(slots=True)
class _Table:
    name: str
    hidden: bool
    raw: RawSheet = field(default_factory=RawSheet)
    comments: dict[tuple[int, int], str] = field(default_factory=dict)


class ContentWalk:
    """Handlers for content.xml: tables, rows and cells with their repeats, never more than what is filled."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.tables: list[_Table] = []
        self.hidden_styles: set[str] = set()
        self.style = ""
        self.row = self.column = 0
        self.row_repeat = self.cell_repeat = 1
        self.cell: dict[str, str] | None = None
        self.span = (1, 1)
        self.paragraphs: list[str] = []
        self.note: list[str] | None = None
        self.nested = 0
        self.row_cells: dict[int, Raw] = {}
        self.aside: list[str] = []  # text that is no cell's, and what a cell shows instead of its value

    def run(self, content: bytes) -> list[_Table]:
        """Walk the part. Raises UnusableFile for broken XML and grids beyond the limits."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        parse(parser, content)
        return self.tables

    def start(self, name: str, attributes: dict[str, str]) -> None:
        handler = getattr(self, f"start_{local(name).replace('-', '_')}", None)
        if handler is not None:
            handler({local(key): value for key, value in attributes.items()})

    def end(self, name: str) -> None:
        handler = getattr(self, f"end_{local(name).replace('-', '_')}", None)
        if handler is not None:
            handler()

    def text(self, data: str) -> None:
        if self.note is not None:
            self.note.append(data)
        elif self.cell is not None and self.paragraphs:
            self.paragraphs[-1] += data
        elif data.strip():
            self.aside.append(data)

    def start_style(self, attributes: dict[str, str]) -> None:
        self.style = attributes.get("name", "")

    def start_table_properties(self, attributes: dict[str, str]) -> None:
        if attributes.get("display") == "false":
            self.hidden_styles.add(self.style)

    def start_table(self, attributes: dict[str, str]) -> None:
        hidden = attributes.get("style-name", "") in self.hidden_styles or attributes.get("display") == "false"
        self.tables.append(_Table(attributes.get("name", ""), hidden))
        self.row = self.column = 0

    def start_table_column(self, attributes: dict[str, str]) -> None:
        repeat = self.repeat(attributes, "number-columns-repeated")
        if attributes.get("visibility", "visible") != "visible":
            last = min(self.column + repeat, self.limits.columns)
            self.tables[-1].raw.hidden_columns.update(range(self.column + 1, last + 1))
        self.column += repeat

    def start_table_row(self, attributes: dict[str, str]) -> None:
        progress.row()
        self.row += 1
        self.column = 0
        self.row_cells = {}
        self.row_repeat = self.repeat(attributes, "number-rows-repeated")
        if attributes.get("visibility", "visible") != "visible":
            last = min(self.row + self.row_repeat, self.limits.rows)
            self.tables[-1].raw.hidden_rows.update(range(self.row, last))

    def end_table_row(self) -> None:
        if self.row_cells and self.tables:
            last = self.row + self.row_repeat - 1
            self.bound(last, max(self.row_cells), len(self.row_cells) * self.row_repeat)
            for number in range(self.row, last + 1):
                self.tables[-1].raw.rows[number] = self.row_cells
        self.row += self.row_repeat - 1

    def start_table_cell(self, attributes: dict[str, str]) -> None:
        self.cell = attributes
        self.paragraphs = []
        self.cell_repeat = self.repeat(attributes, "number-columns-repeated")
        self.span = (
            self.repeat(attributes, "number-rows-spanned"),
            self.repeat(attributes, "number-columns-spanned"),
        )

    start_covered_table_cell = start_table_cell

    def end_table_cell(self) -> None:
        raw = self.raw_value()
        shown = "\n".join(self.paragraphs)
        if shown and shown not in (raw if isinstance(raw, tuple) else (raw,)):
            self.aside.append(shown)
        first = self.column + 1
        self.column += self.cell_repeat
        if raw is not None:
            self.bound(self.row, self.column, 0)
            self.row_cells.update(dict.fromkeys(range(first, self.column + 1), raw))
        if self.span != (1, 1) and self.tables:
            rows, columns = self.span
            self.tables[-1].raw.merged.append((self.row, first, self.row + rows - 1, first + columns - 1))
        self.cell = None

    end_covered_table_cell = end_table_cell

    def start_p(self, _: dict[str, str]) -> None:
        if self.note is None:
            self.paragraphs.append("")
        elif self.note:
            self.note.append("\n")

    def start_s(self, attributes: dict[str, str]) -> None:
        self.text(" " * min(self.repeat(attributes, "c"), 100))

    def start_tab(self, _: dict[str, str]) -> None:
        self.text("\t")

    def start_line_break(self, _: dict[str, str]) -> None:
        self.text("\n")

    def start_annotation(self, _: dict[str, str]) -> None:
        self.note = []

    def end_annotation(self) -> None:
        if self.note and self.tables:
            self.tables[-1].comments[(self.row, self.column + 1)] = "".join(self.note)
        self.note = None

    def raw_value(self) -> Raw | None:
        cell = self.cell or {}
        kind = cell.get("value-type")
        text = "\n".join(self.paragraphs)
        if text.startswith(_ERRORS) and (cell.get("formula") or "error" in (kind or "")):
            return CellError("error", text[:20])
        if kind in ("float", "percentage", "currency"):
            return (cell.get("value", ""),)
        if kind == "boolean":
            return cell.get("boolean-value") == "true"
        if kind in ("date", "time"):
            return cell.get(f"{kind}-value", "")
        if kind == "string" or text:
            return (cell.get("string-value") or text) or None
        return CellError("no-value", cell["formula"][:60]) if cell.get("formula") else None

    def repeat(self, attributes: dict[str, str], key: str) -> int:
        value = attributes.get(key, "1")
        if not (value.isascii() and value.isdigit() and len(value) < 9):
            refuse("file-damaged")
        return max(1, int(value))

    def bound(self, row: int, column: int, filled: int) -> None:
        raw, limits, name = self.tables[-1].raw, self.limits, self.tables[-1].name
        raw.last_row, raw.last_column = max(raw.last_row, row), max(raw.last_column, column)
        raw.filled += filled
        if (
            raw.last_row > limits.rows
            or raw.last_column > limits.columns
            or raw.last_row * raw.last_column > limits.cells
            or raw.filled > limits.filled_cells
        ):
            refuse("sheet-too-large", sheet=name, cell=a1(row, column))


def open_ods(package: Package, content: bytes, name: str, sha256: str, limits: Limits) -> Workbook:
    """The workbook on which both readers agree. Raises UnusableFile."""
    part = package.find("content.xml") or refuse("file-damaged")
    content_part = package.read(part)
    progress.begin(progress.READING, content_part.count(b"<table:table-row"))
    walked = ContentWalk(limits)
    tables = walked.run(content_part)
    if not tables:
        refuse("file-without-sheets")
    if len(tables) > limits.sheets or sum(table.raw.filled for table in tables) > limits.filled_cells:
        refuse("too-many-sheets", limit=limits.sheets)
    progress.begin(progress.COMPARING, sum(table.raw.last_row for table in tables))
    reader = FirstReader(content)
    if [item for item, _ in reader.sheets] != [table.name for table in tables]:
        refuse("file-damaged")
    sheets: list[Sheet] = []
    findings: list[Finding] = []
    for position, table in enumerate(tables):
        raw = table.raw
        rows, differing = merge_rows(table.name, reader.sheet(position).rows, raw.rows, False, limits.findings_per_rule)
        findings += differing
        sheets.append(
            Sheet(
                table.name,
                table.hidden,
                rows,
                raw.merged,
                table.comments,
                frozenset(raw.hidden_rows),
                frozenset(raw.hidden_columns),
            )
        )
    properties = {"meta.xml": all_text(package, "meta.xml")} if package.find("meta.xml") else {}
    texts = _hidden_text(package, part, walked.aside) | dict(binary_texts(package))
    if digits := between_parts(package, content):
        texts["zip"] = digits
    return Workbook(name, sha256, "ods", sheets, properties, texts, tuple(findings))


def _hidden_text(package: Package, cells: str, aside: list[str]) -> dict[str, str]:
    """Text that no cell shows, by the part where it stands."""
    texts = {name: markup_texts(package.read(name)) for name in xml_parts(package, ("",))}
    for name, found in texts.items():
        found += aside if name == cells else [all_text(package, name)]
    joined = {name: "\n".join(found) for name, found in texts.items()}
    return {name: text for name, text in joined.items() if text.strip()}
