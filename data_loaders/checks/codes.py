"""Classification codes: known in the year's edition, named alike, not twice in one table."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from data_loaders.addresses import a1
from data_loaders.catalogue.headings import heading_key
from data_loaders.classes import ClassNames, class_names
from data_loaders.findings import Finding
from data_loaders.line_keys import plain_label
from data_loaders.reading import Context
from data_loaders.records import Document, Level, Line, Table
from data_loaders.rules import finding
from data_loaders.text import distance

_ALIKE = 0.6
_MISSPELT = 2  # characters: an official name that differs by so few is no other spelling, but a slip
_INCOME_CLASSES = ("101", "102", "103", "105", "110")


def check_codes(documents: tuple[Document, ...], context: Context) -> Iterator[Finding]:
    """Every coded line of every table, against the edition that holds in the document's year."""
    by_year: dict[int | None, ClassNames] = {}
    for document in documents:
        year = document.identity.year
        if year not in by_year:
            by_year[year] = class_names(context.city, year)
        for table in document.tables:
            yield from _table(document, table, by_year[year])


def _table(document: Document, table: Table, names: ClassNames) -> Iterator[Finding]:
    first: dict[tuple[str, str], int] = {}
    for line in table.lines:
        scheme = "economic-department" if line.economic_code else "functional"
        code = line.economic_code or line.functional_code
        if code is None or line.level is Level.TOTAL or code.startswith(_INCOME_CLASSES):
            continue
        yield from _line(document, table, line, (scheme, code), names)
        key = (str(line.direction), code)
        if key in first:
            yield finding(
                "code-repeated",
                sheet=table.sheet,
                cell=_cell(line),
                value=code,
                disclosure=document.key,
                first=first[key],
            )
        first.setdefault(key, line.row)


def _line(document: Document, table: Table, line: Line, coded: tuple[str, str], names: ClassNames) -> Iterator[Finding]:
    scheme, code = coded
    expected = names.name(scheme, code)
    if expected is None:
        complete = names.is_complete(scheme)
        if complete or names.lacks_class(scheme, code):
            yield finding(
                "code-unknown" if complete else "class-unknown",
                sheet=table.sheet,
                cell=_cell(line),
                value=f"{code} {line.name}",
                disclosure=document.key,
                year=document.identity.year,
            )
    elif not names_alike(line.name, expected):
        yield finding(
            "code-name-mismatch",
            sheet=table.sheet,
            cell=_cell(line),
            value=line.name,
            disclosure=document.key,
            listed=code,
            expected=expected,
        )


def names_alike(one: str, other: str) -> bool:
    """Whether two names of a code say the same: brackets, 支出 at the end, a word left out, another word for a part.

    A name that is one or two characters away from the other is misspelt, or damaged.
    """
    left, right = (heading_key(plain_label(text)).removesuffix("支出") for text in (one, other))
    shorter, longer = sorted((left, right), key=len)
    if left == right or (len(shorter) >= 2 and len(longer) - len(shorter) >= 2 and shorter in longer):
        return True
    if distance(left, right) <= _MISSPELT:
        return False
    return SequenceMatcher(None, left, right, autojunk=False).ratio() >= _ALIKE


def _cell(line: Line) -> str:
    return a1(line.row, line.label_column)
