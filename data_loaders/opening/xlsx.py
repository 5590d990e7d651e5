"""Opening an xlsx package: which part is which sheet, both readers over each, and what the package says elsewhere."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field

from data_loaders import progress
from data_loaders.addresses import parse_a1
from data_loaders.findings import Finding
from data_loaders.grid import Limits, Sheet, Workbook
from data_loaders.opening.calamine import FirstReader
from data_loaders.opening.compare import merge_rows
from data_loaders.opening.leftovers import between_parts, binary_texts, markup_texts
from data_loaders.opening.package import Package, refuse
from data_loaders.opening.xml_walk import all_text, attribute, elements, walk, xml_parts
from data_loaders.rules import finding
from data_loaders.second_reader import RawSheet, SheetWalk, Strings, read_strings

_PROPERTIES = "docProps/"
_NOTES = {"comments": "comment", "threadedComment": "threadedComment"}  # kind of part -> its element with a cell


@dataclass(slots=True)
class SheetPart:
    """A sheet in the workbook's list: its name, its part, and the parts that belong to it by kind of relationship."""

    name: str
    hidden: bool
    part: str
    related: dict[str, list[str]] = field(default_factory=dict)


def open_xlsx(package: Package, content: bytes, name: str, sha256: str, limits: Limits) -> Workbook:
    """The workbook on which both readers agree. Raises UnusableFile."""
    parts, epoch_1904 = sheet_parts(package)
    if len(parts) > limits.sheets:
        refuse("too-many-sheets", limit=limits.sheets)
    strings = _strings(package)
    allowance = limits.filled_cells
    raw_sheets: list[RawSheet] = []
    progress.begin(progress.READING, sum(_row_count(package.read(part.part)) for part in parts))
    for part in parts:
        raw_sheets.append(SheetWalk(part.name, strings, limits, allowance).run(package.read(part.part)))
        allowance -= raw_sheets[-1].filled
    sheets, findings = _agreed_sheets(package, content, parts, raw_sheets, epoch_1904, limits)
    properties = {part: text for part in xml_parts(package, (_PROPERTIES,)) if (text := all_text(package, part))}
    hidden_text = _hidden_text(package, parts, raw_sheets, strings)
    hidden_text |= dict(binary_texts(package))
    if digits := between_parts(package, content):
        hidden_text["zip"] = digits
    return Workbook(name, sha256, "xlsx", sheets, properties, hidden_text, tuple(findings))


def _row_count(content: bytes) -> int:
    """About how many rows a sheet's part has: parsing it a second time for the exact number would cost as much as
    reading.
    """
    return content.count(b"<row ") + content.count(b"<row>") + content.count(b":row ")


def _agreed_sheets(
    package: Package,
    content: bytes,
    parts: list[SheetPart],
    raw_sheets: list[RawSheet],
    epoch_1904: bool,
    limits: Limits,
) -> tuple[list[Sheet], list[Finding]]:
    progress.begin(progress.COMPARING, sum(max(raw.rows, default=0) for raw in raw_sheets))
    reader = FirstReader(content)
    if [name for name, _ in reader.sheets] != [part.name for part in parts]:
        refuse("file-damaged")
    sheets: list[Sheet] = []
    findings: list[Finding] = []
    for position, (part, raw) in enumerate(zip(parts, raw_sheets, strict=True)):
        first = reader.sheet(position)
        rows, differing = merge_rows(part.name, first.rows, raw.rows, epoch_1904, limits.findings_per_rule)
        findings += differing
        findings += [finding("sheet-structure", sheet=part.name, cell=cell) for cell in raw.strange[:10]]
        comments = _comments(package, part)
        sheets.append(
            Sheet(
                part.name,
                part.hidden,
                rows,
                raw.merged,
                comments,
                frozenset(raw.hidden_rows),
                frozenset(raw.hidden_columns),
            )
        )
    return sheets, findings


