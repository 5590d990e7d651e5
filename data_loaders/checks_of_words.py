"""What stands twice in a file, and the names, titles and notes that look damaged: one warning per sheet for those."""

from __future__ import annotations

from collections.abc import Iterator

from data_loaders.addresses import a1
from data_loaders.catalogue.headings import heading_key
from data_loaders.doubtful_words import doubt, doubt_of_label, doubt_of_section
from data_loaders.findings import Finding
from data_loaders.reading import Context
from data_loaders.records import Batch, Direction, Document, Kind, Level, Recipient
from data_loaders.rows import is_total
from data_loaders.rules import finding
from data_loaders.rules.placed import placed

_OF_BATCHES = ("fund_name", "document_no", "upper_document_no", "basis", "complaint_office", "note")
_OF_RECIPIENTS = ("recipient", "township_name", "village", "purpose", "standard", "note")
_SHOWN = 8  # places named in a message

Place = tuple[str, str]
"""Sheet and cell; the cell is '' for a title."""


def check_once(documents: tuple[Document, ...], _context: Context) -> Iterator[Finding]:
    """Each disclosure stands once in a file."""
    first: dict[str, str] = {}
    for document in documents:
        if document.key is None:
            continue
        sheet = next(_sheets(document), "")
        if document.key in first:
            title, other = document.title, first[document.key]
            yield finding("disclosure-repeated", sheet=sheet, disclosure=document.key, title=title, other=other)
        first.setdefault(document.key, sheet)


def _sheets(document: Document) -> Iterator[str]:
    for table in document.tables:
        yield table.sheet
    for statement in document.three_public:
        yield statement.sheet
    if document.batch is not None:
        yield document.batch.sheet


def check_words(documents: tuple[Document, ...], _context: Context) -> Iterator[Finding]:
    """Words that look damaged, by sheet: the first cell, and the places of the others."""
    found: dict[Place, str] = {}
    for document in documents:
        found.update(_doubtful(document))
    by_sheet: dict[str, dict[str, str]] = {}
    for (sheet, cell), part in found.items():
        by_sheet.setdefault(sheet, {})[cell] = part
    for sheet, parts in by_sheet.items():
        places = "、".join(f"{cell}“{part[:12]}”" for cell, part in list(parts.items())[:_SHOWN])
        first = next((cell for cell in parts if cell), None)
        value = parts[first or ""]
        yield finding("text-doubtful", sheet=sheet, cell=first, value=value, count=len(parts), places=places)


def _doubtful(document: Document) -> Iterator[tuple[Place, str]]:
    for sheet, cell, label in _labels(document):
        if part := doubt_of_label(label):
            yield (sheet, cell), part
    for sheet, cell, label in _behind_totals(document):
        yield (sheet, cell), label
    for section in document.sections:
        for text in (section.title, section.text):
            if part := doubt_of_section(text):
                yield (section.sheet, a1(section.row, 1)), part
    for sheet, cell, words in _free_words(document):
        if part := doubt(words):
            yield (sheet, cell), part


def _labels(document: Document) -> Iterator[tuple[str, str, str]]:
    for table in document.tables:
        yield table.sheet, "", table.title
        for line in table.lines:
            yield table.sheet, a1(line.row, line.label_column), line.name


def _behind_totals(document: Document) -> Iterator[tuple[str, str, str]]:
    """Labels without an amount below the total that closes their side of a table; some tables begin with it."""
    for table in document.tables:
        for direction in Direction:
            lines = [line for line in table.lines if line.direction is direction]
            ends = [line.row for line in lines if line.level is Level.TOTAL and "总计" in line.name]
            if not ends or ends[-1] == lines[0].row:
                continue
            for line in lines:
                if line.row > ends[-1] and all(amount.fen is None for amount in line.amounts.values()):
                    yield table.sheet, a1(line.row, line.label_column), line.name


def _free_words(document: Document) -> Iterator[tuple[str, str, str]]:
    for table in document.tables:
        if table.note:
            yield table.sheet, "", table.note
    for statement in document.three_public:
        if statement.reason:
            yield statement.sheet, a1(statement.row, 1), statement.reason
    if document.batch is not None:
        yield from _fields(document.batch, _OF_BATCHES)
    for recipient in document.recipients:
        yield from _fields(recipient, _OF_RECIPIENTS)
    for entry in document.register.entries if document.register else ():
        for value in entry.values.values():
            if isinstance(value, str) and value:
                yield entry.sheet, a1(entry.row, 1), value


def _fields(record: Batch | Recipient, names: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    for name in names:
        if words := getattr(record, name):
            yield record.sheet, a1(record.row, record.columns.get(name, 1)), words


def check_names_of_totals(documents: tuple[Document, ...], _context: Context) -> Iterator[Finding]:
    """A line of execution without a code is the unit's total, and is called so."""
    for document in documents:
        if document.identity.kind is not Kind.EXECUTION:
            continue
        for table in document.tables:
            for line in table.lines:
                if line.level is Level.TOTAL and line.name and not is_total(heading_key(line.name)):
                    at = a1(line.row, line.label_column)
                    yield placed("total-name-unusual", document, table.sheet, at, line.name)
