"""Fixed-width columns of a segment in one memory-mapped file, and the precomputed orders in which hits are shown."""

from __future__ import annotations

import mmap
from array import array
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

MISSING: Final = -(1 << 63)
"""Stands for "no amount" or "no year" in a column; no real value comes near."""

SORTS: Final = ("relevance", "-amount", "amount", "-year")

_ALIGNMENT = 8

Column = memoryview
Numbers = NDArray[np.int64]
Layout = dict[str, tuple[str, int, int]]


def write_columns(path: Path, columns: Mapping[str, array[int]]) -> Layout:
    """Write the arrays one behind the other: per name its type code, its place and its length in bytes."""
    layout: Layout = {}
    with path.open("wb") as file:
        file.write(b"columns1")
        for name, column in columns.items():
            start = file.tell()
            column.tofile(file)
            layout[name] = (column.typecode, start, file.tell() - start)
            file.write(b"\0" * (-file.tell() % _ALIGNMENT))
    return layout


def read_columns(content: mmap.mmap, layout: Mapping[str, Sequence[Any]]) -> dict[str, Column]:
    """The columns as typed views into the map: nothing is read before it is used."""
    view = memoryview(content)
    return {name: view[start : start + length].cast(code) for name, (code, start, length) in layout.items()}


def orders(
    kinds: array[int], years: array[int], amounts: array[int], ties: Sequence[tuple[str, int]]
) -> dict[str, Numbers]:
    """Document numbers in the order of each sort.

    ``relevance`` is the order among equally good hits: kind, newer year, larger amount, key. The others fall back on
    it. What has no year or no amount comes last in each.
    """
    by_key = np.array(sorted(range(len(ties)), key=ties.__getitem__), dtype=np.int64)
    falling_years, falling_amounts = ~_numbers(years), ~_numbers(amounts)  # ~MISSING is the largest number of all
    rising_amounts = np.where(falling_amounts == ~MISSING, ~MISSING, _numbers(amounts))
    static = by_key[np.lexsort((falling_amounts[by_key], falling_years[by_key], _numbers(kinds)[by_key]))]
    sorts = {"-amount": falling_amounts, "amount": rising_amounts, "-year": falling_years}
    return {
        "relevance": static,
        **{name: static[np.argsort(values[static], kind="stable")] for name, values in sorts.items()},
    }


def _numbers(column: array[int]) -> Numbers:
    return np.array(column, dtype=np.int64)


def numbers_column(numbers: Numbers) -> array[int]:
    """Document numbers or ranks as a column."""
    return array("I", numbers.astype(np.uint32).tobytes())


def inverse(order: Numbers) -> Numbers:
    """For each document its place in an order."""
    ranks = np.empty_like(order)
    ranks[order] = np.arange(len(order))
    return ranks


def documents_by_value(column: array[int]) -> Iterator[tuple[int, array[int]]]:
    """Each value of a column with its documents, in rising order of both."""
    values = _numbers(column)
    order = np.argsort(values, kind="stable")
    begins = np.flatnonzero(np.append(True, values[order][1:] != values[order][:-1])) if len(order) else order
    documents = numbers_column(order)
    for begin, end in pairwise([*begins.tolist(), len(order)]):
        yield int(values[order[begin]]), documents[begin:end]


def amount_slices(amounts: array[int], summed: Numbers) -> dict[str, array[int]]:
    """The binary digits of the amounts of the ``summed`` documents: per digit the documents that have it.

    A sum over any set of documents is then a few dozen intersections instead of a loop over the hits. Digit k of a
    positive amount is ``+k``, of a negative one ``-k``.
    """
    given = _numbers(amounts)[summed]
    known = (given != MISSING) & (given != 0)
    found: dict[str, array[int]] = {}
    for sign, signed in (("+", given), ("-", -given)):
        chosen = known & (signed > 0)
        documents, values = summed[chosen], signed[chosen]
        for digit in range(int(values.max(initial=0)).bit_length()):
            having = documents[(values >> digit) & 1 == 1]
            if len(having):
                found[f"{sign}{digit}"] = numbers_column(having)
    return found


def document_runs(disclosures: Sequence[int]) -> list[tuple[int, int, int]]:
    """(disclosure, first document, one behind the last), for each stretch of documents of one disclosure."""
    bounds = [0, *(i for i in range(1, len(disclosures)) if disclosures[i] != disclosures[i - 1]), len(disclosures)]
    return [(disclosures[start], start, end) for start, end in pairwise(bounds) if start < end]
