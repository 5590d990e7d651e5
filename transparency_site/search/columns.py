"""Fixed-width columns of a segment in one memory-mapped file, and the precomputed orders in which hits are shown."""

from __future__ import annotations

import mmap
from array import array
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

MISSING: Final = -(1 << 63)
"""Stands for "no amount" or "no year" in a column; no real value comes near."""

SORTS: Final = ("relevance", "-amount", "amount", "-year")

_ALIGNMENT = 8

Column = memoryview
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
    priorities: Sequence[int], years: Sequence[int], amounts: Sequence[int], ties: Sequence[tuple[str, int]]
) -> dict[str, list[int]]:
    """Document numbers in the order of each sort.

    ``relevance`` is the order among equally good hits: kind, newer year, larger amount, key. The others fall back on
    it. What has no year or no amount comes last in each.
    """
    by_key = sorted(range(len(ties)), key=ties.__getitem__)
    falling_years = [_falling(year) for year in years]
    falling_amounts = [_falling(amount) for amount in amounts]
    rising_amounts = [amount if amount != MISSING else 1 << 63 for amount in amounts]
    packed = [
        (priority << 130) + (year << 65) + amount
        for priority, year, amount in zip(priorities, falling_years, falling_amounts, strict=True)
    ]
    static = sorted(by_key, key=packed.__getitem__)
    return {
        "relevance": static,
        "-amount": sorted(static, key=falling_amounts.__getitem__),
        "amount": sorted(static, key=rising_amounts.__getitem__),
        "-year": sorted(static, key=falling_years.__getitem__),
    }


def _falling(value: int) -> int:
    """A number that sorts high values first and a missing one last; never negative, below 2^65."""
    return (1 << 64) if value == MISSING else (1 << 63) - value


def inverse(order: Sequence[int]) -> array[int]:
    """For each document its place in an order."""
    ranks = array("I", bytes(4 * len(order)))
    for rank, document in enumerate(order):
        ranks[document] = rank
    return ranks


def amount_slices(amounts: Sequence[int], summed: Sequence[int]) -> dict[str, list[int]]:
    """The binary digits of the amounts of the ``summed`` documents: per digit the documents that have it.

    A sum over any set of documents is then a few dozen intersections instead of a loop over the hits. Digit k of a
    positive amount is ``+k``, of a negative one ``-k``.
    """
    known = [(document, amounts[document]) for document in summed if amounts[document] not in (MISSING, 0)]
    found: dict[str, list[int]] = {}
    for sign, signed in (("+", [(d, a) for d, a in known if a > 0]), ("-", [(d, -a) for d, a in known if a < 0])):
        digits = max((amount.bit_length() for _, amount in signed), default=0)
        for digit in range(digits):
            mask = 1 << digit
            found[f"{sign}{digit}"] = [document for document, amount in signed if amount & mask]
    return {name: documents for name, documents in found.items() if documents}


def document_runs(disclosures: Sequence[int]) -> list[tuple[int, int, int]]:
    """(disclosure, first document, one behind the last), for each stretch of documents of one disclosure."""
    bounds = [0, *(i for i in range(1, len(disclosures)) if disclosures[i] != disclosures[i - 1]), len(disclosures)]
    return [(disclosures[start], start, end) for start, end in pairwise(bounds) if start < end]
