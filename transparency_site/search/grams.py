"""The runs of one to three characters of many texts at once: numbers in arrays instead of a million little strings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from transparency_site.search.analysis import SEPARATOR

LONGEST: Final = 3
"""Characters of the longest run."""

_BITS = 21  # of a code point: three of them are one number

_Numbers = NDArray[np.uint64]


def stretch_of(piece: str, following: str) -> str:
    """A piece of a text and the characters behind it, of which runs that begin in the piece can have LONGEST - 1."""
    return f"{piece}{SEPARATOR}{following[: LONGEST - 1]}"


def piece_of(stretch: str) -> str:
    """The piece without what follows it."""
    return stretch.partition(SEPARATOR)[0]


def runs_of(stretches: Sequence[str], length: int) -> Iterator[tuple[str, list[int]]]:
    """Every run of `length` characters, in rising order, and the numbers of the stretches in which it begins, each as
    often as it does. No run crosses the end of a text.
    """
    if not stretches:
        return
    keys, numbers = _keys(stretches, length)
    order = np.argsort(keys)
    keys, stretch_numbers = keys[order], numbers[order].tolist()
    begins = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))) if len(keys) else np.zeros(0, np.int64)
    ends = [*begins[1:].tolist(), len(keys)]
    for text, begin, end in zip(_texts(keys[begins], length), begins.tolist(), ends, strict=False):
        yield text, stretch_numbers[begin:end]


def _keys(stretches: Sequence[str], length: int) -> tuple[_Numbers, NDArray[np.int64]]:
    """Each run's characters as one number, and the number of its stretch."""
    pieces = np.fromiter(map(len, map(piece_of, stretches)), dtype=np.int64, count=len(stretches))
    codes, lengths = _code_points([stretch.replace(SEPARATOR, "", 1) for stretch in stretches])
    count = max(0, len(codes) - length + 1)
    numbers = np.repeat(np.arange(len(stretches)), lengths)
    places = np.arange(len(codes)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    begins = (places < np.repeat(pieces, lengths))[:count]
    keys = np.zeros(count, dtype=np.uint64)
    for further in range(length):
        some = codes[further : further + count]
        keys = (keys << np.uint64(_BITS)) | some
        begins &= some != ord(SEPARATOR)
    return keys[begins], numbers[:count][begins]


def _code_points(texts: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """All characters one behind the other, a separator after each text, and how many each has with it."""
    joined = SEPARATOR.join(texts) + SEPARATOR
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)) + 1
    return np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32), lengths


def _texts(keys: _Numbers, length: int) -> list[str]:
    shifts = np.arange(_BITS * (length - 1), -1, -_BITS, dtype=np.uint64)
    characters = ((keys[:, None] >> shifts) & np.uint64((1 << _BITS) - 1)).astype(np.uint32)
    joined = characters.tobytes().decode("utf-32-le", "surrogatepass")
    return [joined[start : start + length] for start in range(0, len(joined), length)]
