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


def by_relevance(kinds: Numbers, years: Numbers, amounts: Numbers, places: Numbers) -> Numbers:
    """Documents in the order among equally good hits: kind, newer year, larger amount, and what `places` says."""
    return np.lexsort((places, ~amounts, ~years, kinds))  # ~MISSING is the largest number of all


def orders(relevance: Numbers, years: Numbers, amounts: Numbers) -> dict[str, Numbers]:
    """Document numbers in the order of each sort. ``relevance`` is given; the others fall back on it. What has no year
    or no amount comes last in each.
    """
    falling_years, falling_amounts = ~years, ~amounts
    rising_amounts = np.where(amounts == MISSING, ~MISSING, amounts)
    sorts = {"-amount": falling_amounts, "amount": rising_amounts, "-year": falling_years}
    return {
        "relevance": relevance,
        **{name: relevance[np.argsort(values[relevance], kind="stable")] for name, values in sorts.items()},
    }


def numbers(column: array[int]) -> Numbers:
    """A column for arithmetic."""
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
    values = numbers(column)
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
    given = numbers(amounts)[summed]
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


def document_runs(disclosures: Numbers) -> list[tuple[int, int, int]]:
    """(disclosure, first document, one behind the last), for each stretch of documents of one disclosure."""
    starts = np.flatnonzero(np.append(True, disclosures[1:] != disclosures[:-1])) if len(disclosures) else disclosures
    bounds = [*starts.tolist(), len(disclosures)]
    return [(int(disclosures[start]), start, end) for start, end in pairwise(bounds)]
