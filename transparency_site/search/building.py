"""Writes one segment: terms, stored documents, forms and columns, into a folder that nobody sees yet."""

from __future__ import annotations

import json
import sys
from array import array
from collections.abc import Mapping, Sequence
from itertools import accumulate, islice
from pathlib import Path
from typing import IO, Final

import numpy as np
import orjson

from transparency_site.search import codec
from transparency_site.search.analysis import SEPARATOR, not_contained
from transparency_site.search.columns import (
    MISSING,
    Numbers,
    amount_slices,
    by_relevance,
    document_runs,
    documents_by_value,
    inverse,
    numbers,
    numbers_column,
    orders,
    write_columns,
)
from transparency_site.search.documents import KINDS, NAMED_KINDS, SUMMED_KINDS, SearchDocument
from transparency_site.search.folding import fold_whole
from transparency_site.search.inversion import Inversion

FORMAT: Final = 1
META, STORED, FORMS, COLUMNS = "segment.json", "stored.bin", "forms.bin", "columns.bin"

_TOGETHER = 4096  # documents
_REMEMBERED_FORMS = 200_000  # a form met again later is stored twice, which costs bytes and nothing else
_PRIORITY = {kind: place for place, kind in enumerate(KINDS)}
_VALUED = ("unit", "township", "fund")


class _TextFile:
    """Texts one behind the other, with the place where each begins."""

    def __init__(self, path: Path) -> None:
        self._file: IO[bytes] = path.open("wb")
        self._file.write(b"texts001")
        self.starts = array("Q", [8])

    def add(self, texts: Sequence[bytes]) -> None:
        self._file.write(b"".join(texts))
        ends = accumulate(map(len, texts), initial=self.starts[-1])
        self.starts.extend(islice(ends, 1, None))

    def close(self) -> None:
        self._file.close()


class _Numbered(dict[str | None, int]):
    """Values numbered as they are met, from 1; 0 is none."""

    def __init__(self) -> None:
        super().__init__({None: 0})

    def __missing__(self, value: str | None) -> int:
        number = self[value] = len(self)
        return number

    def values_met(self) -> list[str]:
        """From number 1."""
        return [value for value in self if value is not None]