def sheet_parts(package: Package) -> tuple[list[SheetPart], bool]:
    """The worksheets in the order of the workbook, and whether its dates count from 1904."""
    workbook = _workbook_part(package)
    relations = _relations(package, workbook)
    parts: list[SheetPart] = []
    epoch: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "workbookPr":
            epoch.append(attributes.get("date1904", "0"))
        if name != "sheet":
            return
        kind, target = relations.get(attribute(attributes, "id") or "", ("", ""))
        if kind in ("dialogsheet", "xlMacrosheet"):
            refuse("file-has-macros")
        if kind == "worksheet":
            found = package.find(target) or refuse("file-damaged")
            hidden = attributes.get("state", "visible") != "visible"
            parts.append(SheetPart(attributes.get("name", ""), hidden, found, _related(package, found)))

    walk(package.read(workbook), start)
    if not parts:
        refuse("file-without-sheets")
    if len({part.part for part in parts}) < len(parts):
        refuse("file-damaged")  # two sheets cannot be one part
    return parts, any(value in ("1", "true") for value in epoch)


def _workbook_part(package: Package) -> str:
    for kind, target in _relations(package, "").values():
        if kind == "officeDocument":
            return package.find(target) or refuse("file-damaged")
    return package.find("xl/workbook.xml") or refuse("file-damaged")


def _relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Relationship id -> (kind, target) of a part; external targets are left out, nothing is ever fetched."""
    folder, base = posixpath.split(part)
    name = package.find(posixpath.join(folder, "_rels", f"{base}.rels"))
    if name is None:
        return {}
    found: dict[str, tuple[str, str]] = {}
    for item in elements(package.read(name), "Relationship"):
        if item.get("TargetMode") == "External":
            continue
        target = posixpath.normpath(posixpath.join("/", folder, item.get("Target", "")))
        found[item.get("Id", "")] = (item.get("Type", "").rpartition("/")[2], target)
    return found


def _related(package: Package, part: str) -> dict[str, list[str]]:
    related: dict[str, list[str]] = {}
    for kind, target in _relations(package, part).values():
        if (name := package.find(target)) is not None:
            related.setdefault(kind, []).append(name)
    return related


def _strings(package: Package) -> Strings:
    name = package.find("xl/sharedStrings.xml")
    return read_strings(package.read(name)) if name else Strings([])


def _comments(package: Package, part: SheetPart) -> dict[tuple[int, int], str]:
    """Comments and threaded comments by (row, column)."""
    from_cells: dict[tuple[int, int], str] = {}
    for kind, wanted in _NOTES.items():
        for name in part.related.get(kind, ()):
            _read_comments(package.read(name), wanted, from_cells)
    return from_cells


def _read_comments(content: bytes, wanted: str, comments: dict[tuple[int, int], str]) -> None:
    state: dict[str, tuple[int, int] | None] = {"cell": None}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == wanted:
            state["cell"] = _cell(attributes.get("ref", "A1"))

    def end(name: str) -> None:
        if name == wanted:
            state["cell"] = None

    def text(data: str) -> None:
        cell = state["cell"]
        if cell is not None:
            comments[cell] = comments.get(cell, "") + data

    walk(content, start, end, text)


def _cell(reference: str) -> tuple[int, int]:
    try:
        return parse_a1(reference)
    except ValueError:
        refuse("file-damaged")


def _hidden_text(
    package: Package, parts: list[SheetPart], raw_sheets: list[RawSheet], strings: Strings
) -> dict[str, str]:
    """Text that no cell shows, by the place where it stands: every XML part, whatever it is for."""
    cells = {part.part: part.name for part in parts}
    notes = {name for part in parts for kind in _NOTES for name in part.related.get(kind, ())}
    shared = package.find("xl/sharedStrings.xml")
    texts: dict[str, list[str]] = {}
    for name in xml_parts(package, ("",)):
        place = cells.get(name, name)
        texts[place] = markup_texts(package.read(name))
        if name in notes:
            texts[place] += _authors(package, name)
        elif name not in cells and name != shared and not name.startswith(_PROPERTIES):
            texts[place].append(all_text(package, name))
    for part, raw in zip(parts, raw_sheets, strict=True):
        texts[part.name] += raw.texts
    leftovers = [item for index, item in enumerate(strings.items) if index not in strings.used]
    texts["sharedStrings"] = [*texts.pop(shared or "", []), *leftovers, *strings.readings]
    joined = {place: "\n".join(found) for place, found in texts.items()}
    return {place: text for place, text in joined.items() if text.strip()}


def _authors(package: Package, name: str) -> list[str]:
    """Who wrote the comments of a part; the comments themselves belong to their cells."""
    inside, found = [False], [""]

    def start(element: str, _attributes: dict[str, str]) -> None:
        inside[0] = element == "author"

    walk(package.read(name), start, None, lambda text: found.append(text) if inside[0] else None)
    return found