class SegmentBuilder:
    """Takes documents one by one, so that a million of them need not be in memory."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._waiting: list[SearchDocument] = []
        self._inversion = Inversion()
        self._stored, self._forms = _TextFile(folder / STORED), _TextFile(folder / FORMS)
        self._form_numbers: dict[str, int] = {}
        self._values = {name: _Numbered() for name in _VALUED}
        self._columns: dict[str, array[int]] = {
            "kind": array("B"), "year": array("q"), "amount": array("q"), "form": array("I"),
            **{name: array("I") for name in _VALUED},
        }  # fmt: skip
        self._disclosures = array("q")
        self._keys: list[str] = []
        self._names: list[tuple[int, str]] = []

    def add(self, document: SearchDocument) -> None:
        self._waiting.append(document)
        if len(self._waiting) == _TOGETHER:
            self._take()

    def _take(self) -> None:
        """Write and invert the documents that wait: column by column what is the same work for each."""
        documents, self._waiting = self._waiting, []
        if not documents:
            return
        self._stored.add([_encoded(document) for document in documents])
        forms = [self._invert(number, document) for number, document in enumerate(documents, len(self._keys))]
        self._add_forms(forms)
        self._add_columns(documents)

    def _invert(self, number: int, document: SearchDocument) -> str:
        """Take in the terms of a document: its form."""
        known = self._inversion.texts
        title = known[document.title]
        texts = [title, known[document.text], *[known[entry] for entry in document.exact]]
        folded = [text.folded for text in texts]
        kept = not_contained(folded)
        exact = exact_terms(document, title.folded)
        self._inversion.add([texts[place] for place in kept], title.folded, exact)
        if document.kind in NAMED_KINDS:
            self._names.append((number, title.folded))
        return SEPARATOR.join([folded[place] for place in kept])

    def _add_forms(self, forms: Sequence[str]) -> None:
        known, column, behind = self._form_numbers, self._columns["form"], len(self._forms.starts) - 1
        new: list[bytes] = []
        for form in forms:
            number = known.get(form)
            if number is None:
                number = behind + len(new)
                new.append(form.encode("utf-8", "surrogatepass"))
                if len(known) >= _REMEMBERED_FORMS:
                    known.clear()
                known[form] = number
            column.append(number)
        self._forms.add(new)

    def _add_columns(self, documents: Sequence[SearchDocument]) -> None:
        columns = self._columns
        disclosures, kinds, keys, _titles, _texts, years, *values, amounts, _urls, _exact = zip(*documents, strict=True)
        self._disclosures.extend(disclosures)
        self._keys.extend(keys)
        columns["kind"].extend(map(_PRIORITY.__getitem__, kinds))
        columns["year"].extend([MISSING if year is None else year for year in years])
        columns["amount"].extend([MISSING if amount is None else amount for amount in amounts])
        for name, some in zip(_VALUED, values, strict=True):
            columns[name].extend(map(self._values[name].__getitem__, some))

    def finish(self) -> int:
        """Write what is left and close the files: the number of documents."""
        self._take()
        count = len(self._keys)
        self._stored.close()
        self._forms.close()
        self._form_numbers.clear()
        self._add_lists()
        codec.write_terms(self._folder, self._inversion.terms())
        starts = {"stored_start": self._stored.starts, "form_start": self._forms.starts}
        columns = {**self._columns, **starts, **order_columns(self._columns, self._relevance())}
        values = {name: known.values_met() for name, known in self._values.items()}
        write_columns_and_meta(self._folder, columns, values, self._names, document_runs(numbers(self._disclosures)))
        return count

    def close(self) -> None:
        """Close the files, finished or not."""
        self._stored.close()
        self._forms.close()

    def _relevance(self) -> Numbers:
        ties = list(zip(self._keys, self._disclosures, strict=True))
        in_order = np.array(sorted(range(len(ties)), key=ties.__getitem__), dtype=np.int64)
        kinds, years, amounts = (numbers(self._columns[name]) for name in ("kind", "year", "amount"))
        return by_relevance(kinds, years, amounts, inverse(in_order))

    def _add_lists(self) -> None:
        """The posting lists that the columns give: facets and the digits of amounts."""
        columns = self._columns
        words: dict[str, dict[int, str]] = {
            "kind": dict(enumerate(KINDS)), "year": {year: str(year) for year in set(columns["year"]) - {MISSING}},
            **{name: dict(enumerate(known.values_met(), 1)) for name, known in self._values.items()},
        }  # fmt: skip
        for field, known in words.items():
            self._inversion.add_lists(field, {known[v]: d for v, d in documents_by_value(columns[field]) if v in known})
        summed = np.flatnonzero(np.isin(columns["kind"], [_PRIORITY[kind] for kind in SUMMED_KINDS]))
        self._inversion.add_lists("slice", amount_slices(columns["amount"], summed))


def order_columns(columns: Mapping[str, array[int]], relevance: Numbers) -> dict[str, array[int]]:
    """The orders of each sort and every document's place in them; `relevance` is the first of these orders."""
    derived: dict[str, array[int]] = {}
    for sort, order in orders(relevance, numbers(columns["year"]), numbers(columns["amount"])).items():
        derived[f"order {sort}"] = numbers_column(order)
        derived[f"rank {sort}"] = numbers_column(inverse(order))
    return derived


def write_columns_and_meta(
    folder: Path,
    columns: Mapping[str, array[int]],
    values: Mapping[str, Sequence[str]],
    names: Sequence[tuple[int, str]],
    disclosures: Sequence[tuple[int, int, int]],
) -> None:
    """Write the columns, and the file that says how to read them and all that is small."""
    layout = write_columns(folder / COLUMNS, columns)
    meta = {
        "format": FORMAT, "byteorder": sys.byteorder, "documents": len(columns["kind"]), "columns": layout,
        "names": names, "values": values, "disclosures": disclosures,
    }  # fmt: skip
    (folder / META).write_text(json.dumps(meta, ensure_ascii=False), encoding="utf-8")


def _encoded(document: SearchDocument) -> bytes:
    record = tuple(document)  # orjson takes no tuple of a class
    try:
        return orjson.dumps(record)
    except orjson.JSONEncodeError:  # half a surrogate pair, which orjson refuses
        return json.dumps(record, ensure_ascii=False).encode("utf-8", "surrogatepass")


def exact_terms(document: SearchDocument, title: str) -> set[str]:
    """What the document answers to exactly."""
    if not document.exact:  # nearly all documents
        return {title.replace(" ", "")} if title else set()
    exact = {fold_whole(entry) for entry in document.exact}
    exact.add(title.replace(" ", ""))
    exact.discard("")
    return exact
